"""One org's wire with what is remembered of it between readings. Synchronous: it lives in the worker's thread."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Protocol

from msgspec.structs import replace

from tui.org.events.history import Asked, History, Logins
from tui.org.holds import SharedHolds
from tui.org.jobs.desk import Desk
from tui.org.jobs.kit import by_companion
from tui.org.jobs.links import job_of, read_jobs
from tui.org.routes.action import Action, find_action
from tui.org.routes.readers import Readers, Reading
from tui.org.routes.toggles import Ways, send_toggles, way_is_closed
from tui.org.routes.unpacking import Answer
from tui.org.rows.identity import read_facts, read_permissions
from tui.org.rows.logins import read_logins_of
from tui.org.rows.people import People
from tui.org.rows.sessions import read_sessions_of
from tui.org.rows.targeted import read_sessions_of_users
from tui.org.rows.teams import Teams
from tui.org.wire.calls import Calls
from tui.org.wire.errors import GONE, MissingPermission, NoDE, OrgFailure, Rejected
from tui.org.wire.steps import Steps
from tui.presence.debug_calls import DebugCalls
from tui.presence.logins import PastLogins
from tui.presence.model import ApiUse, Id, Permissions, Problem, Routes, Session, Snapshot, Team, User, WriteRoute
from tui.presence.ports import Job, Outcome, Toggle, Wanted
from tui.presence.settings import Counting

READINGS_REMEMBERED = 10  # who people are, and whether they are active or frozen (R4)
LOOKED_AROUND = 30  # readings; which ways there are, and what teams are called
log = logging.getLogger(__name__)


class OpenCalls(Calls, Protocol):
    """A client as its owner sees it: it finds its API version, and closes."""

    @property
    def url(self) -> str:
        """The org's address as people know it."""
        ...

    def negotiate(self) -> None:
        """Find the API version to use."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class Link:
    """A connected org. Making one asks for versions, permissions, identity and the action: OrgFailure if that fails."""

    def __init__(self, calls: OpenCalls, steps: Steps, debug_calls: Callable[[Id], DebugCalls]) -> None:
        calls.negotiate()
        steps.go_on()
        self._calls = calls
        self._people, self._teams, self._history = People(), Teams(), History()
        self.holds = SharedHolds(calls)
        self._readings = 0
        self._shut_out = self._de_is_missing = False
        self._way_left = ""
        self._answer: Answer = {}
        self._members: frozenset[Id] = frozenset()
        self.permissions: Permissions = read_permissions(calls)
        steps.go_on()
        self.facts = read_facts(calls, calls.url)
        steps.go_on()
        self.readers = Readers(debug_calls(self.facts.id))
        self.readers.probe(calls)
        steps.go_on()
        self.ways = self._found_ways()

    @property
    def calls(self) -> Calls:
        """The wire itself, for the doctor's questions."""
        return self._calls

    @property
    def routes(self) -> Routes:
        """The routes in use. Anonymous Apex that finds no DE to read finds none to toggle either."""
        write = self.ways.route(None)
        dead = self._de_is_missing and write == "anonymous"
        return Routes(self.readers.sessions_route, self.readers.route, None if dead else write)

    def close(self) -> None:
        """Close the connections."""
        self._calls.close()

    def read(self, wanted: Wanted, steps: Steps) -> Snapshot:
        """One reading. Raises OrgFailure where no session came, or where DE is not there for this user at all."""
        before = self._calls.usage.calls
        anew = wanted.permissions_anew and self._readings > 0
        way_left = self._way_left  # told once at least, also where the way is found again right now
        often = READINGS_REMEMBERED if self._shut_out else LOOKED_AROUND
        self._refresh(anew=anew, around=self._readings > 0 and self._readings % often == 0)
        known = None if anew and self.readers.tells_permissions else self.permissions
        self._readings += 1
        reading = self._read(wanted.counting, steps, known)
        sessions, answer, failures = reading.sessions, reading.answer, list(reading.failures)
        self._allow(reading.permissions)
        users, unread = self._users(answer or {}, wanted, steps, failures)
        teams = self._named(answer or {}, failures)
        use = self._calls.usage
        return Snapshot(
            sessions.at,
            sessions.taken,
            self.facts,
            self.permissions,
            self.routes,
            sessions.pages,
            answer,
            users,
            teams,
            ApiUse(use.calls - before, use.used, use.limit),
            tuple(dict.fromkeys([*(one.problem for one in failures), *unread])),
            notes=(*self.readers.notes, *filter(None, [self._way_left or way_left])),
            rest=self.readers.rest,
        )

    def _read(self, counting: Counting, steps: Steps, permissions: Permissions | None) -> Reading:
        """By the routes. Who is shut out of DE may be let in by another way later: it is looked for more often then."""
        self._shut_out = self._de_is_missing = False
        try:
            return self.readers.read(self._calls, counting, steps, self.facts.caller_id, permissions)
        except (MissingPermission, NoDE) as failure:
            self._shut_out, self._de_is_missing = True, isinstance(failure, NoDE)
            raise

    def read_users(self, users: frozenset[Id], counting: Counting, steps: Steps) -> Snapshot:
        """The sessions of these users and the caller's own. Raises OrgFailure where none came.

        By SOQL also where readings take the companion class: it brings much besides, and one question is one call.
        """
        before = self._calls.usage.calls
        caller, shelf = self.facts.caller_id, self.readers.shelf
        read = read_sessions_of_users(self._calls, users, caller, counting, steps, shelf)
        use = self._calls.usage
        return Snapshot(
            read.at,
            read.taken,
            self.facts,
            self.permissions,
            replace(self.routes, sessions="soql"),
            read.pages,
            None,
            {},
            {},
            ApiUse(use.calls - before, use.used, use.limit),
            () if read.broken is None else (read.broken.problem,),
        )

    def sessions_of(self, user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
        """The org's clock and all sessions of one user."""
        return read_sessions_of(self._calls, user_id)

    def logins_of(self, user_id: Id) -> PastLogins:
        """The latest logins of one user."""
        return read_logins_of(self._calls, user_id)

    def logins(self, asked: Asked) -> Logins:
        """Logins by the login history."""
        return self._history.read(self._calls, asked)

    def usage(self) -> ApiUse:
        """The org's allocation, which it tells in the head of every answer."""
        self._calls.get("limits")
        return self._calls.usage

    def own_jobs(self) -> tuple[Job, ...] | None:
        """The org's own polling jobs; None where neither a query nor the companion class tells this user."""
        jobs = read_jobs(self._calls, view_setup=self.permissions.view_setup)
        if jobs is None and self.readers.companion.there:
            told = by_companion(self._calls)
            jobs = None if told is None or told.chains is None else tuple(map(job_of, told.chains))
        return jobs

    @property
    def job_desk(self) -> Desk:
        """The org's own job from this user's chair."""
        return Desk(self._calls, self.facts, self.permissions, self.readers.companion)

    def toggle(self, toggles: Sequence[Toggle], steps: Steps) -> list[Outcome]:
        """One outcome for each toggle. Raises OrgFailure where nothing was applied.

        Where the org refuses the way itself, the ways are looked up anew, and another one is taken if there is one.
        """
        closed: set[WriteRoute | None] = set()
        while True:
            route = self.ways.route(toggles[0].reason) if toggles else None
            try:
                return send_toggles(self._calls, self.ways, toggles, steps)
            except (MissingPermission, Rejected) as failure:
                if not way_is_closed(route, failure):
                    raise
                closed.add(route)
                self._refresh(anew=True, around=True)
                self.ways = replace(self.ways, companion=self.ways.companion and "companion" not in closed)
                instead = self.ways.route(toggles[0].reason)
                self._way_left = f"toggling by {route} failed: {failure.problem}"
                if instead is None or instead in closed:
                    raise
                self._way_left += f"; {instead} takes its place"
                log.warning("%s", self._way_left)

    def _refresh(self, *, anew: bool, around: bool) -> None:
        """Forget and reread what rarely changes: who people are, what the caller may do (R2), which ways there are.

        Each has its own pace, so that readings cost two or three calls on the average. A way that was left is looked
        for again with the permissions.
        """
        if anew or (self._readings > 0 and self._readings % READINGS_REMEMBERED == 0):
            self._people.refresh()
        if around:
            self._teams.forget()
        if anew and not self.readers.tells_permissions:
            self.permissions = read_permissions(self._calls)
        if around or (anew and (self._way_left or self.readers.left)):
            self._look_around()
        elif anew:
            self.ways = replace(self.ways, author_apex=self.permissions.author_apex)

    def _look_around(self) -> None:
        self._way_left = ""
        self.holds.look_again()
        self.readers.probe(self._calls)
        self.ways = self._found_ways()

    def _found_ways(self) -> Ways:
        companion = self.readers.companion
        return Ways(_action(self._calls), self.permissions.author_apex, companion.there and companion.package)

    def _allow(self, permissions: Permissions) -> None:
        """What the caller may do now, as far as the reading told."""
        self.permissions = permissions
        self.ways = replace(self.ways, author_apex=permissions.author_apex)

    def _users(
        self, answer: Answer, wanted: Wanted, steps: Steps, failures: Sequence[OrgFailure]
    ) -> tuple[Mapping[Id, User], list[Problem]]:
        """Who is in the answer, and those asked for beside them; nobody where there is nobody left to ask."""
        if _gone(failures):
            return {}, []
        members = self._members_of(answer)
        members = members | wanted.also if wanted.also - members else members  # the same set, where it can be
        return self._people.read(self._calls, members, wanted.permission_sets, steps)

    def _members_of(self, answer: Answer) -> frozenset[Id]:
        """Everybody in the answer, who are worked out anew only for a new answer."""
        if answer is not self._answer:
            self._answer, self._members = answer, frozenset(chain.from_iterable(answer.values()))
        return self._members

    def _named(self, wanted: Collection[Id], failures: list[OrgFailure]) -> Mapping[Id, Team]:
        try:
            return self._teams.read(self._calls, wanted)
        except OrgFailure as failure:
            failures.append(failure)
            return {one: Team(one, one) for one in wanted}


def _gone(failures: Sequence[OrgFailure]) -> bool:
    """Whether the org itself is out of reach, so that every further question would only wait for the same."""
    return any(isinstance(one, GONE) for one in failures)


def _action(calls: Calls) -> Action | None:
    """DE's action, or None where the org refuses to list or describe it: then it is not a way for this user."""
    try:
        return find_action(calls)
    except GONE:
        raise
    except OrgFailure:
        return None
