"""Hears an org's logouts for ever: opens the stream, follows it, and begins anew wherever it ends."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol, TypeVar

from tui.org.events.bayeux import LOGOUTS, ReplayGone, Told
from tui.org.events.pauses import Pauses
from tui.org.events.payloads import Login, Logout, event_of
from tui.org.events.position import LOST, Position
from tui.org.events.source import Source
from tui.org.events.stream import Stream
from tui.org.wire.errors import LoginExpired, MissingPermission, OrgFailure, Rejected
from tui.presence.events import EventsState, LastHeard
from tui.presence.model import Instant
from tui.presence.problems import Failure

T = TypeVar("T")
KEPT = 72 * 3_600.0  # seconds that the org keeps events (salesforce.md, section 6)
GATHERED = 0.25  # seconds after an event, so that a storm comes in few answers
_UNNOTICED = 2.0  # seconds without events that are nobody's concern
_TOO_SOON = 1.0  # seconds; a connect that comes back empty sooner was not held
_LIVE = EventsState("live")
log = logging.getLogger(__name__)


class Listener(Protocol):
    """Whom a hearing tells. Called in the loop's thread."""

    def told(self, logouts: list[Logout], logins: list[Login]) -> None:
        """Events that were not heard before, oldest first."""
        ...

    def until(self, last: LastHeard) -> None:
        """All up to this one was told."""
        ...

    def state(self, state: EventsState) -> None:
        """The hearing is another than before."""
        ...


class Thread(Protocol):
    """Runs blocking work, one piece after the other."""

    async def run(self, work: Callable[[], T]) -> T:
        """What the work returns or raises."""
        ...


class Hearing:
    """The stream of one org, from ``position`` on. ``thread`` is for its calls, which wait for long."""

    def __init__(self, source: Source, thread: Thread, position: Position, listener: Listener) -> None:
        self._source, self._thread, self._listener = source, thread, listener
        self._position = position
        self._pauses = Pauses(source.clock, source.chance)
        self._state: EventsState | None = None
        self._contact: Instant | None = None  # when the org last answered
        self._lost = ""
        self.stream: Stream | None = None

    @property
    def hears_logins(self) -> bool:
        """Whether the org tells of logins now."""
        return self._pauses.live and self.stream is not None and self.stream.logins

    async def hear(self) -> None:
        """Hear for ever; ends only when it is cancelled."""
        while True:
            pause = 0.0
            try:
                await self._follow()
            except LoginExpired as failure:
                pause = await self._renewed(failure)
            except ReplayGone as failure:
                self._lost = LOST if self._was_away() else ""
                if not self._position.gone():
                    pause = self._ended(failure)
            except Failure as failure:
                pause = self._ended(failure)
            await self._source.sleep(pause)

    async def _follow(self) -> None:
        """Open the stream and hear until it fails."""
        stream = self.stream = self.stream or await self._source.stream()
        await self._thread.run(lambda: stream.open(self._position.replay))
        if self._position.last is not None and (self._lost or self._state != _LIVE):
            self._say(EventsState("catching up", self._lost))
        self._position.opened(stream.wire.at)
        self._take(await self._thread.run(lambda: stream.hear(wait=False)))
        self._pauses.began()
        self._lost = ""
        self._say(_LIVE)
        while True:
            await self._source.sleep(stream.rest)
            began = self._source.clock.now()
            some = self._take(await self._thread.run(stream.hear))
            if some:
                await self._source.sleep(GATHERED)
            elif began.until(self._source.clock.now()) < _TOO_SOON:
                await self._source.sleep(_TOO_SOON)

    def _take(self, told: list[Told]) -> bool:
        """Pass on what is new; whether anything came."""
        self._contact = self._source.clock.now()
        events = [event_of(one) for one in told]
        logouts = self._position.new(one for one in events if isinstance(one, Logout))
        logins = [one for one in events if isinstance(one, Login)]
        self._listener.told(logouts, logins)
        if self._position.last is not None:
            self._listener.until(self._position.last)
        return bool(told)

    def _was_away(self) -> bool:
        """Whether more time went by without the org than it keeps events for; after the start nobody knows."""
        return self._contact is None or self._contact.until(self._source.clock.now()) > KEPT

    def _say(self, state: EventsState) -> None:
        """Tell how it is now, where it is another than before."""
        if state != self._state:
            self._state = state
            self._listener.state(state)

    async def _renewed(self, failure: LoginExpired) -> float:
        """Take a new token; how long to rest before it is used. Without one, as after any failure."""
        stream = self.stream
        if stream is None:
            return self._ended(failure)
        try:
            await self._thread.run(stream.wire.renew)
        except OrgFailure as other:
            return self._ended(other)
        return self._ended(failure, told=self._pauses.failed)

    def _ended(self, failure: Failure, *, told: bool = True) -> float:
        """Seconds to rest. A stream that was live is opened anew at once, and only then anything said of it."""
        log.info("the stream of %s ended: %s", LOGOUTS, failure.problem)
        lived = self._pauses.live
        pause = self._pauses.after(failure)
        if (told and not lived) or pause > _UNNOTICED:
            self._say(EventsState("off", self._why(failure)))
        return pause

    def _why(self, failure: Failure) -> str:
        """Why there is nothing to be heard, and what helps."""
        if isinstance(failure, MissingPermission) and self._source.may() is False:
            return "Customize Application is missing"
        if isinstance(failure, (MissingPermission, Rejected)):
            return f"switch on Logout Event Stream in Setup, Event Manager (the org says: {failure.problem.cause})"
        return str(failure.problem)
