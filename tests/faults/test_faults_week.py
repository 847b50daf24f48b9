"""A loop that runs for a week while its login dies again and again: renewed, nothing repeated, nothing lost.

The ordinary week has a cycle every hour. The long one, with the interval that the settings have, takes minutes:

    DE_PRESENCE_WEEK_INTERVAL=300 pytest tests/faults/test_faults_week.py -rP
"""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

from tests.faults.week_life import DAY, HOUR, LIFETIME, WeekLife
from tui.loop.steps import LONGEST_DELAY

INTERVAL = float(os.environ.get("DE_PRESENCE_WEEK_INTERVAL", "3600"))
SPELL = 5.0 * HOUR


async def test_in_a_week_of_dying_tokens_each_is_renewed_and_no_toggle_is_repeated_or_lost(tmp_path: Path) -> None:
    week = WeekLife(1, tmp_path, INTERVAL)
    with week.server:
        journal = await week.run()
    _told(week)
    assert min(week.door.died[when] for when in ("page", "toggle", "between")) > 5
    assert week.oracle.wrong == []
    assert week.oracle.compare(journal) == []
    assert week.left() == []
    assert week.retried[False] == {}
    assert week.longest_silence <= 2 * INTERVAL


async def test_every_dead_token_is_replaced_by_one_and_the_last_refresh_token_is_kept(tmp_path: Path) -> None:
    week = WeekLife(2, tmp_path, INTERVAL, days=2)
    with week.server:
        await week.run()
        grants = [one for one in week.server.account.grants.all if one.via == "web"]
    tokens = [status for _, path, status in week.server.requests if path.endswith("/oauth2/token")]
    refused = [path for _, path, status in week.server.requests if status == 401]
    assert len(refused) >= 2 * DAY / LIFETIME.total_seconds() - 1
    assert tokens == [200] * (len(refused) + 2)  # the login and the start beside them
    assert [one.refresh for one in grants] == [week.secrets.kept["acme", "refresh-token"]]


async def test_hours_without_a_new_token_are_told_send_nothing_and_end_by_themselves(tmp_path: Path) -> None:
    week = WeekLife(3, tmp_path, INTERVAL, days=2, locked_out=(6.0 * HOUR, SPELL))
    with week.server:
        journal = await week.run()
    _told(week)
    assert list(week.retried[True]) != []
    assert all("login" in words for words in week.retried[True])
    assert week.received_locked_out == 0
    assert SPELL - INTERVAL <= week.longest_silence <= SPELL + 2 * INTERVAL + 2 * LONGEST_DELAY
    assert week.oracle.wrong == []
    assert week.oracle.compare(journal) == []
    assert week.left() == []


async def test_a_toggle_under_which_the_token_died_arrives_once(tmp_path: Path) -> None:
    week = WeekLife(4, tmp_path, INTERVAL, days=2)
    with week.server:
        await week.run()
    came_again = sum(before == after for before, after in pairwise(week.door.writes))
    assert came_again == week.door.died["toggle"] > 0
    assert len(week.world.received) == len({(one.at, one.user_id) for one in week.world.received})


def _told(week: WeekLife) -> None:
    print(
        f"{week.cycles:,} cycles, {len(week.server.requests):,} requests, died {dict(week.door.died)}, "
        f"{len(week.world.received):,} toggles received, longest silence {week.longest_silence:,.0f} s, "
        f"{dict(week.retried[True])}"
    )
