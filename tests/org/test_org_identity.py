from __future__ import annotations

import pytest

from tests.org.scripted import USER, Asked, Scripted, page
from tui.org.rows.identity import read_caller, read_facts, read_permissions
from tui.org.wire.errors import LoginExpired, Misread, MissingPermission, OrgFailure, Rejected
from tui.presence.model import OrgFacts, Permissions

IDENTITY = {"identity": f"https://login.salesforce.com/id/00D5e000000abcDEAQ/{USER}", "query": "/x"}


def whole(asked: Asked) -> object:
    if asked.path == "":
        return IDENTITY
    if "FROM Organization" in asked.soql:
        return page({"Id": "00D5e000000abcDEAQ", "Name": "Acme", "IsSandbox": True})
    return page({"Id": USER, "Username": "admin@acme.example"})


def test_the_org_and_the_caller_are_told() -> None:
    facts = read_facts(Scripted(whole), "https://acme.my.salesforce.com")
    org_id = "00D5e000000abcDEAQ"
    url = "https://acme.my.salesforce.com"
    assert facts == OrgFacts(org_id, "Acme", "admin@acme.example", USER, sandbox=True, instance_url=url)


@pytest.mark.parametrize("refusal", [Rejected("no", code="INVALID_TYPE"), MissingPermission("no")])
def test_where_users_are_not_shown_the_caller_is_known_by_their_id(refusal: OrgFailure) -> None:
    facts = read_facts(Scripted(lambda asked: refusal if "FROM User " in asked.soql else whole(asked)), "")
    assert (facts.username, facts.name) == (USER, "Acme")


@pytest.mark.parametrize("told", [False, None])
def test_an_org_that_does_not_say_sandbox_is_production(told: bool | None) -> None:
    def org(asked: Asked) -> object:
        return page({"Id": "00D5e000000abcDEAQ", "IsSandbox": told}) if "Organization" in asked.soql else whole(asked)

    assert not read_facts(Scripted(org), "").sandbox


def test_where_the_resources_name_nobody_userinfo_does() -> None:
    org = Scripted(lambda asked: {"user_id": USER} if "userinfo" in asked.path else {})
    assert read_caller(org) == USER


def test_where_userinfo_is_closed_to_the_token_the_own_session_tells() -> None:
    def org(asked: Asked) -> object:
        if "userinfo" in asked.path:
            return MissingPermission("wrong scope")
        return page({"UsersId": USER}) if asked.soql else {}

    assert read_caller(Scripted(org)) == USER


def test_a_short_user_id_gets_its_long_form() -> None:
    assert read_caller(Scripted(lambda _: {"identity": f"https://x/id/00D/{USER[:15]}"})) == USER


def test_where_nobody_tells_who_we_are_that_is_said() -> None:
    with pytest.raises(Misread):
        read_caller(Scripted(lambda asked: page() if asked.soql else Rejected("no")))


def test_a_dead_token_is_not_tried_by_other_ways() -> None:
    org = Scripted(lambda _: LoginExpired("dead"))
    with pytest.raises(LoginExpired):
        read_caller(org)
    assert len(org.asked) == 1


def test_permissions_come_from_the_callers_own_access() -> None:
    row = {
        "PermissionsManageUsers": True,
        "PermissionsAuthorApex": False,
        "PermissionsCustomizeApplication": True,
        "PermissionsViewSetup": False,
    }
    org = Scripted(lambda _: page(row))
    told = Permissions(manage_users=True, author_apex=False, customize_application=True, view_setup=False)
    assert read_permissions(org) == told
    assert "FROM UserPermissionAccess" in org.asked[0].soql
