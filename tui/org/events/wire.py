"""The stream's own connection to an org: messages go out by POST, messages come back, late where nothing happens.

Nothing is repeated here: an answer that got lost held events that the org does not tell twice to the same client.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec
import requests
from requests.adapters import BaseAdapter

from tui import __version__
from tui.org.events.bayeux import Message, Told
from tui.org.wire import boundary
from tui.org.wire.adapter import OrgAdapter, Patience, hush, session_for
from tui.org.wire.calls import Kind
from tui.org.wire.connection import Connection, address_of, checked_token
from tui.org.wire.errors import Misread, OrgFailure, login_expired
from tui.org.wire.server_text import looks_like_html

log = logging.getLogger(__name__)
_TOLD: msgspec.json.Decoder[list[Told]] = msgspec.json.Decoder(list[Told])
_OTHERS: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


class StreamWire:
    """Speaks with one org's Streaming API. Not for two threads at once, but for ``last_word``.

    ``adapter`` stands in for the network in tests.
    """

    def __init__(
        self, connection: Connection, version: str, patience: Patience | None = None, adapter: BaseAdapter | None = None
    ) -> None:
        self._address = address_of(connection.instance_url)
        self._patience, self._adapter = patience or Patience(), adapter
        self._renew = connection.renew
        self._token = checked_token(connection.token)
        self._path = f"/cometd/{version}"
        self.at: datetime | None = None  # the org's clock at its last answer, where it told
        hush()
        self._session = self._new_session()

    @property
    def host(self) -> str:
        """The org's name and port."""
        return self._address.host

    def renew(self) -> None:
        """Take a new token. Raises OrgFailure, also where this login has no way to one."""
        if self._renew is None:
            raise login_expired(self.host)
        self._token = checked_token(self._renew())

    def begin(self) -> None:
        """Forget the cookies: a new client may land at another server."""
        self._session.cookies.clear()

    def say(self, *messages: Message, hold: float = 0.0) -> list[Told]:
        """Send messages; what the org says, after ``hold`` seconds at most. Raises OrgFailure."""
        answer = self._post(self._session, messages, hold)
        if isinstance(answer, OrgFailure):
            # Raised here and not where it was caught, so that not even its context leads to the foreign exception.
            raise answer
        return answer

    def last_word(self, *messages: Message) -> None:
        """Send messages beside an answer that is still awaited; what becomes of them does not matter."""
        with self._new_session() as session:
            session.cookies.update(self._session.cookies)
            answer = self._post(session, messages, 0.0)
        if isinstance(answer, OrgFailure):
            log.debug("no leave could be taken: %s", answer.problem)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _new_session(self) -> requests.Session:
        patience = self._patience
        session = session_for(self._address, self._adapter or OrgAdapter(patience, plain_http=self._address.plain_http))
        session.headers.update({"User-Agent": f"de-presence/{__version__}", "Content-Type": "application/json"})
        return session

    def _post(self, session: requests.Session, messages: tuple[Message, ...], hold: float) -> list[Told] | OrgFailure:
        # Left unmarked for the adapter, and so treated as a write: once, and over a connection of its own.
        timeout = (self._patience.connect, hold + self._patience.read)
        try:
            answer = session.post(
                f"https://{self.host}{self._path}",
                data=msgspec.json.encode(messages),
                headers={"Authorization": f"Bearer {self._token}"},
                timeout=timeout,
                allow_redirects=False,
            )
        except boundary.FOREIGN as error:
            return boundary.failure_of(error, Kind.READ, self.host)
        log.debug("POST %s: %s in %.3f s", self._path, answer.status_code, answer.elapsed.total_seconds())
        self.at = _date(answer)
        return self._told(answer)

    def _told(self, answer: requests.Response) -> list[Told] | OrgFailure:
        """The org's messages. Some of its servers tell a refusal with its HTTP status beside."""
        if looks_like_html(answer.content, answer.headers.get("Content-Type", "")) and answer.status_code < 300:
            return boundary.page_instead(self.host, Kind.READ)
        wrong = ""
        try:
            told = _TOLD.decode(answer.content)
        except msgspec.DecodeError as error:
            wrong = str(error)
        except UnicodeDecodeError:
            wrong = "it is not UTF-8"
        if not wrong and (answer.ok or any(one.error for one in told)):
            return told
        if answer.ok:
            return Misread("The org's events cannot be read", wrong, "If it stays, report it with this message")
        return self._refused(answer)

    def _refused(self, answer: requests.Response) -> OrgFailure:
        try:
            content = _OTHERS.decode(answer.content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            content = answer.text
        waits = answer.headers.get("Retry-After", "")
        after = float(waits) if waits.isdecimal() else None
        return boundary.failure_of(boundary.Refusal(answer.status_code, content), Kind.READ, self.host, after)


def _date(answer: requests.Response) -> datetime | None:
    try:
        return parsedate_to_datetime(answer.headers.get("Date", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
