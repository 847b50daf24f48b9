from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from tests.org.scripted import QUEUE, USER, Asked, Scripted, Watch, page
from tui.org.rows.people import People, is_person
from tui.org.wire.errors import Rejected, Unreachable
from tui.org.wire.literals import long_id
from tui.org.wire.steps import Steps
from tui.presence.model import Problem, User

HOSTILE = "[bold]x[/] \x1b[31m \u202egnirts 😀" + "x" * 300


def user_id(number: int) -> str:
    return long_id(f"0055e00000{number:05d}")


class Office:
    """An org of users, queues, frozen logins and holders of permission sets; counts users a page as told."""

    def __init__(self, ids: Iterable[str], page_size: int = 2_000) -> None:
        self.users = {one: self.row(one) for one in ids}
        self.frozen: set[str] = set()
        self.holders: list[tuple[str, str, str]] = []
        self.broken: set[str] = set()
        self.page_size = page_size
        self.code = "INVALID_TYPE"

    @staticmethod
    def row(one: str) -> dict[str, object]:
        return {
            "Id": one,
            "Name": f"Name {one}",
            "Username": f"{one}@acme.example".lower(),
            "IsActive": True,
            "UserType": "Standard",
            "ProfileId": "00e5e0000000001AAA",
            "Profile": {"Name": "Sales", "UserLicense": {"Name": "Salesforce"}},
        }

    def __call__(self, asked: Asked) -> object:
        sobject = re.findall(r"FROM (\w+)", asked.soql)[0] if asked.soql else "User"
        if sobject in self.broken:
            return Rejected("The org refused the request", "INVALID_TYPE", code=self.code)
        ids = re.findall(r"'([a-zA-Z0-9]{18})'", asked.soql)
        if sobject == "UserLogin":
            return page(*({"UserId": one} for one in sorted(self.frozen)))
        if sobject == "Group":
            return page(*({"Id": one, "Name": f"Queue {one}"} for one in ids))
        if sobject == "PermissionSetAssignment":
            return page(*(self.held(*one) for one in self.holders))
        return self.users_page(asked, ids)

    def users_page(self, asked: Asked, ids: list[str]) -> object:
        if "WHERE" in asked.soql:
            return page(*(self.users[one] for one in ids if one in self.users))
        start = int(asked.path.rsplit("-", 1)[1]) if "-" in asked.path else 0
        stop = start + self.page_size
        rows = [self.users[one] for one in sorted(self.users)]
        more = f"/services/data/v67.0/query/01g-{stop}" if stop < len(rows) else None
        return page(*rows[start:stop], total=len(rows), more=more)

    @staticmethod
    def held(who: str, name: str, label: str) -> dict[str, object]:
        return {
            "AssigneeId": who,
            "PermissionSetId": "0PS5e0000000001AAA",
            "PermissionSet": {"Name": name, "Label": label},
        }


def read(
    org: Scripted, wanted: Iterable[str], people: People | None = None, sets: tuple[str, ...] = ()
) -> dict[str, User]:
    users, problems = (people or People()).read(org, set(wanted), sets, Steps(Watch()))
    assert problems == []
    return dict(users)


def test_a_user_comes_with_name_profile_and_whether_active() -> None:
    office = Office([USER])
    office.users[USER] |= {"IsActive": False}
    assert read(Scripted(office), [USER])[USER] == User(
        USER,
        f"Name {USER}",
        f"{USER}@acme.example".lower(),
        is_active=False,
        person=True,
        profile_id="00e5e0000000001AAA",
        profile="Sales",
    )


def test_hostile_names_arrive_as_they_are() -> None:
    office = Office([USER])
    office.users[USER] |= {"Name": HOSTILE}
    assert read(Scripted(office), [USER])[USER].name == HOSTILE


@pytest.mark.parametrize("licence", ["Salesforce", "Salesforce Platform", "Partner Community", ""])
@pytest.mark.parametrize("kind", ["Standard", "PowerPartner", "PowerCustomerSuccess", "CspLitePortal", "CSPLitePortal"])
def test_people_are_told_by_their_kind_and_licence(kind: str, licence: str) -> None:
    assert is_person(kind, licence)


@pytest.mark.parametrize(
    ("kind", "licence"),
    [
        ("AutomatedProcess", "Salesforce"),
        ("CloudIntegrationUser", "Cloud Integration User"),
        ("Guest", "Guest User License"),
        ("Standard", "Salesforce Integration"),
        ("Standard", "Analytics  Cloud  Integration  User"),
        ("Standard", "XOrg Proxy User"),
        ("SomethingNew", "Salesforce"),
        (None, ""),
    ],
)
def test_programs_guests_and_kinds_nobody_knows_are_no_people(kind: str | None, licence: str) -> None:
    assert not is_person(kind, licence)


def test_frozen_users_are_marked() -> None:
    office = Office([USER, user_id(2)])
    office.frozen = {USER, user_id(99)}
    users = read(Scripted(office), [USER, user_id(2)])
    assert (users[USER].is_frozen, users[user_id(2)].is_frozen) == (True, False)


def test_a_queue_comes_with_its_groups_name() -> None:
    users = read(Scripted(Office([])), [QUEUE])
    assert users[QUEUE].name == f"Queue {QUEUE}"
    assert users[QUEUE].queue


def test_a_user_whom_the_org_does_not_show_is_nobody_to_toggle() -> None:
    stranger = read(Scripted(Office([])), [USER])[USER]
    assert (stranger.name, stranger.person, stranger.is_active) == (USER, False, False)


