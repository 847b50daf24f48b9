"""The mouse: each line of the desk does what it seems to promise."""

from __future__ import annotations

import pytest
from textual.screen import Screen

from tests.ui.opened import Monitor, no_sessions, opened
from tests.ui.story import FEMKE, Stage, pulse_of
from tui.presence.checks import Check
from tui.presence.reading import ONLY_OWN_SESSIONS
from tui.presence.remembered import Remembered
from tui.ui.lines.filter_line import FilterInput
from tui.ui.screens.doctor_sheet import DoctorSheet
from tui.ui.screens.orgs_sheet import OrgsSheet
from tui.ui.screens.plan_sheet import PlanSheet
from tui.ui.screens.trends_sheet import TrendsSheet
from tui.ui.screens.watched_sheet import WatchedSheet
from tui.ui.setting import KnownOrg


async def click(monitor: Monitor, words: str) -> None:
    """Click on these words of the counts line."""
    await monitor.pilot.click("CountsLine", offset=(monitor.counts().index(words) + 2, 0))
    await monitor.pilot.pause()


async def test_a_click_on_a_count_shows_only_those_and_once_more_everybody() -> None:
    async with opened() as monitor:
        desk = monitor.app.desk
        for words, text in (("1 idle", "presence:idle"), ("6 out of step", "step:out"), ("9 users", "")):
            await click(monitor, words)
            assert desk.filter == text
        await click(monitor, "1 idle")
        assert [row.id for row in desk.view.rows] == [FEMKE.id]
        await click(monitor, "1 idle")
        assert len(desk.view.rows) == 10


async def test_a_click_on_the_filter_opens_it() -> None:
    async with opened() as monitor:
        monitor.app.desk.filter_by("maja")
        await monitor.pilot.pause()
        await click(monitor, "filter: maja")
        assert isinstance(monitor.app.focused, FilterInput)


async def test_a_click_on_the_watched_opens_them() -> None:
    async with opened(recall=lambda: Remembered(watched=frozenset({FEMKE.id}))) as monitor:
        await monitor.wait_until(lambda: "1 watched" in monitor.counts())
        await click(monitor, "1 watched")
        await monitor.opens(WatchedSheet)


async def no_checks() -> tuple[Check, ...]:
    return ()


async def no_orgs() -> tuple[KnownOrg, ...]:
    return ()


@pytest.mark.parametrize(
    ("line", "kind"),
    [("LoopLine", PlanSheet), ("TrendLine", TrendsSheet), ("ProblemLine", DoctorSheet), ("TopLine", OrgsSheet)],
)
async def test_a_click_on_a_line_opens_what_it_tells_of(line: str, kind: type[Screen[object]]) -> None:
    stage = Stage(pulse_of(blind=ONLY_OWN_SESSIONS))
    async with opened(stage, doctor=no_checks, orgs=no_orgs, details=no_sessions) as monitor:
        await monitor.pilot.click(line, offset=(3, 0))
        await monitor.opens(kind)
