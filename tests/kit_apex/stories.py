"""The table of cases that the monitor's rules, the kit's Apex and the simulated org's twin of it share."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct, field

import tui.org

TABLE = Path(tui.org.__file__).parent / "kit" / "cases.json"
Numbered = str  # a user's or a team's number; queues begin with q


class Exclude(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom the settings leave alone."""

    users: tuple[Numbered, ...] = ()
    teams: tuple[Numbered, ...] = ()
    profiles: tuple[str, ...] = ()
    permission_sets: tuple[str, ...] = ()


class CaseSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """The settings of a case, by the names of the settings file; None where it says nothing."""

    interval: float | None = None
    off_after: float | None = None
    respect_outside_changes: bool | None = None
    last_one_grace: float | None = None
    idle_limit_minutes: int | None = None
    session_types: tuple[str, ...] | None = None
    login_types: tuple[str, ...] | None = None
    share: float | None = None
    at_least: int | None = None
    release_after: float | None = None
    exclude: Exclude = Exclude()


class CasePerson(Struct, frozen=True, forbid_unknown_fields=True):
    """What a user is; ``frozen`` is None where the org does not tell."""

    active: bool = True
    frozen: bool | None = False
    person: bool = True
    profile: str = "Sales"
    permission_sets: tuple[str, ...] = ()


class CaseSession(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of AuthSession; ``age`` in seconds at the reading."""

    user: Numbered
    type: str | None = "UI"
    login: str | None = "Application"
    age: float = 60
    valid: int = 7200
    id: str | None = None
    parent: str | None = None


class CaseHold(Struct, frozen=True, forbid_unknown_fields=True):
    """A hold; ``until`` in seconds since the beginning."""

    why: str
    until: float | None = None
    until_presence: bool = False


class CaseReading(Struct, frozen=True, forbid_unknown_fields=True):
    """One reading of a story and what must follow from it."""

    at: float
    present: tuple[Numbered, ...]
    on: tuple[Numbered, ...]
    plan: dict[Numbered, str]
    sessions: tuple[CaseSession, ...] = ()
    on_in: dict[Numbered, tuple[Numbered, ...]] | None = None
    hold: dict[Numbered, CaseHold] = field(default_factory=dict)
    release: tuple[Numbered, ...] = ()
    refused: tuple[Numbered, ...] = ()
    unread: bool = False


class Case(Struct, frozen=True, forbid_unknown_fields=True):
    """One story."""

    cites: str
    name: str
    teams: dict[Numbered, tuple[Numbered, ...]]
    story: tuple[CaseReading, ...]
    settings: CaseSettings = CaseSettings()
    people: dict[Numbered, CasePerson] = field(default_factory=dict)
    caller: Numbered | None = None


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole table; ``base`` is what its settings differ in from the defaults."""

    about: tuple[str, ...]
    base: CaseSettings
    cases: tuple[Case, ...]


def table() -> Table:
    """The table as it lies beside the kit. Raises msgspec.ValidationError where it is not in its form."""
    return msgspec.json.decode(TABLE.read_bytes(), type=Table)
