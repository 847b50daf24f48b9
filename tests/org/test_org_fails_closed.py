"""Answers that hold less than they should: nothing is concluded from what is not in them, and it is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.org.demo_org import WANTED, Place, served
from tui.demo.http.org_account import Allowance
from tui.demo.http.server import Fault
from tui.demo.http.wire import ApiError, Reply, Request
from tui.demo.options import Options

SMALL = Options(size="small")
EMPTY = {"totalSize": 0, "done": True, "records": []}


def bend(place: Place, word: str, change: Callable[[Any], Any]) -> None:
    """From now on the org's answers to queries with this word, or to paths with it, are changed."""

    def rewrite(reply: Reply) -> Reply:
        return replace(reply, body=msgspec.json.encode(change(msgspec.json.decode(reply.body))))

    def meet(request: Request) -> Fault | None:
        asked = request.query.get("q", "") + request.path
        return Fault(rewrite=rewrite) if word in asked else None

    place.server.interceptor = meet


def refuse(place: Place, table: str) -> None:
    """From now on the org refuses queries of this table."""
    refusal = ApiError(403, "INSUFFICIENT_ACCESS", "insufficient access rights").reply()
    place.server.interceptor = lambda request: Fault(refusal) if table in request.query.get("q", "") else None


def without(name: str) -> Callable[[Any], Any]:
    def change(found: Any) -> Any:
        return {**found, "records": [{key: one[key] for key in one if key != name} for one in found["records"]]}

    return change


def test_r1_pages_that_announce_different_numbers_are_no_complete_reading() -> None:
    with served(SMALL, allowance=Allowance(rows=30)) as place:
        bend(place, "/query/", lambda found: {**found, "totalSize": found["totalSize"] - len(found["records"])})
        snapshot = place.read()
    assert not snapshot.sessions.finished
    assert "its pages disagree" in {one.cause for one in snapshot.problems}


@pytest.mark.parametrize("name", ["IsActive", "UserType", "Profile"])
def test_r4_users_are_not_read_without_what_decides_whether_they_may_be_sent(name: str) -> None:
    with served(SMALL) as place:
        bend(place, "UserType", without(name))
        snapshot = place.read()
    assert not any(user.person or user.is_active for one, user in snapshot.users.items() if one.startswith("005"))
    assert any(name in one.cause for one in snapshot.problems)


def test_it_is_said_where_the_org_hides_most_of_the_users() -> None:
    with served(SMALL) as place:
        bend(place, "UserType", lambda _: EMPTY)
        snapshot = place.read()
    assert "Users are hidden" in {one.title for one in snapshot.problems}


def test_what_could_not_be_told_is_said_with_every_reading_until_it_is_told() -> None:
    with served(SMALL) as place:
        refuse(place, "UserLogin")
        first = place.read()
        place.server.interceptor = None
        second = place.read()
        anew = place.read(msgspec.structs.replace(WANTED, permissions_anew=True))
    assert [any("Frozen" in one.title for one in found.problems) for found in (first, second, anew)] == [
        True,
        True,
        False,
    ]
