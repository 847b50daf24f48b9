"""The address that the browser comes back to. It must be registered in the admin's app, letter for letter."""

from __future__ import annotations

PATH = "/OauthRedirect"  # as the Salesforce CLI has it (core 9.4.0), so that many an app knows it already


def callback_url(port: int) -> str:
    """The redirect address of a web login on this machine."""
    return f"http://localhost:{port}{PATH}"
