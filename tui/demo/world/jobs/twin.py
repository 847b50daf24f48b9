"""The kit's polling job in the simulated org: a twin of its Apex in Python, not that Apex, which runs nowhere here.

Twin of ``DePresenceJob``, ``DePresenceQueue``, ``DePresenceFinalizer``, ``DePresenceScheduled`` and
``DePresenceJobState``. It is there as long as the class is deployed; DE enqueues nothing of its own here, so that a
link always has room for the next one.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

from tui.demo.world.de import DEError
from tui.demo.world.jobs.jobs import QUEUEABLE, Job, Schedule
from tui.demo.world.jobs.queue import Context, Duplicate, NotAborted, TooDeep, Work
from tui.demo.world.jobs.twin_org import OrgNow, World, has_objects
from tui.demo.world.jobs.twin_past import Memory
from tui.demo.world.jobs.twin_status import Status
from tui.demo.world.jobs.twin_turn import DE_EXCEPTION, Turn
from tui.demo.world.kit.deployed import ApexCode
from tui.demo.world.kit.settings import OBJECT, KitSettings, kit_settings

JOB, SCHEDULED, KIT = "DePresenceJob", "DePresenceScheduled", "DePresenceKit"
ARTICLES = "ToggleDEUserBasedOnSession"
SCHEDULE_NAME = "DE Presence "
_SIGNATURE = "DePresenceJob"
_LONGEST_DELAY = 10
_VERSION = re.compile(r"\bVERSION\s*=\s*'([^']*)'")


class JobRefused(Exception):
    """DePresenceJob.JobException: the job does not start."""


class KitJob:
    """The job of one world. ``failure`` is what DE throws at every link of it, None where DE is well."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.failure: str | None = None

    @property
    def there(self) -> bool:
        """Whether the class is deployed, with the objects that it needs."""
        return self._world.deployed.has_class(JOB) and has_objects(self._world.deployed)

    def start(self) -> None:
        """``DePresenceJob.start()``, as the caller. Raises JobRefused."""
        context = self._outside()
        if self.links() or self.schedules():
            raise JobRefused("The job runs already; abort it first")
        if not OrgNow(self._world, context.at, context.owner).sees_all_sessions():
            raise JobRefused("Your user may not see all sessions (Manage Users); start the job as one who may")
        self._status(context).started()
        self.begin(Memory(), context)

    def begin(self, memory: Memory, context: Context, left: int = 0) -> None:
        """A chain that begins here, whoever else has begun one meanwhile."""
        if self._status(context).stopped:
            return
        try:
            self._world.jobs.enqueue(self._link(memory, left), context, 0, _SIGNATURE)
        except (Duplicate, TooDeep):
            self._end_quietly(context)

    def abort(self) -> int:
        """``DePresenceJob.abort()``: how many links and schedules were ended, the article's too."""
        context = self._outside()
        # First, so that a link which is under way does not enqueue another.
        self._status(context).stop()
        found = [*(one.id for one in self.links()), *(one.id for one in self.schedules())]
        return sum(self._abort_one(one, context) for one in found)

    def links(self) -> list[Job]:
        """The links that wait or run, of all chains, oldest first."""
        return [
            one
            for one in self._world.jobs.rows
            if one.job_type == QUEUEABLE and one.alive and one.class_name in {JOB, ARTICLES}
        ]

    def schedules(self) -> list[Schedule]:
        """The schedules of ours that wait."""
        return [one for one in self._world.jobs.schedules if one.name.startswith(SCHEDULE_NAME) and one.next]

    @property
    def version(self) -> str | None:
        """The stamp in the kit's own class."""
        code = self._world.deployed.content("ApexClass", KIT, ApexCode)
        stamp = _VERSION.search(code.body) if code else None
        return stamp[1] if stamp else None

    def status(self) -> Status:
        """What the job last wrote of itself."""
        return self._status(self._outside())

    def _outside(self) -> Context:
        return Context(self._world.now.replace(microsecond=0), self._world.caller)

    def _status(self, context: Context) -> Status:
        return Status(self._world.custom, context.owner.id)

    def _settings(self) -> KitSettings:
        return kit_settings(self._world.custom.setting(OBJECT))

    def _link(self, memory: Memory, left: int = 0) -> Work:
        """A link; ``left`` are the minutes of the interval that are left when it runs early, 0 where it begins one."""
        return Work(JOB, partial(self._execute, memory, left), partial(self._again, memory, left))

    def _execute(self, memory: Memory, left: int, context: Context) -> None:
        """One turn, and the next link. What DE throws undoes the turn; what cannot be caught ends in the finalizer."""
        status, settings = self._status(context), self._settings()
        if status.stopped:
            return
        turn = Turn(OrgNow(self._world, context.at, context.owner, self.failure), settings)
        mark = self._world.savepoint()
        try:
            after = turn.run(memory)
        except DEError as error:
            self._world.rollback(mark)
            self._again(memory, left, context, f"{DE_EXCEPTION}: {error}")
            return
        status.ran(turn, context.at)
        # One early link an interval looks at absences again: what that one sees first waits for the interval's end.
        ahead = left or settings.interval_minutes
        early = turn.unfinished or (turn.unconfirmed and not left)
        minutes = min(ahead, settings.off_after_seconds // 60 + 1) if early else ahead
        self._follow(after, ahead - minutes, context, minutes)

    def _again(self, memory: Memory, left: int, context: Context, why: str) -> None:
        """The link after one that failed, later and later, with the memory that that one began with."""
        after = memory.failed_again()
        self._status(context).failed(why, context.at, after.failures)
        minutes: int = min(_LONGEST_DELAY, 2 ** min(after.failures, 4) - 1)
        self._follow(after, max(0, left - minutes), context, minutes)

    def _follow(self, memory: Memory, left: int, context: Context, minutes: int) -> None:
        """Let a link follow. Where another chain has the turn this one ends quietly."""
        if self._status(context).stopped:
            return
        if self._settings().by_schedule:
            self._follow_by_schedule(memory, left, context, minutes)
            return
        try:
            self._world.jobs.enqueue(self._link(memory, left), context, minutes, _SIGNATURE)
        except Duplicate:
            self._end_quietly(context)
        except TooDeep:
            self._follow_by_schedule(memory, left, context, minutes)

    def _follow_by_schedule(self, memory: Memory, left: int, context: Context, minutes: int) -> None:
        if self.schedules():
            self._end_quietly(context)
            return
        moment = context.at + timedelta(minutes=max(1, minutes))
        work = Work(SCHEDULED, partial(self._fired, memory, left))
        self._world.jobs.schedule(f"{SCHEDULE_NAME}{moment:%Y-%m-%d %H:%M:%S}", work, context, moment)

    def _fired(self, memory: Memory, left: int, context: Context) -> None:
        """The moment of a schedule: one that lies about would look like a second chain."""
        if context.job is not None and context.job.schedule is not None:
            self._abort_one(context.job.schedule.id, context)
        self.begin(memory, context, left)

    def _end_quietly(self, context: Context) -> None:
        self._status(context).noted("another chain has the turn", context.at)

    def _abort_one(self, job_id: str, context: Context) -> bool:
        """End a link or a schedule; one that has just ended by itself is no error."""
        try:
            self._world.jobs.abort(job_id, context.at)
        except NotAborted:
            return False
        return True
