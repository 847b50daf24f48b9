"""The day goes on: what one sees in the first minutes, and how the org stands hours later."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.demo.world_days import Day


def states(day: Day) -> dict[str, str]:
    return {one.id: day.state(one.id) for one in day.world.population.members}


def toggles(day: Day) -> dict[str, bool]:
    return {one.id: day.world.toggled_on(one.id) for one in day.world.population.members}


def by_managers(day: Day) -> list[str]:
    toggled = ((one.id, day.world.engine.toggle_of(one.id)) for one in day.world.population.members)
    return [user_id for user_id, toggle in toggled if toggle and toggle.by == "a manager"]


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_at_the_start_most_work_some_are_idle_and_a_third_is_away(seed: int) -> None:
    counts = Counter(states(Day("typical", seed)).values())
    assert 110 <= counts["active"] <= 130
    assert 15 <= counts["idle"] <= 25
    assert 55 <= counts["absent"] <= 70


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_at_the_start_only_a_handful_is_out_of_step(seed: int) -> None:
    day = Day("typical", seed)
    on = toggles(day)
    wrong = [one for one, state in states(day).items() if on[one] == (state == "absent")]
    assert 3 <= len(wrong) <= 10


@pytest.mark.parametrize("seed", range(1, 9))
def test_in_two_minutes_some_leave_who_were_on_and_some_come_who_were_off(seed: int) -> None:
    day = Day("typical", seed, quiet=False)
    before, on = states(day), toggles(day)
    day.later(122)
    after = states(day)
    left = [one for one in after if after[one] == "absent" != before[one] and on[one]]
    came = [one for one in after if before[one] == "absent" != after[one] and not on[one]]
    assert len(left) >= 2
    assert len(came) >= 2


@pytest.mark.parametrize("seed", range(1, 9))
def test_in_the_small_org_too_somebody_leaves_and_somebody_comes_within_three_minutes(seed: int) -> None:
    day = Day("small", seed, quiet=False)
    before = states(day)
    day.later(180)
    after = states(day)
    assert [one for one in after if after[one] == "absent" != before[one]]
    assert [one for one in after if before[one] == "absent" != after[one]]


def test_something_happens_every_minute() -> None:
    day = Day("typical", quiet=False)
    for _ in range(20):
        before = [(row["Id"], row["LastModifiedDate"]) for row in day.world.records("AuthSession")]
        day.later(60)
        assert before != [(row["Id"], row["LastModifiedDate"]) for row in day.world.records("AuthSession")]


def test_people_time_out_and_people_log_out() -> None:
    day = Day("typical", quiet=False)
    before = states(day)
    day.later(300)
    logged_out = {event.user_id for event in day.world.logouts}
    left = {one for one, state in states(day).items() if state == "absent" != before[one]}
    assert logged_out & left
    assert left - logged_out


def test_who_timed_out_keeps_a_row_until_the_sweep() -> None:
    day = Day("typical", quiet=False)
    before = states(day)
    day.later(40)
    logged_out = {event.user_id for event in day.world.logouts}
    timed_out = {one for one, state in states(day).items() if state == "absent" != before[one]} - logged_out
    assert timed_out
    assert all(day.world.sessions.of(one) for one in timed_out)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_manager_toggles_somebody_within_minutes_and_again_later(seed: int) -> None:
    day = Day("typical", seed, quiet=False)
    day.later(70)
    first = by_managers(day)
    assert len(first) == 1
    day.later(1_200)
    assert len(by_managers(day)) > 2


def test_some_idle_people_come_back_and_some_expire_within_a_quarter_of_an_hour() -> None:
    day = Day("typical", quiet=False)
    idle = [one for one, state in states(day).items() if state == "idle"]
    day.later(900)
    after = Counter(day.state(one) for one in idle)
    assert after["active"] >= 2
    assert after["absent"] >= 4


def test_hours_later_the_org_is_still_about_as_busy() -> None:
    day = Day("typical", quiet=False)
    for _ in range(4):
        day.later(3_600)
        counts = Counter(states(day).values())
        assert 90 <= counts["active"] <= 145
        assert 5 <= counts["idle"] <= 40
        assert 35 <= counts["absent"] <= 90


def test_last_modified_moves_only_in_the_second_half_of_the_timeout() -> None:
    day = Day("typical", quiet=False)
    moved = 0
    for _ in range(240):
        before = {one.id: (one.modified, one.half, one.expires) for one in day.world.sessions.rows.values()}
        day.later(15)
        for one in day.world.sessions.rows.values():
            modified, half, expires = before.get(one.id, (one.modified, one.half, one.expires))
            if one.modified != modified:
                moved += 1
                assert half <= one.modified < expires
    assert moved > 50


def test_a_quiet_world_stands_still_but_for_expiry() -> None:
    day = Day("typical")
    before = (
        day.world.availability(),
        [(row["Id"], row["LastModifiedDate"]) for row in day.world.records("AuthSession")],
    )
    day.later(200)
    assert before == (
        day.world.availability(),
        [(row["Id"], row["LastModifiedDate"]) for row in day.world.records("AuthSession")],
    )


def test_nobody_frozen_or_inactive_logs_in() -> None:
    day = Day("small", quiet=False)
    shut_out = [one.id for one in day.world.population.members if one.frozen or not one.active]
    held = {row["Id"] for one in shut_out for row in day.rows("LoginHistory", UserId=one)}
    day.later(6 * 3_600)
    assert {row["Id"] for one in shut_out for row in day.rows("LoginHistory", UserId=one)} == held


def test_rows_do_not_pile_up_over_days() -> None:
    day = Day("small", quiet=False)
    start = len(day.world.records("AuthSession"))
    day.later(3 * 86_400)
    assert len(day.world.records("AuthSession")) < 3 * start
