"""The stage: a demo org, the real wire, the real loop and the real app, on a clock that the script turns."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from textual.pilot import Pilot

from tui.demo.http.server import DemoServer
from tui.loop.hand import Hand
from tui.loop.pulse import Pulse
from tui.loop.watch import watch
from tui.org.org import SalesforceOrg
from tui.org.wire.connection import Connection
from tui.presence.checks import Check
from tui.presence.model import Instant
from tui.presence.settings import LoopSettings, Settings
from tui.store.journal import SqliteJournal
from tui.store.looking_back import LookingBack
from tui.ui.app import MonitorApp
from tui.ui.page import Page
from tui.ui.setting import KnownOrg, OwnJob, Setting

MORNING = datetime(2026, 11, 23, 7, 12, tzinfo=UTC)
ADDRESS = re.compile(r"127\.0\.0\.1:\d+")
KNOWN = (
    KnownOrg("acme", "saved, web login", "admin@acme.example, https://acme.my.salesforce.com", default=True),
    KnownOrg("acme-full", "saved, JWT bearer", "https://acme--full.sandbox.my.salesforce.com, writable"),
    KnownOrg("acme-uat", "Salesforce CLI", "admin@acme.example.uat, sandbox"),
    KnownOrg("typical", "built in", "the simulated org: nothing to break", demo=True),
)
JOURNAL = "journal.db"
PATIENCE = 300  # looks, before a scene that does not come is an error


class ScriptClock:
    """Local clocks, the org's clock and the loop's sleep in one; nothing moves unless the script says so."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._moved = asyncio.Event()

    def now(self) -> Instant:
        """Both local clocks (implements ``Clock``)."""
        return Instant(MORNING.timestamp() + self.seconds, self.seconds)

    def utc(self) -> datetime:
        """The org's clock."""
        return MORNING + timedelta(seconds=self.seconds)

    async def sleep(self, seconds: float) -> None:
        """Wait until the script has turned the clock that far."""
        until = self.seconds + seconds
        while self.seconds < until:
            await self._moved.wait()

    def turn(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds
        self._moved.set()
        self._moved = asyncio.Event()


class Stage:
    """A monitor at work. ``pulse`` is the last that the loop told."""

    def __init__(self, app: MonitorApp, pilot: Pilot[Any], clock: ScriptClock) -> None:
        self.app, self.pilot, self.clock = app, pilot, clock
        self.pulse: Pulse | None = None

    async def until(self, fits: Callable[[Pulse], object], what: str) -> None:
        """Wait for a pulse that fits, and for the screen to have drawn it."""
        for _ in range(PATIENCE):
            if self.pulse is not None and fits(self.pulse):
                await self.pilot.pause()
                return
            await self.pilot.pause(0.02)
        raise TimeoutError(what)

    async def minutes(self, number: float) -> None:
        """Let minutes pass in steps of ten seconds, each reading drawn before the next step."""
        for _ in range(int(number * 6)):
            self.clock.turn(10)
            await self.pilot.pause(0.03)
            await self.until(lambda pulse: not pulse.reading and not pulse.sending, "a reading ends")

    async def drawn(self, words: str) -> None:
        """Wait until the page in front has these words."""
        for _ in range(PATIENCE):
            await self.pilot.pause(0.02)
            if any(words in page.text for page in self.app.screen.query(Page)):
                await self.pilot.pause()
                return
        raise TimeoutError(words)

    async def press(self, *keys: str) -> None:
        """Press keys and let the screen settle."""
        await self.pilot.press(*keys)
        await self.pilot.pause()


async def doctor(org: SalesforceOrg, settings: Settings) -> tuple[Check, ...]:
    """What the doctor finds in the served org, at an address that is the same in each picture."""
    checks = await org.examine(settings)
    return tuple(replace(one, found=ADDRESS.sub("127.0.0.1:8080", one.found)) for one in checks)


async def orgs() -> tuple[KnownOrg, ...]:
    """What somebody might have saved, and the demo org."""
    return KNOWN


@asynccontextmanager
async def stage(
    server: DemoServer, clock: ScriptClock, size: tuple[int, int], folder: Path, theme: str | None = None
) -> AsyncIterator[Stage]:
    """Open the monitor in this size over the served org; its journal lives in ``folder``."""
    settings = Settings(loop=LoopSettings(interval=60, refresh=20))
    org = SalesforceOrg(Connection(server.url, server.access_token), clock)
    journal = SqliteJournal(folder / JOURNAL, settings.journal)
    told: list[Pulse] = []

    async def pulses(hand: Hand) -> AsyncIterator[Pulse]:
        async for pulse in watch(org, journal, settings, clock, hand, sleep=clock.sleep, chance=lambda: 0.5):
            if opened:
                opened[0].pulse = pulse
            told.append(pulse)
            yield pulse

    opened: list[Stage] = []
    setting = Setting(
        settings,
        clock,
        UTC,
        org.sessions_of,
        history=journal.history,
        logins=org.logins_of,
        past=lambda: LookingBack(journal),
        tallies=journal.tallies,
        sleep=clock.sleep,
        doctor=lambda: doctor(org, settings),
        orgs=orgs,
        job=OwnJob(org.job, org.start_job, org.abort_jobs),
    )
    app = MonitorApp(pulses, setting)
    async with app.run_test(size=size, notifications=True) as pilot:
        if theme is not None:
            app.theme = theme
        opened.append(Stage(app, pilot, clock))
        opened[0].pulse = told[-1] if told else None
        yield opened[0]
    await org.close()
    journal.close()
