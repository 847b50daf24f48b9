"""One reading as the kit's rules take it, and the one seam by which its job touches an org.

Twin of ``DePresenceReading``, ``DePresenceUser`` and ``DePresenceWorld``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

Answer = Mapping[str, Mapping[str, bool]]


@dataclass(frozen=True)
class SessionRow:
    """A row of AuthSession; ``valid`` in seconds."""

    id: str
    user_id: str
    kind: str | None
    login: str | None
    modified: datetime
    valid: int
    parent_id: str | None = None

    @property
    def expires(self) -> datetime:
        """A session ends when nothing moved it for its lifetime."""
        return self.modified + timedelta(seconds=self.valid)


@dataclass(frozen=True)
class PersonRow:
    """What a user's row tells of them."""

    id: str
    name: str
    username: str
    active: bool
    user_type: str
    profile_id: str
    profile: str
    licence: str


@dataclass(frozen=True)
class Hold:
    """A row of DePresence_Hold__c: leave this user alone."""

    id: str
    user_id: str
    why: str | None = None
    until: datetime | None = None
    until_presence: bool = False
    present: bool = False


@dataclass
class DEUser:
    """One DE user as the rules see them.

    ``frozen`` and ``answered_on`` are None where the org does not tell; ``left_out`` is the kind of a live session
    that does not count; ``excluded`` is why the settings leave this user alone.
    """

    id: str
    person: bool = False
    active: bool = False
    frozen: bool | None = None
    excluded: str | None = None
    hold: Hold | None = None
    present: bool = False
    left_out: str | None = None
    answered_on: bool | None = None


@dataclass
class Reading:
    """Who is there and what DE answers, sorted by Id; ``caller`` is as whom it was made.

    ``most_on`` is the most users that DE answered on in a complete reading of the last hour; ``strangers`` are
    exclusions that fit nobody; ``unsure`` is why nothing may be concluded from it, or None.
    """

    at: datetime
    caller: str
    users: list[DEUser] = field(default_factory=list)
    answer: Answer = field(default_factory=dict)
    count_on: int = 0
    most_on: int = 0
    strangers: frozenset[str] = frozenset()
    unsure: str | None = None


class JobOrg(Protocol):
    """DE, sessions, users and holds, as one transaction finds them."""

    @property
    def now(self) -> datetime:
        """The moment of a reading."""

    @property
    def caller(self) -> str:
        """As whom it runs: a user's Id."""

    def answer(self) -> Answer:
        """DE's answer: team to member to the Boolean. Raises DEError."""

    def toggle(self, users: Sequence[str], online: bool, reason: str | None) -> None:
        """Toggle all of these users or none. Raises DEError."""

    def sessions(self, users: Collection[str], left_out: frozenset[str]) -> list[SessionRow]:
        """All sessions of these users but for these kinds, expired ones too."""

    def sees_two_users(self) -> bool:
        """Whether sessions of two users can be seen."""

    def sees_all_sessions(self) -> bool:
        """Whether the caller has Manage Users (R2)."""

    def people(self, users: Collection[str]) -> list[PersonRow]:
        """Who these users are."""

    def frozen(self, users: Collection[str]) -> frozenset[str] | None:
        """Which of them are frozen; None where the org does not tell."""

    def granted(self, users: Collection[str], words: frozenset[str]) -> Mapping[str, frozenset[str]]:
        """Of these permission sets, by Id, name or label, those that these users hold."""

    def holds(self) -> list[Hold]:
        """All holds, oldest first."""

    def forget(self, holds: Sequence[Hold]) -> None:
        """Remove holds that are over."""
