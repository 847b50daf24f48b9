"""A demo org on loopback and our wire to it, on a clock that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.org.scripted import Watch
from tui.demo.http.org_account import Allowance
from tui.demo.http.server import DemoServer
from tui.demo.options import Options
from tui.demo.world.world import World
from tui.org.link import OpenCalls
from tui.org.org import SalesforceOrg
from tui.org.wire.adapter import Patience
from tui.org.wire.client import Client
from tui.org.wire.connection import Connection
from tui.presence.debug_calls import DebugCalls
from tui.presence.model import Instant, Snapshot
from tui.presence.ports import Clock, Outcome, Toggle, Wanted
from tui.presence.settings import PRESETS

MORNING = datetime(2026, 11, 23, 10, 17, 5, tzinfo=UTC)
WANTED = Wanted(PRESETS["default"])


@dataclass
class Place:
    """A served world, and our org for it. Its methods run to their end, so a test is a plain story."""

    world: World
    server: DemoServer
    org: SalesforceOrg

    def read(self, wanted: Wanted = WANTED, watch: Watch | None = None) -> Snapshot:
        return asyncio.run(self.org.read(wanted, watch or Watch()))

    def toggle(self, *toggles: Toggle) -> list[Outcome]:
        return asyncio.run(self.org.toggle(toggles, Watch()))

    def requests(self, word: str) -> list[int]:
        """The statuses of the requests whose path has this word."""
        return [status for _, path, status in self.server.requests if word in path]


class WorldTime:
    """A Clock on the world's time."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def now(self) -> Instant:
        at = self._now().timestamp()
        return Instant(at, at)


def _open(connection: Connection, clock: Clock) -> OpenCalls:
    return Client(connection, clock, Patience(sleep=lambda _: None))


@contextmanager
def served(
    options: Options,
    *,
    allowance: Allowance | None = None,
    renews: bool = False,
    token: str | None = None,
    debug_calls: DebugCalls | None = None,
) -> Iterator[Place]:
    """A quiet world of these options behind its port, and our org for it."""
    world = World(options, lambda: MORNING)
    world.quiet()
    with DemoServer(world, allowance=allowance) as server:
        renew = server.account.renew_token if renews else None
        connection = Connection(server.url, token or server.access_token, renew)
        counts = (lambda _: debug_calls) if debug_calls else None
        org = SalesforceOrg(connection, WorldTime(lambda: MORNING), _open, counts)
        yield Place(world, server, org)
        asyncio.run(org.close())
