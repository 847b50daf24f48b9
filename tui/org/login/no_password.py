"""Why there is no login with username and password here, and what to use instead."""

from __future__ import annotations

from tui.presence.model import Problem


def no_password() -> Problem:
    """The words for whoever asks for it (Salesforce's end-of-life pages; salesforce.md 7)."""
    return Problem(
        "There is no login with user name and password",
        "Salesforce blocks it by default, and ends SOAP login() with Summer '27",
        "Use --via sf or --via web; without a person --via jwt or --via client-credentials",
    )
