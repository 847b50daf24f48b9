"""Whether the org's own job is healthy (salesforce.md 5): one link is, none is dead after a minute, two are a fight."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.made import NINE
from tui.presence.chains import (
    ABORTED,
    LOOK_AGAIN,
    NEVER,
    NOT_HERE,
    STOPPED,
    UNSEEN,
    Chain,
    Health,
    JobState,
    earlier_of,
    health,
    remembered,
)


def before(minutes: float) -> datetime:
    return NINE - timedelta(minutes=minutes)


LINK = Chain("7075e0000000001AAA", "DePresenceJob", "Queued", before(2), "Ada", "0055e0000000001AAA")
OVER = replace(LINK, id="7075e0000000000AAA", status="Completed", created_at=before(7), completed_at=before(2))
FAILED = replace(OVER, status="Failed", last_error="UNABLE_TO_LOCK_ROW")
STATE = JobState(NINE, True, "1.0.0", (LINK,), (OVER,), False, before(2), delay_minutes=5)
NONE = replace(STATE, chains=(), ended=(FAILED,))


def why(state: JobState, earlier: JobState | None = None) -> str:
    healthy, problem, _ = health(state, earlier)
    assert healthy is False
    return problem or ""


@pytest.mark.parametrize("status", ["Holding", "Queued", "Preparing", "Processing"])
def test_one_link_that_waits_or_runs_is_healthy(status: str) -> None:
    assert health(replace(STATE, chains=(replace(LINK, status=status),))) == Health()


def test_jobs_that_may_not_be_seen_are_neither_healthy_nor_dead() -> None:
    assert health(replace(STATE, chains=None)) == (None, UNSEEN, "ask")


def test_none_in_one_reading_is_no_proof() -> None:
    assert health(NONE) == (None, LOOK_AGAIN, "look")


def test_none_in_two_readings_a_minute_apart_is_dead_and_says_why_the_last_link_failed() -> None:
    dead = why(NONE, replace(NONE, at=before(1)))
    assert dead == (
        "it is dead: no link of it waits or runs, the last one ended 2026-11-23T08:58:00Z: UNABLE_TO_LOCK_ROW"
    )


def test_two_readings_closer_than_a_minute_are_one() -> None:
    assert health(NONE, replace(NONE, at=NINE - timedelta(seconds=59))) == (None, LOOK_AGAIN, "look")


def test_a_link_in_the_earlier_reading_means_that_only_one_showed_none() -> None:
    assert health(NONE, replace(STATE, at=before(5))) == (None, LOOK_AGAIN, "look")


def test_a_dead_chain_whose_links_the_org_has_forgotten_tells_the_error_that_the_job_wrote() -> None:
    state = replace(NONE, ended=(), last_error="DE is gone")
    assert why(state, replace(state, at=before(2))).endswith("DE is gone")


@pytest.mark.parametrize(
    ("state", "problem"),
    [
        (replace(NONE, stopped=True), STOPPED),
        (replace(NONE, ended=(replace(OVER, status="Aborted"),)), ABORTED),
        (replace(NONE, ended=(), last_run=None), NEVER),
    ],
)
def test_what_was_ended_or_never_began_needs_no_second_reading(state: JobState, problem: str) -> None:
    assert why(state) == problem


def test_an_org_without_any_job_has_nothing_to_be_healthy() -> None:
    assert health(replace(NONE, installed=False, ended=(), last_run=None)) == (None, NOT_HERE, "deploy")


def test_a_dead_chain_of_the_articles_class_is_told_though_the_kit_is_not_there() -> None:
    state = replace(NONE, installed=False, stopped=None, last_run=None)
    assert "it is dead" in why(state, replace(state, at=before(1)))


def test_two_chains_are_a_double_start() -> None:
    assert why(replace(STATE, chains=(LINK, replace(LINK, id="7075e0000000002AAA")))).startswith("2 chains run at once")


def test_a_link_at_its_end_beside_the_next_one_is_one_chain() -> None:
    passing = replace(STATE, chains=(replace(LINK, status="Processing"), LINK))
    assert health(passing) == Health()
    assert health(passing, replace(STATE, at=before(5))) == Health()


def test_still_two_a_minute_later_are_not() -> None:
    passing = replace(STATE, chains=(replace(LINK, status="Processing"), LINK))
    assert "2 chains" in why(passing, replace(passing, at=before(1)))


def test_a_link_whose_turn_is_long_over_is_stuck() -> None:
    stuck = replace(STATE, chains=(replace(LINK, created_at=before(10.1)),))
    assert why(stuck) == "it is stuck: Queued since 2026-11-23T08:49:54Z, though a turn takes seconds"
    assert health(replace(STATE, chains=(replace(LINK, created_at=before(9.9)),))) == Health()


def test_without_a_known_delay_the_longest_one_counts() -> None:
    link = replace(LINK, created_at=before(19))
    assert health(replace(STATE, chains=(link,), delay_minutes=None)) == Health()
    assert "stuck" in why(replace(STATE, chains=(replace(link, created_at=before(21)),), delay_minutes=None))


def test_a_job_that_fails_comes_back_later_and_later_and_is_not_called_stuck_for_it() -> None:
    state = replace(STATE, chains=(replace(LINK, created_at=before(9)),), delay_minutes=1)
    assert "stuck" in why(state)
    failing = replace(state, last_error="UNABLE_TO_LOCK_ROW", last_error_at=before(1))
    assert why(failing) == "its last turn went wrong, and it comes back by itself: UNABLE_TO_LOCK_ROW"


def test_an_error_that_a_good_turn_followed_is_history() -> None:
    assert health(replace(STATE, last_error="UNABLE_TO_LOCK_ROW", last_error_at=before(60))) == Health()


def test_a_job_that_runs_as_an_inactive_user_is_not_healthy() -> None:
    assert why(replace(STATE, runner_active=False)) == "it runs as Ada, who is inactive: its turns fail"


def test_a_job_whose_user_sees_only_their_own_sessions_is_not_healthy() -> None:
    assert "lacks Manage Users" in why(replace(STATE, runner_sees_all=False))


def test_what_is_not_known_of_its_user_is_no_fault() -> None:
    assert health(replace(STATE, runner_active=None, runner_sees_all=None)) == Health()


def test_a_schedule_that_waits_for_its_moment_is_healthy_however_old() -> None:
    schedule = replace(LINK, status="WAITING", scheduled=True, created_at=before(600), next_run=before(-3))
    assert health(replace(STATE, chains=(schedule,))) == Health()
    assert "stuck" in why(replace(STATE, chains=(replace(schedule, next_run=before(6)),)))


@pytest.mark.parametrize("status", ["PAUSED", "BLOCKED", "ERROR"])
def test_a_schedule_that_was_halted_is_not(status: str) -> None:
    halted = replace(LINK, status=status, scheduled=True, next_run=before(-3))
    assert why(replace(STATE, chains=(halted,))) == f"its schedule is {status}"


def test_a_link_that_is_left_after_a_stop_is_told_as_that() -> None:
    assert "ends by itself at its turn" in why(replace(STATE, stopped=True))


@pytest.mark.parametrize(
    ("state", "todo"),
    [
        (replace(NONE, stopped=True), "start"),
        (replace(STATE, chains=(LINK, LINK)), "restart"),
        (replace(STATE, runner_active=False), "restart"),
        (replace(STATE, last_error="x", last_error_at=NINE), "wait"),
        (STATE, ""),
    ],
)
def test_what_helps_is_told_with_what_is_wrong(state: JobState, todo: str) -> None:
    assert health(state).todo == todo


def told(*states: JobState) -> str:
    """What is said of the last of these readings in a row."""
    before: tuple[JobState, ...] = ()
    for one in states[:-1]:
        before = remembered(before, one)
    return health(states[-1], earlier_of(before, states[-1])).problem or ""


def none_at(seconds: float) -> JobState:
    return replace(NONE, at=NINE + timedelta(seconds=seconds))


def test_readings_in_quick_succession_prove_it_dead_as_soon_as_a_minute_lies_between_two() -> None:
    assert told(none_at(0), none_at(20), none_at(40)) == LOOK_AGAIN
    assert "it is dead" in told(none_at(0), none_at(20), none_at(40), none_at(61))


def test_a_link_in_between_begins_the_minute_anew() -> None:
    assert told(none_at(0), replace(STATE, at=NINE + timedelta(seconds=30)), none_at(61)) == LOOK_AGAIN


def test_once_the_kit_was_removed_there_is_nothing_to_be_healthy() -> None:
    aborted = replace(OVER, status="Aborted")
    assert health(replace(NONE, installed=False, ended=(aborted,))) == (None, NOT_HERE, "deploy")
