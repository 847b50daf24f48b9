"""The org as the loop sees it: all of the wire behind the one face of ``presence.ports.Org``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from tui.org.jobs.desk import Desk
from tui.org.jobs.driver import Driver
from tui.org.link import Link, OpenCalls
from tui.org.routes.debug_log import DebugCallsHere
from tui.org.wire.connection import Connection
from tui.org.wire.errors import Unreachable
from tui.org.wire.shared_login import SharedLogin
from tui.org.wire.steps import Steps
from tui.org.wire.worker import Worker
from tui.presence.chains import JobState
from tui.presence.checks import Check
from tui.presence.debug_calls import DebugCalls
from tui.presence.events import Bookmark, Events
from tui.presence.logins import PastLogins
from tui.presence.memory import Hold
from tui.presence.model import ApiUse, Id, OrgFacts, Problem, Routes, Session, Snapshot, WriteRoute
from tui.presence.ports import Clock, Job, Outcome, Progress, Sleep, Toggle, Wanted
from tui.presence.problems import Failure
from tui.presence.settings import Settings

if TYPE_CHECKING:
    from tui.org.events.stream import Stream
    from tui.org.kit.kit import Kit

T = TypeVar("T")
OpenClient = Callable[[Connection, Clock], OpenCalls]
FAREWELL = 0.5  # seconds that a clean close may take; after that the thread is left behind


def open_client(connection: Connection, clock: Clock) -> OpenCalls:
    """The real client. Called, and so imported, in the wire's thread: the monitor paints before it is loaded."""
    from tui.org.wire.client import Client  # noqa: PLC0415  # requests and simple-salesforce take 300 ms to import

    return Client(connection, clock)


class Unwatched:
    """The Progress of work that nobody watches or stops."""

    aborted = False

    def step(self, what: str, done: int, of: int | None) -> None:
        """Nothing to tell."""


