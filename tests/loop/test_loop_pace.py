"""How the pace follows from the settings, the org's calls, a route's own quota and the reader's eyes. Pure."""

from __future__ import annotations

import pytest

from tui.loop.pace import LONGEST, pace, used_words
from tui.presence.model import ApiUse
from tui.presence.settings import LoopSettings, Settings

SET = LoopSettings()


def spans(used: int, limit: int = 1000) -> tuple[float, float]:
    made = pace(SET, ApiUse(2, used, limit))
    return made.refresh, made.interval


@pytest.mark.parametrize(
    ("used", "expected"),
    [(0, (60, 300)), (800, (60, 300)), (801, (120, 600)), (900, (120, 600)), (901, (240, 1200)), (999, (240, 1200))],
)
def test_it_goes_half_as_often_above_80_percent_and_a_quarter_above_90(
    used: int, expected: tuple[float, float]
) -> None:
    assert spans(used) == expected


@pytest.mark.parametrize("api", [ApiUse(2), ApiUse(2, 500), ApiUse(2, 500, 0)])
def test_an_org_that_tells_no_limit_is_read_as_set(api: ApiUse) -> None:
    made = pace(SET, api)
    assert (made.refresh, made.interval, made.why, made.paused) == (60, 300, "", None)


def test_readings_pause_above_95_percent_and_not_at_it() -> None:
    assert pace(SET, ApiUse(2, 950, 1000)).paused is None
    paused = pace(SET, ApiUse(2, 951, 1000)).paused
    assert str(paused) == "95.1 % of the org's API calls are used; reading pauses above 95 %"


def test_the_share_is_never_told_as_less_than_the_bound_it_passed() -> None:
    assert used_words(ApiUse(0, 95_001, 100_000)) == "95.1 % of the org's API calls are used"
    assert used_words(ApiUse(0, 960, 1000)) == "96 % of the org's API calls are used"


def test_slowed_spans_leave_two_readings_within_the_hour_of_r6() -> None:
    slow = pace(LoopSettings(refresh=900, interval=1700), ApiUse(2, 940, 1000))
    assert (slow.refresh, slow.interval) == (LONGEST, LONGEST)


def test_what_is_set_longer_than_that_stays_as_set() -> None:
    slow = pace(LoopSettings(refresh=3000, interval=7200), ApiUse(2, 940, 1000))
    assert (slow.refresh, slow.interval) == (3000, 7200)


def test_a_route_with_a_quota_of_its_own_sets_the_least_for_readings_and_cycles() -> None:
    made = pace(LoopSettings(refresh=60, interval=120), ApiUse(), 400)
    assert (made.refresh, made.interval, made.rest) == (400, 400, 400)
    assert "quota" in made.why


def test_without_the_focus_readings_are_slower_and_cycles_are_not() -> None:
    made = pace(SET, focused=False)
    assert (made.refresh, made.interval) == (300, 300)
    assert "focus" in made.why


@pytest.mark.parametrize("setting", [0, 30])
def test_a_shorter_time_for_no_focus_changes_nothing(setting: float) -> None:
    made = pace(LoopSettings(unfocused_refresh=setting), focused=False)
    assert (made.refresh, made.why) == (60, "")


def test_the_rules_count_in_the_intervals_that_there_are() -> None:
    slow = pace(SET, ApiUse(2, 940, 1000)).of(Settings())
    assert (slow.loop.refresh, slow.loop.interval) == (240, 1200)
