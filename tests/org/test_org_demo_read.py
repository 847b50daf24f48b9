"""The wire against the demo org: reading."""

from __future__ import annotations

import asyncio

import pytest

from tests.org.demo_org import MORNING, Place, served
from tests.org.scripted import Watch
from tui.demo.http.org_account import Allowance
from tui.demo.options import Options
from tui.demo.world.hostile import HOSTILE_NAMES
from tui.org.wire.errors import LimitReached, LoginExpired, MissingPermission, NoDE
from tui.presence.evaluate import evaluate
from tui.presence.model import Routes, Snapshot
from tui.presence.ports import Wanted
from tui.presence.reading import why_blind
from tui.presence.settings import PRESETS, Counting, PresenceSettings


def lacking(*what: str, size: str | int = "small") -> Options:
    return Options(size=size, without=frozenset(what))


def people_of(snapshot: Snapshot) -> set[str]:
    return {user_id for team in (snapshot.answer or {}).values() for user_id in team}


@pytest.mark.parametrize("size", ["small", "typical"])
def test_a_reading_carries_a_verdict_and_what_de_answers_is_what_the_world_holds(size: str) -> None:
    with served(Options(size=size)) as place:
        snapshot = place.read()
        assert snapshot.answer == place.world.availability()
    assert why_blind(snapshot, None, own_expected=True) is None
    assert snapshot.at == MORNING
    assert snapshot.problems == ()


def test_everybody_in_the_answer_has_a_name_and_every_team_too() -> None:
    with served(Options(size="typical")) as place:
        snapshot = place.read()
        assert {one: user.name for one, user in snapshot.users.items() if not user.queue} == {
            one: place.world.users[one].name for one in people_of(snapshot) if one.startswith("005")
        }
    assert people_of(snapshot) <= snapshot.users.keys()
    assert all(team.name != team.id for team in snapshot.teams.values())
    assert all(user.name != user.id for user in snapshot.users.values())


def test_the_org_and_the_caller_are_known() -> None:
    with served(Options(size="small", production=True)) as place:
        facts = asyncio.run(place.org.facts())
        assert (facts.id, facts.caller_id) == (place.world.org_id, place.world.caller_id)
        assert facts.username == place.world.caller_username
    assert not facts.sandbox
    assert facts.instance_url == place.server.url


def test_a_large_org_is_read_page_by_page_and_tells_how_far_it_is() -> None:
    with served(Options(size="large")) as place:
        watch = Watch()
        snapshot = place.read(watch=watch)
        assert snapshot.answer == place.world.availability()
    steps = [done for what, done, _ in watch.steps if what == "sessions"]
    assert len(steps) > 1
    assert steps == sorted(steps)
    assert len(snapshot.sessions.rows) == snapshot.sessions.total == steps[-1]


def test_a_second_reading_of_the_same_people_costs_two_calls_of_a_small_org() -> None:
    with served(Options(size="small")) as place:
        place.read()
        assert place.read().api.calls == 2


def test_an_answer_longer_than_a_message_may_be_arrives_in_pages() -> None:
    with served(Options(size="typical"), allowance=Allowance(longest_message=600)) as place:
        snapshot = place.read()
        assert snapshot.answer == place.world.availability()
        first = len(place.requests("executeAnonymous"))
        place.read()
        assert 1 < len(place.requests("executeAnonymous")) - first < first


def test_reading_changes_nothing_in_the_world() -> None:
    with served(Options(size="small")) as place:
        before = place.world.availability()
        place.read()
        assert place.world.availability() == before
        assert place.world.received == []


@pytest.mark.parametrize("preset", ["default", "article"])
def test_the_presence_of_each_user_is_that_of_their_sessions_by_either_preset(preset: str) -> None:
    with served(Options(size="typical")) as place:
        asked = place.read(Wanted(PRESETS[preset]))
        everything = place.read(Wanted(Counting(frozenset({"UI", "Aura"}), frozenset())))
    settings = PresenceSettings(preset="article" if preset == "article" else "default")
    told, whole = (evaluate(one, settings, MORNING).standings for one in (asked, everything))
    assert {one: standing.presence for one, standing in told.items()} == {
        one: standing.presence for one, standing in whole.items()
    }


def test_all_sessions_of_one_user_are_shown_in_the_details() -> None:
    with served(Options(size="small")) as place:
        user = next(one for one in place.world.users if place.world.sessions.of(one))
        at, sessions = asyncio.run(place.org.sessions_of(user))
        assert {one.id for one in sessions} == {one.id for one in place.world.sessions.of(user)}
    assert at == MORNING
    assert all(one.created and one.source_ip for one in sessions)


