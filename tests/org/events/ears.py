"""Somebody who listens to a served org, on a time that the test turns."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

from tests.demo.served import Wire, served
from tui.demo.http.server import Fault
from tui.demo.http.wire import Request
from tui.org.org import SalesforceOrg
from tui.org.wire.connection import Connection
from tui.presence.events import Bookmark, EventsState, Happening
from tui.presence.model import Id, Instant

SHORT = 1.5  # seconds; shorter rests are over at once, longer ones when the test lets time go on
PATIENCE = 20.0  # real seconds, for a test that hangs


class Time:
    """A Clock and a Sleep on the world's time. ``rests`` are all the rests that were asked for."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._turned = asyncio.Event()
        self._fell_asleep = asyncio.Event()
        self.rests: list[float] = []
        self._rests_until: list[float] = []

    @property
    def seconds(self) -> float:
        return self._wire.now.timestamp()

    def now(self) -> Instant:
        return Instant(self.seconds, self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.rests.append(seconds)
        until = self.seconds + seconds
        await asyncio.sleep(0)
        if seconds < SHORT:
            return
        self._rests_until.append(until)
        self._fell_asleep.set()
        try:
            while self.seconds < until:
                await self._turned.wait()
        finally:
            self._rests_until.remove(until)

    async def rest_of(self, number: int) -> None:
        """Wait until so many rest for long; the history is the first, the stream the second."""
        async with asyncio.timeout(PATIENCE):
            while sum(until > self.seconds for until in self._rests_until) < number:
                self._fell_asleep.clear()
                await self._fell_asleep.wait()

    def later(self, **spans: float) -> None:
        """Time goes on; whoever has rested long enough wakes."""
        self._wire.later(**spans)
        self._turned.set()
        self._turned = asyncio.Event()


@dataclass
class Ears:
    """What was heard of one org, in order."""

    wire: Wire
    time: Time
    org: SalesforceOrg
    heard: list[Happening | EventsState] = field(default_factory=list)
    _something: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def states(self) -> list[str]:
        return [one.state for one in self.heard if isinstance(one, EventsState)]

    @property
    def why(self) -> str:
        """Why the newest state is as it is."""
        return next(one.why for one in reversed(self.heard) if isinstance(one, EventsState))

    def of(self, kind: str) -> list[Id]:
        """Whose logins or logouts were heard."""
        return [one.user_id for one in self.heard if isinstance(one, Happening) and one.kind == kind]

    @property
    def logouts(self) -> list[Id]:
        return self.of("logout")

    async def until(self, fits: Callable[[], object]) -> None:
        """Wait until what was heard fits."""
        async with asyncio.timeout(PATIENCE):
            while not fits():
                self._something.clear()
                await self._something.wait()

    def asked(self, word: str) -> int:
        return sum(word in path for _, path, _ in self.wire.server.requests)

    async def live(self) -> None:
        await self.until(lambda: self.states and self.states[-1] == "live")

    def log_out(self, number: int = 0) -> Id:
        """One of the staff, who is in by one session alone, logs out; who it is."""
        world = self.wire.world
        user = world.population.staff[number].id
        with world.lock:
            for root in [one for one in world.sessions.of(user) if one.parent is None]:
                world.sessions.end(root)
            world.log_in(user)
            world.log_out(user)
        return user

    def take(self, one: Happening | EventsState) -> None:
        self.heard.append(one)
        self._something.set()

    def faulty(self, fault: Callable[[Request], Fault | None]) -> None:
        """What goes wrong with the Streaming API's requests from now on."""
        self.wire.server.interceptor = lambda request: fault(request) if "/cometd/" in request.path else None

    def once(self, word: str, fault: Fault) -> None:
        """The next of the Streaming API's requests whose body has this word goes wrong."""

        def look(request: Request) -> Fault | None:
            if word.encode() not in request.body:
                return None
            self.wire.server.interceptor = None
            return fault

        self.faulty(look)

    def well(self) -> None:
        """Nothing goes wrong any more."""
        self.wire.server.interceptor = None


@asynccontextmanager
async def listening(wire: Wire, bookmark: Bookmark | None = None, *, renews: bool = True) -> AsyncIterator[Ears]:
    """Ears on this org, from the first look at it on."""
    time = Time(wire)
    renew = wire.server.account.renew_token if renews else None
    org = SalesforceOrg(Connection(wire.server.url, wire.server.access_token, renew), time)
    ears = Ears(wire, time, org)
    events = org.events(bookmark, time.sleep)

    async def listen() -> None:
        async with aclosing(events.listen()) as arriving:  # type: ignore[type-var]
            async for one in arriving:
                ears.take(one)

    task = asyncio.ensure_future(listen())
    try:
        yield ears
    finally:
        task.cancel()
        await asyncio.wait([task])
        await events.close()
        await org.close()


@asynccontextmanager
async def hearing(bookmark: Bookmark | None = None, *, renews: bool = True, **options: object) -> AsyncIterator[Ears]:
    """Ears on an org of their own, whose events are live."""
    with served(**options) as wire:  # type: ignore[arg-type]
        async with listening(wire, bookmark, renews=renews) as ears:
            yield ears
