"""A long life over the real wire: demo server, org, journal and loop as they are shipped, on a clock of our own.

People come and go between two readings, managers and persons have their hands in it, one request in five goes wrong,
and the process is killed at any instant: what it then left on the disk is all that its successor has.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from random import Random

from tests.faults.wire_faults import Door
from tests.faults.wire_oracle import Sent, WireOracle
from tui.demo.http.server import DemoServer
from tui.demo.options import Options
from tui.demo.world.world import World
from tui.loop.hand import Hand, HoldOrder, ToggleOrder
from tui.loop.pulse import Pulse
from tui.loop.watch import watch
from tui.org.link import OpenCalls
from tui.org.org import SalesforceOrg
from tui.org.wire.adapter import Patience
from tui.org.wire.client import Client
from tui.org.wire.connection import Connection
from tui.presence.memory import Hold
from tui.presence.model import Instant
from tui.presence.plan import Withheld
from tui.presence.ports import Clock, Toggle
from tui.presence.settings import LoopSettings, Settings
from tui.store.journal import SqliteJournal

START = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
SETTINGS = Settings(loop=LoopSettings(interval=120, refresh=60))
HELD_FOR = timedelta(minutes=30)
COMPANIONS = ("", "-wal", "-shm")


class LifeClock:
    """Local clocks, the org's clock and the loop's sleep in one; whoever sleeps wakes at once, that much later."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept = 0

    def now(self) -> Instant:
        """Both local clocks."""
        return Instant(START.timestamp() + self.seconds, self.seconds)

    def utc(self) -> datetime:
        """The org's clock."""
        return START + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += max(1, ceil(seconds))  # whole seconds, as an org tells time
        self.slept += 1
        await asyncio.sleep(0)


@dataclass
class Process:
    """One run of the app, from its start to its kill."""

    org: SalesforceOrg
    journal: SqliteJournal
    hand: Hand
    pulses: AsyncGenerator[Pulse, None]


class WireLife:
    """One life. ``run`` lets cycles pass; ``wrong`` is what the judge found; ``kills`` how often the process died."""

    def __init__(self, seed: int, folder: Path, *, answers_toggle: bool = False, trouble: float = 0.2) -> None:
        self._dice, self._folder, self._trouble = Random(seed), folder, trouble
        self.clock = LifeClock()
        options = Options(size="small", seed=seed, answers="toggle" if answers_toggle else "availability")
        self.world = World(options, self.clock.utc)
        self.world.quiet()
        self.oracle = WireOracle(self.world)
        self.door = Door(self._dice, self.oracle, 0.0)
        self.server = DemoServer(self.world)
        self.server.interceptor = self.door
        self.door.on_kill = self._left_on_disk
        self._people = [one.id for one in self.world.population.staff]
        self._file = 0
        self._process: Process | None = None
        self.cycles = self.kills = self.changes = 0
        self.last: Pulse | None = None

    async def run(self, cycles: int, *, calm: bool = False) -> None:
        """Let so many cycles pass, with trouble or without."""
        self.door.share, self.door.kill = (0.0, 0.0) if calm else (self._trouble, 0.02)
        end = self.cycles + cycles
        while self.cycles < end:
            process = self._process or self._start()
            slept = self.clock.slept
            self.last = await anext(process.pulses)
            self.cycles += self.last.cycle is not None
            dies = not calm and self._dice.random() < 0.005
            if self.door.deaf or dies:
                await self.die()
            elif not calm and self.clock.slept > slept:
                self._happens(process.hand)

    async def end(self) -> list[Sent]:
        """Close what is open; all toggles of the journal."""
        if self._process is None:
            return []
        await self._process.pulses.aclose()
        await self._process.org.close()
        found = [one for one in self._process.journal.history() if one.kind == "toggle" and one.by != "outside"]
        self._process.journal.close()
        return [Sent(one.at, one.user or "", one.to == "on", one.by or "", one.outcome or "", one.why) for one in found]

    def left(self) -> list[str]:
        """Who is not as they should be, and whose toggle no reason keeps."""
        plan = self.last.plan if self.last else None
        named = {who: one.why for who, one in plan.by_user().items() if isinstance(one, Withheld)} if plan else {}
        return self.oracle.unsettled(named)

    def _start(self) -> Process:
        connection = Connection(self.server.url, self.server.access_token, lambda: self.server.access_token)
        org = SalesforceOrg(connection, self.clock, _open)
        journal = SqliteJournal(self._path, SETTINGS.journal)
        hand = Hand(applying=True, first_ok=True)
        pulses = watch(org, journal, SETTINGS, self.clock, hand, sleep=self.clock.sleep, chance=self._dice.random)
        self._process = Process(org, journal, hand, pulses)
        return self._process

    async def die(self) -> None:
        """Killed: what was on the disk at that instant is what stays; a while later it is started again."""
        if not self.door.deaf:
            self._left_on_disk()
        self.door.deaf = True
        process, self._process = self._process, None
        if process is not None:
            await process.pulses.aclose()
            await process.org.close()
            process.journal.close()
        self._file += 1
        self.kills += 1
        self.clock.seconds += self._dice.choice((5, 120, 900, 7200))
        self.door.deaf = False
        self.door.by_hand.clear()

    def _left_on_disk(self) -> None:
        for companion in COMPANIONS:
            here = Path(f"{self._path}{companion}")
            if here.exists():
                shutil.copy(here, f"{self._folder / f'journal-{self._file + 1}.db'}{companion}")

    @property
    def _path(self) -> Path:
        return self._folder / f"journal-{self._file}.db"

    def _happens(self, hand: Hand) -> None:
        for _ in range(int(self._dice.expovariate(0.6))):
            who, kind = self._dice.choice(self._people), self._dice.randrange(16)
            self.changes += 1
            match kind:
                case 0 | 1 | 2:
                    self.world.log_in(who)
                case 3 | 4:
                    self.world.log_out(who)
                case 5:
                    self.world.expire(who)
                case 6:
                    self.world.idle(who, self._dice.randint(30, 900))
                case 7:
                    self.world.manager_toggles(who, self._dice.random() < 0.5)
                case 8:
                    self.world.out_of_office(who, self._dice.choice((0, 0.05, 0.2)))
                case 9:
                    self._by_hand(hand, who)
                case _:
                    self.world.work(who)

    def _by_hand(self, hand: Hand, who: str) -> None:
        """A person holds somebody, or toggles them, which holds them too."""
        until = self.clock.utc() + HELD_FOR
        hold = Hold("by hand", until)
        if self._dice.random() < 0.5:
            done = hand.order(HoldOrder((who,), hold))
            done.add_done_callback(lambda _: self.oracle.hold(who, until.timestamp()))
        else:
            done = hand.order(ToggleOrder((Toggle(who, self._dice.random() < 0.5),), "by hand", hold))
            self.door.by_hand[who] += 1
            done.add_done_callback(lambda _: self.door.by_hand.subtract((who,)))


def _open(connection: Connection, clock: Clock) -> OpenCalls:
    return Client(connection, clock, Patience(connect=2, read=5, write=5, sleep=lambda _: None))