def test_frozen_inactive_and_programs_users_are_told_from_people() -> None:
    with served(Options(size="small")) as place:
        frozen, inactive = [one for one in people_of(place.read()) if one.startswith("005")][:2]
        place.world.freeze(frozen)
        place.world.deactivate(inactive)
        users = place.read(Wanted(PRESETS["default"], permissions_anew=True)).users
    assert (users[frozen].is_frozen, users[inactive].is_active) == (True, False)


def test_people_and_programs_are_told_apart_as_the_world_has_them() -> None:
    with served(Options(size="typical")) as place:
        everybody = {one for one in place.world.users if one.startswith("005")}
        users = place.read(Wanted(PRESETS["default"], also=frozenset(everybody))).users
        people = {one: place.world.users[one].profile.human for one in everybody}
    assert {one: users[one].person for one in everybody} == people


def test_holders_of_an_excluded_permission_set_are_marked() -> None:
    with served(Options(size="typical")) as place:
        holders: dict[str, set[str]] = {}
        for one in people_of(place.read()) & place.world.users.keys():
            for held in place.world.users[one].permission_sets:
                holders.setdefault(held.name, set()).add(one)
        name, expected = next(iter(holders.items()))
        users = place.read(Wanted(PRESETS["default"], permission_sets=(name,))).users
    assert {one for one, user in users.items() if name in user.permission_sets} == expected


def test_hostile_names_arrive_unharmed() -> None:
    with served(Options(size="small", hostile=True)) as place:
        names = {user.name for user in place.read().users.values()}
        shown = {person.name for person in place.world.users.values()}
    assert len(names & shown) >= len(HOSTILE_NAMES)


@pytest.mark.parametrize(
    "name", ["[/]", "[bold]x", "\x1b[31mred", "שלום", "😀" * 20, "x" * 300, 'O\'Neil \\ "q"', "a\nb"]
)
def test_a_renamed_user_is_shown_under_exactly_that_name(name: str) -> None:
    with served(Options(size="small")) as place:
        user = next(one for one in people_of(place.read()) if one.startswith("005"))
        place.world.rename(user, name)
        assert place.read(Wanted(PRESETS["default"], permissions_anew=True)).users[user].name == name


def test_without_manage_users_own_rows_come_and_the_permission_is_told_missing() -> None:
    with served(lacking("manage-users")) as place:
        snapshot = place.read()
        assert {row.user_id for row in snapshot.sessions.rows} == {place.world.caller_id}
    assert not snapshot.permissions.manage_users
    assert "Manage Users" in (why_blind(snapshot, None, own_expected=True) or "")


def test_without_author_apex_the_permission_is_named_with_exit_5() -> None:
    with served(lacking("author-apex")) as place, pytest.raises(MissingPermission) as failure:
        place.read()
    assert failure.value.exit_code == 5
    assert "Author Apex" in str(failure.value)


def test_without_the_package_de_is_said_not_to_be_there_with_exit_5() -> None:
    with served(lacking("package")) as place, pytest.raises(NoDE) as failure:
        place.read()
    assert failure.value.exit_code == 5


def test_a_wrong_token_means_that_the_login_has_expired_with_exit_3() -> None:
    with served(Options(size="small"), token="00D5e000002kMSj!wrong") as place, pytest.raises(LoginExpired) as failure:
        place.read()
    assert failure.value.exit_code == 3


def test_a_token_that_dies_is_renewed_in_the_middle_of_work() -> None:
    with served(Options(size="small"), renews=True) as place:
        place.read()
        place.server.account.kill_token()
        assert place.read().answer == place.world.availability()


def test_an_empty_allowance_is_told() -> None:
    with served(Options(size="small"), allowance=Allowance(calls=0)) as place, pytest.raises(LimitReached):
        place.read()


def test_the_allocation_is_told_with_each_reading() -> None:
    with served(Options(size="small")) as place:
        use = place.read().api
        assert use.used == place.server.account.used
    assert use.limit == Allowance().calls


def test_the_routes_in_use_are_known_after_a_reading() -> None:
    with served(Options(size="small")) as place:
        place.read()
        assert place.org.routes() == Routes("soql", "throw", "action")


def test_permissions_taken_away_are_seen_when_read_anew() -> None:
    def seen(place: Place) -> bool:
        """By the reading after the first, which has just looked."""
        return place.read(Wanted(PRESETS["default"], permissions_anew=True)).permissions.manage_users

    with served(Options(size="small")) as place:
        assert seen(place)
        place.world.revoke("manage-users")
        assert not seen(place)
