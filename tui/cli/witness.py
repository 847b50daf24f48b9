"""An org that remembers how it failed: the loop turns failures into words, and a command line needs their exit code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tui.presence.chains import JobState
from tui.presence.logins import PastLogins
from tui.presence.memory import Hold
from tui.presence.model import ApiUse, Id, OrgFacts, Problem, Routes, Session, Snapshot, WriteRoute
from tui.presence.ports import Job, Org, Outcome, Progress, Toggle, Wanted
from tui.presence.problems import OrgFailure


class Witness:
    """Implements ``Org`` by another. ``unread`` is how the last reading failed, ``unsent`` how the last toggles did."""

    def __init__(self, org: Org) -> None:
        self._org = org
        self.unread: OrgFailure | None = None
        self.unsent: OrgFailure | None = None

    async def facts(self) -> OrgFacts:
        """Which org this is and as whom."""
        return await self._org.facts()

    async def read(self, wanted: Wanted, progress: Progress) -> Snapshot:
        """One reading."""
        self.unread = None
        try:
            return await self._org.read(wanted, progress)
        except OrgFailure as failure:
            self.unread = failure
            raise

    async def read_users(self, users: frozenset[Id], wanted: Wanted, progress: Progress) -> Snapshot:
        """The sessions of these users."""
        return await self._org.read_users(users, wanted, progress)

    async def sessions_of(self, user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
        """All sessions of one user."""
        return await self._org.sessions_of(user_id)

    async def logins_of(self, user_id: Id) -> PastLogins:
        """The latest logins of one user."""
        return await self._org.logins_of(user_id)

    def known(self) -> OrgFacts | None:
        """Which org this is, without asking it."""
        return self._org.known()

    def routes(self) -> Routes:
        """The routes in use."""
        return self._org.routes()

    def write_route(self, reason: str | None) -> WriteRoute | None:
        """The route that a toggle with this reason takes."""
        return self._org.write_route(reason)

    async def toggle(self, toggles: Sequence[Toggle], progress: Progress) -> list[Outcome]:
        """Send toggles."""
        self.unsent = None
        try:
            return await self._org.toggle(toggles, progress)
        except OrgFailure as failure:
            self.unsent = failure
            raise

    async def share_holds(self, holds: Mapping[Id, Hold | None], present: Mapping[Id, bool | None]) -> Problem | None:
        """Let the org's own job know of these holds."""
        return await self._org.share_holds(holds, present)

    async def usage(self) -> ApiUse:
        """The org's allocation of API calls."""
        return await self._org.usage()

    async def own_jobs(self) -> tuple[Job, ...] | None:
        """The org's own polling jobs."""
        return await self._org.own_jobs()

    async def job(self) -> JobState:
        """The org's own job."""
        return await self._org.job()

    async def start_job(self) -> JobState:
        """Start it."""
        return await self._org.start_job()

    async def abort_jobs(self) -> JobState:
        """End all its chains."""
        return await self._org.abort_jobs()

    async def close(self) -> None:
        """Close the connections."""
        await self._org.close()


class ReadOnly(Witness):
    """An org that nothing can be written to, whatever a room above overlooks."""

    def write_route(self, reason: str | None) -> WriteRoute | None:  # noqa: ARG002  the Protocol's signature
        """There is none."""
        return None

    async def toggle(self, toggles: Sequence[Toggle], progress: Progress) -> list[Outcome]:  # noqa: ARG002
        """Refuse. Raises OrgFailure: nothing was applied."""
        raise _read_only()

    async def share_holds(
        self,
        holds: Mapping[Id, Hold | None],  # noqa: ARG002
        present: Mapping[Id, bool | None],  # noqa: ARG002
    ) -> Problem | None:
        """Refuse: nothing is written."""
        return _read_only().problem

    async def start_job(self) -> JobState:
        """Refuse. Raises OrgFailure: nothing was started."""
        raise _read_only()

    async def abort_jobs(self) -> JobState:
        """Refuse. Raises OrgFailure: nothing was aborted."""
        raise _read_only()


def _read_only() -> OrgFailure:
    return OrgFailure("Nothing may be written in this run", "it is read-only", "Start it without --read-only")
