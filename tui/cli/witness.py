"""An org that remembers how it failed: the loop turns failures into words, and a command line needs their exit code."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import TypeVar

from tui.presence.model import Id, OrgFacts, Routes, Session, Snapshot, WriteRoute
from tui.presence.ports import Org, Outcome, Progress, Toggle, Wanted
from tui.presence.problems import OrgFailure

T = TypeVar("T")


class Witness:
    """Implements ``Org`` by another. ``failure`` is the last request's, None where it was answered."""

    def __init__(self, org: Org) -> None:
        self._org = org
        self.failure: OrgFailure | None = None

    async def facts(self) -> OrgFacts:
        """Which org this is and as whom."""
        return await self._seen(self._org.facts())

    async def read(self, wanted: Wanted, progress: Progress) -> Snapshot:
        """One reading."""
        return await self._seen(self._org.read(wanted, progress))

    async def sessions_of(self, user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
        """All sessions of one user."""
        return await self._seen(self._org.sessions_of(user_id))

    def routes(self) -> Routes:
        """The routes in use."""
        return self._org.routes()

    def write_route(self, reason: str | None) -> WriteRoute | None:
        """The route that a toggle with this reason takes."""
        return self._org.write_route(reason)

    async def toggle(self, toggles: Sequence[Toggle], progress: Progress) -> list[Outcome]:
        """Send toggles."""
        return await self._seen(self._org.toggle(toggles, progress))

    async def close(self) -> None:
        """Close the connections."""
        await self._org.close()

    async def _seen(self, request: Awaitable[T]) -> T:
        self.failure = None
        try:
            return await request
        except OrgFailure as failure:
            self.failure = failure
            raise


class ReadOnly(Witness):
    """An org that nothing can be written to, whatever a room above overlooks."""

    def write_route(self, reason: str | None) -> WriteRoute | None:  # noqa: ARG002  the Protocol's signature
        """There is none."""
        return None

    async def toggle(self, toggles: Sequence[Toggle], progress: Progress) -> list[Outcome]:  # noqa: ARG002
        """Refuse. Raises OrgFailure: nothing was applied."""
        raise OrgFailure("Nothing may be written in this run", "it is read-only", "Start it without --read-only")
