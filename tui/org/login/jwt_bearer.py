"""The JWT bearer login: the private key signs who we are, and the org answers with a token. For unattended use.

Audience and address are the org's My Domain (Spring '26; salesforce.md 7). There is no refresh token: it signs anew.
"""

from __future__ import annotations

from pathlib import Path

import jwt
from msgspec.structs import replace

from tui.org.login.grant import Form, Grant
from tui.org.login.key_file import read_key
from tui.org.login.login_address import answered_by, login_address
from tui.org.login.means import Means
from tui.org.login.person import Person
from tui.org.login.refusals import LoginRefused
from tui.org.wire.calls import Kind
from tui.org.wire.connection import Connection
from tui.presence.saved_org import SavedOrg

WORDS = "JWT bearer"
LIFETIME = 180  # seconds; Salesforce takes no more than five minutes
_TOO_FAR = 60  # seconds between the clocks, from which a refusal may come of them
_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class JwtBearer:
    """Implements ``ways.Way`` for one saved org. The key is read anew for each login and never kept."""

    def __init__(self, saved: SavedOrg, means: Means) -> None:
        self._saved = saved
        self._authority = means.authority(saved, login_address(saved))

    def log_in(self, person: Person, secret: str | None) -> SavedOrg:  # noqa: ARG002  every way's signature
        """Try it. The key's path is saved as an absolute one, so that it holds in every folder."""
        for value, option in (
            (self._saved.consumer_key, "--consumer-key"),
            (self._saved.username, "--username"),
            (self._saved.key_file, "--key-file"),
        ):
            if not value:
                raise LoginRefused("A JWT login needs more", f"{option} is missing", f"Give {option}")
        self._token()
        key_file = Path(self._saved.key_file).expanduser().absolute()
        return replace(self._saved, instance_url=self._authority.address.url, key_file=str(key_file))

    def connection(self) -> Connection:
        """A connection with a fresh token, which a new signature renews."""
        return Connection(self._authority.address.url, self._token(), self._token, WORDS)

    def log_out(self) -> tuple[str, ...]:
        """Nothing is kept of this login."""
        return (
            "Nothing of this login was kept here, and its tokens end by themselves.",
            f"The key file stays where it is: {self._saved.key_file}. Remove its certificate from the app to end it.",
        )

    def _token(self) -> str:
        grant = self._granted()
        answered_by(grant, self._authority.address)
        return grant.access_token

    def _granted(self) -> Grant:
        """By the org's clock, once it is known: a refusal tells it, and is answered once with the right time."""
        authority = self._authority
        by = authority.ahead
        try:
            return authority.grant(self._form(), Kind.READ)
        except LoginRefused:
            if abs(authority.ahead - by) < _TOO_FAR:
                raise
        return authority.grant(self._form(), Kind.READ)

    def _form(self) -> Form:
        claims: dict[str, object] = {
            "iss": self._saved.consumer_key,
            "sub": self._saved.username,
            "aud": self._authority.address.url,
            "exp": int(self._authority.now) + LIFETIME,
        }
        assertion = jwt.encode(claims, read_key(self._saved.key_file), algorithm="RS256")
        return Form({"grant_type": _GRANT_TYPE, "assertion": assertion})
