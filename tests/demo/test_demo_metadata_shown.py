"""What was deployed can be seen and used: rows of Apex and flows, rows of custom objects, the companion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.demo.deploys import deployed, kit_components, names_of, parts
from tests.demo.served import V, Wire, served

HOLD, STATUS = "DePresence_Hold__c", "DePresence_Status__c"
ABOUT = "/services/apexrest/depresence/v1/about"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with served() as one:
        assert deployed(one, parts(kit_components(one))).status == "Succeeded"
        yield one


def rows(wire: Wire, text: str, *, tooling: bool = False) -> list[dict[str, Any]]:
    """The rows of a query."""
    answer = wire.get(f"{V}/tooling/query" if tooling else f"{V}/query", {"q": text}).json()
    found: list[dict[str, Any]] = answer["records"]
    return found


def made(wire: Wire, of: str, **values: object) -> str:
    """The Id of a new row."""
    reply = wire.post(f"{V}/sobjects/{of}", values)
    assert reply.status_code == 201, reply.text
    answer = reply.json()
    assert (answer["success"], answer["errors"]) == (True, [])
    return str(answer["id"])


def refusal(reply: requests.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return reply.status_code, reply.json()[0]["errorCode"]


def test_the_companion_answers_once_its_class_is_there_and_not_before(wire: Wire) -> None:
    assert wire.get(ABOUT).status_code == 200
    with served() as bare:
        assert refusal(bare.get(ABOUT)) == (404, "NOT_FOUND")


def test_an_org_may_be_born_with_the_companion_alone() -> None:
    with served(extra=frozenset({"companion"})) as one:
        assert one.get(ABOUT).status_code == 200
        assert names_of(one, "ApexClass") == ["DePresenceCompanion"]


@pytest.mark.parametrize("tooling", [False, True])
def test_a_class_shows_its_text(wire: Wire, tooling: bool) -> None:
    text = "SELECT Name, Body, Status, ApiVersion, NamespacePrefix, LengthWithoutComments FROM ApexClass"
    (row,) = rows(wire, f"{text} WHERE Name = 'DePresenceKit'", tooling=tooling)
    assert "VERSION" in row["Body"]
    assert (row["Status"], row["ApiVersion"], row["NamespacePrefix"]) == ("Active", 65.0, None)
    assert 0 < row["LengthWithoutComments"] < len(row["Body"])


def test_a_trigger_shows_what_it_stands_on(wire: Wire) -> None:
    (row,) = rows(wire, "SELECT Name, TableEnumOrId, UsageAfterInsert, UsageBeforeInsert, Status FROM ApexTrigger")
    assert (row["TableEnumOrId"], row["UsageAfterInsert"], row["UsageBeforeInsert"]) == (
        "LogoutEventStream",
        True,
        False,
    )


def test_objects_are_listed_described_and_queried(wire: Wire) -> None:
    names = {one["name"]: one for one in wire.get(f"{V}/sobjects").json()["sobjects"]}
    assert (names[HOLD]["custom"], names[HOLD]["customSetting"], names[STATUS]["customSetting"]) == (True, False, True)
    assert len({names[one]["keyPrefix"] for one in (HOLD, STATUS)}) == 2
    fields = {one["name"]: one for one in wire.get(f"{V}/sobjects/{HOLD}/describe").json()["fields"]}
    assert (fields["User__c"]["type"], fields["User__c"]["relationshipName"]) == ("reference", "User__r")
    text = f"SELECT QualifiedApiName, IsCustomSetting FROM EntityDefinition WHERE QualifiedApiName = '{STATUS}'"
    assert [one["IsCustomSetting"] for one in rows(wire, text)] == [True]
    names_in_tooling = names_of(wire, "CustomObject", tooling=True, column="DeveloperName")
    assert "DePresence_Hold" in names_in_tooling


def test_a_row_is_made_changed_and_removed(wire: Wire) -> None:
    user = wire.user()
    hold = made(wire, HOLD, User__c=user, Until__c="2026-11-24T08:00:00Z", Why__c="Training")
    assert wire.http.patch(f"{wire.server.url}{V}/sobjects/{HOLD}/{hold}", json={"Why__c": "Ill"}).status_code == 204
    (row,) = rows(wire, f"SELECT Name, Why__c, User__r.Name, Until__c, Present__c FROM {HOLD}")
    assert (row["Why__c"], row["User__r"]["Name"]) == ("Ill", wire.world.users[user].name)
    assert (row["Until__c"], row["Present__c"]) == ("2026-11-24T08:00:00.000+0000", False)
    assert row["Name"].startswith("HOLD-")
    assert rows(wire, f"SELECT Id FROM {HOLD} WHERE Until__c < 2026-11-25T00:00:00Z AND User__c = '{user}'") != []
    for status in (204, 404):
        assert wire.http.delete(f"{wire.server.url}{V}/sobjects/{HOLD}/{hold}").status_code == status


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"Nothing__c": 1}, "INVALID_FIELD"),
        ({"Id": "a1a000000000001"}, "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ({"Why__c": "x" * 256}, "STRING_TOO_LONG"),
        ({"User__c": "0059900000000zzAAA"}, "INVALID_CROSS_REFERENCE_KEY"),
        ({"User__c": "nobody"}, "MALFORMED_ID"),
        ({"Until__c": "tomorrow"}, "JSON_PARSER_ERROR"),
        ({"Present__c": "yes"}, "JSON_PARSER_ERROR"),
    ],
)
def test_a_row_that_is_not_well_made_is_refused(wire: Wire, values: dict[str, object], code: str) -> None:
    assert refusal(wire.post(f"{V}/sobjects/{HOLD}", values)) == (400, code)
    assert rows(wire, f"SELECT Id FROM {HOLD}") == []


def test_a_setting_has_one_row_for_the_org(wire: Wire) -> None:
    made(wire, STATUS, Restarts__c=2, Stopped__c=True)
    (row,) = rows(wire, f"SELECT SetupOwnerId, Restarts__c, Stopped__c, Last_Run__c FROM {STATUS}")
    assert (row["SetupOwnerId"], row["Restarts__c"], row["Stopped__c"]) == (wire.world.org_id, 2.0, True)
    assert wire.world.custom.setting(STATUS)["Restarts__c"] == 2.0
    assert refusal(wire.post(f"{V}/sobjects/{STATUS}", {"Restarts__c": 1})) == (400, "DUPLICATE_VALUE")
    assert refusal(wire.post(f"{V}/sobjects/DePresence_Settings__c", {"Interval_Minutes__c": 100})) == (
        400,
        "NUMBER_OUTSIDE_VALID_RANGE",
    )


def test_only_what_was_deployed_can_be_written(wire: Wire) -> None:
    assert wire.post(f"{V}/sobjects/AuthSession", {}).status_code == 400
    assert wire.post(f"{V}/sobjects/Nothing__c", {}).status_code == 404


def test_rows_go_with_their_object(wire: Wire) -> None:
    made(wire, HOLD, User__c=wire.user())
    kit = kit_components(wire)
    wire.world.deploy(wire.world.deployed.lacking([("CustomObject", HOLD)]))
    assert deployed(wire, parts({("CustomObject", HOLD): kit["CustomObject", HOLD]})).status == "Succeeded"
    assert rows(wire, f"SELECT Id FROM {HOLD}") == []


def test_a_permission_set_is_assigned_and_taken_away(wire: Wire) -> None:
    wanted = "SELECT Id FROM PermissionSet WHERE Name = 'DePresence'"
    grant = str(rows(wire, wanted)[0]["Id"])
    who = {"AssigneeId": wire.world.caller_id, "PermissionSetId": grant}
    text = "SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'DePresence' AND Assignee.IsActive = TRUE"
    assert rows(wire, text) == []
    assigned = made(wire, "PermissionSetAssignment", **who)
    assert [one["Id"] for one in rows(wire, text)] == [assigned]
    assert refusal(wire.post(f"{V}/sobjects/PermissionSetAssignment", who)) == (400, "DUPLICATE_VALUE")
    assert wire.http.delete(f"{wire.server.url}{V}/sobjects/PermissionSetAssignment/{assigned}").status_code == 204
    assert rows(wire, text) == []
