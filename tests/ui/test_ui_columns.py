"""Which columns are shown at which width."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tui.ui.table.columns import COLUMNS, GUTTER, layout

EVERY = {column.id for column in COLUMNS}
WIDEST = {"name": 24, "username": 30, "teams": 20}


def shown(width: int) -> set[str]:
    return set(layout(width, WIDEST).ids)


def test_all_columns_are_shown_at_200() -> None:
    assert shown(197) == EVERY


def test_username_teams_and_why_are_gone_at_120_and_nothing_else_is() -> None:
    assert EVERY - shown(117) == {"username", "teams", "why"}


def test_sessions_seen_and_last_change_are_gone_at_80() -> None:
    assert shown(77) == {"name", "presence", "expires", "de", "next"}


def test_sessions_give_way_first_then_seen_then_last_change() -> None:
    gone = [column for width in range(117, 73, -1) for column in sorted(shown(width) - shown(width - 1))]
    assert gone == ["sessions", "seen", "change"]


def test_name_presence_and_next_stay_to_the_last() -> None:
    assert shown(40) == {"name", "presence", "next"}


def test_columns_only_come_and_never_go_as_the_terminal_grows() -> None:
    assert all(shown(less) <= shown(more) for less, more in pairwise(range(30, 260)))


@pytest.mark.parametrize("width", range(50, 260))
def test_columns_never_overlap_and_never_leave_the_line(width: int) -> None:
    places = layout(width, WIDEST).places
    assert places[0].x == GUTTER
    assert all(one.x + one.width < other.x for one, other in pairwise(places))
    assert places[-1].x + places[-1].width <= width


def test_a_name_gets_no_more_room_than_the_longest_needs() -> None:
    (name,) = (place for place in layout(260, {"name": 22}).places if place.id == "name")
    assert name.width == 22


def test_a_cell_belongs_to_the_column_above_it() -> None:
    found = layout(117, WIDEST)
    assert found.at(0) == "mark"
    assert [found.at(place.x) for place in found.places] == list(found.ids)
    assert found.at(117) is None
