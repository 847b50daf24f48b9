"""An org's OAuth endpoints: one form goes out, one answer comes back, and every failure is one of ours.

The forms, the PKCE proof and the answers are plain enough to stand here. oauthlib was weighed for them: it refuses
plain http on loopback unless a variable of the whole process allows it, keeps tokens in objects and exceptions that
show them, and does no I/O, which is the larger part. What needs care, the signature of a JWT, is PyJWT's.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import msgspec
import requests
from msgspec import Struct
from requests.adapters import BaseAdapter

from tui import __version__
from tui.org.login.grant import Form, Grant
from tui.org.login.refusals import LoginRefused, refused
from tui.org.wire import boundary
from tui.org.wire.adapter import KIND_HEADER, OrgAdapter, Patience, hush, session_for
from tui.org.wire.calls import Kind
from tui.org.wire.connection import Address
from tui.org.wire.errors import LimitReached, OrgFailure, Unreachable
from tui.org.wire.server_text import looks_like_html, server_words
from tui.presence.saved_org import SavedOrg

log = logging.getLogger(__name__)


class _Refusal(Struct):
    error: str = ""
    error_description: str | None = None


class _RestRefusal(Struct, rename="camel"):
    error_code: str = ""
    message: str = ""


_GRANT: msgspec.json.Decoder[Grant] = msgspec.json.Decoder(Grant)
_REFUSAL: msgspec.json.Decoder[_Refusal] = msgspec.json.Decoder(_Refusal)
_REST: msgspec.json.Decoder[list[_RestRefusal]] = msgspec.json.Decoder(list[_RestRefusal])


class Authority:
    """Asks one org for tokens. A connection a request: hours lie between two of them.

    ``now`` is the local clock, in seconds. ``adapter`` stands in for the network in tests.
    """

    def __init__(
        self,
        saved: SavedOrg,
        address: Address,
        patience: Patience | None = None,
        adapter: BaseAdapter | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.address = address
        self._saved, self._now = saved, now
        self._patience, self._adapter = patience or Patience(), adapter
        self._ahead = 0.0

    @property
    def now(self) -> float:
        """The org's time in seconds, as far as its last answer told it; the local clock's before."""
        return self._now() + self._ahead

    @property
    def ahead(self) -> float:
        """How many seconds the org's clock was ahead of ours at its last answer."""
        return self._ahead

    def grant(self, form: Form, kind: Kind) -> Grant:
        """A token for this form. ``kind`` WRITE where what it carries can be used once: it then leaves once.

        Raises OrgFailure, whose words hold nothing of the form.
        """
        answer = self._post("token", form, kind)
        if isinstance(answer, OrgFailure):
            raise answer
        try:
            grant = _GRANT.decode(answer)
        except (msgspec.DecodeError, UnicodeDecodeError):
            grant = Grant("")
        if not grant.access_token:
            raise Unreachable(
                f"Something else answers in place of {self.address.host}",
                "its answer to the login holds no token",
                "Check the address and the proxy",
            )
        return grant

    def revoke(self, token: str) -> None:
        """Tell the org to forget a token and all that came of it (RFC 7009). Raises OrgFailure."""
        answer = self._post("revoke", Form({"token": token}), Kind.READ)  # twice revoked is revoked
        if isinstance(answer, OrgFailure):
            raise answer

    def _post(self, what: str, form: Form, kind: Kind) -> bytes | OrgFailure:
        """The answer's body. Failures are returned and not raised here, so that no context leads to the foreign one."""
        hush()
        patience, address = self._patience, self.address
        adapter = self._adapter or OrgAdapter(patience, plain_http=address.plain_http)
        headers = {KIND_HEADER: kind.value, "Accept": "application/json", "User-Agent": f"de-presence/{__version__}"}
        try:
            with session_for(address, adapter) as session:
                session.max_redirects = 1  # requests counts one that it does not follow, and would raise at none
                url = f"https://{address.host}/services/oauth2/{what}"
                answer = session.post(url, data=dict(form.fields), headers=headers, allow_redirects=False)
        except boundary.FOREIGN as error:
            return self._unanswered(error, kind)
        log.info("%s asked for %s by %s: %s", address.host, what, self._saved.via, answer.status_code)
        self._ahead = _ahead(answer, self._now())
        if answer.status_code == 200 and not looks_like_html(answer.content, answer.headers.get("Content-Type", "")):
            return answer.content
        return self._refused(answer, form)

    def _unanswered(self, error: Exception, kind: Kind) -> OrgFailure:
        failure = boundary.failure_of(error, Kind.READ, self.address.host)
        if kind is Kind.READ or boundary.never_left(error):
            return failure
        return Unreachable(
            "The answer to the login was lost",
            failure.problem.cause,
            f"If the org then says that the login has expired: de-presence login {self._saved.name}",
        )

    def _refused(self, answer: requests.Response, form: Form) -> OrgFailure:
        host, status, retry_after = self.address.host, answer.status_code, _retry_after(answer)
        if 300 <= status < 400:
            words = f"{host} answered with a redirect (HTTP {status})"
            return Unreachable("The org is not at this address", words, "Use the org's My Domain address")
        code, words = _told(answer.content, form)
        if code:
            return refused(code, words, self._saved, retry_after=retry_after)
        if status == 429:
            return LimitReached("The org takes no more logins now", "", "Wait some minutes", retry_after=retry_after)
        if status >= 500:
            words = f"HTTP {status} with no reason given"
            return Unreachable(f"{host} cannot answer now", words, "Try again in a minute", retry_after=retry_after)
        if looks_like_html(answer.content, answer.headers.get("Content-Type", "")):
            return boundary.page_instead(host, Kind.READ)
        return LoginRefused("The org refused the login", f"HTTP {status} with no reason given", "Check the address")


def _told(body: bytes, form: Form) -> tuple[str, str]:
    """The error's code and description, each empty where none was told. Nothing of the form is quoted back."""
    try:
        told = _REFUSAL.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        told = _rest_refusal(body)
    code = re.sub(r"\W.*", "", form.without(told.error), flags=re.DOTALL | re.ASCII)[:60]
    return code, server_words(form.without(told.error_description or ""))


def _rest_refusal(body: bytes) -> _Refusal:
    """The same from the REST API's own form, a list, in which the edges of the OAuth endpoints answer."""
    try:
        first = next(iter(_REST.decode(body)), _RestRefusal())
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Refusal()
    return _Refusal(first.error_code, first.message)


def _ahead(answer: requests.Response, now: float) -> float:
    try:
        at = parsedate_to_datetime(answer.headers.get("Date", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        return 0.0
    return (at - datetime.fromtimestamp(now, UTC)).total_seconds()


def _retry_after(answer: requests.Response) -> float | None:
    told = answer.headers.get("Retry-After", "")
    return float(told) if told.isdecimal() else None
