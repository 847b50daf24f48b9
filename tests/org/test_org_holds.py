"""A person's holds as rows of the kit's object: what is asked, what is written, and what is said where it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from tests.org.demo_org import served as demo
from tests.org.kit.kits import served
from tests.org.scripted import USER, Asked, Scripted, page
from tui.demo.options import Options
from tui.org.holds import HOLD, SharedHolds
from tui.org.wire.calls import Kind
from tui.org.wire.errors import MissingPermission, Rejected, lost
from tui.presence.memory import Hold
from tui.presence.model import Id

OTHER = "0055e0000000002AAA"
ROWS = tuple(f"a015e000000000{n}AAA" for n in range(1, 4))
LEAVE = Hold("toggled by you", until_presence=True)
NO_OBJECT = Rejected("no", "sObject type is not supported", code="INVALID_TYPE")


def row(number: int, user: str = USER) -> dict[str, object]:
    return {"Id": ROWS[number], "User__c": user}


def well(asked: Asked) -> object:
    """Everything that was asked for has happened."""
    return answer(asked, lambda _: {"success": True, "errors": []})


def answer(asked: Asked, one: Callable[[Mapping[str, Any]], object]) -> object:
    pieces = []
    for piece in asked.body["compositeRequest"]:
        count = len(piece["body"]["records"]) if "body" in piece else piece["url"].count("a01")
        body = [one(piece) for _ in range(count)]
        pieces.append({"body": body, "httpHeaders": {}, "httpStatusCode": 200, "referenceId": piece["referenceId"]})
    return {"compositeResponse": pieces}


class Desk:
    """An org with these rows; ``write`` answers what is written."""

    def __init__(self, *rows: dict[str, object], write: Callable[[Asked], object] = well) -> None:
        self.rows: object = page(*rows)
        self.write = write
        self.calls = Scripted(lambda asked: self.write(asked) if asked.kind is Kind.WRITE else self.rows)
        self.holds = SharedHolds(self.calls)

    def share(self, holds: Mapping[Id, Hold | None], present: Mapping[Id, bool | None] | None = None) -> str | None:
        problem = self.holds.share(holds, present or {})
        return None if problem is None else str(problem)

    @property
    def pieces(self) -> list[dict[str, Any]]:
        """What the one write asked for."""
        (write,) = (one for one in self.calls.asked if one.kind is Kind.WRITE)
        assert (write.path, write.body["allOrNone"]) == ("composite", False)
        return list(write.body["compositeRequest"])

    @property
    def record(self) -> dict[str, Any]:
        """The one row that was written."""
        (one,) = (record for piece in self.pieces for record in piece.get("body", {}).get("records", ()))
        return dict(one)


def test_a_hold_is_one_query_and_one_write() -> None:
    desk = Desk()
    assert desk.share({USER: LEAVE}, {USER: True}) is None
    assert [one.kind for one in desk.calls.asked] == [Kind.READ, Kind.WRITE]
    assert [one["method"] for one in desk.pieces] == ["POST"]
    assert desk.record == {
        "attributes": {"type": HOLD},
        "User__c": USER,
        "Until__c": None,
        "Until_Presence__c": True,
        "Present__c": True,
        "Why__c": "toggled by you",
    }


@pytest.mark.parametrize("present", [False, None])
def test_a_presence_that_was_absent_or_unknown_is_told_as_absent(present: bool | None) -> None:
    desk = Desk()
    desk.share({USER: LEAVE}, {USER: present})
    assert desk.record["Present__c"] is False


def test_the_end_of_a_hold_is_told_in_utc() -> None:
    desk = Desk()
    until = datetime(2026, 11, 23, 15, 30, tzinfo=timezone(timedelta(hours=2)))
    desk.share({USER: Hold("lunch", until=until)})
    assert (desk.record["Until__c"], desk.record["Until_Presence__c"]) == ("2026-11-23T13:30:00Z", False)


def test_why_is_one_line_that_fits() -> None:
    desk = Desk()
    desk.share({USER: Hold("line\nby\u202e line " + "x" * 400)})
    assert desk.record["Why__c"].startswith("line by line x")
    assert len(desk.record["Why__c"]) == 255


def test_a_new_hold_takes_the_place_of_the_one_before_it_and_older_ones_go() -> None:
    desk = Desk(row(0), row(1))
    assert desk.share({USER: LEAVE}) is None
    assert [one["method"] for one in desk.pieces] == ["PATCH", "DELETE"]
    assert desk.record["id"] == ROWS[1]
    assert f"?ids={ROWS[0]}&allOrNone=false" in desk.pieces[1]["url"]


def test_a_release_takes_all_rows_of_the_user_away_and_of_nobody_else() -> None:
    desk = Desk(row(0), row(1), row(2, OTHER))
    assert desk.share({USER: None, OTHER: LEAVE}) is None
    assert desk.record["id"] == ROWS[2]
    assert desk.pieces[-1]["url"].endswith(f"?ids={ROWS[0]},{ROWS[1]}&allOrNone=false")


def test_where_there_is_nothing_to_take_away_nothing_is_written() -> None:
    desk = Desk()
    assert desk.share({USER: None}) is None
    assert [one.kind for one in desk.calls.asked] == [Kind.READ]


def test_more_users_than_fit_are_told_in_parts() -> None:
    desk = Desk()
    users = {f"0055e00000{n:05d}AAA": LEAVE for n in range(201)}
    assert desk.share(users) is None
    assert [one.kind for one in desk.calls.asked] == [Kind.READ, Kind.WRITE] * 2


def test_where_the_object_is_not_there_it_is_asked_for_once_and_again_with_the_look_around() -> None:
    desk = Desk()
    desk.rows = NO_OBJECT
    assert [desk.share({USER: LEAVE}) for _ in range(3)] == [None] * 3
    assert len(desk.calls.asked) == 1
    desk.holds.look_again()
    desk.rows = page()
    assert desk.share({USER: LEAVE}) is None
    assert [one.kind for one in desk.calls.asked] == [Kind.READ, Kind.READ, Kind.WRITE]


def test_a_query_that_is_refused_otherwise_is_a_failure_and_nothing_is_written() -> None:
    desk = Desk()
    desk.rows = Rejected("no", "No such column User__c", code="INVALID_FIELD")
    with pytest.raises(Rejected):
        desk.share({USER: LEAVE})
    assert [one.kind for one in desk.calls.asked] == [Kind.READ]


def test_a_row_that_is_refused_is_told_in_the_orgs_words() -> None:
    errors = [{"statusCode": "CANNOT_INSERT", "message": "entity is \x1b[1mread-only", "fields": []}]
    desk = Desk(write=lambda asked: answer(asked, lambda _: {"success": False, "errors": errors}))
    assert desk.share({USER: LEAVE}) == "the org refused it: entity is [1mread-only"


def test_of_several_rows_it_is_told_how_many_were_refused() -> None:
    def half(piece: Mapping[str, Any]) -> object:
        fails = piece["method"] == "POST"
        return {"success": not fails, "errors": [{"statusCode": "NO", "message": "no"}] if fails else []}

    desk = Desk(row(0), write=lambda asked: answer(asked, half))
    assert desk.share({USER: LEAVE, OTHER: LEAVE}) == "the org refused 1 of 2: no"


def test_a_piece_that_is_refused_as_a_whole_is_told() -> None:
    body = [{"errorCode": "NO_ACCESS", "message": "not you"}]
    piece = {"body": body, "httpHeaders": {}, "httpStatusCode": 403, "referenceId": "created"}
    desk = Desk(write=lambda _: {"compositeResponse": [piece]})
    assert desk.share({USER: LEAVE}) == "the org refused it: not you"


def test_a_row_that_the_job_forgot_meanwhile_is_gone_as_wanted() -> None:
    errors = [{"statusCode": "ENTITY_IS_DELETED", "message": "entity is deleted"}]
    desk = Desk(row(0), write=lambda asked: answer(asked, lambda _: {"success": False, "errors": errors}))
    assert desk.share({USER: None}) is None


@pytest.mark.parametrize("said", [lost("cut"), b"<garbage", {"compositeResponse": 3}])
def test_a_write_whose_answer_is_lost_or_unreadable_leaves_once_and_is_said(said: object) -> None:
    desk = Desk(write=lambda _: said)
    assert "nobody can tell whether it was written" in str(desk.share({USER: LEAVE}))
    assert len(desk.pieces) == 1


def test_a_write_that_is_not_allowed_is_a_failure() -> None:
    desk = Desk(write=lambda _: MissingPermission("no"))
    with pytest.raises(MissingPermission):
        desk.share({USER: LEAVE})


def test_rows_come_and_go_over_the_wire() -> None:
    with served(Options(size=8)) as org:
        org.deployed()
        user, other = sorted(org.world.users)[:2]
        holds = SharedHolds(org.client)
        until = datetime(2026, 11, 23, 16, tzinfo=UTC)
        assert holds.share({user: LEAVE, other: Hold("lunch", until=until)}, {user: True}) is None
        rows = {str(one["User__c"]): one for one in org.world.custom.rows(HOLD)}
        assert (rows[user]["Until_Presence__c"], rows[user]["Present__c"]) == (True, True)
        assert (rows[other]["Until__c"], rows[other]["Why__c"]) == (until, "lunch")
        assert holds.share({user: Hold("for good"), other: None}, {}) is None
        (row,) = org.world.custom.rows(HOLD)
        assert (row["Id"], row["Until_Presence__c"], row["Why__c"]) == (rows[user]["Id"], False, "for good")
        assert holds.share({user: None}, {}) is None
        assert list(org.world.custom.rows(HOLD)) == []


def test_an_org_without_the_object_costs_one_question_until_the_next_look_around() -> None:
    with demo(Options(size=8)) as place:
        user = next(iter(place.world.users))
        place.read()
        calls = len(place.server.requests)
        for _ in range(3):
            assert asyncio.run(place.org.share_holds({user: LEAVE}, {})) is None
        assert len(place.server.requests) == calls + 1


def test_an_org_out_of_reach_is_a_problem_and_no_exception() -> None:
    with demo(Options(size=8), token="00D000000000001!dead") as place:
        problem = asyncio.run(place.org.share_holds({USER: LEAVE}, {}))
        assert problem is not None
        assert "login" in problem.title
