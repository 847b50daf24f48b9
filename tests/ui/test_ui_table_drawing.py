"""What the table draws: words, widths and signs, and no more lines than it must."""

from __future__ import annotations

from collections.abc import Callable
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
    opened,
    person,
    present,
    pulse,
    user_id,
    view_of,
)
from tui.ui.table.view import View, aged

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
