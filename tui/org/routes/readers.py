"""Which route brings sessions and DE's answer: the first that works, and the next where one begins to fail.

The order is the design's: the companion class, anonymous Apex that throws, anonymous Apex that writes a debug log. A
route is left for the next within the same reading, and tried again when permissions are read anew, every ten readings.
An org that is out of reach is no reason to try another route.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from tui.org.routes.availability import AnswerReader
from tui.org.routes.companion import Companion, find_companion
from tui.org.routes.companion_reading import CompanionReader, Told
from tui.org.routes.debug_log import LogReader
from tui.org.routes.unpacking import Answer, Unpacker
from tui.org.rows.identity import read_permissions
from tui.org.rows.sessions import Sessions, read_sessions
from tui.org.rows.shelf import Shelf
from tui.org.wire.calls import Calls
from tui.org.wire.errors import GONE, MissingPermission, NoDE, OrgFailure
from tui.org.wire.steps import Steps
from tui.presence.debug_calls import DebugCalls
from tui.presence.model import Id, Permissions, ReadRoute, SessionsRoute
from tui.presence.settings import Counting

log = logging.getLogger(__name__)
NAMES: dict[ReadRoute, str] = {
    "companion": "the companion class",
    "throw": "anonymous Apex",
    "log": "the debug log",
}


@dataclass(frozen=True)
class Reading:
    """What the routes brought. ``permissions`` where the route tells them; ``failures`` are those worth telling."""

    sessions: Sessions
    permissions: Permissions
    answer: Answer | None
    failures: tuple[OrgFailure, ...] = ()


class Readers:
    """The ways to read one org, which of them are in use, and why the others are not.

    ``notes`` say which route was left for which, and why, for as long as it is so. ``rest`` is the least number of
    seconds to the next reading that the route in use asks for.
    """

    def __init__(self, debug_calls: DebugCalls) -> None:
        self.debug_calls = debug_calls
        self.companion = Companion(why="it was not looked for yet")
        self.sessions_route: SessionsRoute = "soql"
        self.route: ReadRoute | None = None
        self.rest = 0.0
        self.shelf = Shelf()
        unpacker = Unpacker()
        self._by_companion = CompanionReader(shelf=self.shelf, unpacker=unpacker)
        self._by_throw, self._by_log = AnswerReader(unpacker=unpacker), LogReader(debug_calls, unpacker=unpacker)
        self._left: dict[ReadRoute, str] = {}
        self._notes: dict[ReadRoute, str] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """Which routes were left, why, and what took their place."""
        return tuple(self._notes.values())

    @property
    def left(self) -> dict[ReadRoute, str]:
        """The routes that failed since they were last looked at, and why, in words."""
        return dict(self._left)

    @property
    def tells_permissions(self) -> bool:
        """Whether the next reading tells the caller's permissions by itself."""
        return self.sessions_route == "companion"

    def probe(self, calls: Calls) -> None:
        """Look anew at what may be used. Raises OrgFailure where the org is out of reach."""
        self._left.clear()
        self._notes.clear()
        if not self.tells_permissions:  # where it is in use, the reading itself is the probe
            self.companion = find_companion(calls)
        self.sessions_route = "companion" if self.companion.there else "soql"

    def read(
        self, calls: Calls, counting: Counting, steps: Steps, caller_id: Id, permissions: Permissions | None
    ) -> Reading:
        """One reading. ``permissions`` are those known so far; None where they must be read anew (R2).

        Raises OrgFailure where no session came, NoDE or MissingPermission where DE is not there for this user.
        """
        failed: list[tuple[ReadRoute, OrgFailure]] = []
        told = self._companion(calls, counting, steps, caller_id, failed)
        permissions = told.permissions if told else permissions or read_permissions(calls)
        sessions = told.sessions if told else read_sessions(calls, counting, steps, shelf=self.shelf)
        failures = [sessions.broken] if sessions.broken else []
        answer = told.answer if told else None
        self.rest = 0.0
        if answer is not None:
            self.route = "companion"
        elif not isinstance(sessions.broken, GONE):
            answer = self._asked(calls, steps, failed, failures, author_apex=permissions.author_apex)
        return Reading(sessions, permissions, answer, tuple(failures))

    def _companion(
        self,
        calls: Calls,
        counting: Counting,
        steps: Steps,
        caller_id: Id,
        failed: list[tuple[ReadRoute, OrgFailure]],
    ) -> Told | None:
        """What the class tells; None where it is not in use, or begins to fail now."""
        if self.sessions_route != "companion":
            return None
        wants_answer = self.companion.package and "companion" not in self._left
        try:
            told = self._by_companion.read(calls, counting, steps, caller_id, answer=wants_answer)
        except GONE:
            raise
        except OrgFailure as failure:
            self.sessions_route = "soql"
            failed.append(("companion", failure))
            return None
        if told.failure is not None:
            failed.append(("companion", told.failure))
        return told

    def _asked(
        self,
        calls: Calls,
        steps: Steps,
        failed: list[tuple[ReadRoute, OrgFailure]],
        failures: list[OrgFailure],
        *,
        author_apex: bool,
    ) -> Answer | None:
        """DE's answer by the first way through anonymous Apex that works; if none does, the first failure is told."""
        for route in self._ways_by_apex(author_apex=author_apex):
            try:
                answer = self._by_apex(route, calls, steps, author_apex=author_apex)
            except GONE as failure:
                failures.append(failure)
                return None
            except OrgFailure as failure:
                failed.append((route, failure))
                if isinstance(failure, NoDE):
                    break  # the same block names the same classes by the other way
            else:
                self._use(route, failed)
                return answer
        self._none_worked(failed, failures)
        return None

    def _ways_by_apex(self, *, author_apex: bool) -> list[ReadRoute]:
        """Those not left come first. A debug log costs of a small allocation: never where it is sure to fail."""
        ways: list[ReadRoute] = ["throw", "log"] if author_apex else ["throw"]
        again = [one for one in ways if one in self._left and one != "log"]
        return [*(one for one in ways if one not in self._left), *again]

    def _by_apex(self, route: ReadRoute, calls: Calls, steps: Steps, *, author_apex: bool) -> Answer:
        if route == "throw":
            return self._by_throw.read(calls, steps, author_apex=author_apex)
        answer = self._by_log.read(calls, steps, author_apex=author_apex)
        self.rest = self._by_log.rest
        return answer

    def _use(self, route: ReadRoute, failed: list[tuple[ReadRoute, OrgFailure]]) -> None:
        self.route = route
        for other, failure in failed:
            self._left[other] = str(failure.problem)
            whole = other == "companion" and self.sessions_route == "soql"
            what, instead = (
                ("sessions and DE", f"SOQL and {NAMES[route]} take") if whole else ("DE", f"{NAMES[route]} takes")
            )
            self._tell(other, f"reading {what} by {other} failed: {failure.problem}; {instead} its place")
        if route in self._left:  # it works again
            del self._left[route]
            self._notes.pop(route, None)

    def _none_worked(self, failed: list[tuple[ReadRoute, OrgFailure]], failures: list[OrgFailure]) -> None:
        """No way worked: the first failure is what is told. The free ways are tried again by the next reading."""
        words = {**self._left, **{route: str(failure.problem) for route, failure in failed}}
        self._left = {route: why for route, why in words.items() if route == "log"}
        self._notes.clear()
        for route, why in self._left.items():
            self._tell(route, f"reading DE by {route} failed: {why}")
        if self.companion.there:
            self.sessions_route = "companion"
        first = failed[0][1]
        if isinstance(first, (NoDE, MissingPermission)):
            raise first  # without DE, or without the right to ask it, there is nothing to show
        failures.append(first)

    def _tell(self, what: ReadRoute, words: str) -> None:
        if self._notes.get(what) != words:
            log.warning("%s", words)
        self._notes[what] = words
