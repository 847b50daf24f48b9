"""Values for tests: short constructors with a fixed morning as their clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from tui.presence.model import (
    ApiUse,
    Id,
    Instant,
    OrgFacts,
    Permissions,
    Routes,
    Session,
    SessionPages,
    Snapshot,
    Team,
    User,
)

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CALLER = "005000000000999AAA"
ORG = OrgFacts("00D000000000001AAA", "Acme Sales", "admin@acme.example", CALLER, True, "https://acme.example")
ALL = Permissions(True, True, True, True)
OWN = "0Ak000000000999AAA"


def uid(number: int) -> Id:
    """A user's Id."""
    return f"005{number:012d}AAA"


def tid(number: int) -> Id:
    """A team's Id."""
    return f"a0B{number:012d}AAA"


def user(number: int, name: str = "", **fields: object) -> User:
    """A user; fields as in the model."""
    return User(uid(number), name or f"User {number}", f"user{number}@acme.example", **fields)  # type: ignore[arg-type]


def session(
    number: int,
    of: int,
    *,
    age: float = 60,
    valid: int = 7200,
    kind: str | None = "UI",
    login: str | None = "Application",
    parent: int | None = None,
    now: datetime = NINE,
) -> Session:
    """A session of user ``of``, last seen ``age`` seconds ago."""
    return Session(
        f"0Ak{number:012d}AAA",
        uid(of),
        kind,
        login,
        now - timedelta(seconds=age),
        valid,
        f"0Ak{parent if parent is not None else number:012d}AAA",
    )


def own(now: datetime = NINE) -> Session:
    """The caller's own session."""
    return Session(OWN, CALLER, "API", "Remote Access 2.0", now - timedelta(seconds=5), 7200, OWN, is_current=True)


def snapshot(
    sessions: tuple[Session, ...] = (),
    answer: Mapping[Id, Mapping[Id, bool]] | None = None,
    *,
    users: Mapping[Id, User] | None = None,
    at: datetime = NINE,
    taken: Instant | None = None,
    permissions: Permissions = ALL,
    pages: SessionPages | None = None,
) -> Snapshot:
    """A sound reading, the caller's own session among its rows."""
    rows = (*sessions, own(at))
    answer = {} if answer is None else answer
    known = {one: User(one, f"User {one[-6:-3]}", f"{one}@acme.example") for team in answer.values() for one in team}
    return Snapshot(
        at,
        taken or Instant(at.timestamp(), at.timestamp()),
        ORG,
        permissions,
        Routes("soql", "throw", "action"),
        pages or SessionPages(rows, len(rows), finished=True),
        answer,
        {**known, **(users or {})},
        {team: Team(team, f"Team {team[14]}") for team in answer},
        ApiUse(3, 100, 15000),
    )
