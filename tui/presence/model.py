"""What an org tells us, as frozen values. What we make of it stands in ``roster`` and ``plan``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal

from msgspec import Struct

Id = str  # 18 characters
SessionsRoute = Literal["soql", "companion"]
ReadRoute = Literal["companion", "throw", "log"]
WriteRoute = Literal["companion", "action", "anonymous"]


class Presence(StrEnum):
    """Whether a user is there; always shown with its reason in words."""

    ACTIVE = "active"
    IDLE = "idle"
    ABSENT = "absent"
    UNKNOWN = "unknown"

    @property
    def present(self) -> bool | None:
        """True for active and idle, False for absent, None where nobody can tell."""
        return None if self is Presence.UNKNOWN else self is not Presence.ABSENT


class DE(StrEnum):
    """What DE last answered for a user over all their teams; never more than what it answered."""

    ON = "on"
    OFF = "off"
    MIXED = "mixed"
    UNKNOWN = "unknown"


class Problem(Struct, frozen=True):
    """A failure in words: what, why, and what to do next. Server text in it is text, never markup."""

    title: str
    cause: str
    next: str

    def __str__(self) -> str:
        return f"{self.title}: {self.cause}" if self.cause else self.title


class User(Struct, frozen=True, gc=False):
    """A member of a DE team: a row of ``User``, or a queue (``00G…``) standing in for one.

    ``person`` is False for users whose UserType or licence is not a human's; ``is_frozen`` is ``UserLogin.IsFrozen``.
    ``licence_told`` and ``frozen_told`` are False where the org does not say; the loop is careful then (R4).
    ``permission_sets`` holds Ids and names, but only of those that the settings exclude (R14).
    """

    id: Id
    name: str
    username: str = ""
    is_active: bool = True
    is_frozen: bool = False
    person: bool = True
    profile_id: str = ""
    profile: str = ""
    permission_sets: tuple[str, ...] = ()
    licence_told: bool = True
    frozen_told: bool = True

    @property
    def queue(self) -> bool:
        """Whether this member is a queue: shown, never planned (R4)."""
        return not self.id.startswith("005")


class Session(Struct, frozen=True, gc=False):
    """A row of ``AuthSession``. It lives until ``last_modified + seconds_valid`` on the org's clock."""

    id: Id
    user_id: Id
    session_type: str | None
    login_type: str | None
    last_modified: datetime
    seconds_valid: int
    parent_id: Id | None = None
    is_current: bool = False
    created: datetime | None = None
    source_ip: str | None = None


class Team(Struct, frozen=True, gc=False):
    """A DE team; ``name`` is its Id where the name could not be read."""

    id: Id
    name: str


class Instant(Struct, frozen=True):
    """The same moment on both local clocks, in seconds. One of them stops while the machine sleeps."""

    wall: float
    monotonic: float

    def until(self, later: Instant) -> float:
        """Seconds from here to ``later``: the larger of the two clocks' differences (R3)."""
        return max(later.wall - self.wall, later.monotonic - self.monotonic)


class SessionPages(Struct, frozen=True):
    """The rows that arrived, what the org said their number is, and whether the last page came (R1)."""

    rows: tuple[Session, ...] = ()
    total: int | None = None
    finished: bool = False


class Permissions(Struct, frozen=True):
    """What the caller may do, from ``UserPermissionAccess`` (R2)."""

    manage_users: bool
    author_apex: bool
    customize_application: bool
    view_setup: bool


class OrgFacts(Struct, frozen=True):
    """Which org this is and as whom we are here. Without ``sandbox`` it counts as production."""

    id: Id
    name: str
    username: str
    caller_id: Id
    sandbox: bool
    instance_url: str


class Routes(Struct, frozen=True):
    """The ways in use to reach DE in this org; None where there is none."""

    sessions: SessionsRoute = "soql"
    read: ReadRoute | None = None
    write: WriteRoute | None = None


class ApiUse(Struct, frozen=True):
    """``calls`` of ours in this reading; ``used`` of ``limit`` in the org's rolling 24 hours, where it told."""

    calls: int = 0
    used: int | None = None
    limit: int | None = None


class Snapshot(Struct, frozen=True):
    """One reading of an org: raw facts, no verdict.

    ``at`` is the ``Date`` of the first session page (R3), ``taken`` the local clocks when its request left.
    ``answer`` maps team Id to user Id to the Boolean that DE gave; None where DE could not be read.
    ``problems`` say what went wrong where something did. ``notes`` are words for the log: a route that was left for
    another. ``rest`` is the least number of seconds to the next reading where a route's own quota asks for it.
    """

    at: datetime
    taken: Instant
    org: OrgFacts
    permissions: Permissions
    routes: Routes
    sessions: SessionPages
    answer: Mapping[Id, Mapping[Id, bool]] | None
    users: Mapping[Id, User]
    teams: Mapping[Id, Team]
    api: ApiUse = ApiUse()
    problems: tuple[Problem, ...] = ()
    own_teams_only: bool = False
    notes: tuple[str, ...] = ()
    rest: float = 0.0
