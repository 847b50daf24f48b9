"""One listener of the org's Streaming API, from its handshake to its end: a CometD client over long polling.

The kept libraries were weighed: aiosfstream-ng and aiocometd-ng (2024) pin an old API version and a second HTTP stack,
and end with exceptions in callbacks (measured). What is needed of the protocol are the four messages below.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from tui.org.events.bayeux import (
    CONNECT,
    DISCONNECT,
    HANDSHAKE,
    LOGINS,
    LOGOUTS,
    NEW_ONLY,
    SUBSCRIBE,
    Forgotten,
    Message,
    Told,
    failure_of,
)
from tui.org.wire.errors import Misread, OrgFailure

HOLD = 110.0  # seconds that the org holds a connect without news (salesforce.md, section 6)
LONGEST_HOLD, LONGEST_REST = 600.0, 300.0  # seconds; more than this is no advice to follow


class Wire(Protocol):
    """What a stream speaks by. Every failure is an OrgFailure."""

    at: datetime | None

    @property
    def host(self) -> str:
        """The org's name and port."""
        ...

    def begin(self) -> None:
        """Forget the cookies of the client before."""
        ...

    def renew(self) -> None:
        """Take a new token."""
        ...

    def say(self, *messages: Message, hold: float = 0.0) -> list[Told]:
        """Send messages; what the org says, after ``hold`` seconds at most."""
        ...

    def last_word(self, *messages: Message) -> None:
        """Send messages beside an answer that is still awaited."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class Stream:
    """Hears the events of one org. ``rest`` is how long it wants us to wait before the next ``hear``, in seconds.

    ``logins`` is whether logins are told too, as they are where the org has the add-on (salesforce.md, section 6).
    """

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.rest = 0.0
        self.logins = False
        self._client = ""
        self._number = 0
        self._hold = HOLD
        self._waiting: list[Told] = []

    def open(self, replay: int, *, logins: bool = True) -> None:
        """Shake hands and ask for logouts after ``replay``, and for new logins if there are any to be had.

        Raises OrgFailure: LoginExpired for a dead token, ReplayGone where the org does not keep that event any more.
        """
        self.wire.begin()
        self._waiting.clear()
        self._client, self._hold, self.rest, self.logins = "", HOLD, 0.0, False
        kinds = {"version": "1.0", "minimumVersion": "1.0", "supportedConnectionTypes": ["long-polling"]}
        met = self._said({"channel": HANDSHAKE, **kinds, "ext": {"replay": True}})
        if not met.client_id:
            raise Misread("The org's events cannot be read", "it gave no name to this listener", "Report it")
        self._client = met.client_id
        self._subscribe(LOGOUTS, replay)
        if logins:
            try:
                self._subscribe(LOGINS, NEW_ONLY)
                self.logins = True
            except OrgFailure as failure:
                if isinstance(failure, Forgotten):
                    raise
                # Few orgs have them. The login history tells the same, later.

    def hear(self, *, wait: bool = True) -> list[Told]:
        """The next events; after a while none, where nothing happens. Raises OrgFailure: it is then to be opened anew.

        Without ``wait`` only what is there already.
        """
        hold = self._hold if wait else 0.0
        patience = {} if wait else {"advice": {"timeout": 0}}
        self._said({"channel": CONNECT, "connectionType": "long-polling", **patience}, hold=hold)
        events = [*self._waiting]
        self._waiting.clear()
        return events

    def leave(self) -> None:
        """Tell the org that we go, so that it ends the answer that another thread may await."""
        if self._client:
            self.wire.last_word(self._message({"channel": DISCONNECT}))

    def _subscribe(self, channel: str, replay: int) -> None:
        self._said({"channel": SUBSCRIBE, "subscription": channel, "ext": {"replay": {channel: replay}}})

    def _said(self, message: Message, *, hold: float = 0.0) -> Told:
        """The answer to one message, events that came with it put aside. Raises the failure that it tells."""
        told = self.wire.say(self._message(message), hold=hold)
        self._waiting += [one for one in told if one.data]
        answer = next((one for one in told if one.channel == message["channel"] and not one.data), None)
        if answer is None:
            raise Misread("The org's events cannot be read", "it does not answer what it was asked", "Report it")
        self._heed(answer)
        if not answer.successful:
            raise failure_of(answer, self.wire.host)
        return answer

    def _heed(self, answer: Told) -> None:
        """Follow the org's advice, as far as it is one."""
        advice = answer.advice
        if advice is None:
            return
        if advice.timeout is not None:
            self._hold = min(max(advice.timeout / 1_000, 0.0), LONGEST_HOLD)
        if advice.interval is not None:
            self.rest = min(max(advice.interval / 1_000, 0.0), LONGEST_REST)

    def _message(self, message: Message) -> Message:
        self._number += 1
        known = {"clientId": self._client} if self._client else {}
        return {**message, **known, "id": str(self._number)}
