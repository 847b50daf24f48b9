"""The simulated platform's queue of jobs by itself: its states, refusals, and what a transaction leaves behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.demo.world_days import Day
from tui.demo.world.jobs.queue import ApexJobs, Context, Duplicate, NotAborted, TooDeep, Uncaught, Work
from tui.demo.world.jobs.twin_org import OrgNow

Run = Callable[[Context], None]


@pytest.fixture
def day() -> Day:
    return Day()


def outside(day: Day) -> Context:
    return Context(day.now, day.world.caller)


def work(run: Run = lambda _: None, finalizer: Callable[[Context, str], None] | None = None) -> Work:
    return Work("Nightly", run, finalizer)


def statuses(day: Day) -> list[str]:
    return [one.status for one in day.world.jobs.rows]


def test_a_delay_is_kept_to_the_minute(day: Day) -> None:
    day.world.jobs.enqueue(work(), outside(day), minutes=5)
    day.later(299)
    assert statuses(day) == ["Queued"]
    day.later(6)
    assert statuses(day) == ["Completed"]


def test_jobs_run_each_at_its_own_time_though_nobody_asked_for_hours(day: Day) -> None:
    seen: list[int] = []
    for minutes in (7, 3, 5):
        day.world.jobs.enqueue(work(lambda of: seen.append((of.at - of_start).seconds // 60)), outside(day), minutes)
    of_start = day.now
    day.later(3_600)
    assert seen == [3, 5, 7]


def test_two_jobs_of_one_signature_do_not_wait_together(day: Day) -> None:
    day.world.jobs.enqueue(work(), outside(day), 1, "one")
    day.world.jobs.enqueue(work(), outside(day), 1, "two")
    with pytest.raises(Duplicate, match="duplicate queueable signature"):
        day.world.jobs.enqueue(work(), outside(day), 1, "one")


def test_a_job_that_has_begun_gives_its_signature_back(day: Day) -> None:
    jobs = day.world.jobs
    jobs.enqueue(work(lambda of: _again(jobs, of)), outside(day), 0, "one")
    day.later(5)
    assert statuses(day) == ["Completed", "Queued"]


def _again(jobs: ApexJobs, of: Context) -> None:
    jobs.enqueue(work(), of, 1, "one")


def test_an_aborted_job_gives_its_signature_back(day: Day) -> None:
    job = day.world.jobs.enqueue(work(), outside(day), 1, "one")
    day.world.jobs.abort(job.id, day.now)
    day.world.jobs.enqueue(work(), outside(day), 1, "one")
    assert statuses(day) == ["Aborted", "Queued"]


def test_an_aborted_job_that_waits_never_runs(day: Day) -> None:
    ran: list[Context] = []
    job = day.world.jobs.enqueue(work(ran.append), outside(day), 1)
    day.later(30)
    day.world.jobs.abort(job.id[:15], day.now)
    day.later(300)
    assert (ran, statuses(day), job.completed) == ([], ["Aborted"], job.completed)


def test_an_aborted_job_that_prepares_never_runs(day: Day) -> None:
    ran: list[Context] = []
    job = day.world.jobs.enqueue(work(ran.append), outside(day))
    day.later(1)
    day.world.jobs.abort(job.id, day.now)
    day.later(300)
    assert (ran, statuses(day)) == ([], ["Aborted"])


def test_an_aborted_job_at_work_goes_on_to_its_end_with_the_one_it_enqueues(day: Day) -> None:
    jobs = day.world.jobs
    job = jobs.enqueue(work(lambda of: _again(jobs, of)), outside(day))
    day.later(3)
    jobs.abort(job.id, day.now)
    assert statuses(day) == ["Aborted"]
    day.later(3)
    assert statuses(day) == ["Aborted", "Queued"]


@pytest.mark.parametrize("job_id", ["7075e0000000001AAA", "08e5e0000000001AAA"])
def test_what_is_not_there_cannot_be_aborted(day: Day, job_id: str) -> None:
    other = day.world.jobs.enqueue(work(), outside(day), 1)
    with pytest.raises(NotAborted, match="does not exist"):
        day.world.jobs.abort(job_id, day.now)
    assert other.alive


def test_what_has_ended_cannot_be_aborted(day: Day) -> None:
    job = day.world.jobs.enqueue(work(), outside(day))
    day.later(60)
    with pytest.raises(NotAborted, match="already aborted"):
        day.world.jobs.abort(job.id, day.now)
    assert job.status == "Completed"


def test_a_job_that_fails_leaves_no_toggle_no_row_and_no_job(day: Day) -> None:
    world, user = day.world, day.alone().id

    def fail(of: Context) -> None:
        world.engine.toggle([(user, True, None)], of.at, "job", of.owner.id)
        world.jobs.enqueue(work(), of)
        world.jobs.schedule("Nightly", work(), of, of.at)
        raise Uncaught("System.LimitException: Too many SOQL queries: 101")

    world.jobs.enqueue(work(fail), outside(day))
    day.later(60)
    assert (world.toggled_on(user), world.jobs.schedules) == (False, [])
    assert [(one.status, one.error) for one in world.jobs.rows] == [
        ("Failed", "System.LimitException: Too many SOQL queries: 101")
    ]


@pytest.mark.parametrize("newest", ["job", "schedule"])
def test_what_waits_is_not_touched_by_anothers_failure(day: Day, newest: str) -> None:
    ran: list[Context] = []
    day.world.jobs.enqueue(work(_fail), outside(day))
    if newest == "job":
        day.world.jobs.enqueue(work(ran.append), outside(day), 5)
    else:
        day.world.jobs.schedule("Nightly", work(ran.append), outside(day), day.now.replace(hour=12))
    day.later(3 * 3_600)
    assert len(ran) == 1


def test_a_finalizer_may_let_a_failed_job_follow_five_times_in_a_row(day: Day) -> None:
    jobs, refused = day.world.jobs, list[str]()

    def follow(of: Context, _why: str) -> None:
        try:
            jobs.enqueue(forever, of)
        except TooDeep as error:
            refused.append(str(error))

    forever = work(_fail, follow)
    jobs.enqueue(forever, outside(day))
    day.later(600)
    assert (statuses(day), len(refused)) == (["Failed"] * 6, 1)


def _fail(_: Context) -> None:
    raise Uncaught("System.NullPointerException: Attempt to de-reference a null object")


def test_a_schedule_fires_once_and_stands_in_both_tables(day: Day) -> None:
    ran: list[Context] = []
    schedule = day.world.jobs.schedule("Nightly", work(ran.append), outside(day), day.now.replace(hour=12, minute=0))
    (row,) = day.rows("CronTrigger")
    assert (row["State"], row["CronExpression"]) == ("WAITING", "5 0 12 23 11 ? 2026")
    (job,) = day.rows("AsyncApexJob")
    assert (job["JobType"], job["Status"], job["CronTriggerId"]) == ("ScheduledApex", "Queued", schedule.id)
    day.later(3 * 3_600)
    assert len(ran) == 1
    (row,) = day.rows("CronTrigger")
    assert (row["State"], row["NextFireTime"], row["TimesTriggered"]) == ("COMPLETE", None, 1)


@pytest.mark.parametrize("by", ["CronTrigger", "AsyncApexJob"])
def test_an_aborted_schedule_is_gone_with_its_job(day: Day, by: str) -> None:
    ran: list[Context] = []
    day.world.jobs.schedule("Nightly", work(ran.append), outside(day), day.now.replace(hour=12))
    day.world.jobs.abort(str(day.rows(by)[0]["Id"]), day.now)
    day.later(3 * 3_600)
    assert (ran, day.rows("CronTrigger"), statuses(day)) == ([], [], ["Aborted"])


def test_ended_jobs_are_forgotten_after_a_week(day: Day) -> None:
    day.world.jobs.enqueue(work(), outside(day))
    day.later(8 * 86_400)
    day.world.jobs.enqueue(work(), outside(day))
    assert statuses(day) == ["Queued"]


def test_what_a_test_puts_there_stays_as_it_is(day: Day) -> None:
    day.world.enqueue("Nightly", "Holding")
    day.later(86_400)
    assert statuses(day) == ["Holding"]


def test_too_many_rows_in_one_transaction_are_a_limit_that_nothing_catches(day: Day) -> None:
    org = OrgNow(day.world, day.now, day.world.caller)
    everybody = list(day.world.users)
    for _ in range(50_000 // len(everybody)):
        assert len(org.people(everybody)) == len(everybody)
    with pytest.raises(Uncaught, match="Too many query rows: 50001"):
        org.people(everybody)
