"""An org, a journal and a clock in memory, to drive the loop through minutes and days in no time."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal

from msgspec.structs import replace

from tests.made import NINE, ORG, session, snapshot, tid, uid
from tui.loop.hand import Hand
from tui.loop.pulse import Pulse
from tui.loop.watch import watch
from tui.presence.chains import JobState
from tui.presence.chronicle.page import Page
from tui.presence.entry import Entry
from tui.presence.events import EventsState, Happening
from tui.presence.logins import PastLogins
from tui.presence.memory import Hold, Memory, Past
from tui.presence.model import ApiUse, Id, Instant, OrgFacts, Problem, Routes, Session, Snapshot, WriteRoute
from tui.presence.ports import Job, Outcome, Progress, Toggle, Wanted
from tui.presence.problems import Failure, JournalFailure
from tui.presence.settings import Settings
from tui.presence.tally import Tally


class FakeClock:
    """Both clocks; ``sleep`` moves them on at once, to the next of ``moments`` at most, which then happens."""

    def __init__(self) -> None:
        self.seconds = NINE.timestamp()
        self.slept: list[float] = []
        self.moments: list[tuple[float, Callable[[], None]]] = []

    def now(self) -> Instant:
        return Instant(self.seconds, self.seconds)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        end = max(self.seconds + seconds, math.nextafter(self.seconds, math.inf))
        if self.moments and self.moments[0][0] <= end:
            end, happens = self.moments.pop(0)
            happens()
        self.seconds = max(self.seconds, end)
        await asyncio.sleep(0)


class FakeOrg:
    """People who are there, what DE answers, and a log of what was asked. ``during`` runs inside a request.

    ``broken``: sessions come only in part; ``mute``: DE cannot be read; ``deaf``: it takes toggles and does nothing.
    """

    def __init__(self, clock: FakeClock, present: set[int], on: set[int], *, of: int = 6) -> None:
        self.clock, self.present, self.on, self.of = clock, set(present), set(on), of
        self.log: list[str] = []
        self.wanted: list[Wanted] = []
        self.failures: list[Failure] = []
        self.lost: set[int] = set()
        self.refused: set[int] = set()
        self.deaf = False
        self.broken = False
        self.mute = False
        self.route: WriteRoute | None = "anonymous"
        self.connected = True
        self.during: Callable[[], None] = lambda: None
        self.gate: asyncio.Event | None = None
        self.at_gate = asyncio.Event()
        self.watching: Progress | None = None
        self.api = ApiUse()
        self.notes: tuple[str, ...] = ()
        self.rest = 0.0
        self.shared: list[tuple[dict[Id, Hold | None], dict[Id, bool | None]]] = []
        self.unshared: Problem | None = None
        self.at_share: Callable[[], None] = lambda: None
        self.busy = 0
        self.most_busy = 0

    async def facts(self) -> OrgFacts:
        return ORG

    async def read(self, wanted: Wanted, progress: Progress) -> Snapshot:
        self.wanted.append(wanted)
        async with _Busy(self):
            self.log.append("read")
            if self.failures:
                raise self.failures.pop(0)
            now = datetime.fromtimestamp(self.clock.seconds, tz=NINE.tzinfo)
            rows = tuple(session(n, n, now=now) for n in sorted(self.present))
            answer = {tid(1): {uid(n): n in self.on for n in range(1, self.of + 1)}}
            snap = snapshot(rows, answer, at=now, taken=self.clock.now())
            snap = replace(snap, api=self.api, notes=self.notes, rest=self.rest)
            progress.step("sessions", len(rows), len(rows))
            self.during()
            snap = replace(snap, answer=None) if self.mute else snap
            return _unfinished(snap) if self.broken else snap

    async def read_users(self, users: frozenset[Id], wanted: Wanted, progress: Progress) -> Snapshot:
        async with _Busy(self):
            self.log.append(f"read {len(users)}")
            if self.failures:
                raise self.failures.pop(0)
            now = datetime.fromtimestamp(self.clock.seconds, tz=NINE.tzinfo)
            rows = tuple(session(n, n, now=now) for n in sorted(self.present) if uid(n) in users)
            snap = replace(snapshot(rows, at=now, taken=self.clock.now()), answer=None, users={}, teams={})
            self.during()
            return _unfinished(snap) if self.broken else snap

    async def sessions_of(self, user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
        return NINE, ()

    async def logins_of(self, user_id: Id) -> PastLogins:
        return PastLogins()

    def known(self) -> OrgFacts | None:
        return ORG if self.connected else None

    def routes(self) -> Routes:
        return Routes("soql", "throw", self.route)

    def write_route(self, reason: str | None) -> WriteRoute | None:
        return self.route

    async def toggle(self, toggles: Sequence[Toggle], progress: Progress) -> list[Outcome]:
        async with _Busy(self):
            self.log.append(f"toggle {len(toggles)}")
            self.watching = progress
            if self.failures:
                raise self.failures.pop(0)
            self.during()
            if self.gate is not None:
                self.at_gate.set()
                await self.gate.wait()
            return [self._one(one) for one in toggles]

    def _one(self, toggle: Toggle) -> Outcome:
        number = int(toggle.user_id[3:15])
        if number in self.refused:
            return Outcome(toggle.user_id, False, "anonymous", error="no such member")
        if not self.deaf:
            (self.on.add if toggle.to else self.on.discard)(number)
        ok = None if number in self.lost else True
        return Outcome(toggle.user_id, ok, "anonymous", reason_sent=toggle.reason is not None)

    async def share_holds(self, holds: Mapping[Id, Hold | None], present: Mapping[Id, bool | None]) -> Problem | None:
        async with _Busy(self):
            self.shared.append((dict(holds), dict(present)))
            self.at_share()
            return self.unshared

    async def usage(self) -> ApiUse:
        async with _Busy(self):
            self.log.append("usage")
            if self.failures:
                raise self.failures.pop(0)
            return self.api

    async def own_jobs(self) -> tuple[Job, ...] | None:
        return ()

    async def job(self) -> JobState:
        return JobState(NINE, chains=())

    async def start_job(self) -> JobState:
        return JobState(NINE, chains=())

    async def abort_jobs(self) -> JobState:
        return JobState(NINE, chains=())

    async def close(self) -> None:
        self.log.append("close")


class FakeJournal:
    """Keeps everything in lists; ``broken`` makes every write fail."""

    def __init__(self, memory: Memory | None = None) -> None:
        self.kept = memory or Memory(begun=True)
        self.entries: list[Entry] = []
        self.pages: list[Page] = []
        self.told: list[Tally] = []
        self.broken = False

    def memory(self) -> Memory:
        self._check()
        return self.kept

    def keep(self, memory: Memory, changed: Mapping[Id, Past]) -> None:
        self._check()
        self.kept = replace(memory, anchor=None, pasts={**self.kept.pasts, **changed})

    def note(self, entries: Sequence[Entry]) -> None:
        self._check()
        self.entries.extend(entries)

    def sending(self, entries: Sequence[Entry]) -> list[int]:
        self._check()
        self.entries.extend(entries)
        return list(range(len(self.entries) - len(entries), len(self.entries)))

    def settle(self, outcomes: Mapping[int, Entry]) -> None:
        self._check()
        for number, entry in outcomes.items():
            self.entries[number] = entry

    def discard(self) -> None:
        self._check()
        self.kept = Memory()

    def open_toggles(self) -> list[Entry]:
        self._check()
        numbered = [replace(one, number=number) for number, one in enumerate(self.entries)]
        return [one for one in numbered if one.kind == "toggle" and one.outcome in ("sent", "unsettled")]

    def history(self, user: Id | None = None, since: datetime | None = None, limit: int | None = None) -> list[Entry]:
        return list(reversed(self.entries))

    def chronicle(self, page: Page, tally: Tally | None) -> bool:
        self._check()
        self.pages += [page] if page.states or page.begins else []
        self.told += [tally] if tally else []
        return True

    def tallies(self, since: datetime) -> list[Tally]:
        return [one for one in self.told if one.at >= since]

    def toggles(self) -> list[tuple[int, str, str | None, str | None]]:
        """User number, wanted value, outcome and sender of each toggle."""
        found = [one for one in self.entries if one.kind == "toggle"]
        return [(int((one.user or "")[3:15]), one.to or "", one.outcome, one.by) for one in found]

    def _check(self) -> None:
        if self.broken:
            raise JournalFailure("The journal cannot be written", "disk full", "Make room.")


class _Busy:
    def __init__(self, org: FakeOrg) -> None:
        self.org = org

    async def __aenter__(self) -> None:
        self.org.busy += 1
        self.org.most_busy = max(self.org.most_busy, self.org.busy)
        await asyncio.sleep(0)

    async def __aexit__(self, *_: object) -> None:
        self.org.busy -= 1


class FakeEvents:
    """Events that a test tells by hand."""

    def __init__(self) -> None:
        self._told: asyncio.Queue[Happening | EventsState | Exception] = asyncio.Queue()
        self.listening = False

    def tell(self, *items: Happening | EventsState | Exception) -> None:
        """The org tells these now; an exception is a defect that nobody foresaw."""
        for one in items:
            self._told.put_nowait(one)

    async def listen(self) -> AsyncIterator[Happening | EventsState]:
        self.listening = True
        try:
            while True:
                one = await self._told.get()
                if isinstance(one, Exception):
                    self._told.task_done()
                    raise one
                yield one
                self._told.task_done()
        finally:
            self.listening = False

    async def heard(self) -> None:
        """All that was told has been heard."""
        await self._told.join()

    async def close(self) -> None:
        """Nothing to take leave of."""


class Story:
    """A loop under way; ``until`` turns it until a pulse fits."""

    def __init__(
        self,
        present: set[int],
        on: set[int],
        *,
        settings: Settings | None = None,
        memory: Memory | None = None,
        **hand: bool,
    ) -> None:
        self.clock = FakeClock()
        self.org = FakeOrg(self.clock, present, on)
        self.journal = FakeJournal(memory)
        self.hand = Hand(**hand)
        self.events = FakeEvents()
        self.settings = settings or Settings()
        self.pulses: list[Pulse] = []
        self._source: AsyncGenerator[Pulse, None] | None = None

    def source(self) -> AsyncGenerator[Pulse, None]:
        if self._source is None:
            self._source = watch(
                self.org,
                self.journal,
                self.settings,
                self.clock,
                self.hand,
                sleep=self.clock.sleep,
                chance=lambda: 0.5,
                events=self.events,
            )
        return self._source

    async def until(self, fits: Callable[[Pulse], object], *, most: int = 400) -> Pulse:
        """The next pulse that fits; fails after ``most``."""
        for _ in range(most):
            pulse = await anext(self.source())
            self.pulses.append(pulse)
            if fits(pulse):
                return pulse
        raise AssertionError(f"no such pulse among {most}; the last: {self.pulses[-1].phase} {self.pulses[-1].why}")

    async def cycle(self) -> Pulse:
        """The pulse that ends the next cycle."""
        return await self.until(lambda pulse: pulse.cycle is not None)

    async def left(self, *numbers: int, ago: float = 0.0) -> None:
        """These log out of their last session, and the org tells so, ``ago`` seconds late."""
        self.org.present -= set(numbers)
        await self.tell("logout", *numbers, ago=ago)

    async def came(self, *numbers: int) -> None:
        """These log in, and the org tells so."""
        self.org.present |= set(numbers)
        await self.tell("login", *numbers)

    async def tell(self, kind: Literal["login", "logout"], *numbers: int, ago: float = 0.0) -> None:
        """The org tells of these users, and nothing else changes."""
        await self.hear(*(self.happening(kind, n, ago) for n in numbers))

    def happening(self, kind: Literal["login", "logout"], number: int, ago: float = 0.0) -> Happening:
        """What the org tells of this user."""
        at = datetime.fromtimestamp(self.clock.seconds - ago, tz=NINE.tzinfo)
        return Happening(kind, uid(number), at, "Utrecht, NL", f"{kind} event")

    async def hear(self, *items: Happening | EventsState | Exception) -> None:
        """The org tells this, and the loop, where it runs, has heard it."""
        self.events.tell(*items)
        if self.events.listening:
            await self.events.heard()

    async def minutes(self, number: float) -> None:
        """Let that much time pass."""
        end = self.clock.seconds + number * 60
        await self.until(lambda _: self.clock.seconds >= end, most=5000)


def _unfinished(snap: Snapshot) -> Snapshot:
    return replace(snap, sessions=replace(snap.sessions, finished=False))


def later(moment: datetime, seconds: float) -> datetime:
    """A moment ``seconds`` after another."""
    return moment + timedelta(seconds=seconds)
