"""A whole reading by a connection, and a failure as a value, for the tests of a login."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.org.demo_org import MORNING, WANTED, WorldTime
from tests.org.scripted import Watch
from tui.org.org import SalesforceOrg
from tui.org.wire.adapter import Patience
from tui.org.wire.client import Client
from tui.org.wire.connection import Connection
from tui.presence.model import Snapshot
from tui.presence.problems import OrgFailure


def failure(act: Callable[[], object]) -> OrgFailure:
    """What it raised."""
    with pytest.raises(OrgFailure) as caught:
        act()
    return caught.value


def read(connection: Connection) -> Snapshot:
    """One reading of the org."""
    clock = WorldTime(lambda: MORNING)
    org = SalesforceOrg(connection, clock, lambda at, time: Client(at, time, Patience(sleep=lambda _: None)))

    async def once() -> Snapshot:
        try:
            return await org.read(WANTED, Watch())
        finally:
            await org.close()

    return asyncio.run(once())