class SalesforceOrg:
    """Implements ``presence.ports.Org`` for one connection. Connects at the first question, and again after a failure.

    ``open_client`` stands in for the network in tests. ``debug_calls`` gives the count of such calls to an org, by its
    Id; without it they are counted for this run alone. ``sleep`` lies between two looks at a job that is being aborted.
    """

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        open_client: OpenClient = open_client,
        debug_calls: Callable[[Id], DebugCalls] | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._debug_calls = debug_calls or (lambda _: DebugCallsHere(clock))
        self._login = SharedLogin(connection, clock)
        self._connection, self._clock, self._open = self._login.connection(), clock, open_client
        self._worker = Worker("org")
        self._driver = Driver(self._at_job_desk, sleep)
        self._link: Link | None = None
        self._under_way: set[Steps] = set()
        self._closed = False

    async def facts(self) -> OrgFacts:
        """Which org this is and as whom; connects where that has not happened yet."""
        return await self._run(lambda link, _: link.facts, Unwatched())

    async def read(self, wanted: Wanted, progress: Progress) -> Snapshot:
        """One reading. What could not be read is marked in it.

        Raises OrgFailure where no session came, NoDE or MissingPermission where DE is not there for this user, and
        Aborted where a person stopped it.
        """
        return await self._run(lambda link, steps: link.read(wanted, steps), progress)

    async def read_users(self, users: frozenset[Id], wanted: Wanted, progress: Progress) -> Snapshot:
        """The sessions of these users and the caller's own (R16); ``answer`` is None and ``users`` empty.

        Raises NotAnId before anything is asked, OrgFailure where no session came, and Aborted.
        """
        return await self._run(lambda link, steps: link.read_users(users, wanted.counting, steps), progress)

    async def sessions_of(self, user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
        """Now on the org's clock, and all sessions of one user, of every type, for the details."""
        return await self._run(lambda link, _: link.sessions_of(user_id), Unwatched())

    async def logins_of(self, user_id: Id) -> PastLogins:
        """The latest logins of one user, and which of them each session belongs to, for the details."""
        return await self._run(lambda link, _: link.logins_of(user_id), Unwatched())

    def known(self) -> OrgFacts | None:
        """Which org this is, without asking it: None before it was connected to."""
        return self._link.facts if self._link else None

    def routes(self) -> Routes:
        """The routes in use, as far as they are known."""
        return self._link.routes if self._link else Routes()

    def write_route(self, reason: str | None) -> WriteRoute | None:
        """The route that a toggle with this reason takes (R18); None where this user may not toggle, or unknown yet."""
        return self._link.ways.route(reason) if self._link else None

    async def toggle(self, toggles: Sequence[Toggle], progress: Progress) -> list[Outcome]:
        """Send toggles of one value and reason by one route; one outcome each, in order.

        Raises OrgFailure only where it is certain that nothing was applied.
        """
        return await self._run(lambda link, steps: link.toggle(toggles, steps), progress)

    async def share_holds(self, holds: Mapping[Id, Hold | None], present: Mapping[Id, bool | None]) -> Problem | None:
        """Let the org's own job know of a person's holds, None for those that are over; why it does not, or None.

        Nothing is done where the kit's object is not in the org. Never raises a Failure: the local hold stands anyhow.
        """
        try:
            return await self._run(lambda link, _: link.holds.share(holds, present), Unwatched())
        except Failure as failure:
            return failure.problem

    async def usage(self) -> ApiUse:
        """The org's allocation of API calls as it tells it now; costs one call."""
        return await self._run(lambda link, _: link.usage(), Unwatched())

    async def own_jobs(self) -> tuple[Job, ...] | None:
        """The org's own polling jobs that wait or run now; None where this user may not know (View Setup)."""
        return await self._run(lambda link, _: link.own_jobs(), Unwatched())

    async def job(self) -> JobState:
        """All that the org tells of its own job; costs several calls."""
        return await self._at_job_desk(lambda desk: desk.look())

    async def start_job(self) -> JobState:
        """Start the org's own job, as this user, where none is alive; the job after it.

        Raises OrgFailure: Rejected where one runs or there is none to start, MissingPermission, and AnswerLost where
        nobody can tell whether it was started.
        """
        return await self._driver.start()

    async def abort_jobs(self) -> JobState:
        """End all chains of the org's own job; the job after it, with those that could not be ended."""
        return await self._driver.abort()

    async def _at_job_desk(self, work: Callable[[Desk], T]) -> T:
        return await self._run(lambda link, _: work(link.job_desk), Unwatched())

    async def with_kit(self, work: Callable[[Kit], T], progress: Progress) -> T:
        """A piece of work on the kit in this org. Raises OrgFailure, and Aborted where a person stopped it."""
        return await self._run(lambda link, steps: work(self._kit(link, steps)), progress)

    def _kit(self, link: Link, steps: Steps) -> Kit:
        from tui.org.kit.kit import Kit  # noqa: PLC0415  only who brings the kit needs it

        return Kit(link.calls, link.facts, link.permissions, steps)

    async def examine(self, settings: Settings, read_only: str | None = None) -> tuple[Check, ...]:
        """What works in this org and what does not, one question after the other; nothing is written.

        ``read_only`` is why nothing may be written in this run. Raises OrgFailure only where no connection can be made.
        """
        return await self._run(lambda link, steps: self._examined(link, steps, settings, read_only), Unwatched())

    def _examined(self, link: Link, steps: Steps, settings: Settings, read_only: str | None) -> tuple[Check, ...]:
        from tui.org.doctor.chart import Patient  # noqa: PLC0415  # who never asks need not wait for it at the start
        from tui.org.doctor.examination import examine  # noqa: PLC0415  # likewise

        known, renews = self._connection, self._connection.renew is not None
        readers = link.readers
        patient = Patient(
            link.facts,
            link.routes,
            readers.left,
            readers.debug_calls,
            known.login,
            renews,
            self._clock,
            settings,
            read_only,
        )
        return examine(patient, link.calls, steps)

    def events(self, bookmark: Bookmark | None = None, sleep: Sleep = asyncio.sleep) -> Events:
        """Logouts as they happen and logins soon after; by a connection and a thread of their own.

        ``bookmark`` keeps over runs where the logouts go on; without it each begins with what is new.
        """
        from tui.org.events.live import LiveEvents  # noqa: PLC0415  # who only reads needs none of it
        from tui.org.events.source import Source, Unkept  # noqa: PLC0415  # likewise

        return LiveEvents(
            Source(
                self._stream,
                lambda asked: self._run(lambda link, _: link.logins(asked), Unwatched()),
                self._clock,
                use=lambda: self._link.calls.usage if self._link else ApiUse(),
                may=lambda: self._link.permissions.customize_application if self._link else None,
                sleep=sleep,
                bookmark=bookmark or Unkept(),
            )
        )

    async def _stream(self) -> Stream:
        """A stream that nothing was said by yet; made in the wire's thread, where its libraries are loaded."""

        def make(link: Link, _: Steps) -> Stream:
            from tui.org.events.stream import Stream  # noqa: PLC0415  # likewise
            from tui.org.events.wire import StreamWire  # noqa: PLC0415  # likewise

            return Stream(StreamWire(self._login.connection(), link.calls.version))

        return await self._run(make, Unwatched())

    async def close(self) -> None:
        """Close the connections; what is in flight is left to time out in its thread."""
        if self._closed:
            return
        self._closed = True
        for steps in self._under_way:
            steps.stop()
        await self._worker.close(self._hang_up, FAREWELL)

    async def _run(self, work: Callable[[Link, Steps], T], progress: Progress) -> T:
        if self._closed:
            raise Unreachable("The connection is closed", "the program is ending or has moved to another org", "")
        steps = Steps(progress)
        self._under_way.add(steps)
        try:
            return await self._worker.run(lambda: self._work(work, steps))
        except asyncio.CancelledError:
            steps.stop()
            raise
        finally:
            self._under_way.discard(steps)

    def _work(self, work: Callable[[Link, Steps], T], steps: Steps) -> T:
        """In the worker's thread: connect where that has not happened, then the work itself."""
        steps.go_on()
        if self._link is None:
            calls = self._open(self._connection, self._clock)
            try:
                self._link = Link(calls, steps, self._debug_calls)
            except Failure:
                calls.close()
                raise
        return work(self._link, steps)

    def _hang_up(self) -> None:
        if self._link is not None:
            self._link.close()
