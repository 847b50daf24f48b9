"""The live events of one org in one stream: logouts as they happen, logins soon after (implements ``Events``)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from tui.org.events.following import Following
from tui.org.events.hearing import Hearing
from tui.org.events.logins import LoginMark, Whereabouts
from tui.org.events.pauses import RARELY
from tui.org.events.payloads import Login, Logout
from tui.org.events.position import Position
from tui.org.events.source import Source
from tui.org.wire.worker import Worker
from tui.presence.events import EventsState, Happening, LastHeard
from tui.presence.ports import Sleep

LEAVE = 0.4  # seconds that taking leave may take
log = logging.getLogger(__name__)
_Item = Happening | EventsState | LastHeard


class LiveEvents:
    """Implements ``presence.events.Events``. The stream has a thread of its own, and waits there most of the time."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._worker: Worker | None = None
        self._hearing: Hearing | None = None
        self._closed = False

    async def listen(self) -> AsyncIterator[Happening | EventsState]:
        """Every event once, and every change of state, until it is cancelled. For one listener at a time."""
        if self._closed:
            return
        told = _Told()
        self._worker = worker = Worker("events")
        source = self._source
        hearing = self._hearing = Hearing(source, worker, Position(source.bookmark.last()), told)
        following = Following(source, told.mark, told.by_history, lambda: hearing.hears_logins)
        tasks = [asyncio.ensure_future(_lasting(one, source.sleep, told)) for one in (hearing.hear, following.follow)]
        try:
            while True:
                item = await told.items.get()
                if isinstance(item, LastHeard):  # all before it were taken
                    source.bookmark.keep(item)
                else:
                    yield item
        finally:
            for one in tasks:
                one.cancel()
            await self._leave()

    async def close(self) -> None:
        """Take leave of the org, so that it does not hold our last question; what is in flight is left behind."""
        self._closed = True
        await self._leave()

    async def _leave(self) -> None:
        worker, hearing = self._worker, self._hearing
        self._worker = self._hearing = None
        stream = hearing.stream if hearing else None
        if worker is None:
            return
        if stream is not None:
            await _at_most(LEAVE, stream.leave)
        await worker.close(stream.wire.close if stream else lambda: None, 0.1)


class _Told:
    """What was told and not yet taken (implements ``Listener``)."""

    def __init__(self) -> None:
        self.items: asyncio.Queue[_Item] = asyncio.Queue()
        self.whereabouts = Whereabouts()
        self.mark = LoginMark(self.whereabouts)
        self._last: LastHeard | None = None

    def told(self, logouts: list[Logout], logins: list[Login]) -> None:
        """Events of the stream."""
        for one in logouts:
            place = self.whereabouts.of(one.user_id, one.ip)
            self.items.put_nowait(Happening("logout", one.user_id, one.at, place, "logout event"))
        self._logins(self.mark.new(logins), "login event")

    def until(self, last: LastHeard) -> None:
        """Once all before is taken, the hearing goes on after this one."""
        if last != self._last:
            self._last = last
            self.items.put_nowait(last)

    def by_history(self, logins: list[Login]) -> None:
        """Logins that the history told and are new."""
        self._logins(logins, "login history")

    def _logins(self, logins: list[Login], source: str) -> None:
        for one in logins:
            place = one.place or self.whereabouts.of(one.user_id, one.ip)
            self.items.put_nowait(Happening("login", one.user_id, one.at, place, source))

    def state(self, state: EventsState) -> None:
        """How the hearing is now."""
        self.items.put_nowait(state)


async def _at_most(seconds: float, work: Callable[[], None]) -> None:
    """Do this in a thread of its own, and leave it behind where it takes longer."""
    worker = Worker("events-leave")
    task = asyncio.ensure_future(worker.run(work))
    await asyncio.wait([task], timeout=seconds)
    task.cancel()
    await worker.close(lambda: None, 0)


async def _lasting(work: Callable[[], Awaitable[None]], sleep: Sleep, told: _Told) -> None:
    """Do this for ever. A defect of ours must not end the events without a word."""
    while True:
        try:
            await work()
        except Exception:  # the boundary of the events: what nobody foresaw is told, logged and tried again
            log.exception("the events ended unexpectedly")
            told.state(EventsState("off", "an internal error; the log has it"))
        await sleep(RARELY)
