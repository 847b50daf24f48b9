"""A day at work before the picture is taken: the real loop over the served org, as fast as it can be read."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path

from screenshots.stage import JOURNAL, ScriptClock
from tui.demo.http.server import DemoServer
from tui.loop.hand import Hand
from tui.loop.watch import watch
from tui.org.org import SalesforceOrg
from tui.org.wire.connection import Connection
from tui.presence.settings import Settings
from tui.store.journal import SqliteJournal


async def live_through(server: DemoServer, clock: ScriptClock, folder: Path, hours: float) -> None:
    """Let the loop watch and toggle for that long; what it saw is in the journal in ``folder`` then."""
    settings = Settings()
    org = SalesforceOrg(Connection(server.url, server.access_token), clock)
    journal = SqliteJournal(folder / JOURNAL, settings.journal)
    until = clock.seconds + hours * 3600

    async def sleep(seconds: float) -> None:
        clock.turn(seconds)
        await asyncio.sleep(0)

    source = watch(org, journal, settings, clock, Hand(applying=True, first_ok=True), sleep=sleep, chance=lambda: 0.5)
    async with aclosing(source) as pulses:
        async for _ in pulses:
            if clock.seconds >= until:
                break
    await org.close()
    journal.close()
