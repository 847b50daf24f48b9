"""The platform's queue of Apex jobs and its schedules, on the org's clock: what is due runs, each at its own time.

As documented (salesforce.md, section 5): a delay is a minimum, each link enqueues at most what follows it, a chain of
a developer org ends after five links, two jobs of one signature do not wait together, a failed transaction leaves
nothing behind, and a finalizer may let a failed job follow five times in a row. How long a job takes to begin and to
run is not documented: here some seconds. What cannot be known of aborting a job at work is taken as bad as it may be:
its row is Aborted at once, and its transaction goes on to its end, with the job that it enqueues.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Protocol

from tui.demo.world.ids import record_id
from tui.demo.world.jobs.jobs import QUEUEABLE, SCHEDULED, Job, Schedule
from tui.demo.world.kit.deployed import Deployed
from tui.demo.world.people import Person
from tui.demo.world.savepoints import Mark

LINKS_OF_DEVELOPERS = 5
_FOLLOWS_FAILED = 5
_WAITS = timedelta(seconds=1)  # in the queue though nothing delays it
_PREPARES = timedelta(seconds=1)
_WORKS = timedelta(seconds=3)
_KEPT = timedelta(days=7)  # ended jobs stay for about a week [mem]
_FIRST = 31_415  # somebody else's jobs came before

Action = Callable[[datetime], None]


class Uncaught(Exception):
    """What no catch of Apex stops, or what nobody caught; the text is that of ExtendedStatus."""


class Duplicate(Exception):
    """System.DuplicateMessageException: a job of that signature waits already."""


class TooDeep(Exception):
    """System.AsyncException: no further link may follow in this chain."""


class NotAborted(Exception):
    """System.AsyncException: nothing of that Id waits or runs."""


class Org(Protocol):
    """The world, as far as its queue needs it."""

    deployed: Deployed

    def savepoint(self) -> Mark:
        """A mark to roll back to."""

    def rollback(self, mark: Mark, /) -> None:
        """Undo what Apex did since."""


@dataclass(frozen=True)
class Context:
    """A transaction: when it runs and as whom. ``depth`` counts the links of its chain so far, itself among them.

    ``failed`` counts the links in a row that a finalizer let follow; ``job`` is the one at work, None outside of any.
    """

    at: datetime
    owner: Person
    depth: int = 0
    failed: int = 0
    job: Job | None = None


@dataclass(frozen=True)
class Work:
    """What a job of a class does in its transaction, and what its finalizer does about an error."""

    class_name: str
    run: Callable[[Context], None]
    finalizer: Callable[[Context, str], None] | None = None


@dataclass
class _Waiting:
    """What the platform keeps of a job that waits or runs."""

    work: Work
    context: Context
    signature: str | None = None


class ApexJobs:
    """All jobs and schedules of one org, oldest first. ``later`` lets something happen at a moment of its clock.

    ``most_links`` ends chains. ``failing`` are errors that the next queueable jobs end by, one each.
    """

    def __init__(self, org: Org, later: Callable[[datetime, Action], None], most_links: int | None = None) -> None:
        self.rows: list[Job] = []
        self.schedules: list[Schedule] = []
        self.failing: deque[str] = deque()
        self._org = org
        self._later = later
        self._most_links = most_links
        self._numbers = count(_FIRST, 7)
        self._waiting: dict[str, _Waiting] = {}

    def put(self, class_name: str, status: str, at: datetime, owner: Person, schedule: Schedule | None = None) -> Job:
        """A row that nothing moves by itself."""
        part = self._org.deployed.find("ApexClass", class_name)
        number = next(self._numbers)
        kind = QUEUEABLE if schedule is None else SCHEDULED
        class_id = part.id if part else record_id("01p", number)
        job = Job(number, class_name, status, at, owner, class_id, kind, schedule=schedule)
        self.rows = [one for one in self.rows if one.completed is None or at - one.completed < _KEPT]
        self.rows.append(job)
        return job

    def enqueue(self, work: Work, context: Context, minutes: int = 0, signature: str | None = None) -> Job:
        """``System.enqueueJob``: a job that begins after so many minutes. Raises Duplicate, TooDeep."""
        if self._most_links is not None and context.depth >= self._most_links:
            raise TooDeep("System.AsyncException: Maximum stack depth has been reached.")
        if context.failed > _FOLLOWS_FAILED:  # wording unverified
            raise TooDeep("System.AsyncException: A finalizer enqueued this job five times in a row.")
        if signature is not None and any(one.signature == signature for one in self._waiting.values()):
            raise Duplicate(
                "System.DuplicateMessageException: Attempt to enqueue job with duplicate queueable signature"
            )
        job = self.put(work.class_name, "Queued", context.at, context.owner)
        ahead = Context(context.at, context.owner, context.depth + 1, context.failed, job)
        self._waiting[job.id] = _Waiting(work, ahead, signature)
        self._later(context.at + max(timedelta(minutes=minutes), _WAITS), partial(self._prepare, job))
        return job

    def schedule(self, name: str, work: Work, context: Context, moment: datetime) -> Schedule:
        """``System.schedule`` for one moment."""
        expression = f"{moment.second} {moment.minute} {moment.hour} {moment.day} {moment.month} ? {moment.year}"
        made = Schedule(next(self._numbers), name, context.at, context.owner, moment, expression)
        self.schedules.append(made)
        self.put(work.class_name, "Queued", context.at, context.owner, made)
        self._later(moment, partial(self._fire, made, work))
        return made

    def abort(self, job_id: str, at: datetime) -> None:
        """``System.abortJob`` for a job or a schedule. Raises NotAborted."""
        schedule = next((one for one in self.schedules if one.id[:15] == job_id[:15]), None)
        if schedule is not None:
            self._unschedule(schedule, at)
            return
        job = next((one for one in self.rows if one.id[:15] == job_id[:15] and one.alive), None)
        if job is None:
            raise NotAborted("System.AsyncException: Job does not exist or is already aborted.")  # wording unverified
        if job.schedule is not None and job.schedule in self.schedules:
            self._unschedule(job.schedule, at)
            return
        if job.status in {"Holding", "Queued"}:
            self._waiting.pop(job.id, None)
        job.end("Aborted", at)

    def newest(self) -> int:
        """A mark for ``forget``: the number of the newest job or schedule."""
        return max([0, *(one.number for one in self.rows), *(one.number for one in self.schedules)])

    def forget(self, mark: int) -> None:
        """What was enqueued or scheduled since the mark never was; what was aborted stays aborted [?]."""
        for job in self.rows:
            if job.number > mark:
                self._waiting.pop(job.id, None)
        self.rows = [one for one in self.rows if one.number <= mark]
        self.schedules = [one for one in self.schedules if one.number <= mark]

    def _unschedule(self, schedule: Schedule, at: datetime) -> None:
        self.schedules.remove(schedule)
        for job in self.rows:
            if job.schedule is schedule and job.alive and schedule.next is not None:
                job.end("Aborted", at)

    def _fire(self, schedule: Schedule, work: Work, at: datetime) -> None:
        if schedule not in self.schedules:
            return
        schedule.state, schedule.next, schedule.previous, schedule.fired = "COMPLETE", None, at, schedule.fired + 1
        job = next(one for one in self.rows if one.schedule is schedule)
        self._transaction(job, work, Context(at, schedule.owner, job=job))

    def _prepare(self, job: Job, at: datetime) -> None:
        """Its turn has come; from here on its signature is free."""
        waiting = self._waiting.get(job.id)
        if waiting is None:
            return
        waiting.signature = None
        if job.owner.active:
            job.status = "Preparing"
            self._later(at + _PREPARES, partial(self._begin, job))
        else:  # what becomes of it is not documented
            del self._waiting[job.id]
            job.end("Failed", at, "The user who enqueued this job is inactive")

    def _begin(self, job: Job, at: datetime) -> None:
        if job.alive:
            job.status = "Processing"
            self._later(at + _WORKS, partial(self._finish, job))
        else:
            self._waiting.pop(job.id, None)

    def _finish(self, job: Job, at: datetime) -> None:
        waiting = self._waiting.pop(job.id, None)
        if waiting is not None:
            self._transaction(job, waiting.work, replace(waiting.context, at=at))

    def _transaction(self, job: Job, work: Work, context: Context) -> None:
        """All that a job does, or nothing; then, of what failed, the finalizer in a transaction of its own."""
        mark = self._org.savepoint()
        try:
            work.run(replace(context, failed=0))
            if self.failing and job.schedule is None:
                raise Uncaught(self.failing.popleft())
        except Uncaught as error:
            self._org.rollback(mark)
            if job.alive:
                job.end("Failed", context.at, str(error))
            if work.finalizer is not None:
                work.finalizer(replace(context, failed=context.failed + 1), str(error))
        else:
            if job.alive:
                job.end("Completed", context.at)
