"""Trends without a screen: tallies in slots, bars and gaps, the axis, and what is kept of a run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.ui.story import NOW, OFFICE, pulse_of
from tests.ui.table_world import view_of
from tui.presence.tally import Tally, tally_of
from tui.ui.glyphs import ASCII, UNICODE
from tui.ui.lines.trend_line import FEWEST, fitting
from tui.ui.trends.axis import axis, round_times
from tui.ui.trends.bars import bars, spark
from tui.ui.trends.kept import joined, tally_of_view, with_tally
from tui.ui.trends.series import SERIES, slots, values

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def tally(minutes_ago: float, active: int = 0, out_of_step: int = 0) -> Tally:
    return Tally(NOW - minutes_ago * MINUTE, 10, active, 0, 10 - active, 0, active, out_of_step)


def test_nothing_is_the_lowest_bar_and_anything_above_nothing_is_higher() -> None:
    assert spark([0, 1, 50, 100, None], UNICODE) == "▁▂▅█·"
    assert spark([0, 1, 50, 100, None], ASCII) == "_:+#."


def test_bars_of_several_lines_stand_on_each_other() -> None:
    assert bars([0, 8, 16, None], 2, UNICODE) == [" ▁█ ", "▁██·"]


def test_a_bar_never_leaves_its_height() -> None:
    assert bars([500], 2, UNICODE, top=100) == ["█", "█"]


def test_a_slot_shows_its_last_tally_and_the_most_out_of_step() -> None:
    laid = slots([tally(9, 3, 7), tally(6, 5, 0)], NOW - 10 * MINUTE, NOW, 2, 3 * MINUTE)
    assert [values(laid[:1], one)[0] for one in SERIES] == [5, 0, 5, 5, 7]


def test_a_tally_stands_for_a_while_and_then_there_is_a_gap() -> None:
    laid = slots([tally(10, 4)], NOW - 10 * MINUTE, NOW, 10, 3 * MINUTE)
    assert values(laid, SERIES[0]) == [4, 4, 4, *[None] * 7]


def test_a_tally_from_before_still_stands_at_the_beginning() -> None:
    assert values(slots([tally(11, 4)], NOW - 10 * MINUTE, NOW, 10, 3 * MINUTE), SERIES[0])[:3] == [4, 4, None]


def test_the_tally_of_now_is_in_the_last_slot() -> None:
    assert values(slots([tally(0, 4)], NOW - HOUR, NOW, 7, MINUTE), SERIES[0]) == [*[None] * 6, 4]


@pytest.mark.parametrize(("width", "words"), [(104, 5), (70, 3), (30, 1), (4, 1)])
def test_series_give_way_where_it_is_narrow_and_out_of_step_stays_longer_than_idle(width: int, words: int) -> None:
    shown, cells = fitting(width)
    assert len(shown) == words
    assert cells >= min(FEWEST, 1)
    assert [one.word for one in fitting(70)[0]] == ["active", "on", "out of step"]


def test_round_times_are_those_of_the_readers_clock_with_half_hours() -> None:
    line = axis(NOW - 2 * HOUR, NOW, 60, ZoneInfo("Asia/Kolkata"))
    assert line.split() == ["|13:00", "|13:30", "|14:00", "|14:30"]
    assert len(line) == 60


def test_over_days_midnight_is_told_by_the_day_that_begins() -> None:
    assert axis(NOW - timedelta(days=2), NOW, 60, UTC).split() == ["|12:00", "|Sun", "22", "|12:00", "|Mon", "23"]


def test_a_day_begins_at_midnight_on_the_days_when_clocks_change() -> None:
    zone, begins = ZoneInfo("Europe/Berlin"), datetime(2026, 10, 24, 12, tzinfo=UTC)
    days = round_times(begins, begins + timedelta(days=3), timedelta(days=1), zone)
    assert {one.astimezone(zone).strftime("%H:%M") for one in days} == {"00:00"}
    assert len(days) == 3


def test_what_the_counts_line_shows_is_the_tally_that_the_journal_keeps_teams_apart() -> None:
    pulse = pulse_of()
    assert pulse.roster is not None
    assert pulse.plan is not None
    view = view_of(pulse)
    seen, kept = tally_of_view(view, pulse), tally_of(pulse.roster, pulse.plan)
    assert seen is not None
    assert (seen.users, seen.active, seen.idle, seen.absent) == (kept.users, kept.active, kept.idle, kept.absent)
    assert seen.out_of_step == kept.out_of_step


def test_a_blind_reading_is_none() -> None:
    pulse = pulse_of(OFFICE, blind="not all pages arrived")
    assert tally_of_view(view_of(pulse), pulse) is None


def test_one_tally_a_minute_is_kept_the_newest_and_none_from_a_clock_that_was_ahead() -> None:
    kept = with_tally(with_tally((tally(2), tally(-5)), tally(0.9)), tally(0.5))
    assert [one.at for one in kept] == [tally(2).at, tally(0.5).at]


def test_the_journals_tallies_go_before_those_of_this_run() -> None:
    assert [one.active for one in joined([tally(3, 1), tally(2, 2)], (tally(2, 7), tally(1, 3)))] == [1, 2, 3]
