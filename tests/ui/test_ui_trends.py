"""Trends through the screen: the strip that lives, the sheet with its ranges and its cursor, and the teams in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from tests.ui.opened import Monitor, opened, plain
from tests.ui.story import ENTERPRISE, NOW, OFFICE, SMB, Stage, pulse_of
from tui.loop.pulse import Pulse
from tui.presence.problems import JournalFailure
from tui.presence.tally import Tally, TeamTally
from tui.ui.lines.trend_line import TrendLine
from tui.ui.screens.trends_sheet import TrendsSheet


def tally(minutes_ago: float, active: int, **teams: TeamTally) -> Tally:
    return Tally(NOW - timedelta(minutes=minutes_ago), 20, active, 0, 20 - active, 0, active, 0, teams)


def journal(*kept: Tally) -> Callable[[datetime], Sequence[Tally]]:
    return lambda since: [one for one in kept if one.at >= since]


DAY = journal(
    tally(23 * 60, 20), tally(5 * 60, 8), tally(30, 16, **{ENTERPRISE: TeamTally(9, 9, 4), SMB: TeamTally(5, 2, 0)})
)


def strip(monitor: Monitor) -> str:
    line = monitor.app.desk.query_one(TrendLine)
    return plain(line) if line.display else ""


def at_once(pulse: Pulse, minutes: float) -> Pulse:
    """The same pulse, read so much later."""
    assert pulse.roster is not None
    at = NOW + timedelta(minutes=minutes)
    memory = replace(pulse.memory, on_counts=((at, 3),))
    return replace(pulse, roster=replace(pulse.roster, at=at), memory=memory)


async def test_the_strip_shows_what_the_journal_and_this_run_know() -> None:
    async with opened(tallies=DAY) as monitor:
        await monitor.wait_until(lambda: "last 8 h" in strip(monitor))
        assert [strip(monitor).count(word) for word in ("active", "idle", "absent", "on", "out of step")] == [1] * 5
        assert strip(monitor).split()[1] == "····█······▅"


async def test_the_strip_grows_with_every_reading() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        assert "last 1 h" in strip(monitor)
        stage.show(at_once(pulse_of(OFFICE[:2]), 30))
        await monitor.wait_until(lambda: len(monitor.app.desk.tallies) == 2)
        assert strip(monitor).split()[1] == "······███··▃"
        assert [one.active for one in monitor.app.desk.tallies] == [4, 1]


async def test_a_blind_reading_is_a_gap_and_no_zero() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        stage.show(at_once(pulse_of(blind="not all pages arrived"), 5))
        await monitor.wait_until(lambda: monitor.app.desk.view.at == NOW + timedelta(minutes=5))
        assert len(monitor.app.desk.tallies) == 1


async def test_the_strip_goes_first_where_the_screen_is_low() -> None:
    async with opened(size=(80, 24)) as monitor:
        assert not strip(monitor)


async def test_a_journal_that_cannot_be_read_leaves_this_runs_own() -> None:
    def broken(_since: datetime) -> Sequence[Tally]:
        raise JournalFailure("The journal cannot be read", "the disk is full", "")

    async with opened(tallies=broken) as monitor:
        await monitor.press("t")
        await monitor.opens(TrendsSheet)
        await monitor.wait_until(lambda: "last 8 h" in monitor.text())
        assert "4 active" in monitor.text()


async def test_the_sheet_tells_in_words_what_stood_at_the_cursor() -> None:
    async with opened(tallies=DAY) as monitor:
        await monitor.press("t")
        await monitor.wait_until(lambda: "last 8 h" in monitor.text())
        assert "Mon 23 Nov 09:14: of 9 users 4 active, 1 idle, 4 absent; 40 on; 6 out of step" in monitor.text()
        assert "most 16 at 08:44, least 4 at 09:14" in monitor.page()
        assert "now ▲" in monitor.page()
        await monitor.press(*["left"] * 6)
        assert "Mon 23 Nov 08:44: of 20 users 16 active" in monitor.text()
        assert "▲ 08:44" in monitor.page()
        await monitor.press("home")
        assert "nothing was read" in monitor.text()


async def test_digits_choose_how_far_to_look_back() -> None:
    async with opened(tallies=DAY) as monitor:
        await monitor.press("t", "2")
        await monitor.wait_until(lambda: "last 24 h" in monitor.text() and "most 20 at 10:14" in monitor.page())
        await monitor.press("1")
        await monitor.wait_until(lambda: "last 1 h" in monitor.text())
        assert "most 16 at 08:44" in monitor.page()
        assert "|08:30" in monitor.page()


async def test_a_click_puts_the_cursor_there() -> None:
    async with opened(tallies=DAY) as monitor:
        await monitor.press("t")
        await monitor.wait_until(lambda: "last 8 h" in monitor.text())
        await monitor.pilot.click("#page", offset=(9, 3))
        await monitor.pilot.pause()
        assert "Mon 23 Nov 01:1" in monitor.text()


async def test_by_team_there_is_a_line_for_each_and_where_nobody_is_on_is_told() -> None:
    async with opened(tallies=DAY, ascii_only=True) as monitor:
        await monitor.press("t", "T")
        await monitor.wait_until(lambda: "9 of 9 present, 4 on" in monitor.page() or "not known" in monitor.page())
        await monitor.press(*["left"] * 3)
        lines = monitor.page().splitlines()
        assert lines[0].startswith("Enterprise")
        assert lines[0].endswith("9 of 9 present, 4 on")
        assert "#" in lines[0]
        assert lines[1].startswith("SMB")
        assert lines[1].endswith("2 of 5 present, 0 on")


async def test_without_a_journal_nothing_is_known_of_teams() -> None:
    async with opened() as monitor:
        await monitor.press("t", "T")
        await monitor.wait_until(lambda: "Nothing is known of teams in this time" in monitor.page())


async def test_the_sheet_goes_on_while_it_is_open() -> None:
    stage = Stage()
    async with opened(stage, tallies=DAY) as monitor:
        await monitor.press("t")
        await monitor.wait_until(lambda: "last 8 h" in monitor.text())
        stage.show(at_once(pulse_of(OFFICE[:2]), 2))
        await monitor.wait_until(lambda: len(monitor.app.desk.tallies) > 2 and monitor.app.desk.tallies[-1].active == 1)
        monitor.app.setting.clock.seconds += 1  # type: ignore[attr-defined]  # the story's clock
        monitor.app._tick()
        await monitor.wait_until(lambda: "Mon 23 Nov 09:16: of 2 users" in monitor.text())
