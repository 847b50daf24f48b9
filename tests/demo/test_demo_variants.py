"""The demo org's variants over HTTP: what an org without this, or with that, tells a client that does not know it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from tests.demo.served import V, Wire, served
from tui.demo.options import Answers

APEX = f"{V}/actions/custom/apex"
TOGGLE = f"{APEX}/n2de__InvocableUserAvailability"
READ = "JSON.serialize(n2de.DistributionEngineGlobal.getUserAvailabilityAllTeams())"
THROW = f"class OutException extends Exception {{}} throw new OutException({READ});"
INSTALLED = (
    "SELECT SubscriberPackage.NamespacePrefix, SubscriberPackageVersion.MajorVersion FROM InstalledSubscriberPackage"
)
PERMISSIONS = "SELECT PermissionsManageUsers, PermissionsAuthorApex FROM UserPermissionAccess"
MISSING = [{"message": "The requested resource does not exist", "errorCode": "NOT_FOUND"}]


def lacking(*what: str) -> Any:
    """A served org without that."""
    return served(without=frozenset(what))


def told(answer: requests.Response) -> Any:
    """What a call answers that must succeed."""
    assert answer.status_code == 200
    return answer.json()


def labels(wire: Wire) -> list[str]:
    """The labels of the actions that the org lists."""
    return [one["label"] for one in told(wire.get(APEX))["actions"]]


def objects(wire: Wire) -> list[str]:
    """The names of the objects that the org lists."""
    return [one["name"] for one in told(wire.get(f"{V}/sobjects"))["sobjects"]]


def rows(wire: Wire, text: str, where: str = "query") -> list[Any]:
    """The records of a query."""
    return list(told(wire.get(f"{V}/{where}", {"q": text}))["records"])


def availability(wire: Wire) -> dict[str, dict[str, bool]]:
    """What DE answers, read by a block that throws it."""
    message = told(wire.apex(THROW))["exceptionMessage"]
    return dict(json.loads(message[message.index("{") :]))


def states(wire: Wire, user: str) -> set[bool]:
    """What DE answers of one user in all teams."""
    return {members[user] for members in availability(wire).values() if user in members}


def permissions(wire: Wire) -> tuple[bool, bool]:
    """Whether the caller has Manage Users and Author Apex."""
    (row,) = rows(wire, PERMISSIONS)
    return row["PermissionsManageUsers"], row["PermissionsAuthorApex"]


def test_a_whole_org_has_it_all() -> None:
    with served() as wire:
        assert permissions(wire) == (True, True)
        assert "DE Toggle Users" in labels(wire)
        assert availability(wire)
        assert len({row["UsersId"] for row in rows(wire, "SELECT UsersId FROM AuthSession")}) > 1


def test_the_tooling_api_lists_the_installed_package_and_its_version() -> None:
    with served() as wire:
        (row,) = rows(wire, INSTALLED, "tooling/query")
        assert row["SubscriberPackage"]["NamespacePrefix"] == "n2de"
        assert isinstance(row["SubscriberPackageVersion"]["MajorVersion"], int)


def test_what_is_installed_is_the_tooling_apis_to_tell() -> None:
    with served() as wire:
        assert "InstalledSubscriberPackage" not in objects(wire)
        refused = wire.query(INSTALLED)
        assert (refused.status_code, refused.json()[0]["errorCode"]) == (400, "INVALID_TYPE")


def test_without_the_package_no_object_package_action_or_permission_set_of_it_is_there() -> None:
    with lacking("package") as wire:
        assert not [one for one in objects(wire) if one.startswith("n2de__")]
        assert not rows(wire, INSTALLED, "tooling/query")
        assert not rows(wire, "SELECT Id FROM PackageLicense WHERE NamespacePrefix = 'n2de'")
        assert not rows(wire, "SELECT Id FROM PermissionSet WHERE NamespacePrefix = 'n2de'")
        assert not [one for one in labels(wire) if one.startswith("DE ")]


def test_without_the_package_its_apex_does_not_compile() -> None:
    with lacking("package") as wire:
        answer = told(wire.apex(THROW))
        assert (answer["compiled"], answer["success"]) == (False, False)
        assert answer["compileProblem"] == "Variable does not exist: n2de"
        assert answer["line"] == 1


def test_without_the_package_its_objects_cannot_be_queried() -> None:
    with lacking("package") as wire:
        refused = wire.query("SELECT Id FROM n2de__Distribution_Team__c")
        assert (refused.status_code, refused.json()[0]["errorCode"]) == (400, "INVALID_TYPE")


@pytest.mark.parametrize("what", ["package", "action"])
def test_an_action_that_is_not_there_can_be_neither_described_nor_called(what: str) -> None:
    with lacking(what) as wire:
        assert "DE Toggle Users" not in labels(wire)
        for answer in (wire.get(TOGGLE), wire.post(TOGGLE, {"inputs": [{}]})):
            assert (answer.status_code, answer.json()) == (404, MISSING)


def test_without_the_action_the_rest_of_the_package_is_there() -> None:
    with lacking("action") as wire:
        assert "DE Trigger Distribution" in labels(wire)
        assert availability(wire)


def test_without_author_apex_a_managed_class_does_not_compile_though_own_code_does() -> None:
    with lacking("author-apex") as wire:
        refused, allowed = told(wire.apex(THROW)), told(wire.apex("Integer own = 1;"))
        assert (refused["compiled"], refused["exceptionMessage"]) == (False, None)
        assert "n2de.DistributionEngineGlobal" in refused["compileProblem"]
        assert allowed["success"]
        assert permissions(wire) == (True, False)


def test_without_author_apex_the_action_still_toggles() -> None:
    with lacking("author-apex") as wire:
        names = {one["label"]: one["name"] for one in told(wire.get(TOGGLE))["inputs"]}
        user = wire.user()
        off = not wire.world.toggled_on(user)
        answer = wire.post(TOGGLE, {"inputs": [{names["Toggle user online?"]: off, names["User id"]: user}]})
        assert told(answer)[0]["isSuccess"]
        assert wire.world.toggled_on(user) is off


def test_without_manage_users_only_own_sessions_and_logins_show_and_de_answers_all_the_same() -> None:
    with lacking("manage-users") as wire:
        own = {wire.world.caller_id}
        assert {row["UsersId"] for row in rows(wire, "SELECT UsersId FROM AuthSession")} == own
        assert {row["UserId"] for row in rows(wire, "SELECT UserId FROM LoginHistory")} == own
        assert permissions(wire) == (False, True)
        assert len(availability(wire)) > 1


@pytest.mark.parametrize("production", [True, False])
def test_only_a_production_org_is_no_sandbox(production: bool) -> None:
    with served(production=production) as wire:
        (row,) = rows(wire, "SELECT IsSandbox FROM Organization")
        assert row["IsSandbox"] is not production


@pytest.mark.parametrize(("answers", "shown"), [("availability", {False}), ("toggle", {True})])
def test_the_boolean_is_what_the_org_was_asked_to_mean_by_it(answers: Answers, shown: set[bool]) -> None:
    with served(answers=answers) as wire:
        user = wire.user()
        wire.world.manager_toggles(user, on=True)
        wire.world.out_of_office(user, days=1)
        assert states(wire, user) == shown
