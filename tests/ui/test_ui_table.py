"""The table in a terminal: cursor, marks and scroll belong to users; lines are drawn only where needed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from tests.ui.table_world import (
    AT,
    Host,
    absent,
    crowd,
    in_teams,
    office,
    person,
    present,
    pulse,
    user_id,
    view_of,
)
from tui.presence.model import Id
from tui.presence.roster import Standing
from tui.ui.roster_table import RosterTable
from tui.ui.view import View, aged

Open = tuple[Host, Pilot[None]]


@asynccontextmanager
async def opened(view: View | None = None, size: tuple[int, int] = (120, 21), **how: bool) -> AsyncIterator[Open]:
    """The table in a terminal of this size, showing a view."""
    app = Host(**how)
    async with app.run_test(size=size) as pilot:
        if view is not None:
            app.table.show(view)
            await pilot.pause()
        yield app, pilot


def line_of(app: Host, user: Id) -> int:
    """The screen line that a user's row stands on."""
    return (
        next(index for index, row in enumerate(app.table.view.rows) if row.id == user) + 1 - app.table.scroll_offset.y
    )


async def press(pilot: Pilot[None], key: str, times: int = 1) -> None:
    await pilot.press(*[key] * times)
    await pilot.pause()


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


# What is drawn


async def test_the_sorted_column_carries_the_sign() -> None:
    told = pulse(crowd(5))
    async with opened(view_of(told)) as (app, _):
        assert "Name ▲" in app.lines()[0]
        app.table.show(view_of(told, app.table.view, sort="sessions", reverse=True))
        assert "Sessions▼" in app.lines()[0]
        assert "▲" not in app.lines()[0]


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 160, 200, 260])
async def test_every_line_is_exactly_as_wide_as_the_table_whatever_the_names(width: int) -> None:
    hostile = [
        "[/]",
        "[bold]x",
        "\x1b[31mRed",
        "שלום \u202eעולם",
        "👩\u200d👩\u200d👧",
        "花子" * 40,
        "N" * 300,
        "e\u0301" * 9,
    ]
    people = [in_teams(present(person(one, name)), 1, 1) for one, name in enumerate(hostile)]
    async with opened(view_of(pulse(people)), size=(width, 12)) as (app, _):
        table = app.table
        inside = table.scrollable_content_region.width
        assert {cell_len(line) for line in app.lines()} == {inside}
        assert {table.render_line(y).cell_length for y in range(12)} == {inside}


async def test_columns_stay_aligned_beside_wide_and_hostile_names() -> None:
    people = [
        in_teams(present(person(one, name)), 1, 1) for one, name in enumerate(["Ada", "花子", "e\u0301", "👩\u200d👧"])
    ]
    async with opened(view_of(pulse(people))) as (app, _):
        columns = {cell_len(line.partition("●")[0]) for line in app.lines()[1:5]}
        assert len(columns) == 1


@pytest.mark.parametrize(
    ("width", "there", "gone"),
    [
        (200, {"Username", "Teams", "Why", "Sessions"}, set()),
        (120, {"Sessions", "Seen", "Last change"}, {"Username", "Teams", "Why"}),
        (80, {"Name", "Presence", "Expires", "DE", "Next"}, {"Sessions", "Seen", "Last change"}),
    ],
)
async def test_columns_give_way_to_the_terminal(width: int, there: set[str], gone: set[str]) -> None:
    async with opened(view_of(pulse(crowd(5))), size=(width, 24)) as (app, _):
        header = app.lines()[0]
        assert all(title in header for title in there)
        assert ("why" in app.table.shown_columns) is ("Why" in there)
        assert not any(title in header for title in gone)


async def test_the_office_reads_as_it_should() -> None:
    async with opened(view_of(office()), size=(120, 44)) as (app, _):
        femke = next(line for line in app.lines() if "Bakker" in line)
        assert " ".join(femke.split()) == "Bakker, Femke ◐ idle ≥ 47 m 1 1 h 47 ago 13 min on 2/2 off in ~13 min"
        queue = next(line for line in app.lines() if "Queue" in line)
        assert " ".join(queue.split()) == "Round Robin Queue · queue on 1/1"


async def test_ascii_signs_draw_no_other_sign_than_ascii() -> None:
    async with opened(view_of(pulse(crowd(3))), ascii_only=True) as (app, pilot):
        app.table.mark_cursor()
        app.table.show(view_of(pulse([in_teams(present(person(one, "Ada"), 107), 2, 2) for one in range(3)])))
        await pilot.pause()
        assert all(line.isascii() for line in app.lines())


async def test_a_toggle_under_way_shows_dots_and_the_wanted_value() -> None:
    told = pulse([in_teams(present(person(0, "Ada")), 1, 1)], sending=((user_id(0), False),))
    async with opened(view_of(told)) as (app, _):
        assert "… off" in app.lines()[1]
        assert "sending off" in app.lines()[1]


