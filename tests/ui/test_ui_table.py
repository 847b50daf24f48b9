"""The table in a terminal: cursor, marks and scroll belong to users, by key and by mouse."""

from __future__ import annotations

import pytest

from tests.ui.table_world import (
    Host,
    absent,
    crowd,
    office,
    opened,
    person,
    press,
    pulse,
    user_id,
    view_of,
)
from tui.presence.model import Id
from tui.presence.roster import Standing
from tui.ui.table.roster_table import RosterTable


def line_of(app: Host, user: Id) -> int:
    """The screen line that a user's row stands on."""
    return (
        next(index for index, row in enumerate(app.table.view.rows) if row.id == user) + 1 - app.table.scroll_offset.y
    )


def inserted(before: list[Standing], number: int) -> list[Standing]:
    """The same people with others whose names come first."""
    return [*before, *(absent(person(9000 + one, f"Aaa {one:03d}")) for one in range(number))]


# The cursor and its user


async def test_the_cursor_begins_on_the_first_row() -> None:
    async with opened(view_of(pulse(crowd(50)))) as (app, _):
        assert app.table.cursor_id == user_id(0)
        assert app.said == [("cursor", user_id(0))]


@pytest.mark.parametrize(
    ("keys", "number"),
    [
        (["down", "j", "j", "up", "k"], 1),
        (["pagedown"], 20),
        (["pagedown", "pageup"], 0),
        (["end"], 49),
        (["end", "home"], 0),
        (["up"], 0),
        (["end", "down"], 49),
    ],
)
async def test_keys_move_the_cursor_and_it_stays_in_sight(keys: list[str], number: int) -> None:
    async with opened(view_of(pulse(crowd(50)))) as (app, pilot):
        await pilot.press(*keys)
        await pilot.pause()
        assert app.table.cursor_id == user_id(number)
        assert 1 <= line_of(app, user_id(number)) <= 20


async def test_a_page_down_keeps_the_cursor_on_its_line() -> None:
    async with opened(view_of(pulse(crowd(100)))) as (app, pilot):
        await press(pilot, "down", 5)
        await press(pilot, "pagedown")
        assert app.table.cursor_id == user_id(25)
        assert line_of(app, user_id(25)) == 6


async def test_the_cursor_follows_its_user_through_a_sort() -> None:
    told = pulse([*crowd(49), absent(person(49, "Zoe"))])
    async with opened(view_of(told)) as (app, pilot):
        await press(pilot, "down", 3)
        app.table.show(view_of(told, app.table.view, sort="name", reverse=True))
        await pilot.pause()
        assert app.table.cursor_id == user_id(3)
        assert 1 <= line_of(app, user_id(3)) <= 20


async def test_the_cursor_keeps_user_and_screen_line_when_rows_come_in_above() -> None:
    people = crowd(50)
    async with opened(view_of(pulse(people))) as (app, pilot):
        await press(pilot, "down", 10)
        app.table.show(view_of(pulse(inserted(people, 7)), app.table.view))
        await pilot.pause()
        assert app.table.cursor_id == user_id(10)
        assert line_of(app, user_id(10)) == 11


async def test_the_cursor_keeps_user_and_screen_line_when_rows_above_go() -> None:
    people = crowd(80)
    async with opened(view_of(pulse(people))) as (app, pilot):
        await press(pilot, "down", 40)
        line = line_of(app, user_id(40))
        app.table.show(view_of(pulse(people[5:]), app.table.view))
        await pilot.pause()
        assert (app.table.cursor_id, line_of(app, user_id(40))) == (user_id(40), line)


async def test_what_was_scrolled_to_by_wheel_stays_in_sight_when_rows_come_in_above() -> None:
    people = crowd(200)
    async with opened(view_of(pulse(people))) as (app, pilot):
        await press(pilot, "down")
        app.table.scroll_to(y=100, animate=False)
        await pilot.pause()
        app.table.show(view_of(pulse(inserted(people, 7)), app.table.view))
        await pilot.pause()
        assert app.table.scroll_offset.y == 107


async def test_an_untouched_cursor_leaves_the_top_in_sight_when_a_row_comes_in() -> None:
    people = crowd(50)
    async with opened(view_of(pulse(people))) as (app, pilot):
        app.table.show(view_of(pulse(inserted(people, 2)), app.table.view))
        await pilot.pause()
        assert app.table.cursor_id == user_id(0)
        assert app.table.scroll_offset.y == 0


async def test_an_untouched_cursor_starts_at_the_top_of_another_order() -> None:
    told = pulse(crowd(50))
    async with opened(view_of(told)) as (app, pilot):
        app.table.show(view_of(told, app.table.view, reverse=True))
        await pilot.pause()
        assert (app.table.cursor_id, app.table.scroll_offset.y) == (user_id(49), 0)


async def test_a_filter_that_hides_the_cursors_user_moves_it_to_the_nearest_and_back_again() -> None:
    told = pulse(crowd(50))
    async with opened(view_of(told)) as (app, pilot):
        await press(pilot, "down", 10)
        stood = []
        for text in ("!person10", "nobody", ""):
            app.table.show(view_of(told, app.table.view, filter=text))
            stood.append(app.table.cursor_id)
        assert stood == [user_id(11), None, user_id(10)]


async def test_a_user_who_leaves_hands_the_cursor_to_the_next() -> None:
    people = crowd(30)
    async with opened(view_of(pulse(people))) as (app, pilot):
        await press(pilot, "end")
        app.table.show(view_of(pulse(people[:-1]), app.table.view))
        assert app.table.cursor_id == user_id(28)


