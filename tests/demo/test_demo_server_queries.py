"""The demo org over HTTP: queries, pages and locators."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.demo.served import V, Wire, served

ALL = "SELECT Id, Name FROM User ORDER BY Id"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with served() as one:
        yield one


@pytest.fixture(scope="module")
def crowd() -> Iterator[Wire]:
    """An org with more rows than a page takes."""
    with served(2_500) as one:
        yield one


def test_a_page_has_a_total_the_rows_and_nothing_to_follow(wire: Wire) -> None:
    page = wire.query("SELECT Id FROM Organization").json()
    assert page["totalSize"] == 1
    assert page["done"] is True
    assert "nextRecordsUrl" not in page
    assert page["records"][0] == {
        "attributes": {"type": "Organization", "url": f"{V}/sobjects/Organization/{wire.world.org_id}"},
        "Id": wire.world.org_id,
    }


def test_a_query_may_come_with_plus_or_percent_20_and_line_breaks(wire: Wire) -> None:
    one = wire.get(f"{V}/query/?q=%0A+SELECT+Id%20FROM+Organization").json()
    assert one["totalSize"] == 1


def test_more_than_two_thousand_rows_come_in_pages_that_miss_and_repeat_nothing(crowd: Wire) -> None:
    page = crowd.query(ALL).json()
    total, found = page["totalSize"], page["records"]
    assert (len(found), page["done"]) == (2_000, False)
    while not page["done"]:
        assert page["nextRecordsUrl"].startswith(f"{V}/query/01g")
        page = crowd.get(page["nextRecordsUrl"]).json()
        found += page["records"]
    ids = [one["Id"] for one in found]
    assert ids == sorted(set(ids))
    assert len(ids) == total


@pytest.mark.parametrize(("asked", "given"), [("200", 200), ("500", 500), ("50", 200), ("9000", 2_000)])
def test_the_size_of_a_page_may_be_asked_for_within_bounds(crowd: Wire, asked: str, given: int) -> None:
    page = crowd.query(ALL, Sforce_Query_Options=f"batchSize={asked}").json()
    assert len(page["records"]) == given
    assert page["nextRecordsUrl"].endswith(f"-{given}")
    following = crowd.get(page["nextRecordsUrl"]).json()
    assert following["records"][0]["Id"] > page["records"][-1]["Id"]


def test_a_locator_keeps_the_rows_as_they_were(crowd: Wire) -> None:
    page = crowd.query("SELECT Id, UsersId FROM AuthSession ORDER BY Id").json()
    whole = [row["Id"] for row in crowd.world.records("AuthSession")]
    crowd.world.log_in(crowd.user())
    rest = crowd.get(page["nextRecordsUrl"]).json()
    assert rest["totalSize"] == page["totalSize"] == len(whole)


def test_a_page_may_be_read_again(crowd: Wire) -> None:
    path = crowd.query(ALL).json()["nextRecordsUrl"]
    assert crowd.get(path).json() == crowd.get(path).json()


@pytest.mark.parametrize("locator", ["01g5e0000000001AAA-2000", "01g5e0000000001AAA", "nonsense-1", "01g-200"])
def test_an_unknown_locator_is_refused(wire: Wire, locator: str) -> None:
    reply = wire.get(f"{V}/query/{locator}")
    assert (reply.status_code, reply.json()) == (
        400,
        [{"message": "invalid query locator", "errorCode": "INVALID_QUERY_LOCATOR"}],
    )


def test_a_locator_that_nobody_reads_expires(crowd: Wire) -> None:
    path = crowd.query(ALL).json()["nextRecordsUrl"]
    crowd.later(minutes=14)
    assert crowd.get(path).status_code == 200
    crowd.later(minutes=16)
    assert crowd.get(path).json()[0]["errorCode"] == "INVALID_QUERY_LOCATOR"


def test_the_eleventh_open_locator_closes_the_oldest(crowd: Wire) -> None:
    paths = []
    for _ in range(11):
        crowd.later(seconds=1)
        paths.append(crowd.query(ALL).json()["nextRecordsUrl"])
    assert crowd.get(paths[0]).status_code == 400
    assert crowd.get(paths[1]).status_code == 200


def test_columns_are_told_without_rows(wire: Wire) -> None:
    told = wire.get(f"{V}/query", {"q": "SELECT Id, Profile.Name, Username FROM User", "columns": "true"}).json()
    assert [one["columnName"] for one in told["columnMetadata"]] == ["Id", "Profile", "Username"]
    assert [one["columnName"] for one in told["columnMetadata"][1]["joinColumns"]] == ["Name"]
    assert (told["entityName"], told["idSelected"], told["keyPrefix"]) == ("User", True, "005")


def test_refusals_are_arrays_of_message_and_code(wire: Wire) -> None:
    reply = wire.query("SELECT Id FROM Scratch")
    assert reply.status_code == 400
    assert [sorted(one) for one in reply.json()] == [["errorCode", "message"]]
    assert reply.json()[0]["errorCode"] == "INVALID_TYPE"


def test_a_query_without_text_is_malformed(wire: Wire) -> None:
    assert wire.get(f"{V}/query").json()[0]["errorCode"] == "MALFORMED_QUERY"


def test_query_all_answers_like_query(wire: Wire) -> None:
    text = {"q": "SELECT Id FROM Organization"}
    assert wire.get(f"{V}/queryAll", text).json() == wire.get(f"{V}/query", text).json()


def test_tooling_knows_its_own_objects_only(wire: Wire) -> None:
    classes = wire.get(f"{V}/tooling/query", {"q": "SELECT Id, Name FROM ApexClass"}).json()
    assert (classes["entityTypeName"], classes["size"]) == ("ApexClass", classes["totalSize"])
    sessions = wire.get(f"{V}/tooling/query", {"q": "SELECT Id FROM AuthSession"}).json()
    assert sessions[0]["errorCode"] == "INVALID_TYPE"


def test_tooling_gives_pages_too(crowd: Wire) -> None:
    page = crowd.get(f"{V}/tooling/query", {"q": ALL}).json()
    rest = crowd.get(page["nextRecordsUrl"]).json()
    assert page["nextRecordsUrl"].startswith(f"{V}/tooling/query/01g")
    assert len(page["records"]) + len(rest["records"]) == page["totalSize"]


def test_the_callers_own_session_is_the_current_one(wire: Wire) -> None:
    rows = wire.query("SELECT UsersId FROM AuthSession WHERE IsCurrent = TRUE").json()["records"]
    assert [row["UsersId"] for row in rows] == [wire.world.caller_id]


def test_without_manage_users_only_own_sessions_are_seen() -> None:
    with served(without=frozenset({"manage-users"})) as wire:
        rows = wire.query("SELECT UsersId FROM AuthSession").json()["records"]
        assert {row["UsersId"] for row in rows} == {wire.world.caller_id}
