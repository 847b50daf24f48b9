"""DE in the world: the toggle, what stands above it, and calls that fail as a whole."""

from __future__ import annotations

import pytest

from tests.demo.world_days import START, Day
from tui.demo.world.population import QUEUE_ID, hours_around
from tui.demo.world.world import DEError


def test_a_toggle_holds_in_all_teams_and_carries_its_reason() -> None:
    day = Day()
    person = day.alone()
    day.world.toggle([(person.id, True, None)], "action")
    assert set(day.answers_for(person.id)) == {True}
    day.world.toggle([(person.id, False, "Lunch")], "anonymous")
    assert set(day.answers_for(person.id)) == {False}
    assert day.world.reason_of(person.id) == "Lunch"


def test_what_was_received_is_remembered_with_its_way_in() -> None:
    day = Day()
    person = day.alone()
    day.world.toggle([(person.id, True, None)], "action")
    (received,) = day.world.received
    assert (received.user_id, received.online, received.via) == (person.id, True, "action")
    assert (received.at, received.actor) == (START, day.world.caller_id)


def test_a_short_id_means_the_same_user() -> None:
    day = Day()
    person = day.alone()
    day.world.toggle([(person.id[:15], True, None)], "anonymous")
    assert day.world.toggled_on(person.id)


@pytest.mark.parametrize("wrong", ["0055e0000000000AAA", QUEUE_ID, "nonsense"])
def test_one_id_that_is_no_users_fails_the_whole_call(wrong: str) -> None:
    day = Day()
    person = day.alone()
    with pytest.raises(DEError, match=wrong):
        day.world.toggle([(person.id, True, None), (wrong, True, None)], "anonymous")
    assert not day.world.toggled_on(person.id)
    assert day.world.received == []


def test_a_rollback_leaves_nothing_of_a_transaction() -> None:
    day = Day()
    person = day.alone()
    day.world.toggle([(person.id, False, "before")], "action")
    mark = day.world.savepoint()
    day.world.toggle([(person.id, True, None)], "anonymous")
    day.world.toggle([(person.id, False, "after"), (day.world.caller_id, True, None)], "anonymous")
    day.world.rollback(mark)
    assert day.world.reason_of(person.id) == "before"
    assert len(day.world.received) == 1


def test_out_of_office_makes_somebody_unavailable_though_the_toggle_is_on() -> None:
    day = Day()
    person = day.alone()
    day.world.toggle([(person.id, True, None)], "action")
    day.world.out_of_office(person.id, days=1)
    assert set(day.answers_for(person.id)) == {False}
    assert day.world.toggled_on(person.id)
    day.later(86_400 * 2)
    assert any(day.answers_for(person.id))


def test_hours_make_a_team_unavailable_and_a_shift_overrides_them() -> None:
    day = Day()
    person = day.alone()
    day.world.toggle([(person.id, True, None)], "action")
    teams = [team for team in day.world.engine.teams if person.id in team.members]
    for team in teams:
        team.hours = hours_around(START, before=9, after=-1)
    assert set(day.answers_for(person.id)) == {False}
    for team in teams:
        team.members[person.id] = hours_around(START, before=1, after=1)
    assert set(day.answers_for(person.id)) == {True}
    day.later(3_600)
    assert set(day.answers_for(person.id)) == {False}


def test_hours_may_run_over_midnight() -> None:
    night = hours_around(START, before=1, after=20)
    assert night.covers(START.replace(hour=23))
    assert night.covers(START.replace(hour=3))
    assert not night.covers(START.replace(hour=8))


def test_a_holiday_stops_a_whole_team_and_makes_its_members_mixed() -> None:
    day = Day("typical")
    (resting,) = [team for team in day.world.engine.teams if team.holiday]
    answers = day.world.availability()[resting.id]
    assert answers
    assert not any(answers.values())
    assert any(True in day.answers_for(member) for member in resting.members)


def test_an_org_that_answers_the_toggle_knows_no_hours() -> None:
    day = Day("typical", answers="toggle")
    for team_id, members in day.world.availability().items():
        for member, answer in members.items():
            assert answer == (member == QUEUE_ID or day.world.toggled_on(member)), team_id


def test_some_are_held_back_by_de_from_the_start() -> None:
    day = Day("typical")
    held = [
        one
        for one in day.world.population.members
        if day.world.toggled_on(one.id) and not any(day.answers_for(one.id)) and day.state(one.id) != "absent"
    ]
    assert len(held) >= 2


def test_somebodys_shift_begins_while_one_watches() -> None:
    day = Day("typical")
    before = {one.id for one in day.world.population.members if any(day.answers_for(one.id))}
    day.later(300)
    after = {one.id for one in day.world.population.members if any(day.answers_for(one.id))}
    assert len(after - before) == 1


def test_a_queue_is_a_member_and_has_no_toggle() -> None:
    day = Day("typical")
    assert day.answers_for(QUEUE_ID) == [True]
    assert day.rows("Group", Id=QUEUE_ID)[0]["Type"] == "Queue"


def test_one_team_has_one_member_and_nobody_is_in_more_than_four() -> None:
    day = Day("typical")
    sizes = [len(team) for team in day.world.availability().values()]
    assert len(sizes) == 8
    assert sizes.count(1) == 1
    assert all(1 <= len(day.answers_for(one.id)) <= 4 for one in day.world.population.members)


def test_among_the_members_are_an_inactive_a_frozen_a_program_and_a_partner() -> None:
    day = Day("small")
    members = day.world.population.members
    rows = {row["Id"]: row for row in day.world.records("User")}
    assert [one for one in members if rows[one.id]["IsActive"] is False]
    frozen = {row["UserId"] for row in day.world.records("UserLogin") if row["IsFrozen"]}
    assert [one for one in members if one.id in frozen]
    assert [one for one in members if one.profile.license.name == "Salesforce Integration"]
    assert [one for one in members if rows[one.id]["UserType"] == "PowerPartner"]


def test_the_caller_is_a_member_in_the_typical_org() -> None:
    day = Day("typical")
    assert day.answers_for(day.world.caller_id)
    assert day.state(day.world.caller_id) == "active"


def test_two_people_have_the_same_name_and_all_have_their_own_username() -> None:
    rows = Day("typical").world.records("User")
    names = [row["Name"] for row in rows]
    assert len(set(names)) < len(names)
    assert len(set(names)) > len(names) - 5
    assert len({row["Username"] for row in rows}) == len(rows)
