"""The org's own job from this user's chair: look at it, start it, abort it. Synchronous, in the wire's thread.

Starting and aborting go through the companion class, which needs access to that class alone, else through anonymous
Apex. Each is one write that leaves once (R15).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tui.org.jobs.kit import DEFAULT_DELAY, KitJob, by_companion, by_tables, read_delay
from tui.org.jobs.links import ARTICLES, JOB, SCHEDULE, Seen, read_links
from tui.org.jobs.runner import Runner, read_runner
from tui.org.jobs.schedules import with_schedules
from tui.org.routes import apex
from tui.org.routes.companion import PATH, Companion
from tui.org.routes.toggles import NO_SUCH_WAY
from tui.org.wire.calls import Calls, Kind, Reply, decoded
from tui.org.wire.errors import MissingPermission, OrgFailure, Rejected
from tui.org.wire.literals import checked_id
from tui.org.wire.server_text import server_words
from tui.presence.chains import Chain, JobState
from tui.presence.model import Id, OrgFacts, Permissions

Verb = Literal["start", "abort"]
NO_SUCH_VERB = "There is nothing by the name"  # how a companion of an earlier kit answers
NEXT_TO = timedelta(minutes=1)  # between the end of a link and the birth of the one that follows it
NOT_THERE = "COMPILE_PROBLEM"  # how an org answers Apex that names a class which it does not have


class _Refusal(Struct):
    message: str = ""


_REFUSALS: msgspec.json.Decoder[list[_Refusal]] = msgspec.json.Decoder(list[_Refusal])


class Desk(Struct, frozen=True):
    """One connected org: its calls, and what is known of the caller and of the companion class."""

    calls: Calls
    facts: OrgFacts
    permissions: Permissions
    companion: Companion

    def look(self) -> JobState:
        """The job as it is now. Raises OrgFailure where the org is out of reach."""
        calls, view_setup = self.calls, self.permissions.view_setup
        seen = read_links(calls, view_setup=view_setup)
        told = by_companion(calls) if self.companion.there else None
        kit = told or by_tables(calls, self.facts.id, view_setup=view_setup)
        alive = self._alive(seen, told)
        ended = seen.ended if seen else ()
        runner = self._runner((*(alive or ()), *ended))
        delay = self._delay(kit, (*(alive or ()), *ended))
        return JobState(
            seen.at if seen else kit.at or calls.get("").at,
            kit.installed,
            kit.version,
            None if alive is None else tuple(_whole(one, ended, delay, runner) for one in alive),
            ended,
            kit.stopped,
            kit.last_run,
            kit.last_error,
            kit.last_error_at,
            runner.active,
            runner.sees_all,
            delay,
        )

    def _alive(self, seen: Seen | None, told: KitJob | None) -> tuple[Chain, ...] | None:
        """By the query, which tells most; else as the companion sees them; None where neither tells."""
        if seen is not None:
            return with_schedules(self.calls, seen.alive)
        return told.chains if told is not None else None

    def _runner(self, links: tuple[Chain, ...]) -> Runner:
        user_id = next((one.created_by_id for one in links if one.created_by_id), "")
        return read_runner(self.calls, user_id, self.facts.caller_id, self.permissions) if user_id else Runner()

    def _delay(self, kit: KitJob, links: tuple[Chain, ...]) -> int | None:
        ours = kit.installed and not (links and links[0].class_name == ARTICLES)
        return read_delay(self.calls, self.facts.id) if ours else DEFAULT_DELAY if links else None

    def start(self) -> None:
        """Start the kit's job, which runs as the caller. Raises OrgFailure where it was not started.

        A caller who sees only their own sessions is refused: such a job would see nobody (article).
        """
        if not self.permissions.manage_users:
            raise MissingPermission(
                "The job would see nobody",
                "it runs as you, and you lack Manage Users, so that only your own sessions are shown to it",
                "Ask an administrator for Manage Users, or let somebody start it who has it",
            )
        self._drive("start")

    def abort(self) -> None:
        """Let the kit end all chains that it knows, the article's too, and keep it from enqueuing more."""
        self._drive("abort")

    def abort_one(self, job_id: Id) -> str | None:
        """Abort one link or schedule; why the org did not, or None. Raises OrgFailure."""
        source = f"System.abortJob('{checked_id(job_id)}');"
        ran = _named("abort", lambda: self._run(source))
        return None if ran.success else apex.thrown(ran)

    def _drive(self, verb: Verb) -> None:
        if self.companion.there and _by_companion(self.calls, verb):
            return
        ran = _named(verb, lambda: self._run(f"{JOB}.{verb}();"))
        if not ran.success:
            raise _refused(verb, apex.thrown(ran))

    def _run(self, source: str) -> apex.Ran:
        return apex.run(self.calls, source, Kind.WRITE, author_apex=self.permissions.author_apex)


def _by_companion(calls: Calls, verb: Verb) -> bool:
    """Whether the class did it; False where it is closed to this user, or is an older one without this verb.

    Raises Rejected where the job itself refused: what a class did before it threw is rolled back.
    """
    try:
        reply = calls.post(f"{PATH}/job", {"do": verb}, kind=Kind.WRITE)
    except MissingPermission:
        return False
    except Rejected as failure:
        if failure.code in {*NO_SUCH_WAY, "HTTP_404", "METHOD_NOT_ALLOWED"}:
            return False
        raise _refused(verb, failure.problem.cause) from failure
    if reply.refused and (why := _words(reply)).startswith(NO_SUCH_VERB):
        return False
    if reply.refused:
        raise _refused(verb, why)
    return True


def _words(reply: Reply) -> str:
    """What the class says of its refusal."""
    told = decoded(reply, _REFUSALS, "the job")
    return server_words(told[0].message) if told else ""


def _named(verb: Verb, run: Callable[[], apex.Ran]) -> apex.Ran:
    """Anonymous Apex that drives the job, its refusals in words about that. Raises OrgFailure."""
    refusal: OrgFailure
    try:
        return run()
    except MissingPermission as failure:
        refusal = MissingPermission(
            f"You may not {verb} the org's job",
            f"neither the class DePresenceCompanion nor anonymous Apex is open to you ({failure.problem.cause})",
            "Ask for the kit's permission set DE Presence, or for Author Apex",
        )
    except Rejected as failure:
        if failure.code != NOT_THERE:
            raise
        refusal = not_here(failure.problem.cause)
    raise refusal


def not_here(why: str) -> Rejected:
    """The org has no job of the kit to drive."""
    return Rejected("The kit's job is not in this org", why, "de-presence kit deploy brings it", code=NOT_THERE)


def _refused(verb: Verb, why: str) -> Rejected:
    return Rejected(f"The org did not {verb} its job", why, "Look at it: de-presence job status")


def _whole(one: Chain, ended: tuple[Chain, ...], delay: int | None, runner: Runner) -> Chain:
    """A living link with what others tell about it: when its turn comes, why the one before failed, who runs it."""
    before = ended[0] if ended else None
    return replace(
        one,
        next_run=one.next_run if one.scheduled else _due(one, ended, delay),
        last_error=one.last_error or (before.last_error if before else None),
        created_by=one.created_by or runner.name,
    )


def _due(one: Chain, ended: tuple[Chain, ...], delay: int | None) -> datetime | None:
    """About when a link that waits has its turn: at once, or so long after the one that it follows."""
    born = one.created_at
    if one.at_work or born is None or one.class_name == SCHEDULE:
        return None
    if not any(link.completed_at and abs(link.completed_at - born) <= NEXT_TO for link in ended):
        return born
    return None if delay is None else born + timedelta(minutes=delay)
