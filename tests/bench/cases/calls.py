"""What a reading costs the org: its calls and bytes, beside the article's way from outside, users in lists of 200."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from math import ceil

from tests.bench.bench import Bench, Case
from tests.bench.lines import Figure, Line, Target
from tests.bench.served.serving import Kind, Served, Told, of_size
from tests.bench.workers import Worker
from tui.org.org import SalesforceOrg, Unwatched
from tui.org.wire.connection import Connection
from tui.presence.model import Instant
from tui.presence.ports import Wanted
from tui.presence.settings import PRESETS

SIZES = (200, 5_000, 50_000)
PAGE = 2_000  # rows of a query's page
COMPANION_IN_ONE_CALL = 5_000  # users
LIST = 200  # users in one question of the article
LISTS_READ = 5  # of those that there would be; the rest is reckoned


class ThisClock:
    """Both clocks of this machine."""

    def now(self) -> Instant:
        """Read together."""
        return Instant(time.time(), time.monotonic())


def run(bench: Bench) -> list[Line]:
    """Both routes at every size; names are known already, as in all readings but one in ten."""
    sizes = {True: SIZES[:-1] if bench.quick else SIZES, False: SIZES}
    return [line for kind, some in sizes.items() for size in some for line in _of(bench, size, companion=kind)]


def _of(bench: Bench, size: int, *, companion: bool) -> list[Line]:
    org = bench.orgs.of(Kind(size, companion=True) if companion else of_size(size))
    told, users, sessions = asyncio.run(_read(org))
    article = _by_lists(bench, org, users)
    how = "companion" if companion else "no companion"
    most = ceil(size / COMPANION_IN_ONE_CALL) * 2 - 1 if companion else ceil(sessions / PAGE) + ceil(size / PAGE)
    peer = "users in lists of 200"
    return [
        Line("calls", f"calls a reading, {size:,} users, {how}", "", told.calls, Figure(peer, article.calls),
             Figure("one call", 1), (Target(most, "alone"),)),
        Line("calls", f"bytes a reading, {size:,} users, {how}", "MB", told.bytes, Figure(peer, article.bytes)),
    ]  # fmt: skip


async def _read(org: Served) -> tuple[Told, list[str], int]:
    """The second reading of a connection, the users that it tells of, and how many sessions it brought."""
    known = Connection(org.environment["SF_ORG_INSTANCE_URL"], org.environment["SF_ACCESS_TOKEN"])
    ours = SalesforceOrg(known, ThisClock())
    try:
        await ours.read(Wanted(PRESETS["default"]), Unwatched())
        org.told()
        read = await ours.read(Wanted(PRESETS["default"]), Unwatched())
        return org.told(), [one for one in read.users if one.startswith("005")], len(read.sessions.rows)
    finally:
        await ours.close()


def _by_lists(bench: Bench, org: Served, users: Sequence[str]) -> Told:
    """Calls and bytes of a client that asks about 200 users at a time; of many lists some are asked."""
    lists = [users[at : at + LIST] for at in range(0, len(users), LIST)]
    org.told()
    for one in lists[:LISTS_READ]:
        ids = ",".join(f"'{user}'" for user in one)
        soql = f"SELECT UsersId FROM AuthSession WHERE SessionType = 'UI' AND UsersId IN ({ids})"
        with Worker(["-m", "tests.bench.peers.reading", "query_all", soql], bench.environment(org)) as client:
            client.go()
    told = org.told()
    share = len(lists) / min(len(lists), LISTS_READ)
    return Told(round(told.calls * share), round(told.bytes * share), [])


CALLS = Case("calls", run)
