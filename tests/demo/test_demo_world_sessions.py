"""Sessions in the world: the half-life rule, expiry, logout, and who has which."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from tests.demo.world_days import START, Day


def modified(day: Day, session_id: str) -> float:
    """When a session was last modified, in seconds since the start."""
    (row,) = day.rows("AuthSession", Id=session_id)
    moment = row["LastModifiedDate"]
    assert isinstance(moment, datetime)
    return (moment - START).total_seconds()


def test_activity_in_the_first_half_of_the_timeout_leaves_no_trace() -> None:
    day = Day()
    person = day.alone()
    session = day.world.log_in(person.id, valid=1_800)
    day.later(600)
    day.world.work(person.id)
    assert modified(day, session) == 0


def test_activity_in_the_second_half_of_the_timeout_renews_the_session() -> None:
    day = Day()
    person = day.alone()
    session = day.world.log_in(person.id, valid=1_800)
    day.later(1_200)
    day.world.work(person.id)
    assert modified(day, session) == 1_200
    assert day.state(person.id) == "active"


def test_an_expired_session_is_not_renewed_and_its_row_stays() -> None:
    day = Day()
    person = day.alone()
    session = day.world.log_in(person.id, valid=900)
    day.later(900)
    day.world.work(person.id)
    assert modified(day, session) == 0
    assert day.state(person.id) == "absent"


def test_expire_ends_every_session_of_a_user_at_once_but_not_the_callers_own() -> None:
    day = Day()
    person = day.alone()
    session = day.world.log_in(person.id)
    day.world.expire(person.id)
    day.world.expire(day.world.caller_id)
    assert day.state(person.id) == "absent"
    assert day.rows("AuthSession", Id=session)
    assert modified(day, str(day.rows("AuthSession", IsCurrent=True)[0]["Id"])) == 0


def test_idle_leaves_so_many_seconds() -> None:
    day = Day()
    person = day.alone()
    day.world.log_in(person.id, valid=7_200)
    day.world.idle(person.id, left=60)
    assert day.state(person.id) == "idle"
    day.later(60)
    assert day.state(person.id) == "absent"


def test_a_logout_takes_the_screens_rows_and_is_told_as_an_event() -> None:
    day = Day()
    person = day.alone()
    screen = day.world.log_in(person.id)
    program = day.world.log_in(person.id, session_type="Oauth2", login_type="Remote Access 2.0")
    day.world.log_out(person.id)
    assert not day.rows("AuthSession", Id=screen)
    assert day.rows("AuthSession", Id=program)
    assert [event.user_id for event in day.world.logouts] == [person.id]


def test_a_login_is_in_the_history_with_the_picklists_value() -> None:
    day = Day()
    person = day.alone()
    session = day.world.log_in(person.id, login_type="SAML Sfdc Initiated SSO")
    (row,) = day.rows("AuthSession", Id=session)
    (login,) = day.rows("LoginHistory", Id=row["LoginHistoryId"])
    assert (row["LoginType"], login["LoginType"]) == ("SAML Sfdc Initiated SSO", "Saml2")
    assert login["LoginTime"] == START
    assert day.rows("LoginGeo", Id=row["LoginGeoId"])[0]["City"] == person.place.city


def test_relationships_are_nested_rows() -> None:
    day = Day()
    person = day.alone()
    session = day.world.log_in(person.id)
    (row,) = day.rows("AuthSession", Id=session)
    users = row["Users"]
    assert isinstance(users, dict | type(row))
    assert users["Name"] == person.name
    assert row["ParentId"] == session


def test_an_aura_child_names_its_screen_as_parent_and_goes_with_it() -> None:
    day = Day("typical")
    child = day.rows("AuthSession", SessionType="Aura", LoginType="Application")[0]
    (parent,) = day.rows("AuthSession", Id=child["ParentId"])
    assert parent["SessionType"] in {"UI", "SubstituteUser"}
    day.world.log_out(str(child["UsersId"]))
    assert not day.rows("AuthSession", Id=child["Id"])


def test_a_login_as_bears_the_users_id_though_the_user_is_away() -> None:
    day = Day("typical")
    switched = day.rows("AuthSession", SessionType="SubstituteUser")
    assert len(switched) == 2
    for row in switched:
        assert row["LoginType"] == "SysAdmin Switch"
        assert day.state(str(row["UsersId"])) == "absent"
        (child,) = [one for one in day.rows("AuthSession", ParentId=row["Id"]) if one["Id"] != row["Id"]]
        assert child["SessionType"] == "UI"


def test_the_org_has_sessions_of_many_types_logins_and_lifetimes() -> None:
    rows = Day("typical").world.records("AuthSession")
    types = Counter(row["SessionType"] for row in rows)
    assert {"UI", "Aura", "Oauth2", "API", "Visualforce", "Content", "SubstituteUser", "ChatterNetworks"} <= set(types)
    assert {"Application", "SAML Sfdc Initiated SSO", "Lightning Login"} <= {row["LoginType"] for row in rows}
    lifetimes = {row["NumSecondsValid"] for row in rows}
    assert {900, 86_400} <= lifetimes


def test_some_expired_rows_are_still_there() -> None:
    day = Day("typical")
    expired = [one for one in day.world.sessions.rows.values() if one.expires <= day.now]
    assert len(expired) > 10


def test_people_outside_de_have_sessions_too() -> None:
    day = Day("typical")
    members = {member for team in day.world.availability().values() for member in team}
    assert {row["UsersId"] for row in day.world.records("AuthSession")} - members


def test_a_deactivated_user_loses_the_sessions_and_keeps_the_teams() -> None:
    day = Day()
    person = day.alone()
    day.world.log_in(person.id)
    day.world.deactivate(person.id)
    assert not day.rows("AuthSession", UsersId=person.id)
    assert day.rows("User", Id=person.id)[0]["IsActive"] is False
    assert day.answers_for(person.id)


def test_a_frozen_user_is_told_by_user_login_and_keeps_the_sessions() -> None:
    day = Day()
    person = day.alone()
    day.world.log_in(person.id)
    day.world.freeze(person.id)
    assert day.rows("UserLogin", UserId=person.id)[0]["IsFrozen"] is True
    assert day.rows("AuthSession", UsersId=person.id)
