"""Sessions by SOQL on AuthSession, page by page; the facts only, as judging them is the core's business (R1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Annotated

import msgspec

from tui.org.rows.shelf import Shelf
from tui.org.wire.calls import Calls, Reply
from tui.org.wire.errors import OrgFailure, Rejected, missing_permission
from tui.org.wire.literals import select, soql_ids, soql_texts
from tui.org.wire.query import Page, pages
from tui.org.wire.steps import Steps
from tui.presence.model import Id, Instant, Session, SessionPages
from tui.presence.settings import API_KINDS, Counting

FIELDS = "Id,UsersId,SessionType,LoginType,LastModifiedDate,NumSecondsValid,ParentId,IsCurrent"
DETAILS = f"{FIELDS},CreatedDate,SourceIp"
OWN = "IsCurrent = TRUE"  # the caller's own session
LONGEST_SESSION = 366 * 86_400  # seconds; the platform's longest is 24 hours, and no clock should overflow on more
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Row(
    Session,
    frozen=True,
    gc=False,
    rename={
        "id": "Id",
        "user_id": "UsersId",
        "session_type": "SessionType",
        "login_type": "LoginType",
        "last_modified": "LastModifiedDate",
        "seconds_valid": "NumSecondsValid",
        "parent_id": "ParentId",
        "is_current": "IsCurrent",
        "created": "CreatedDate",
        "source_ip": "SourceIp",
    },
):
    """A row of AuthSession as the org sends it: a session decoded straight from the page, and checked as it is."""

    id: Id
    user_id: Id
    session_type: str | None
    login_type: str | None
    last_modified: Moment
    seconds_valid: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_SESSION)]
    parent_id: Id | None = None
    is_current: bool = False
    created: Moment | None = None
    source_ip: str | None = None


_ROWS: msgspec.json.Decoder[Page[Row]] = msgspec.json.Decoder(Page[Row])


@dataclass(frozen=True)
class Sessions:
    """What arrived: the org's clock at the first page (R3), ours when its request left, and what broke, if anything."""

    at: datetime
    taken: Instant
    pages: SessionPages
    broken: OrgFailure | None = None


def soql(counting: Counting) -> str:
    """The question. The caller's own session is always asked for beside the wanted ones (R1).

    No user list: most users are wanted, and a list would be cut at the URI's length.
    """
    return select(FIELDS, "AuthSession", f"{wanted_kinds(counting)} OR {OWN}")


def wanted_kinds(counting: Counting) -> str:
    """The condition on a session's kind.

    All kinds but programs' are wanted, since a kind that does not count can still withhold (R5) and login-as parents
    take their children out (R4).
    """
    if counting.exactly:
        logins = f" AND LoginType IN ({soql_texts(counting.login_types)})" if counting.login_types else ""
        return f"(SessionType IN ({soql_texts(counting.session_types)}){logins})"
    return f"SessionType NOT IN ({soql_texts(API_KINDS - counting.session_types)})"


def read_sessions(
    calls: Calls, counting: Counting, steps: Steps, condition: str = "", shelf: Shelf | None = None
) -> Sessions:
    """All wanted sessions, or those of another ``condition``; those that ``shelf`` knows as they are are its own.

    Raises OrgFailure where not even the first page came; a later break is in the result.
    """
    question = select(FIELDS, "AuthSession", condition) if condition else soql(counting)
    arriving = pages(calls, question, _ROWS, "sessions")
    page, reply = first = _first(arriving)
    shelf = shelf or Shelf()
    found: list[Session] = []
    broken: OrgFailure | None = None
    try:
        for page, _ in chain([first], arriving):
            found += shelf.take(page.records)
            steps.step("sessions", len(found), page.total_size)
            if not page.done:
                steps.go_on()
    except OrgFailure as failure:
        broken = failure
    finished = broken is None and page.done
    if finished and not condition:
        shelf.keep_only(found)
    return Sessions(reply.at, reply.left, SessionPages(tuple(found), page.total_size, finished), broken)


def _first(arriving: Iterator[tuple[Page[Row], Reply]]) -> tuple[Page[Row], Reply]:
    """The first page. Raises MissingPermission where the org has no such table for this user (object reference)."""
    hidden = ""
    try:
        return next(arriving)
    except Rejected as failure:
        if failure.code != "INVALID_TYPE":
            raise
        hidden = failure.problem.cause
    raise missing_permission(f"sessions are not visible; the org says: {hidden}", "Manage Users")


def read_sessions_of(calls: Calls, user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
    """The org's clock, and every session of one user, of every type."""
    question = select(DETAILS, "AuthSession", f"UsersId IN ({soql_ids([user_id])})")
    arriving = pages(calls, question, _ROWS, "sessions")
    arrived = [_first(arriving), *arriving]
    return arrived[0][1].at, tuple(row for page, _ in arrived for row in page.records)
