from __future__ import annotations

import pytest

from tests.org.scripted import TEAM, Asked, Scripted, page
from tui.org.rows.teams import Teams
from tui.org.wire.errors import MissingPermission, Rejected, Unreachable
from tui.presence.model import Team

OTHER = "a0B5e0000000002EAA"


class Package:
    """An org that knows its own objects."""

    name_field = "Name"
    sobject = "n2de__Team__c"

    def __init__(self) -> None:
        self.refused = ""

    def __call__(self, asked: Asked) -> object:
        if self.refused and self.refused in (asked.path, asked.path.rsplit("/", 1)[-1]):
            return MissingPermission("no")
        if asked.path == "sobjects":
            return {"sobjects": [{"name": "User", "keyPrefix": "005"}, {"name": self.sobject, "keyPrefix": "a0B"}]}
        if asked.path.endswith("/describe"):
            return {"fields": [{"name": "Id", "nameField": False}, {"name": self.name_field, "nameField": True}]}
        rows = ({"Id": one, self.name_field: f"Team {one[14]}"} for one in (TEAM, OTHER) if one in asked.soql)
        return page(*rows)


def test_a_teams_object_and_name_field_are_found_by_the_prefix_of_its_id() -> None:
    org = Scripted(Package())
    assert Teams().read(org, [TEAM]) == {TEAM: Team(TEAM, "Team 1")}
    assert org.asked[1].path == "sobjects/n2de__Team__c/describe"
    assert org.asked[2].soql.startswith("SELECT Id,Name FROM n2de__Team__c WHERE Id IN (")


@pytest.mark.parametrize("refused", ["sobjects", "describe", "query"])
def test_where_the_org_refuses_the_id_stands_for_the_name(refused: str) -> None:
    package = Package()
    package.refused = refused
    assert Teams().read(Scripted(package), [TEAM]) == {TEAM: Team(TEAM, TEAM)}


def test_a_refusal_is_not_asked_for_again_at_every_reading() -> None:
    package = Package()
    package.refused = "describe"
    org, teams = Scripted(package), Teams()
    teams.read(org, [TEAM])
    before = len(org.asked)
    teams.read(org, [TEAM])
    assert len(org.asked) == before


def test_an_unknown_prefix_leaves_the_id() -> None:
    assert Teams().read(Scripted(Package()), ["a9Z5e0000000001EAA"])["a9Z5e0000000001EAA"].name == "a9Z5e0000000001EAA"


def test_names_are_remembered_and_only_new_teams_asked_for() -> None:
    org, teams = Scripted(Package()), Teams()
    teams.read(org, [TEAM])
    org.asked.clear()
    assert teams.read(org, [TEAM, OTHER])[OTHER].name == "Team 2"
    assert [TEAM in asked.soql for asked in org.asked if asked.soql] == [False]


def test_names_are_read_anew_once_forgotten() -> None:
    org, teams = Scripted(Package()), Teams()
    teams.read(org, [TEAM])
    teams.forget()
    org.asked.clear()
    teams.read(org, [TEAM])
    assert org.asked[0].path == "sobjects"


def test_an_object_whose_name_is_no_name_is_not_put_into_a_query() -> None:
    package = Package()
    package.sobject = "Team; DELETE"
    org = Scripted(package)
    assert Teams().read(org, [TEAM])[TEAM].name == TEAM
    assert len(org.asked) == 1


def test_an_org_that_is_gone_is_no_refusal() -> None:
    with pytest.raises(Unreachable):
        Teams().read(Scripted(lambda _: Unreachable("gone")), [TEAM])


def test_after_a_short_absence_of_the_org_names_are_asked_for_again() -> None:
    teams = Teams()
    with pytest.raises(Unreachable):
        teams.read(Scripted(lambda _: Unreachable("gone")), [TEAM])
    assert teams.read(Scripted(Package()), [TEAM])[TEAM].name == "Team 1"


def test_a_failed_query_of_one_kind_leaves_the_others_their_names() -> None:
    package = Package()

    def org(asked: Asked) -> object:
        return Rejected("no") if "a0C" in asked.soql else package(asked)

    read = Teams().read(Scripted(org), [TEAM, "a0C5e0000000001EAA"])
    assert read[TEAM].name == "Team 1"
