"""OAuth's own manners: forms in, its own error shape out, redirects, and who the client is.

Errors are ``{"error", "error_description"}`` under HTTP 400, never the REST API's array (salesforce.md, section 2).
Words are Salesforce's where public threads quote them; the few that are not known to be are marked as unverified.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode

from tui.demo.http.oauth.app import App
from tui.demo.http.wire import HTML, Reply, Request, json_reply


class OAuthError(Exception):
    """A refusal of the token or revoke endpoint."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description

    def reply(self) -> Reply:
        """The error as it goes over the wire."""
        return json_reply({"error": self.error, "error_description": self.description}, 400)


def invalid_grant(description: str) -> OAuthError:
    """The error of every code, token and assertion that is no good."""
    return OAuthError("invalid_grant", description)


def app_not_found() -> OAuthError:
    """What the token endpoint says of an app that this org does not have (forcedotcom/cli#3482, dust-tt/dust#26727)."""
    return OAuthError("app_not_found", "External client app is not installed in this org")


def form(request: Request) -> Mapping[str, str]:
    """The fields of a form-encoded body; the last of a name counts. What is no form has none."""
    return dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))


def client(request: Request, fields: Mapping[str, str], app: App, *, needs_secret: bool) -> None:
    """Check key and secret, from the Basic header or from the form. Raises OAuthError."""
    basic = _basic(request)
    key, secret = basic or (fields.get("client_id", ""), fields.get("client_secret", ""))
    if not secrets.compare_digest(key.encode(), app.consumer_key.encode()):
        raise OAuthError("invalid_client_id", "client identifier invalid")
    if not secret and not needs_secret:
        return
    if not secrets.compare_digest(secret.encode(), app.consumer_secret.encode()):
        raise OAuthError("invalid_client", "invalid client credentials")


def redirect(to: str, **parameters: str) -> Reply:
    """Send the browser on, with the parameters added to the address."""
    if not parameters:
        return Reply(302, b"", HTML, {"Location": to})
    return Reply(302, b"", HTML, {"Location": f"{to}{'&' if '?' in to else '?'}{urlencode(parameters)}"})


def refused_page(error: str, description: str) -> Reply:
    """What the browser sees where the callback cannot be trusted: these bare words (postman-salesforce-apis#42)."""
    return Reply(400, f"error={error}&error_description={quote(description)}".encode(), HTML)


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        key, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return key, secret
