"""The kit's job in the simulated org: hours of a day on its clock, without any loop of the monitor's."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.demo.job_days import JobDay
from tui.demo.world.jobs.queue import Context, Work
from tui.demo.world.jobs.twin import JobRefused
from tui.demo.world.jobs.twin_past import Memory

LIMIT = "System.LimitException: Apex CPU time limit exceeded"
ALL_DAY = 86_400
INTERVAL = timedelta(minutes=5)


@pytest.fixture
def day() -> JobDay:
    return JobDay()


def test_nothing_is_toggled_before_somebody_starts_it(day: JobDay) -> None:
    day.minutes(60)
    assert (day.sent(), day.world.jobs.rows) == ([], [])


def test_users_follow_their_sessions_for_hours_without_a_loop(day: JobDay) -> None:
    day.settle()
    user = day.alone().id
    for _ in range(4):
        day.world.log_in(user, valid=ALL_DAY)
        day.minutes(6)
        assert day.world.toggled_on(user)
        day.world.log_out(user)
        day.minutes(8)
        assert (day.world.toggled_on(user), day.world.reason_of(user)) == (False, "No active session")
        day.minutes(60)
    assert [online for who, online, _ in day.sent() if who == user] == [True, False] * 4


def test_a_living_office_is_in_step_after_hours() -> None:
    day = JobDay(size=40, quiet=False)
    day.world.kit_job.start()
    day.minutes(180)
    day.world.quiet()
    day.minutes(45)
    members = [one for one in day.world.population.staff if one.profile.user_type == "Standard"]
    absent = [one.id for one in members if day.state(one.id) == "absent"]
    day.minutes(15)
    assert len(absent) > 5
    assert [user for user in absent if day.world.toggled_on(user)] == []
    assert len(day.sent()) < 400  # about one a change of presence, not every user at every turn


def test_links_follow_each_other_at_the_interval(day: JobDay) -> None:
    day.settings(Interval_Minutes=10.0)
    day.settle()
    apart = {later - earlier for earlier, later in pairwise(day.ends(8))}
    soon, rest, usual = (timedelta(minutes=minutes, seconds=4) for minutes in (1, 9, 10))
    assert apart == {soon, rest, usual}  # soon where somebody seems to have left, and then the rest of the interval
    assert len(day.alive()) == 1


def test_however_many_come_and_go_an_interval_has_two_links_at_most() -> None:
    day = JobDay(size=200, quiet=False)
    day.world.kit_job.start()
    ends = day.ends(60)
    assert min(later - earlier for earlier, later in pairwise(ends)) < timedelta(minutes=2)
    assert min(third - first for first, _, third in zip(ends, ends[1:], ends[2:], strict=False)) > INTERVAL
    assert max(later - earlier for earlier, later in pairwise(ends)) < INTERVAL + timedelta(minutes=1)
    assert ends[-1] - ends[0] > timedelta(hours=2)


def test_an_absence_that_an_early_link_sees_first_is_confirmed_at_the_end_of_the_interval(day: JobDay) -> None:
    day.settle()
    on = [one.id for one in day.world.population.staff if day.world.toggled_on(one.id)]
    first, second = [one for one in on if day.state(one) == "active"][:2]
    ends = []
    for user in (first, second):
        day.world.log_out(user)
        ends += day.ends(1)
    assert (day.world.toggled_on(first), day.world.toggled_on(second)) == (False, True)
    ends += day.ends(1)
    assert not day.world.toggled_on(second)
    early, rest = (timedelta(minutes=minutes, seconds=4) for minutes in (1, 4))
    assert (ends[1] - ends[0], ends[2] - ends[1]) == (early, rest)


def test_a_waiting_link_is_queued_then_prepares_and_works(day: JobDay) -> None:
    day.world.kit_job.start()
    seen = [day.alive()[0].status]
    for _ in range(4):
        day.later(1)
        seen.append(day.alive()[0].status)
    assert seen == ["Queued", "Preparing", "Processing", "Processing", "Processing"]
    day.later(1)
    assert [one.status for one in day.world.jobs.rows] == ["Completed", "Queued"]


def test_an_absence_is_confirmed_by_the_link_a_minute_later(day: JobDay) -> None:
    day.settle()
    user = day.alone().id
    day.world.log_in(user, valid=ALL_DAY)
    day.link()
    day.world.log_out(user)
    first = day.link()
    assert day.world.toggled_on(user)
    second = day.link()
    assert not day.world.toggled_on(user)
    assert (first.completed, second.completed) == (first.completed, day.now)
    assert second.created == first.completed
    assert day.now - second.created == timedelta(minutes=1, seconds=4)


def test_a_hold_is_respected_until_its_time_and_then_forgotten(day: JobDay) -> None:
    day.settle()
    user = day.alone().id
    day.hold(user, Until=day.now + timedelta(minutes=30))
    day.world.log_in(user, valid=ALL_DAY)
    day.minutes(25)
    assert not day.world.toggled_on(user)
    day.minutes(15)
    assert day.world.toggled_on(user)
    assert day.rows("DePresence_Hold__c") == []


def test_a_dry_run_sends_nothing_and_tells_what_it_would(day: JobDay) -> None:
    day.settings(Dry_Run=True)
    day.world.kit_job.start()
    day.minutes(30)
    assert day.sent() == []
    assert day.status()["Users__c"] == 20.0


@pytest.mark.parametrize("what", ["Users", "Profiles", "Permission_Sets"])
def test_whom_the_settings_exclude_is_left_alone(day: JobDay, what: str) -> None:
    user = day.alone()
    words = {"Users": user.username, "Profiles": user.profile.name, "Permission_Sets": user.permission_sets[0].label}
    day.settings(**{f"Exclude_{what}": words[what]})
    day.settle()
    day.world.log_in(user.id, valid=ALL_DAY)
    day.minutes(30)
    assert not day.world.toggled_on(user.id)


def test_an_exclusion_that_fits_nobody_stops_the_first_turn_with_its_name(day: JobDay) -> None:
    day.settings(Exclude_Users="nobody@acme.example")
    day.world.kit_job.start()
    day.minutes(30)
    assert day.sent() == []
    assert "nobody@acme.example" in str(day.status()["Last_Error__c"])


def test_a_link_that_hits_a_limit_is_followed_by_one_with_its_memory(day: JobDay) -> None:
    day.settle()
    user = day.alone().id
    day.world.log_in(user, valid=ALL_DAY)
    day.world.fail_links(LIMIT)
    failed = day.link()
    assert (failed.status, failed.error, day.world.toggled_on(user)) == ("Failed", LIMIT, False)
    assert (day.status()["Last_Error__c"], day.status()["Restarts__c"]) == (LIMIT, 1.0)
    assert day.link().status == "Completed"
    assert day.now - (failed.completed or day.now) == timedelta(minutes=1, seconds=4)
    assert day.world.toggled_on(user)
    assert day.status()["Restarts__c"] == 0.0


def test_a_failed_link_leaves_nothing_behind(day: JobDay) -> None:
    day.settle()
    user = day.alone().id
    day.world.log_in(user, valid=ALL_DAY)
    day.hold(user, Until=day.now)
    day.world.fail_links(LIMIT)
    before = day.status()["Last_Run__c"]
    day.link()
    assert (day.sent(), day.status()["Last_Run__c"]) == ([], before)
    assert len(day.rows("DePresence_Hold__c", User__c=user)) == 1
    assert len(day.alive()) == 1


def test_links_that_go_on_failing_come_later_and_later_and_then_by_schedule(day: JobDay) -> None:
    day.settle()
    day.world.fail_links(LIMIT, 7)
    failed = [one for one in (day.link() for _ in range(8)) if one.status == "Failed"]
    apart = [one.completed - one.created for one in failed[1:] if one.completed]
    assert [round(one.total_seconds() / 60) for one in apart[:4]] == [1, 3, 7, 10]
    assert len(day.ended("Failed")) == 7
    day.minutes(40)
    assert [one.class_name for one in day.ended("Completed") if one.job_type == "ScheduledApex"]
    assert (len(day.alive()), day.status()["Restarts__c"]) == (1, 0.0)


def test_when_de_throws_the_turn_is_undone_and_tried_again(day: JobDay) -> None:
    day.settle()
    user = day.alone().id
    day.world.log_in(user, valid=ALL_DAY)
    day.world.break_de("UNABLE_TO_LOCK_ROW")
    day.minutes(20)
    assert not day.world.toggled_on(user)
    assert "UNABLE_TO_LOCK_ROW" in str(day.status()["Last_Error__c"])
    assert day.ended("Failed") == []
    day.world.break_de(None)
    day.minutes(11)
    assert day.world.toggled_on(user)


def test_a_second_start_is_refused(day: JobDay) -> None:
    day.world.kit_job.start()
    with pytest.raises(JobRefused, match="runs already"):
        day.world.kit_job.start()
    day.minutes(20)
    assert len(day.alive()) == 1


def test_of_two_chains_that_begin_at_once_one_is_left(day: JobDay) -> None:
    day.world.kit_job.start()
    day.later(3)
    assert day.alive()[0].status == "Processing"
    day.world.kit_job.begin(Memory(), Context(day.now, day.world.caller))
    assert len(day.alive()) == 2
    for _ in range(2):
        assert day.link().status == "Completed"
    assert len(day.alive()) == 1
    assert day.status()["Last_Error__c"] == "another chain has the turn"


def test_a_job_whose_user_lacks_manage_users_does_not_start() -> None:
    with pytest.raises(JobRefused, match="Manage Users"):
        JobDay(without=frozenset({"manage-users"})).world.kit_job.start()


def test_a_job_whose_user_loses_manage_users_turns_nobody_off_and_goes_on(day: JobDay) -> None:
    day.settle()
    day.world.revoke("manage-users")
    day.world.manager_toggles(day.alone().id, on=True)
    day.minutes(30)
    assert day.sent() == []
    assert "Manage Users" in str(day.status()["Last_Error__c"])
    assert len(day.alive()) == 1


def test_a_job_whose_user_is_deactivated_ends(day: JobDay) -> None:
    day.settle()
    day.world.deactivate(day.world.caller_id)
    assert "inactive" in str(day.link().error)
    assert day.alive() == []


def test_abort_ends_all(day: JobDay) -> None:
    day.settle()
    assert day.world.kit_job.abort() == 1
    day.minutes(60)
    assert (day.alive(), len(day.ended("Aborted")), day.sent()) == ([], 1, [])
    assert day.status()["Stopped__c"] is True


def test_abort_while_a_link_is_at_work_ends_the_chain_too(day: JobDay) -> None:
    day.world.kit_job.start()
    day.later(3)
    day.world.kit_job.abort()
    assert [one.status for one in day.world.jobs.rows] == ["Aborted"]
    day.minutes(30)
    assert (len(day.world.jobs.rows), day.sent()) == (1, [])


def test_started_again_after_an_abort_it_runs(day: JobDay) -> None:
    day.settle()
    day.world.kit_job.abort()
    day.world.kit_job.start()
    day.minutes(12)
    assert len(day.alive()) == 1
    assert day.status()["Stopped__c"] is False


def test_somebody_elses_jobs_and_schedules_are_no_business_of_it(day: JobDay) -> None:
    context = Context(day.now, day.world.caller)
    day.world.enqueue("NightlyCleanup")
    day.world.jobs.schedule("Nightly", Work("NightlyCleanup", lambda _: None), context, day.now + timedelta(hours=9))
    day.world.kit_job.start()
    assert day.world.kit_job.abort() == 1
    assert {one.class_name for one in day.alive()} == {"NightlyCleanup"}
    assert len(day.world.jobs.schedules) == 1


def test_by_schedule_a_schedule_stands_between_two_links(day: JobDay) -> None:
    day.settings(By_Schedule=True)
    day.settle()
    user = day.alone().id
    day.world.log_in(user, valid=ALL_DAY)
    day.minutes(12)
    assert day.world.toggled_on(user)
    (schedule,) = day.world.kit_job.schedules()
    (job,) = day.alive()
    assert (job.job_type, job.class_name, job.schedule) == ("ScheduledApex", "DePresenceScheduled", schedule)
    assert day.world.kit_job.abort() == 1
    day.minutes(30)
    assert (day.alive(), day.world.jobs.schedules) == ([], [])


def test_a_developer_org_ends_a_chain_after_five_links_and_a_schedule_begins_the_next() -> None:
    day = JobDay("developer")
    day.world.kit_job.start()
    classes = [day.link().class_name for _ in range(12)]
    assert classes == [*["DePresenceJob"] * 5, "DePresenceScheduled"] * 2
    assert len(day.alive()) == 1
