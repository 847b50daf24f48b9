"""The world as a whole: repeatable, of the asked size, and visible only as far as the caller may see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from tests.demo.world_days import START, Day
from tui.demo.options import Options
from tui.demo.world.hostile import HOSTILE_NAMES
from tui.demo.world.ids import to_18
from tui.demo.world.world import World


def told(day: Day, *sobjects: str) -> list[list[dict[str, object]]]:
    return [[flat(row) for row in day.world.records(name)] for name in sobjects]


def flat(row: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if not isinstance(value, Mapping)}


EVERYTHING = ("User", "AuthSession", "LoginHistory", "PermissionSetAssignment", "UserLogin")


def test_the_same_seed_and_start_give_the_same_people_and_the_same_day() -> None:
    days = [Day("typical", 7, quiet=False) for _ in range(2)]
    days[0].later(1_800)
    for _ in range(180):
        days[1].later(10)
    assert told(days[0], *EVERYTHING) == told(days[1], *EVERYTHING)
    assert days[0].world.availability() == days[1].world.availability()
    assert days[0].world.access_token == days[1].world.access_token


def test_another_seed_gives_other_people() -> None:
    one, other = Day(seed=1), Day(seed=2)
    assert told(one, "User") != told(other, "User")
    assert one.world.org_id != other.world.org_id


def test_another_size_is_another_org() -> None:
    assert len({Day(size).world.org_id for size in (8, "small", "typical")}) == 3


def test_toggles_from_outside_do_not_change_who_comes_and_goes() -> None:
    left_alone, meddled = Day("typical", quiet=False), Day("typical", quiet=False)
    meddled.world.toggle([(one.id, False, None) for one in meddled.world.population.members], "anonymous")
    left_alone.later(3_600)
    meddled.later(3_600)
    assert told(left_alone, "AuthSession") == told(meddled, "AuthSession")


@pytest.mark.parametrize(("size", "users"), [("small", 20), ("typical", 200), ("large", 5_000), (37, 37), (2, 2)])
def test_a_size_is_the_number_of_de_users(size: str | int, users: int) -> None:
    day = Day(size)
    members = {member for team in day.world.availability().values() for member in team}
    assert len([one for one in members if one.startswith("005")]) == users


@pytest.mark.parametrize("size", [1, "enormous"])
def test_a_size_that_makes_no_org_is_refused(size: str | int) -> None:
    with pytest.raises(ValueError, match=r"unknown size|two DE users"):
        Options(size=size)


def test_a_large_org_has_two_point_four_sessions_a_user() -> None:
    assert len(Day("large").world.records("AuthSession")) == 12_000


def test_every_record_has_an_id_of_its_object_with_a_valid_checksum() -> None:
    day = Day("typical")
    for name, sobject in day.world.schema.items():
        for row in day.world.records(name):
            record = str(row["Id"])
            assert to_18(record[:15]) == record
            assert sobject.key_prefix is None or record.startswith(sobject.key_prefix)


def test_the_checksum_is_the_platforms() -> None:
    assert to_18("0015000000Gv7qJ") == "0015000000Gv7qJAAR"
    assert to_18("a0K5e0000000ABC") == "a0K5e0000000ABCEA2"


def test_record_ids_are_unique_in_their_table() -> None:
    day = Day("typical")
    for name in day.world.schema:
        ids = [row["Id"] for row in day.world.records(name)]
        assert len(set(ids)) == len(ids), name


def test_rows_hold_exactly_the_fields_and_relationships_of_the_schema() -> None:
    day = Day()
    filled = {name for name in day.world.schema if day.world.records(name)}
    assert {"User", "AuthSession", "LoginHistory", "LoginGeo", "Organization", "Group"} < filled
    for name in filled:
        sobject = day.world.schema[name]
        assert set(day.world.records(name)[0]) == set(sobject.fields) | set(sobject.relationships), name


def test_objects_are_found_in_any_case_of_letters() -> None:
    schema = Day().world.schema
    found = schema.find("authsession")
    assert found is schema["AuthSession"]
    assert found is not None
    assert found.field("usersid") is found.fields["UsersId"]
    assert found.relationship("users") == ("Users", "User")
    assert schema.find("Nothing") is None


def test_only_the_session_behind_the_token_is_current() -> None:
    day = Day("typical")
    current = day.rows("AuthSession", IsCurrent=True)
    assert [row["UsersId"] for row in current] == [day.world.caller_id]
    assert current[0]["SessionType"] == "Oauth2"


def test_the_callers_own_session_lives_as_long_as_requests_come() -> None:
    day = Day()
    for _ in range(10):
        day.later(3_000)
    (own,) = day.rows("AuthSession", IsCurrent=True)
    modified = own["LastModifiedDate"]
    assert isinstance(modified, datetime)
    assert (day.now - modified).total_seconds() < 7_200


def test_without_manage_users_only_own_sessions_and_logins_show() -> None:
    day = Day("typical", without=frozenset({"manage-users"}))
    caller = day.world.caller_id
    assert {row["UsersId"] for row in day.world.records("AuthSession")} == {caller}
    assert {row["UserId"] for row in day.world.records("LoginHistory")} == {caller}
    assert not day.world.records("LoginGeo")
    assert len(day.world.records("User")) > 200


@pytest.mark.parametrize(
    ("what", "field"),
    [("manage-users", "PermissionsManageUsers"), ("author-apex", "PermissionsAuthorApex")],
)
def test_the_callers_permissions_are_one_row(what: str, field: str) -> None:
    (may,) = Day().world.records("UserPermissionAccess")
    (may_not,) = Day(without=frozenset({what})).world.records("UserPermissionAccess")
    assert (may[field], may_not[field]) == (True, False)
    assert may_not["PermissionsViewSetup"] is True


def test_a_permission_can_be_taken_while_the_org_runs() -> None:
    day = Day("typical")
    day.world.revoke("manage-users")
    assert {row["UsersId"] for row in day.world.records("AuthSession")} == {day.world.caller_id}
    day.world.grant("manage-users")
    assert len(day.world.records("AuthSession")) > 200


def test_without_the_package_nothing_of_it_is_in_the_org() -> None:
    bare = Day(without=frozenset({"package"})).world
    assert not [name for name in bare.schema if name.startswith("n2de__")]
    assert not [row for row in bare.records("PermissionSet") if row["NamespacePrefix"] == "n2de"]
    assert not bare.records("PackageLicense")


@pytest.mark.parametrize("production", [True, False])
def test_a_production_org_is_no_sandbox(production: bool) -> None:
    (org,) = Day(production=production).world.records("Organization")
    assert org["IsSandbox"] is not production
    assert org["Id"] == Day(production=production).world.org_id


def test_the_teams_names_are_found_by_the_key_prefix_of_des_answer() -> None:
    day = Day("typical")
    teams = set(day.world.availability())
    (name,) = {one.name for one in day.world.schema.values() if one.key_prefix in {team[:3] for team in teams}}
    (name_field,) = [field for field in day.world.schema[name].fields.values() if field.name_field]
    names = {row["Id"]: row[name_field.name] for row in day.world.records(name)}
    assert set(names) == teams
    assert "Enterprise" in names.values()


def test_login_history_filters_only_what_the_platform_filters() -> None:
    fields = Day().world.schema["LoginHistory"].fields
    assert all(fields[name].filterable for name in ("UserId", "LoginTime", "LoginType", "LoginUrl"))
    assert not any(fields[name].filterable for name in ("Application", "Browser", "Platform", "Status", "ApiType"))
    assert not Day().world.schema["AuthSession"].fields["SourceIp"].like


def test_a_token_may_be_given_and_else_has_the_platforms_shape() -> None:
    day = Day()
    assert day.world.access_token.startswith(f"{day.world.org_id[:15]}!")
    assert World(Options("small"), lambda: START, token="00Dxxxxxxxxxxxx!a").access_token == "00Dxxxxxxxxxxxx!a"


def test_times_are_aware_and_in_whole_seconds() -> None:
    day = Day("typical", quiet=False)
    day.later(777.7)
    for row in day.world.records("AuthSession"):
        for name in ("CreatedDate", "LastModifiedDate"):
            moment = row[name]
            assert isinstance(moment, datetime)
            assert moment.tzinfo is UTC
            assert moment.microsecond == 0


def test_hostile_names_come_when_asked_for_and_not_before() -> None:
    assert not {row["Name"] for row in Day("typical").world.records("User")} & set(HOSTILE_NAMES)
    names = {row["Name"] for row in Day("typical", hostile=True).world.records("User")}
    assert set(HOSTILE_NAMES) <= names


def test_a_renamed_user_keeps_everything_else() -> None:
    day = Day()
    person = day.alone()
    username = person.username
    day.world.rename(person.id, "[/]")
    (row,) = day.rows("User", Id=person.id)
    assert (row["Name"], row["Username"]) == ("[/]", username)
