"""What a reading costs of the org's calls, as the org itself counts: the issue's target for a full page of sessions."""

from __future__ import annotations

import pytest

from tests.org.demo_org import WANTED, Place, served
from tui.demo.options import Options

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
