"""The demo org's companion class over HTTP."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.demo.served import Wire, served
from tests.org.test_org_availability import packed
from tui.demo.http.org_account import Allowance

PATH = "/services/apexrest/depresence/v1"
ALL: dict[str, object] = {"types": None, "not_types": None, "logins": None, "users": None, "after": None}


@pytest.fixture
def wire() -> Iterator[Wire]:
    with served(extra=frozenset({"companion"})) as one:
        yield one


def read(wire: Wire, **ask: object) -> Any:
    whole = {**ALL, "rows": 0, "offset": 0, "characters": 0, **ask}
    return wire.get(f"{PATH}/reading", {"ask": json.dumps(whole)})


def test_about_tells_its_version_and_whether_it_sees_the_package(wire: Wire) -> None:
    assert wire.get(f"{PATH}/about").json() == {"version": 1, "package": True}


def test_without_the_package_it_says_so_and_answers_for_nobody() -> None:
    with served(extra=frozenset({"companion"}), without=frozenset({"package"})) as wire:
        assert wire.get(f"{PATH}/about").json()["package"] is False
        told = read(wire, characters=10).json()
    assert told["answer"] is None
    assert "not installed" in told["problem"]


@pytest.mark.parametrize("path", ["about", "reading", "nothing"])
def test_an_org_without_it_finds_no_match(path: str) -> None:
    with served() as wire:
        reply = wire.get(f"{PATH}/{path}")
    assert reply.status_code == 404
    assert reply.json() == [{"message": "Could not find a match for URL", "errorCode": "NOT_FOUND"}]


def test_without_access_to_the_class_it_is_forbidden(wire: Wire) -> None:
    wire.world.revoke("class-access")
    reply = wire.get(f"{PATH}/about")
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (403, "FORBIDDEN")
    assert "DePresenceCompanion" in reply.json()[0]["message"]


def test_it_wants_a_token_and_each_call_counts(wire: Wire) -> None:
    used = wire.server.account.used
    wire.get(f"{PATH}/about")
    assert wire.server.account.used == used + 1
    wire.http.headers["Authorization"] = "Bearer nobody"
    assert wire.get(f"{PATH}/about").status_code == 401


def test_sessions_come_in_pages_after_an_id_and_each_page_tells_how_many_remain(wire: Wire) -> None:
    every = [row for row in wire.world.records("AuthSession") if row["SessionType"] != "API"]
    found: list[Any] = []
    remaining = len(every)
    while remaining > 0:
        told = read(wire, not_types=["API"], after=found[-1][0] if found else None, rows=7).json()["sessions"]
        assert told["remaining"] == remaining
        assert len(told["rows"]) == min(7, remaining)
        found += told["rows"]
        remaining -= len(told["rows"])
    assert {one[0] for one in found} == {row["Id"] for row in every}
    assert len(found) == len(every)


def test_a_row_has_the_same_values_as_by_soql(wire: Wire) -> None:
    rows = {one[0]: one for one in read(wire, rows=500).json()["sessions"]["rows"]}
    for session in wire.world.sessions.rows.values():
        assert rows[session.id] == [
            session.id,
            session.user.id,
            session.session_type,
            session.login_type,
            int(session.modified.timestamp() * 1_000),
            session.valid,
            (session.parent or session).id,
            session.current,
        ]


def test_the_callers_own_session_comes_beside_the_wanted_ones(wire: Wire) -> None:
    rows = read(wire, types=["UI"], logins=["Application"], rows=500).json()["sessions"]["rows"]
    assert [one[2] for one in rows if one[7]] == ["Oauth2"]
    assert {(one[2], one[3]) for one in rows if not one[7]} == {("UI", "Application")}


def test_only_these_users_come_where_some_are_asked_for(wire: Wire) -> None:
    user = next(row["UsersId"] for row in wire.world.records("AuthSession") if not row["IsCurrent"])
    rows = read(wire, users=[user], rows=500).json()["sessions"]["rows"]
    assert {one[1] for one in rows if not one[7]} == {user}


def test_without_manage_users_it_too_sees_only_the_callers_own_and_says_so(wire: Wire) -> None:
    wire.world.revoke("manage-users")
    told = read(wire, rows=500).json()
    assert {one[1] for one in told["sessions"]["rows"]} == {wire.world.caller_id}
    assert told["permissions"]["manage_users"] is False


def test_des_answer_comes_packed_in_pieces_of_one_checksum(wire: Wire) -> None:
    whole = packed(wire.world.availability())
    pieces = [read(wire, offset=at, characters=100).json()["answer"] for at in range(0, len(whole), 100)]
    assert "".join(one["text"] for one in pieces) == whole
    assert {one["total"] for one in pieces} == {len(whole)}
    assert {one["checksum"] for one in pieces} == {hashlib.sha256(whole.encode()).hexdigest()}


def test_nothing_is_told_that_was_not_asked_for(wire: Wire) -> None:
    told = read(wire).json()
    assert (told["sessions"], told["answer"], told["problem"]) == (None, None, None)
    assert told["caller"] == wire.world.caller_id


def test_more_than_the_heap_holds_is_an_uncaught_limit() -> None:
    with served(allowance=Allowance(heap=10_000), extra=frozenset({"companion"})) as wire:
        reply = read(wire, rows=500)
        assert read(wire, rows=10).status_code == 200
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (500, "APEX_ERROR")
    assert reply.json()[0]["message"].startswith("System.LimitException: Apex heap size too large: ")


@pytest.mark.parametrize("ask", ["", "[]", '{"rows": -1}', '{"rows": "many"}', '{"surprise": 1}'])
def test_an_ask_that_makes_no_sense_is_refused(wire: Wire, ask: str) -> None:
    reply = wire.get(f"{PATH}/reading", {"ask": ask})
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (400, "INVALID_INPUT")


def test_toggles_are_told_of_user_by_user(wire: Wire) -> None:
    user = wire.user()
    users = [user, "nonsense", "0059900000000zzAAA"]
    body = {"online": False, "reason": "Lunch", "users": users}
    results = wire.post(f"{PATH}/toggles", body).json()["results"]
    assert [(one["id"], one["ok"]) for one in results] == list(zip(users, (True, False, False), strict=True))
    assert (wire.world.toggled_on(user), wire.world.reason_of(user)) == (False, "Lunch")
    assert [one.via for one in wire.world.received] == ["companion"]


def test_more_than_200_users_are_refused_as_a_whole(wire: Wire) -> None:
    reply = wire.post(f"{PATH}/toggles", {"online": True, "reason": None, "users": [wire.user()] * 201})
    assert (reply.status_code, reply.json()[0]["errorCode"]) == (400, "INVALID_INPUT")
    assert wire.world.received == []


def test_it_may_be_taken_out_of_the_org(wire: Wire) -> None:
    wire.world.remove_companion()
    assert wire.get(f"{PATH}/about").status_code == 404
