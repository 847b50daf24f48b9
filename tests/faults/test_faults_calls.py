"""What a reading costs of the org's calls, as the org itself counts: the issue's target for a full page of sessions."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.org.demo_org import WANTED, Place, served
from tui.demo.options import Options
from tui.loop.engine import PERMISSIONS_EVERY

USERS = 1000  # with close to two sessions each: as many as one page of a query holds
NONE: frozenset[str] = frozenset()


def cost(place: Place) -> int:
    """What one more reading costs, as the org counts."""
    before = place.server.account.used
    snapshot = place.read()
    assert snapshot.sessions.finished
    assert snapshot.answer
    assert 1900 < len(snapshot.sessions.rows) <= 2000
    assert snapshot.api.calls == place.server.account.used - before
    return snapshot.api.calls


@pytest.mark.parametrize(
    ("extra", "most"), [(NONE, 3), (frozenset({"companion"}), 1)], ids=["no companion", "companion"]
)
def test_a_reading_of_2000_sessions_costs_what_the_issue_allows(extra: frozenset[str], most: int) -> None:
    with served(Options(size=USERS, extra=extra)) as place:
        place.read(WANTED)  # the first also asks who everybody is
        assert max(cost(place) for _ in range(5)) <= most


def test_an_hour_of_readings_costs_three_calls_each_on_the_average() -> None:
    with served(Options(size=USERS)) as place:
        place.read(WANTED)
        before = place.server.account.used
        for number in range(1, 61):
            place.read(replace(WANTED, permissions_anew=number % PERMISSIONS_EVERY == 0))
        assert (place.server.account.used - before) / 60 <= 3
