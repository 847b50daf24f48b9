"""The sessions of a few users, after an event of theirs (R16): one question for each 200 of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tui.org.rows.sessions import OWN, Sessions, read_sessions, wanted_kinds
from tui.org.rows.shelf import Shelf
from tui.org.wire.calls import Calls
from tui.org.wire.errors import OrgFailure
from tui.org.wire.literals import soql_ids
from tui.org.wire.query import IDS_A_QUERY
from tui.org.wire.steps import Steps
from tui.presence.model import Id, SessionPages
from tui.presence.settings import Counting

MOST_USERS = 1_000  # beyond them, a reading of everybody's sessions asks no more


def read_sessions_of_users(
    calls: Calls, users: frozenset[Id], caller_id: Id, counting: Counting, steps: Steps, shelf: Shelf | None = None
) -> Sessions:
    """The wanted sessions of these users and the caller's own; everybody's where there are very many of them.

    Raises NotAnId before anything is asked, and OrgFailure where not even the first page came; a later break is in the
    result.
    """
    if len(users) > MOST_USERS:
        return read_sessions(calls, counting, steps, shelf=shelf)
    first, *others = _conditions(users, caller_id, counting)
    read = read_sessions(calls, counting, steps, first, shelf)
    for condition in others:
        if read.broken is not None:
            break
        steps.go_on()
        read = _with_more(read, calls, counting, steps, condition, shelf)
    return read


def _conditions(users: frozenset[Id], caller_id: Id, counting: Counting) -> list[str]:
    """What each question asks for. The first one asks for the caller's own session, and their others if wanted.

    All of the caller's must be in one question: in a second one their own would come twice.
    """
    ids = sorted(users, key=lambda one: (one != caller_id, one))
    wanted = [f"({wanted_kinds(counting)}) AND UsersId IN ({soql_ids(chunk)})" for chunk in _chunks(ids)]
    return [f"({wanted[0]}) OR {OWN}", *wanted[1:]] if wanted else [OWN]


def _chunks(ids: list[Id]) -> Iterator[list[Id]]:
    for start in range(0, len(ids), IDS_A_QUERY):
        yield ids[start : start + IDS_A_QUERY]


def _with_more(
    read: Sessions, calls: Calls, counting: Counting, steps: Steps, condition: str, shelf: Shelf | None
) -> Sessions:
    """What was read before and the answer to one more question; the clock stays that of the first (R3)."""
    try:
        more = read_sessions(calls, counting, steps, condition, shelf)
    except OrgFailure as failure:
        return replace(read, pages=SessionPages(read.pages.rows, read.pages.total, finished=False), broken=failure)
    rows = (*read.pages.rows, *more.pages.rows)
    total = _sum(read.pages.total, more.pages.total)
    return replace(read, pages=SessionPages(rows, total, finished=more.pages.finished), broken=more.broken)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other
