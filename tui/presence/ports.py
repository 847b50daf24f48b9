"""What the loop needs from the outside, as Protocols. ``org`` and ``store`` implement them; tests bring their own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from tui.presence.chains import JobState
from tui.presence.chronicle.page import Page
from tui.presence.entry import Entry
from tui.presence.logins import PastLogins
from tui.presence.memory import Hold, Memory, Past
from tui.presence.model import ApiUse, Id, Instant, OrgFacts, Problem, Routes, Session, Snapshot, WriteRoute
from tui.presence.settings import Counting
from tui.presence.tally import Tally

Sleep = Callable[[float], Awaitable[None]]


class Clock(Protocol):
    """The local clocks. Only their differences count; the time of day is the org's."""

    def now(self) -> Instant:
        """Both clocks, read together."""
        ...


class Progress(Protocol):
    """How far a long read or a bulk toggle is, and whether a person stopped it. Called from the org's thread."""

    def step(self, what: str, done: int, of: int | None) -> None:
        """``done`` of ``of`` (None: not known) ``what`` ("sessions", "users", "toggles") are through."""
        ...

    @property
    def aborted(self) -> bool:
        """True once a person wants it to stop; looked at between two requests."""
        ...


class Wanted(Struct, frozen=True):
    """What a reading should bring.

    ``also`` are users to name though DE may not answer for them any more. ``permission_sets`` are the exclusions
    whose holders must be known (R14). ``permissions_anew`` rereads what the caller may do (R2).
    """

    counting: Counting
    also: frozenset[Id] = frozenset()
    permission_sets: tuple[str, ...] = ()
    permissions_anew: bool = False


class Toggle(Struct, frozen=True):
    """One change to send: user, on or off, and the reason that should travel with an off (R18)."""

    user_id: Id
    to: bool
    reason: str | None = None


class Outcome(Struct, frozen=True):
    """How one toggle ended: ``ok`` True accepted, False refused, None when its answer was lost (R15)."""

    user_id: Id
    ok: bool | None
    route: WriteRoute
    reason_sent: bool = False
    error: str | None = None


class Job(Struct, frozen=True):
    """A job of the org's own that toggles users: its class, its state in the org's words, since when and as whom."""

    id: Id
    class_name: str
    status: str
    created_at: datetime | None
    created_by: str


class Org(Protocol):
    """The one face of an org. One request is in flight at a time; every failure is an ``OrgFailure``."""

    async def facts(self) -> OrgFacts:
        """Which org this is and as whom; connects where that has not happened yet."""
        ...

    async def read(self, wanted: Wanted, progress: Progress) -> Snapshot:
        """One reading. What could not be read is marked in it; raises OrgFailure where nothing could be."""
        ...

    async def read_users(self, users: frozenset[Id], wanted: Wanted, progress: Progress) -> Snapshot:
        """The sessions of these users and the caller's own (R16): ``answer`` is None and ``users`` empty.

        Raises OrgFailure where no session came; a later break is marked in the snapshot, as in a reading.
        """
        ...

    async def sessions_of(self, user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
        """Now on the org's clock, and all sessions of one user, of every type, for the details."""
        ...

    async def logins_of(self, user_id: Id) -> PastLogins:
        """The latest logins of one user, for the details. Raises OrgFailure where this user may not know them."""
        ...

    def known(self) -> OrgFacts | None:
        """Which org this is, without asking it: None before it was connected to."""
        ...

    def routes(self) -> Routes:
        """The routes in use, as far as they are known."""
        ...

    def write_route(self, reason: str | None) -> WriteRoute | None:
        """The route that a toggle with this reason takes (R18); None where this user may not toggle."""
        ...

    async def toggle(self, toggles: Sequence[Toggle], progress: Progress) -> list[Outcome]:
        """Send at most 200 toggles of one value and reason by one route; one outcome each, in order.

        Raises OrgFailure only where it is certain that nothing was applied.
        """
        ...

    async def share_holds(self, holds: Mapping[Id, Hold | None], present: Mapping[Id, bool | None]) -> Problem | None:
        """Let the org's own job know of a person's holds (R9), None for those that are over; why it does not, or None.

        ``present`` is the presence each was given in. Never raises OrgFailure. Where the kit's object is not in the org
        nothing is done and nothing is wrong. Holds are not read back: the job ends by itself what is over.
        """
        ...

    async def usage(self) -> ApiUse:
        """The org's allocation of API calls as it tells it now; costs one call."""
        ...

    async def own_jobs(self) -> tuple[Job, ...] | None:
        """The org's own polling jobs that wait or run now; None where this user may not know (View Setup)."""
        ...

    async def job(self) -> JobState:
        """All that the org tells of its own job; costs several calls."""
        ...

    async def start_job(self) -> JobState:
        """Start the org's own job, as this user, where none is alive; the job after it.

        Raises OrgFailure, which is AnswerLost where nobody can tell whether it was started.
        """
        ...

    async def abort_jobs(self) -> JobState:
        """End all chains of the org's own job; the job after it, with those that could not be ended."""
        ...

    async def close(self) -> None:
        """Close the connections; what is in flight is left to time out in its thread."""
        ...


class Journal(Protocol):
    """The local record of one org. Every method may raise JournalFailure."""

    def memory(self) -> Memory:
        """What was remembered at the end of the last run."""
        ...

    def keep(self, memory: Memory, changed: Mapping[Id, Past]) -> None:
        """Keep the memory's own fields and the pasts that changed."""
        ...

    def note(self, entries: Sequence[Entry]) -> None:
        """Append entries."""
        ...

    def sending(self, entries: Sequence[Entry]) -> list[int]:
        """Append toggles as ``sent`` and make them durable before the request leaves (R15); their numbers."""
        ...

    def settle(self, outcomes: Mapping[int, Entry]) -> None:
        """Write how each numbered toggle ended: route, outcome and why are taken from the entry."""
        ...

    def discard(self) -> None:
        """R10's cancel: forget what was concluded; a person's toggles and holds stay."""
        ...

    def open_toggles(self) -> list[Entry]:
        """Toggles that were sent and never settled, with their numbers, oldest first (R15)."""
        ...

    def history(self, user: Id | None = None, since: datetime | None = None, limit: int | None = None) -> list[Entry]:
        """Entries, newest first."""
        ...

    def chronicle(self, page: Page, tally: Tally | None) -> bool:
        """Add what a complete reading showed; a tally where this minute has none yet.

        False, and nothing is added, where this is no whole page and the one before it is not in the journal.
        """
        ...

    def tallies(self, since: datetime) -> list[Tally]:
        """The tallies since then, oldest first: one a minute of the last two days, before that one in ten minutes."""
        ...