async def test_words_too_long_for_their_cell_are_said_shorter() -> None:
    async with opened(view_of(office()), size=(120, 44)) as (app, _):
        assert any("held till change" in line for line in app.lines())
    async with opened(view_of(office()), size=(260, 44)) as (app, _):
        assert any("held until presence changes" in line for line in app.lines())


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (None, "No DE users yet"),
        (view_of(pulse([])), "No DE users"),
        (view_of(pulse(crowd(3)), filter="nobody"), "Nothing matches the filter"),
    ],
    ids=["before the first reading", "nobody in any team", "filter"],
)
async def test_an_empty_table_says_why_in_its_middle(view: View | None, words: str) -> None:
    async with opened(view) as (app, _):
        (line,) = [line for line in app.lines() if words in line]
        left, right = len(line) - len(line.lstrip()), len(line) - len(line.rstrip())
        assert abs(left - right) <= 1


# What painting costs


async def test_a_first_paint_puts_together_no_more_rows_than_are_in_sight() -> None:
    async with opened(view_of(pulse(crowd(3000))), size=(120, 30)) as (app, _):
        assert 0 < app.table.formatted <= 29


async def cost(app: Host, pilot: Pilot[None], act: Callable[[], object]) -> int:
    """How many rows are put together for one act."""
    before = app.table.formatted
    act()
    await pilot.pause()
    return app.table.formatted - before


async def test_a_step_of_the_cursor_draws_two_rows_and_a_step_back_none() -> None:
    async with opened(view_of(pulse(crowd(3000)))) as (app, pilot):
        assert await cost(app, pilot, lambda: app.table.action_move(1)) == 2
        assert await cost(app, pilot, lambda: app.table.action_move(-1)) == 0


async def test_a_refresh_draws_only_the_rows_in_sight_that_changed() -> None:
    people = crowd(3000)
    async with opened(view_of(pulse(people))) as (app, pilot):
        changed = [absent(people[5].user), absent(people[2000].user)]
        view = view_of(pulse([*people[:5], changed[0], *people[6:2000], changed[1], *people[2001:]]), app.table.view)
        assert await cost(app, pilot, lambda: app.table.show(view)) == 1


async def test_a_tick_draws_only_the_rows_whose_age_reads_differently() -> None:
    people = [*crowd(3000)[:10], in_teams(present(person(77, "Aaa"), 107), 1, 1)]
    async with opened(view_of(pulse(people))) as (app, pilot):
        assert await cost(app, pilot, lambda: app.table.tick(AT)) == 0
        assert await cost(app, pilot, lambda: app.table.tick(AT + timedelta(minutes=1))) == 11


async def test_ages_move_on_with_the_orgs_clock() -> None:
    async with opened(view_of(pulse([in_teams(present(person(0, "Ada"), 107), 1, 1)]))) as (app, pilot):
        assert all(words in app.lines()[1] for words in ("1 h 47 ago", "≥ 47 m", "13 min", "off in ~13 min"))
        app.table.tick(AT + timedelta(minutes=3))
        await pilot.pause()
        assert all(words in app.lines()[1] for words in ("1 h 50 ago", "≥ 50 m", "10 min", "off in ~10 min"))
        app.table.tick(AT + timedelta(minutes=14))
        assert all(words in app.lines()[1] for words in ("expired", "off in a moment"))


async def test_a_changed_cell_flashes_and_is_calm_again_after_two_seconds() -> None:
    async with opened(view_of(pulse([in_teams(present(person(0, "Ada")), 1, 1)]))) as (app, pilot):
        lines = [app.table.render_line(1)]
        app.table.show(view_of(pulse([in_teams(present(person(0, "Ada")), 0, 1)]), app.table.view))
        await pilot.pause()
        for second in range(3):
            app.table.tick(AT + timedelta(seconds=second))
            lines.append(app.table.render_line(1))
        assert [len({one.style.bgcolor for one in strip if one.style}) for strip in lines] == [1, 2, 2, 1]


async def test_stale_data_is_dim_and_the_header_is_not() -> None:
    view = view_of(pulse(crowd(3)))
    async with opened(view) as (app, pilot):
        app.table.show(aged(view, stale=True))
        await pilot.pause()
        assert all(one.style and one.style.dim for one in app.table.render_line(1))
        assert not any(one.style and one.style.dim for one in app.table.render_line(0))


@pytest.mark.parametrize("theme", ["textual-light", "nord", "ansi-dark", "ansi-light"])
async def test_another_theme_recolours_the_lines(theme: str) -> None:
    async with opened(view_of(office())) as (app, pilot):
        before = app.table.render_line(1)
        app.theme = theme
        await pilot.pause()
        assert app.table.render_line(1) != before


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
