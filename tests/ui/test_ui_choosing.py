"""Choosing columns: what a person does in the sheet, what the table shows then, and what is remembered."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.ui.opened import Monitor, opened
from tests.ui.story import Stage
from tui.presence.remembered import Remembered
from tui.ui.screens.columns_sheet import ColumnsSheet
from tui.ui.table.choosing import IDS, moved, remembered, sized, turned
from tui.ui.table.columns import NATURAL, Chosen, layout

NATURALLY_AT_120 = ("name", "presence", "sessions", "seen", "expires", "de", "next", "change")


def shown(monitor: Monitor) -> tuple[str, ...]:
    return monitor.app.desk.table.shown_columns


async def test_columns_are_hidden_ordered_and_sized_and_the_table_shows_it_at_once() -> None:
    kept: list[Remembered] = []
    async with opened(remember=kept.append) as monitor:
        await monitor.press("C")
        await monitor.opens(ColumnsSheet)
        assert "11 of 11 shown, of which 8 fit this width" in monitor.text()
        await monitor.press("j", "space")  # no username
        await monitor.press("up", "J")  # the name behind the presence
        assert shown(monitor)[:2] == ("presence", "name")
        await monitor.press("up", "right", "right")
        assert monitor.app.desk.table.laid_out.places[0].width == 15
        await monitor.press("enter")
        assert monitor.table().splitlines()[0].split()[:2] == ["Presence", "Name"]
    left = kept[-1]
    assert left.columns[:2] == ("presence", "name")
    assert "username" not in left.columns
    assert left.widths == {"presence": 15}


async def test_escape_gives_back_what_was_shown_before_and_r_the_layouts_own() -> None:
    async with opened(recall=lambda: Remembered(columns=("name", "de", "gone"), widths={"de": 30})) as monitor:
        await monitor.wait_until(lambda: shown(monitor) == ("name", "de"))
        await monitor.press("C", "r")
        await monitor.wait_until(lambda: shown(monitor) == NATURALLY_AT_120)
        await monitor.press("escape")
        assert shown(monitor) == ("name", "de")
        assert monitor.app.desk.table.laid_out.places[1].width == 30


async def test_what_does_not_fit_is_counted_in_the_head_and_a_click_there_opens_the_columns() -> None:
    async with opened(Stage()) as monitor:
        head = monitor.table().splitlines()[0]
        assert head.endswith("+3")
        await monitor.pilot.click("#roster", offset=(head.index("+3"), 0))
        await monitor.opens(ColumnsSheet)
        await monitor.pilot.click("CursorPage", offset=(3, 2))
        await monitor.wait_until(lambda: "presence" not in shown(monitor))


async def test_the_name_is_always_shown() -> None:
    async with opened() as monitor:
        await monitor.press("C")
        await monitor.opens(ColumnsSheet)
        await monitor.press("space")
        assert "name" in shown(monitor)
        assert "Name: always shown" in monitor.toasts()


async def test_s_sorts_by_the_next_column_that_is_chosen() -> None:
    async with opened(recall=lambda: Remembered(columns=("name", "expires", "de"))) as monitor:
        await monitor.wait_until(lambda: shown(monitor) == ("name", "expires", "de"))
        await monitor.press("s")
        assert monitor.app.desk.sort == "expires"


def test_what_makes_no_sense_is_not_remembered() -> None:
    assert remembered(("x",), {"y": 5}) == NATURAL
    assert remembered(("de", "de"), {"de": 5_000}) == Chosen(("name", "de"), {"de": 120})
    assert remembered(IDS, {}) == NATURAL


def test_a_step_and_its_way_back_end_where_they_began() -> None:
    assert turned(turned(NATURAL, "why"), "why") == NATURAL
    assert moved(moved(NATURAL, "de", -2), "de", 2) == NATURAL
    assert sized(sized(NATURAL, "de", 40), "de", None) == NATURAL
    assert moved(NATURAL, "name", -1) == NATURAL


@pytest.mark.parametrize("width", [30, 60, 80, 120, 200])
def test_chosen_columns_never_overlap_and_give_way_where_they_do_not_fit(width: int) -> None:
    found = layout(width, {"name": 30}, Chosen(("presence", "why", "name", "de", "next"), {"why": 60, "next": 40}))
    assert all(one.x + one.width < other.x for one, other in pairwise(found.places))
    assert len(found.places) + found.hidden == 5
    assert width < 50 or found.places[-1].x + found.places[-1].width <= width
