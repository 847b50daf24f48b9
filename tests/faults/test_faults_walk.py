"""Every sequence of events in a world of two users and two teams: no wrong step, and after a calm all is right.

The ordinary run walks to a small depth. The long one, some ten minutes on two cores:

    DE_PRESENCE_WALK=6 pytest tests/faults/test_faults_walk.py -rP
"""

from __future__ import annotations

import os

import pytest

from tests.faults.core_world import Kind, happenings, look, opening
from tests.faults.walk import Walk, core_key, key, walk

DEPTH = int(os.environ.get("DE_PRESENCE_WALK", "3"))
FULL = (
    Kind("DE answers availability, managers are respected"),
    Kind("DE answers the toggle, managers are overridden, idle is absent", False, respect=False, idle_counts=False),
)
MIXED = (
    Kind("DE answers availability, managers are overridden", respect=False),
    Kind("DE answers the toggle, managers are respected, idle is absent", availability=False, idle_counts=False),
)
PLAIN = (Kind("nobody but the loop has a hand in it", availability=False, plain=True),)


@pytest.mark.parametrize("kind", FULL, ids=lambda kind: kind.name)
def test_no_sequence_of_events_leads_to_a_wrong_step_and_a_calm_makes_all_right(kind: Kind) -> None:
    _told(walk(kind, DEPTH), DEPTH)


@pytest.mark.parametrize("kind", MIXED, ids=lambda kind: kind.name)
def test_no_shorter_sequence_does_so_with_the_other_settings(kind: Kind) -> None:
    _told(walk(kind, DEPTH - 1), DEPTH - 1)


@pytest.mark.parametrize("kind", PLAIN, ids=lambda kind: kind.name)
def test_without_managers_holds_and_hours_every_sequence_ends_with_the_articles_outcome(kind: Kind) -> None:
    _told(walk(kind, DEPTH + 1), DEPTH + 1)


def test_what_a_walk_takes_for_the_same_moment_has_the_same_future() -> None:
    met: dict[int, tuple[object, ...]] = {}
    level = [opening(FULL[0])]
    for _ in range(3):
        level = [event(FULL[0], one) for one in level for event in happenings(FULL[0]).values()]
        level = [*level, *(look(FULL[0], one)[0] for one in level[::7])]
        for one in level:
            future = core_key(look(FULL[0], look(FULL[0], one)[0])[0])
            assert met.setdefault(hash(key(one)), future) == future
        level = level[::11]


def _told(found: Walk, depth: int) -> None:
    print(
        f"{found.kind.name}: {found.events} events, depth {found.depth}, {found.sequences:,} sequences, "
        f"{found.moments:,} distinct moments, {found.cycles:,} cycles judged"
    )
    assert found.wrong == []
    assert found.depth == depth