async def test_a_smaller_terminal_keeps_the_cursor_in_sight() -> None:
    async with opened(view_of(pulse(crowd(50)))) as (app, pilot):
        await press(pilot, "down", 19)
        await pilot.resize_terminal(120, 8)
        await pilot.pause()
        assert 1 <= line_of(app, user_id(19)) <= 7


async def test_the_cursor_can_be_put_on_a_user_by_the_app() -> None:
    async with opened(view_of(pulse(crowd(50)))) as (app, _):
        assert app.table.move_to(user_id(30))
        assert app.table.cursor_row is app.table.view.rows[30]
        assert not app.table.move_to("005nobody")


# Marks


async def test_marking_moves_down_and_tells() -> None:
    async with opened(view_of(pulse(crowd(5)))) as (app, pilot):
        app.table.mark_cursor()
        app.table.mark_cursor()
        await pilot.pause()
        assert app.table.marks == {user_id(0), user_id(1)}
        assert app.table.cursor_id == user_id(2)
        assert ("marks", app.table.marks) in app.said


async def test_marks_survive_a_filter_and_are_told_as_hidden() -> None:
    told = pulse(crowd(30))
    async with opened(view_of(told)) as (app, _):
        app.table.set_marks([user_id(17), user_id(13), user_id(2)])
        app.table.show(view_of(told, app.table.view, filter="person1"))
        assert app.table.shown_marks() == (user_id(13), user_id(17))
        assert app.table.hidden_marks() == {user_id(2)}
        app.table.show(view_of(told, app.table.view, reverse=True))
        assert app.table.shown_marks() == (user_id(17), user_id(13), user_id(2))
        assert app.table.hidden_marks() == frozenset()


async def test_mark_shown_marks_what_the_filter_shows_and_unmarks_it_the_second_time() -> None:
    told = pulse(crowd(30))
    async with opened(view_of(told, filter="person1")) as (app, _):
        app.table.set_marks([user_id(20)])
        app.table.mark_shown()
        assert app.table.marks == {user_id(20), user_id(1), *(user_id(one) for one in range(10, 20))}
        app.table.mark_shown()
        assert app.table.marks == {user_id(20)}


async def test_mark_shown_leaves_queues_alone() -> None:
    async with opened(view_of(office())) as (app, _):
        app.table.mark_shown()
        assert all(one.startswith("005") for one in app.table.marks)


async def test_the_mark_of_a_user_who_left_goes_with_them() -> None:
    people = crowd(10)
    async with opened(view_of(pulse(people))) as (app, _):
        app.table.set_marks([user_id(0), user_id(9)])
        app.table.show(view_of(pulse(people[:-1]), app.table.view))
        assert app.table.marks == {user_id(0)}


async def test_marks_are_drawn_beside_their_names() -> None:
    async with opened(view_of(pulse(crowd(5)))) as (app, _):
        app.table.set_marks([user_id(2)])
        assert [line[:3] for line in app.lines()[1:5]] == ["▌  ", "   ", " ✓ ", "   "]
        app.table.clear_marks()
        assert "✓" not in "".join(app.lines())


# The mouse


async def test_a_header_click_asks_for_that_order() -> None:
    async with opened(view_of(pulse(crowd(5)))) as (app, pilot):
        x = app.lines()[0].index("Expires")
        await pilot.click(RosterTable, offset=(x + 2, 0))
        assert app.said[-1] == ("sort", "expires")


async def test_a_click_moves_the_cursor_and_marks_nothing() -> None:
    async with opened(view_of(pulse(crowd(50)))) as (app, pilot):
        await pilot.click(RosterTable, offset=(10, 5))
        assert (app.table.cursor_id, app.table.marks) == (user_id(4), frozenset())


@pytest.mark.parametrize(("x", "control"), [(1, False), (10, True)], ids=["in the gutter", "with ctrl"])
async def test_a_click_marks(x: int, control: bool) -> None:
    async with opened(view_of(pulse(crowd(50)))) as (app, pilot):
        await pilot.click(RosterTable, offset=(x, 5), control=control)
        assert app.table.marks == {user_id(4)}


async def test_a_double_click_and_enter_open_the_user() -> None:
    async with opened(view_of(pulse(crowd(50)))) as (app, pilot):
        await pilot.click(RosterTable, offset=(10, 5), times=2)
        await press(pilot, "enter")
        assert [what for what in app.said if what[0] == "opened"] == [("opened", user_id(4))] * 2


async def test_a_click_below_the_last_row_does_nothing() -> None:
    async with opened(view_of(pulse(crowd(3)))) as (app, pilot):
        before = list(app.said)
        await pilot.click(RosterTable, offset=(10, 12))
        assert app.said == before


async def test_the_line_under_the_pointer_lights_up_and_only_that() -> None:
    async with opened(view_of(pulse(crowd(10)))) as (app, pilot):
        before = [app.table.render_line(y) for y in range(12)]
        await pilot.hover(RosterTable, offset=(10, 4))
        after = [app.table.render_line(y) for y in range(12)]
        assert [y for y in range(12) if before[y] != after[y]] == [4]


async def test_the_wheel_scrolls_and_leaves_the_cursor_where_it_is() -> None:
    async with opened(view_of(pulse(crowd(100)))) as (app, pilot):
        app.table.scroll_to(y=30, animate=False)
        await pilot.pause()
        assert app.table.cursor_id == user_id(0)
        await press(pilot, "down")
        assert 1 <= line_of(app, user_id(1)) <= 20
