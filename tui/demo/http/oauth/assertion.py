"""The JWT of the bearer flow: signed by the app's key, for the caller, addressed to this org, good for minutes.

Since Spring '26 an External Client App's audience is the org's own host, not login.salesforce.com (n8n#28990).
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from msgspec import Struct, ValidationError, convert

from tui.demo.http.oauth.app import App
from tui.demo.http.oauth.wire import OAuthError, app_not_found, invalid_grant

_LONGEST = 300  # seconds ahead that a JWT may expire
_SKEW = 30  # seconds that the client's clock may be behind
_SHARED_HOSTS = frozenset({"login.salesforce.com", "test.salesforce.com"})
_LOOPBACK = frozenset({"127.0.0.1", "localhost"})


class _Claims(Struct):
    iss: str
    aud: str | list[str]
    exp: float
    sub: str = ""


def subject(assertion: str, app: App, base_url: str, now: datetime) -> str:
    """The username that a good assertion names. Raises OAuthError for one that is none."""
    claims = _claims(assertion)
    if claims.iss != app.consumer_key:
        raise OAuthError("invalid_client_id", "client identifier invalid")
    if not any(_signed(assertion, key) for key in app.public_keys):
        raise invalid_grant("invalid assertion")
    left = claims.exp - now.timestamp()
    if not -_SKEW < left <= _LONGEST:  # too far ahead is told in the same words (salesforce.stackexchange.com/q/282513)
        raise invalid_grant("expired authorization code")
    _check_audience(claims.aud, base_url)
    return claims.sub


def _claims(assertion: str) -> _Claims:
    try:
        return convert(jwt.decode(assertion, options={"verify_signature": False}), _Claims)
    except (jwt.InvalidTokenError, ValidationError) as error:
        raise invalid_grant("invalid assertion") from error


def _signed(assertion: str, key: RSAPublicKey) -> bool:
    try:
        jwt.decode(assertion, key, algorithms=["RS256"], options={"verify_aud": False, "verify_exp": False})
    except jwt.InvalidTokenError:
        return False
    return True


def _check_audience(audience: str | list[str], base_url: str) -> None:
    """The org's own address, by number or as localhost, and nothing after it."""
    named = [audience] if isinstance(audience, str) else audience
    if any(urlsplit(one).hostname in _SHARED_HOSTS for one in named):
        raise app_not_found()
    port = urlsplit(base_url).port
    if not any(one in {f"http://{host}:{port}" for host in _LOOPBACK} for one in named):
        raise invalid_grant("audience is invalid")
