"""One attempt at a web login: its own secrets, the address that the browser opens, and the answer that it brings back.

OAuth's authorization code with PKCE, S256 (RFC 7636): whoever else catches the code cannot use it.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qs, unquote, urlencode

from tui.org.login.callback_address import callback_url
from tui.org.login.grant import Form
from tui.org.wire.connection import Address
from tui.presence.saved_org import SavedOrg

SCOPES = "api refresh_token"  # queries, Apex and events; and to come back without asking again
Random = Callable[[], str]
# Salesforce's codes are long and fit for addresses; whatever else is pasted bare was not meant as one.
_CODE = re.compile(r"[A-Za-z0-9._%=!-]{20,}", re.ASCII)


def random_text() -> str:
    """A text that nobody guesses, of letters that addresses keep: 64 of them, as PKCE wants 43 to 128."""
    return secrets.token_urlsafe(48)


@dataclass(frozen=True)
class Attempt:
    """``state`` tells our answer from others', ``verifier`` proves that the code is ours; neither is ever shown."""

    address: Address
    saved: SavedOrg
    state: str = field(repr=False)
    verifier: str = field(repr=False)

    @property
    def url(self) -> str:
        """Where the person logs in and allows the app."""
        asked = {
            "response_type": "code",
            "client_id": self.saved.consumer_key,
            "redirect_uri": callback_url(self.saved.callback_port),
            "scope": SCOPES,
            "state": self.state,
            "code_challenge": challenge(self.verifier),
            "code_challenge_method": "S256",
        }
        hint = {"login_hint": self.saved.username} if self.saved.username else {}
        return f"{self.address.url}/services/oauth2/authorize?{urlencode(asked | hint)}"

    def form(self, code: str, client_secret: str | None) -> Form:
        """What turns the code into tokens."""
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": self.saved.consumer_key,
            "redirect_uri": callback_url(self.saved.callback_port),
            "code_verifier": self.verifier,
        }
        return Form(fields | ({"client_secret": client_secret} if client_secret else {}))


@dataclass(frozen=True)
class Answer:
    """What the browser came back with: a code, or the org's error and its description."""

    code: str = field(default="", repr=False)
    error: str = ""
    description: str = ""


def challenge(verifier: str) -> str:
    """The S256 challenge for a verifier (RFC 7636, 4.2)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def answer_in(query: str, state: str) -> Answer | None:
    """The answer in a redirect's query; None where it is none, or belongs to another attempt.

    An error without any state counts: no source says that Salesforce always sends it back, and all that somebody else
    could do with it is to end this attempt.
    """
    told = parse_qs(query, keep_blank_values=True)
    code, error, theirs = (told.get(name, [""])[-1] for name in ("code", "error", "state"))
    if not hmac.compare_digest(theirs.encode(), state.encode()) and (theirs or not error):
        return None
    if error:
        return Answer(error=error, description=told.get("error_description", [""])[-1])
    return Answer(code) if code else None


def pasted_answer(text: str, state: str) -> Answer | None:
    """The answer in what a person pasted: the whole address, its query, or the code alone; None where it is none.

    A code alone cannot tell whose it is; PKCE makes another's useless.
    """
    text = text.strip()
    if "=" not in text.rstrip("=") and "://" not in text:  # a code ends in "=" as it likes
        return Answer(unquote(text)) if _CODE.fullmatch(text) else None
    return answer_in((text.partition("?")[2] or text).partition("#")[0], state)