def test_users_are_asked_for_by_lists_of_two_hundred() -> None:
    everybody = [user_id(number) for number in range(450)]
    org = Scripted(Office(everybody))
    assert len(read(org, everybody)) == 450
    lists = [asked for asked in org.asked if "FROM User WHERE" in asked.soql]
    assert len(lists) == 3
    assert max(len(asked.soql) for asked in lists) < 6_000


def test_where_most_users_are_wanted_all_are_read_without_a_list() -> None:
    everybody = [user_id(number) for number in range(1_500)]
    org = Scripted(Office(everybody, page_size=1_000))
    assert len(read(org, everybody)) == 1_500
    assert not any("FROM User WHERE" in asked.soql for asked in org.asked)


def test_in_an_org_of_very_many_others_lists_are_used_after_all() -> None:
    everybody = [user_id(number) for number in range(20_000)]
    org = Scripted(Office(everybody, page_size=1_000))
    assert len(read(org, everybody[:1_200])) == 1_200
    assert sum("FROM User WHERE" in asked.soql for asked in org.asked) == 6


def test_what_is_known_is_not_asked_for_again() -> None:
    org, people = Scripted(Office([USER, user_id(2)])), People()
    read(org, [USER], people)
    before = len(org.asked)
    read(org, [USER], people)
    assert len(org.asked) == before


def test_a_new_user_alone_is_asked_for() -> None:
    org, people = Scripted(Office([USER, user_id(2)])), People()
    read(org, [USER], people)
    org.asked.clear()
    read(org, [USER, user_id(2)], people)
    assert USER not in org.asked[0].soql
    assert user_id(2) in org.asked[0].soql


def test_a_refresh_reads_everybody_anew() -> None:
    office, people = Office([USER]), People()
    org = Scripted(office)
    read(org, [USER], people)
    office.users[USER] |= {"Name": "Married"}
    people.refresh()
    assert read(org, [USER], people)[USER].name == "Married"


def test_a_refresh_that_fails_keeps_the_old_names_and_says_so() -> None:
    org, people = Scripted(Office([USER])), People()
    read(org, [USER], people)
    people.refresh()
    users, problems = people.read(Scripted(lambda _: Unreachable("away")), {USER}, (), Steps(Watch()))
    assert users[USER].name == f"Name {USER}"
    assert problems == [Problem("away", "", "")]


def test_where_frozen_users_cannot_be_told_names_still_come_and_the_problem_is_said() -> None:
    office = Office([USER])
    office.broken = {"UserLogin"}
    users, problems = People().read(Scripted(office), {USER}, (), Steps(Watch()))
    assert users[USER].name == f"Name {USER}"
    assert problems[0].title == "Frozen users cannot be told"


def test_r4_where_frozen_users_cannot_be_told_just_now_nobody_is_known_and_all_are_asked_again() -> None:
    office, people = Office([USER]), People()
    office.broken, office.code, office.frozen = {"UserLogin"}, "QUERY_TIMEOUT", {USER}
    users, problems = people.read(Scripted(office), {USER}, (), Steps(Watch()))
    assert not users[USER].person
    assert problems
    office.broken = set()
    assert read(Scripted(office), [USER], people)[USER].is_frozen


def test_where_queues_cannot_be_told_the_users_still_come_and_the_problem_is_said() -> None:
    office = Office([USER])
    office.broken = {"Group"}
    users, problems = People().read(Scripted(office), {USER, QUEUE}, (), Steps(Watch()))
    assert (users[USER].name, users[QUEUE].name, users[QUEUE].person) == (f"Name {USER}", QUEUE, False)
    assert [one.title for one in problems] == ["Names of queues cannot be read"]


@pytest.mark.parametrize(
    "profile", [None, {"Name": None, "UserLicense": None}, {"Name": None, "UserLicense": {"Name": None}}]
)
def test_a_profile_or_licence_without_a_name_leaves_a_user_whose_licence_is_not_told(profile: object) -> None:
    office = Office([USER])
    office.users[USER] |= {"Profile": profile, "ProfileId": None}
    user = read(Scripted(office), [USER])[USER]
    assert (user.name, user.person, user.profile, user.licence_told) == (f"Name {USER}", True, "", False)


def test_permission_sets_are_asked_for_only_where_the_settings_exclude_some() -> None:
    org = Scripted(Office([USER]))
    read(org, [USER])
    assert not any("PermissionSet" in asked.soql for asked in org.asked)


def test_holders_of_excluded_permission_sets_are_marked_with_its_id_and_names() -> None:
    office = Office([USER])
    office.holders = [(USER, "DE_Off", "Off Duty"), (user_id(7), "DE_Off", "Off Duty")]
    users = read(Scripted(office), [USER], sets=("Off Duty",))
    assert users[USER].permission_sets == ("0PS5e0000000001AAA", "DE_Off", "Off Duty")


def test_where_holders_cannot_be_told_new_users_are_nobody_to_toggle() -> None:
    office = Office([USER])
    office.broken = {"PermissionSetAssignment"}
    users, problems = People().read(Scripted(office), {USER}, ("Off Duty",), Steps(Watch()))
    assert not users[USER].person
    assert problems


def test_names_of_permission_sets_are_only_text() -> None:
    org = Scripted(Office([USER]))
    read(org, [USER], sets=("x' OR Name != '",))
    asked = next(one.soql for one in org.asked if "PermissionSet" in one.soql)
    assert r"'x\' OR Name != \''" in asked
