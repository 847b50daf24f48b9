"""Cursor and scroll position through any change of rows, by property."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.ui.table_world import absent, person
from tui.ui.table.anchor import Stand, follow, scroll_to_see
from tui.ui.table.rows import Row
from tui.ui.table.sorting import Order, in_order
from tui.ui.table.view import View


def row(number: int) -> Row:
    """One of forty people, whom another column puts into another order."""
    one = absent(person(number, f"Person {number:02d}"))
    why = f"{number * 17 % 40:02d}"
    return Row(one.id, one.user.name, "", one.presence, one, why=why, haystack=f"{one.user.name}\n{one.id}")


EVERYONE = [row(number) for number in range(40)]
people = st.lists(st.sampled_from(EVERYONE), unique_by=lambda row: row.id, min_size=1)
heights = st.integers(min_value=1, max_value=20)
orders = st.sampled_from([Order(), Order("name", True), Order("why"), Order("why", True)])


def view(rows: list[Row], order: Order) -> View:
    """These people in this order."""
    everyone = {one.id: one for one in rows}
    return View(rows=in_order(rows, order), everyone=everyone, sort=order.sort, reverse=order.reverse)


def standing(rows: list[Row], index: int, line: int, height: int, *, chosen: bool) -> Stand:
    """Someone in a table of these rows, somewhere it can be scrolled to."""
    index %= len(rows)
    top = max(0, min(index - line % height, len(rows) - height))
    user_id = rows[index].id
    return Stand(user_id, index, top, user_id if chosen else None)


def moved(old: View, new: View, numbers: tuple[int, int], height: int, *, chosen: bool) -> tuple[Stand, Stand]:
    before = standing(list(old.rows), *numbers, height, chosen=chosen)
    return before, follow(before, old, new, height)


numbers = st.tuples(st.integers(0, 39), st.integers(0, 19))


@given(people, people, orders, orders, numbers, heights, st.booleans())
def test_the_cursor_is_always_on_a_row_and_its_place_is_true(
    old: list[Row], new: list[Row], was: Order, now: Order, at: tuple[int, int], height: int, chosen: bool
) -> None:
    shown = view(new, now)
    _, after = moved(view(old, was), shown, at, height, chosen=chosen)
    assert shown.rows[after.index].id == after.cursor
    assert 0 <= after.top <= max(0, len(new) - height)


@given(people, people, orders, orders, numbers, heights)
def test_the_cursor_stays_with_its_user_and_in_sight(
    old: list[Row], new: list[Row], was: Order, now: Order, at: tuple[int, int], height: int
) -> None:
    before, after = moved(view(old, was), view(new, now), at, height, chosen=True)
    if before.cursor in {row.id for row in new}:
        assert after.cursor == before.cursor
    assert after.top <= after.index < after.top + height


@given(people, people, orders, numbers, heights)
def test_where_its_user_is_gone_the_cursor_goes_to_the_next_who_is_there(
    old: list[Row], new: list[Row], order: Order, at: tuple[int, int], height: int
) -> None:
    shown = view(new, order)
    before, after = moved(view(old, order), shown, at, height, chosen=True)
    if before.cursor not in {row.id for row in new}:
        place = [row.id for row in in_order([*new, *(one for one in old if one.id == before.cursor)], order)].index(
            str(before.cursor)
        )
        assert after.index == min(place, len(new) - 1)


@given(people, people, orders, orders, numbers, heights)
def test_the_cursors_line_stays_unless_the_tables_ends_forbid_it(
    old: list[Row], new: list[Row], was: Order, now: Order, at: tuple[int, int], height: int
) -> None:
    before, after = moved(view(old, was), view(new, now), at, height, chosen=True)
    line, wanted = after.index - after.top, before.index - before.top
    at_the_top, at_the_end = after.top == 0, after.top == max(0, len(new) - height)
    assert line == wanted or at_the_top or at_the_end


@given(people, orders, numbers, heights)
def test_the_same_rows_move_nothing(rows: list[Row], order: Order, at: tuple[int, int], height: int) -> None:
    before, after = moved(view(rows, order), view(list(rows), order), at, height, chosen=True)
    assert after == before


@given(st.integers(0, 100), st.integers(0, 100), heights)
def test_scrolling_to_see_a_row_shows_it_and_moves_nothing_that_is_seen(index: int, top: int, height: int) -> None:
    seen = scroll_to_see(index, top, height)
    assert seen <= index < seen + height
    if top <= index < top + height:
        assert seen == top
