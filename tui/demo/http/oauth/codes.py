"""Authorization codes: made when a person approves, good once, for ten minutes, for who knows the verifier (PKCE)."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tui.demo.http.oauth.wire import OAuthError, invalid_grant

_LIFETIME = timedelta(minutes=10)
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")  # RFC 7636, section 4.1
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # the base64url of 32 bytes, without padding
_KEPT = 100  # codes and questions that are remembered; the oldest go


@dataclass(frozen=True)
class Asked:
    """What a client asked at the authorize endpoint."""

    redirect_uri: str
    challenge: str
    scope: str
    state: str | None
    at: datetime

    def answered(self, **parameters: str) -> dict[str, str]:
        """The parameters for the callback, with the client's state where it sent one."""
        return parameters if self.state is None else {**parameters, "state": self.state}


class Codes:
    """The codes that were made, the used ones too, and the questions that a person has not answered yet."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._codes: dict[str, Asked] = {}
        self._used: set[str] = set()
        self._questions: dict[str, Asked] = {}

    def question(self, asked: Asked) -> str:
        """Remember what was asked until the person answers; the question's secret number."""
        number = secrets.token_urlsafe(24)
        self._questions[number] = asked
        _forget_oldest(self._questions)
        return number

    def answered(self, number: str) -> Asked | None:
        """What was asked under that number, once."""
        return self._questions.pop(number, None)

    def make(self, asked: Asked) -> str:
        """A code. It has characters that a careless client forgets to decode, as Salesforce's have."""
        code = f"aPrx{secrets.token_urlsafe(48)}=="
        self._codes[code] = asked
        _forget_oldest(self._codes)
        return code

    def redeem(self, fields: Mapping[str, str]) -> Asked:
        """What was approved under the code of those fields, which is used up by this. Raises OAuthError."""
        code = fields.get("code", "")
        asked = self._codes.get(code)
        if asked is None:
            raise invalid_grant("invalid authorization code")
        if code in self._used or self._now() > asked.at + _LIFETIME:
            raise invalid_grant("expired authorization code")
        self._used.add(code)
        if fields.get("redirect_uri") != asked.redirect_uri:
            raise OAuthError("redirect_uri_mismatch", "redirect_uri must match configuration")
        if not _proves(fields.get("code_verifier", ""), asked.challenge):
            raise invalid_grant("invalid code verifier")
        return asked


def _proves(verifier: str, challenge: str) -> bool:
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return _VERIFIER.fullmatch(verifier) is not None and secrets.compare_digest(digest, challenge)


def _forget_oldest(kept: dict[str, Asked]) -> None:
    while len(kept) > _KEPT:
        del kept[next(iter(kept))]
