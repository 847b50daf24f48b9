"""Moments as people type them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given

from tui.presence.when import moment_after, moment_before

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 8, 14, 3, tzinfo=UTC)  # 09:14:03 in Berlin


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("30m", "2026-11-22T08:44:03"),
        ("30 min", "2026-11-22T08:44:03"),
        ("2h", "2026-11-22T10:14:03"),
        ("3D", "2026-11-25T08:14:03"),
        ("14:00", "2026-11-22T13:00:00"),
        ("9:14", "2026-11-23T08:14:00"),
        ("08:00", "2026-11-23T07:00:00"),
        ("tomorrow", "2026-11-22T23:00:00"),
        ("2026-11-23", "2026-11-22T23:00:00"),
        ("2026-11-22T14:00", "2026-11-22T13:00:00"),
        ("2026-11-22 14:00", "2026-11-22T13:00:00"),
        ("2026-11-22T14:00Z", "2026-11-22T14:00:00"),
    ],
)
def test_a_moment_to_come_is_one_on_the_readers_clock(text: str, moment: str) -> None:
    assert moment_after(text, NOW, BERLIN) == datetime.fromisoformat(f"{moment}+00:00")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2h", "2026-11-22T06:14:03"),
        ("9:00", "2026-11-22T08:00:00"),
        ("14:00", "2026-11-21T13:00:00"),
        ("today", "2026-11-21T23:00:00"),
        ("yesterday", "2026-11-20T23:00:00"),
        ("2026-11-22T08:00Z", "2026-11-22T08:00:00"),
        ("2 h ago", "2026-11-22T06:14:03"),
        ("2 days ago", "2026-11-20T08:14:03"),
        ("1 hour ago", "2026-11-22T07:14:03"),
        ("10 minutes ago", "2026-11-22T08:04:03"),
        ("9:14:02", "2026-11-22T08:14:02"),
        ("yesterday 14:05", "2026-11-21T13:05:00"),
        ("tue", "2026-11-16T23:00:00"),
        ("Tue 14:05", "2026-11-17T13:05:00"),
        ("tuesday at 14:05", "2026-11-17T13:05:00"),
        ("last tuesday 14:05", "2026-11-17T13:05:00"),
        ("sun 9:00", "2026-11-22T08:00:00"),
        ("sun 10:00", "2026-11-15T09:00:00"),
        ("last sunday 9:00", "2026-11-15T08:00:00"),
        ("2026-11-20 09:00", "2026-11-20T08:00:00"),
    ],
)
def test_a_moment_of_the_past_is_one_on_the_readers_clock(text: str, moment: str) -> None:
    assert moment_before(text, NOW, BERLIN) == datetime.fromisoformat(f"{moment}+00:00")


@pytest.mark.parametrize(
    "text", ["", "soon", "25:00", "12:60", "0m", "-5m", "yesterday", "today", "2026-13-01", "1999-01-01"]
)
def test_what_is_no_moment_to_come_is_none(text: str) -> None:
    assert moment_after(text, NOW, BERLIN) is None


@pytest.mark.parametrize("text", ["", "soon", "tomorrow", "2099-01-01"])
def test_what_is_no_moment_of_the_past_is_none(text: str) -> None:
    assert moment_before(text, NOW, BERLIN) is None


def test_tomorrow_begins_at_midnight_also_when_the_clocks_change() -> None:
    before_change = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert moment_after("tomorrow", before_change, BERLIN) == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert moment_after("tomorrow", before_change.replace(day=25), BERLIN) == datetime(2026, 10, 25, 23, tzinfo=UTC)


@given(st.text(max_size=12) | st.from_regex(r"\d{1,6}\s?[smhdw]"), st.sampled_from((moment_after, moment_before)))
def test_whatever_is_typed_gives_a_moment_on_the_right_side_or_none(text: str, of: object) -> None:
    assert callable(of)
    found = of(text, NOW, BERLIN)
    assert found is None or (found > NOW if of is moment_after else found <= NOW)


@pytest.mark.parametrize("text", ["tu 14:00", "last 14:00", "last yesterday", "tomorrow 9:00", "today 10:00", "at 9:00",
                                  "blue tuesday", "tue 25:00", "ago", "tue 9"])  # fmt: skip
def test_what_names_no_day_that_has_been_is_none(text: str) -> None:
    assert moment_before(text, NOW, BERLIN) is None


def test_a_weekday_in_a_zone_of_half_hours_is_one_of_its_own_midnights() -> None:
    assert moment_before("mon", NOW, ZoneInfo("Asia/Kolkata")) == datetime(2026, 11, 15, 18, 30, tzinfo=UTC)


def test_a_weekdays_time_across_a_change_of_clocks_is_that_days_own() -> None:
    monday = datetime(2026, 10, 26, 8, tzinfo=UTC)  # clocks went back on Sunday the 25th
    assert moment_before("sat 14:00", monday, BERLIN) == datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert moment_before("sun 14:00", monday, BERLIN) == datetime(2026, 10, 25, 13, tzinfo=UTC)
