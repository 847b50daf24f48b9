"""The org's own polling job as it was read, and whether it is healthy. Pure.

A chain is a job that enqueues its next link at its end, so that one link waits or runs at any time (article: Session
Polling). An exception ends a chain of the article's class silently; nothing in the org tells of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from msgspec import Struct

from tui.presence.model import Id
from tui.presence.words import iso

APART = timedelta(minutes=1)  # between the two readings that prove a chain dead, or double
LONGEST_DELAY = 10  # minutes; the platform delays a queueable by no more (Apex guide, Queueable)
AT_WORK = frozenset({"Preparing", "Processing", "ACQUIRED", "EXECUTING"})
HALTED = frozenset({"PAUSED", "BLOCKED", "PAUSED_BLOCKED", "ERROR"})  # of CronTrigger (object reference)
UNSEEN = "your user may not see the org's jobs (View Setup and Configuration)"
NOT_HERE = "no polling job is in this org"
NEVER = "it was never started"
STOPPED = "it was stopped by a person"
ABORTED = "it was aborted"
MOST_REMEMBERED = 100
UNKNOWN_ERROR = "no error is known"
LOOK_AGAIN = "no link of it waits or runs; a second look a minute later tells whether it is dead"


Todo = Literal["", "look", "ask", "deploy", "start", "restart", "wait"]


class Health(NamedTuple):
    """Whether the job is healthy (None: that cannot be told, or there is none), why it is not, and what helps.

    ``todo``: look again in a minute, ask for the permission, deploy the kit, start it, abort and start it as a user who
    may see all sessions, or wait, as it comes back by itself.
    """

    healthy: bool | None = True
    problem: str | None = None
    todo: Todo = ""


class Chain(Struct, frozen=True):
    """One link of a chain, standing for the chain while it waits or runs; or a schedule that begins one.

    ``status`` is the org's word. ``created_by`` is as whom it runs. ``next_run`` is about when its turn comes, where
    that can be told. ``last_error`` is why it failed; of a link that waits, why the one before it did.
    """

    id: Id
    class_name: str
    status: str
    created_at: datetime | None = None
    created_by: str = ""
    created_by_id: Id = ""
    completed_at: datetime | None = None
    next_run: datetime | None = None
    last_error: str | None = None
    scheduled: bool = False

    @property
    def at_work(self) -> bool:
        """Whether its turn has come, so that its next link may be there too."""
        return self.status in AT_WORK


class JobState(Struct, frozen=True):
    """The org's own job in one reading, ``at`` on the org's clock. What could not be told is None.

    ``installed``: the kit's class is in the org, ``version`` the kit's stamp. ``chains`` are alive, None where they may
    not be seen; ``ended`` are the latest links that ended, newest first. ``stopped``, ``last_run`` and the last error
    are what the kit's job wrote of itself. The runner is the user as whom it runs. ``delay_minutes`` lie between links.
    """

    at: datetime
    installed: bool | None = None
    version: str | None = None
    chains: tuple[Chain, ...] | None = None
    ended: tuple[Chain, ...] = ()
    stopped: bool | None = None
    last_run: datetime | None = None
    last_error: str | None = None
    last_error_at: datetime | None = None
    runner_active: bool | None = None
    runner_sees_all: bool | None = None
    delay_minutes: int | None = None

    @property
    def failing(self) -> bool:
        """Whether its last turn failed, as far as it told; then it comes back later and later."""
        at, ran = self.last_error_at, self.last_run
        # A turn that ends well, but with something to tell, writes both at once.
        return at is not None and (ran is None or at >= ran - timedelta(seconds=1))


def health(state: JobState, earlier: JobState | None = None) -> Health:
    """Whether it is healthy and, where not, why.

    One link that waits or runs is healthy. None in two readings a minute apart is dead, several were started twice, and
    a link whose turn is long over is stuck. ``earlier`` is another reading, of the same org.
    """
    if state.chains is None:
        return Health(None, UNSEEN, "ask")
    if not state.chains:
        return _none_alive(state, earlier)
    return next((found for rule in RULES if (found := rule(state, earlier))), Health())


def remembered(before: Sequence[JobState], state: JobState) -> tuple[JobState, ...]:
    """The readings to judge the next one by: those in a row that found as many chains as this one, and this one."""
    alike = before if before and _alike(before[-1], state) else ()
    return (*alike, state)[-MOST_REMEMBERED:]


def earlier_of(before: Sequence[JobState], state: JobState) -> JobState | None:
    """The reading that ``health`` compares with: the newest that is a minute older, all since finding the same."""
    if not before or not _alike(before[-1], state):
        return None
    return next((one for one in reversed(before) if _apart(state, one)), None)


def _alike(one: JobState, other: JobState) -> bool:
    return one.chains is not None and other.chains is not None and min(len(one.chains), 2) == min(len(other.chains), 2)


def _none_alive(state: JobState, earlier: JobState | None) -> Health:
    last = state.ended[0] if state.ended else None
    aborted = last is not None and last.status == "Aborted"
    if state.installed is False and (last is None or aborted):
        return Health(None, NOT_HERE, "deploy")
    if state.stopped:
        return Health(False, STOPPED, "start")
    if last is None and state.last_run is None:
        return Health(False, NEVER, "start")
    if aborted:
        return Health(False, ABORTED, "start")
    if not _apart(state, earlier) or earlier is None or earlier.chains != ():
        return Health(None, LOOK_AGAIN, "look")
    error = (last.last_error if last else None) or state.last_error or UNKNOWN_ERROR
    ended = f", the last one ended {iso(last.completed_at)}" if last is not None and last.completed_at else ""
    todo: Todo = "deploy" if state.installed is False else "start"
    return Health(False, f"it is dead: no link of it waits or runs{ended}: {error}", todo)


def _stopping(state: JobState, _: JobState | None) -> Health | None:
    left = "it was stopped by a person; the link that is left ends by itself at its turn"
    return Health(False, left, "wait") if state.stopped else None


def _several(state: JobState, earlier: JobState | None) -> Health | None:
    """A link at its end and the next one may be seen together, but not a minute later again."""
    chains = state.chains or ()
    if len(chains) < 2:
        return None
    passing = len(chains) == 2 and sum(one.at_work for one in chains) == 1
    still = _apart(state, earlier) and earlier is not None and len(earlier.chains or ()) > 1
    if passing and not still:
        return None
    return Health(False, f"{len(chains)} chains run at once, so that each user is toggled by all of them", "restart")


def _gone(state: JobState, _: JobState | None) -> Health | None:
    why = f"it runs as {_runner(state)}, who is inactive: its turns fail"
    return Health(False, why, "restart") if state.runner_active is False else None


def _blind(state: JobState, _: JobState | None) -> Health | None:
    why = f"it runs as {_runner(state)}, who lacks Manage Users and so sees nobody else's sessions"
    return Health(False, why, "restart") if state.runner_sees_all is False else None


def _halted(state: JobState, _: JobState | None) -> Health | None:
    one = next((one for one in state.chains or () if one.scheduled and one.status in HALTED), None)
    return Health(False, f"its schedule is {one.status}", "restart") if one is not None else None


def _stuck(state: JobState, _: JobState | None) -> Health | None:
    """A link that neither ended nor began within twice the delay, or whose moment is over by more than one."""
    minutes = LONGEST_DELAY if state.failing or state.delay_minutes is None else state.delay_minutes
    delay = timedelta(minutes=minutes)
    for one in state.chains or ():
        since = one.next_run if one.scheduled else one.created_at
        allowed = delay if one.scheduled else 2 * delay
        if since is not None and state.at - since > allowed:
            why = f"it is stuck: {one.status} since {iso(one.created_at or since)}, though a turn takes seconds"
            return Health(False, why, "restart")
    return None


def _failing(state: JobState, _: JobState | None) -> Health | None:
    why = f"its last turn went wrong, and it comes back by itself: {state.last_error or UNKNOWN_ERROR}"
    return Health(False, why, "wait") if state.failing else None


Rule = Callable[[JobState, JobState | None], Health | None]
RULES: tuple[Rule, ...] = (_stopping, _several, _gone, _blind, _halted, _stuck, _failing)


def _runner(state: JobState) -> str:
    return next((one.created_by for one in state.chains or () if one.created_by), "a user")


def _apart(state: JobState, earlier: JobState | None) -> bool:
    return earlier is not None and state.at - earlier.at >= APART
