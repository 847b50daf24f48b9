"""Cursor and scroll position through any change of rows, by property."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.table_world import absent, person
from tui.ui.table.anchor import Stand, follow, scroll_to_see
from tui.ui.table.rows import Row
from tui.ui.table.view import View

EVERYONE = [
    Row(one.id, one.user.name, "", one.presence, one) for one in (absent(person(n, f"Person {n}")) for n in range(40))
]
people = st.lists(st.sampled_from(EVERYONE), unique_by=lambda row: row.id, min_size=1)
heights = st.integers(min_value=1, max_value=20)


def standing(rows: list[Row], index: int, line: int, height: int, *, chosen: bool) -> Stand:
    """Someone in a table of these rows, somewhere it can be scrolled to."""
    index %= len(rows)
    top = max(0, min(index - line % height, len(rows) - height))
    user_id = rows[index].id
    return Stand(user_id, index, top, user_id if chosen else None)


def moved(
    old: list[Row], new: list[Row], numbers: tuple[int, int], height: int, *, chosen: bool
) -> tuple[Stand, Stand]:
    before = standing(old, *numbers, height, chosen=chosen)
    return before, follow(before, View(rows=tuple(old)), View(rows=tuple(new)), height)


numbers = st.tuples(st.integers(0, 39), st.integers(0, 19))


@given(people, people, numbers, heights, st.booleans())
def test_the_cursor_is_always_on_a_row_and_its_place_is_true(
    old: list[Row], new: list[Row], at: tuple[int, int], height: int, chosen: bool
) -> None:
    _, after = moved(old, new, at, height, chosen=chosen)
    assert new[after.index].id == after.cursor
    assert 0 <= after.top <= max(0, len(new) - height)


@given(people, people, numbers, heights, st.booleans())
def test_the_cursor_stays_with_its_user_and_in_sight(
    old: list[Row], new: list[Row], at: tuple[int, int], height: int, chosen: bool
) -> None:
    before, after = moved(old, new, at, height, chosen=chosen)
    if before.cursor in {row.id for row in new}:
        assert after.cursor == before.cursor
    assert after.top <= after.index < after.top + height


@given(people, people, numbers, heights)
def test_the_cursors_line_stays_unless_the_tables_ends_forbid_it(
    old: list[Row], new: list[Row], at: tuple[int, int], height: int
) -> None:
    before, after = moved(old, new, at, height, chosen=True)
    line, wanted = after.index - after.top, before.index - before.top
    at_the_top, at_the_end = after.top == 0, after.top == max(0, len(new) - height)
    assert line == wanted or at_the_top or at_the_end


@given(people, numbers, heights)
def test_the_same_rows_move_nothing(rows: list[Row], at: tuple[int, int], height: int) -> None:
    before, after = moved(rows, list(rows), at, height, chosen=True)
    assert after == before


@given(st.integers(0, 100), st.integers(0, 100), heights)
def test_scrolling_to_see_a_row_shows_it_and_moves_nothing_that_is_seen(index: int, top: int, height: int) -> None:
    seen = scroll_to_see(index, top, height)
    assert seen <= index < seen + height
    if top <= index < top + height:
        assert seen == top
