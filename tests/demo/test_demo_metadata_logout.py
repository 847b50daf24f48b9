"""What deployed triggers on logouts do in the demo org, and when they do nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.demo.deploys import deployed, element, kit_components, parts
from tests.demo.served import Wire, served

STATUS, SETTINGS, HOLD = "DePresence_Status__c", "DePresence_Settings__c", "DePresence_Hold__c"
ARTICLE = """trigger LogoutDEEventTrigger on LogoutEventStream (after insert) {
LogoutEventStream event = Trigger.new[0];
List<n2de.DistributionEngineGlobal.ToggleUserDTO> all = new List<n2de.DistributionEngineGlobal.ToggleUserDTO>();
all.add(new n2de.DistributionEngineGlobal.ToggleUserDTO(event.UserId, false, 'Logged out of Salesforce'));
n2de.DistributionEngineGlobal.toggleUsers(all);
}"""


@pytest.fixture
def wire() -> Iterator[Wire]:
    with served() as one:
        assert deployed(one, parts(kit_components(one))).status == "Succeeded"
        yield one


def somebody(wire: Wire) -> str:
    """A DE user of a plain profile who is toggled on, with one session of the screen."""
    member = next(
        one
        for team in wire.world.availability().values()
        for one in team
        if one.startswith("005") and wire.world.users[one].profile.name == "Sales User" and wire.world.users[one].works
    )
    wire.world.log_out(member)
    for row in wire.world.sessions.of(member):
        wire.world.sessions.end(row)
    wire.world.manager_toggles(member, on=True)
    wire.world.log_in(member, "UI", "Application")
    return member


def noted(wire: Wire) -> object:
    """What the status row says last."""
    return wire.world.custom.setting(STATUS)["Last_Error__c"]


def test_who_logs_out_of_the_last_session_goes_off_with_the_reason(wire: Wire) -> None:
    user = somebody(wire)
    wire.world.log_out(user)
    assert (wire.world.toggled_on(user), wire.world.reason_of(user)) == (False, "Logged out of Salesforce")
    assert [(one.via, one.actor) for one in wire.world.received[-1:]] == [("trigger", wire.world.caller_id)]


def test_who_still_has_another_session_stays_on(wire: Wire) -> None:
    user = somebody(wire)
    wire.world.log_in(user, "Aura", "Application", valid=7_200)
    first = next(one for one in wire.world.sessions.of(user) if one.session_type == "UI")
    wire.world.life.log_out(first, wire.now)
    assert wire.world.toggled_on(user)


def test_a_session_that_the_settings_do_not_count_keeps_them_on(wire: Wire) -> None:
    user = somebody(wire)
    wire.world.log_in(user, "Visualforce", "Application")
    wire.world.log_out(user)
    assert wire.world.toggled_on(user)


def test_a_program_of_theirs_does_not(wire: Wire) -> None:
    user = somebody(wire)
    wire.world.log_in(user, "Oauth2", "Remote Access 2.0")
    wire.world.log_out(user)
    assert not wire.world.toggled_on(user)


def test_without_the_trigger_nothing_happens() -> None:
    with served() as bare:
        user = somebody(bare)
        bare.world.log_out(user)
        assert bare.world.toggled_on(user)


def test_without_streaming_nothing_happens_until_it_is_switched_on() -> None:
    on = "<realTimeEvents><entityName>LogoutEventStream</entityName><isEnabled>true</isEnabled></realTimeEvents>"
    settings = {("Settings", "RealTimeEvent"): element("RealTimeEventSettings", on)}
    with served(without=frozenset({"streaming"})) as wire:
        deployed(wire, parts(kit_components(wire)))
        states = []
        for _ in range(2):
            user = somebody(wire)
            wire.world.log_out(user)
            states.append(wire.world.toggled_on(user))
            deployed(wire, parts(settings))
    assert states == [True, False]


def test_as_the_automated_process_user_it_sees_nobody_and_says_so(wire: Wire) -> None:
    kind = "PlatformEventSubscriberConfig"
    user = somebody(wire)
    deployed(wire, parts({}, gone={kind: ["DePresenceLogoutTriggerConfig"]}))
    wire.world.log_out(user)
    assert wire.world.toggled_on(user)
    assert "Manage Users" in str(noted(wire))


def test_where_the_runner_lost_manage_users_it_is_left_to_the_job(wire: Wire) -> None:
    user = somebody(wire)
    wire.world.revoke("manage-users")
    wire.world.log_out(user)
    assert wire.world.toggled_on(user)
    assert str(noted(wire)).startswith("logout left to the job")


def test_a_held_user_stays_on_unless_the_hold_was_for_their_presence(wire: Wire) -> None:
    user = somebody(wire)
    until = wire.now + timedelta(hours=1)
    hold = wire.world.custom.create(HOLD, {"User__c": user, "Until__c": until, "Why__c": "Training"}, user)
    wire.world.log_out(user)
    assert wire.world.toggled_on(user)
    values = {"Until__c": None, "Until_Presence__c": True, "Present__c": True}
    wire.world.custom.update(HOLD, hold, values, user)
    wire.world.log_in(user, "UI")
    wire.world.log_out(user)
    assert not wire.world.toggled_on(user)


@pytest.mark.parametrize("field", ["Exclude_Users__c", "Exclude_Profiles__c", "Exclude_Teams__c"])
def test_whom_the_settings_leave_alone_stays_on(wire: Wire, field: str) -> None:
    user = somebody(wire)
    team = next(team for team, members in wire.world.availability().items() if user in members)
    words = {"Exclude_Users__c": user[:15], "Exclude_Profiles__c": "Sales User", "Exclude_Teams__c": team}
    wire.world.custom.write_setting(SETTINGS, {field: f"Somebody, {words[field]}"}, user)
    wire.world.log_out(user)
    assert wire.world.toggled_on(user)


def test_a_dry_run_sends_nothing(wire: Wire) -> None:
    user = somebody(wire)
    wire.world.custom.write_setting(SETTINGS, {"Dry_Run__c": True}, user)
    wire.world.log_out(user)
    assert wire.world.toggled_on(user)


def test_a_timeout_and_an_outsiders_logout_are_no_business_of_it(wire: Wire) -> None:
    user = somebody(wire)
    wire.world.expire(user)
    outsider = wire.world.population.outsiders[-4].id
    wire.world.log_in(outsider, "UI")
    wire.world.log_out(outsider)
    assert wire.world.toggled_on(user)
    assert [one for one in wire.world.received if one.via == "trigger"] == []


def test_the_articles_trigger_turns_off_whoever_logs_out_of_one_of_two_browsers() -> None:
    with served() as wire:
        assert deployed(wire, parts({("ApexTrigger", "LogoutDEEventTrigger"): ARTICLE})).status == "Succeeded"
        user = somebody(wire)
        wire.world.log_in(user, "UI", valid=7_200)
        first = next(one for one in wire.world.sessions.of(user) if one.session_type == "UI")
        wire.world.life.log_out(first, wire.now)
        assert not wire.world.toggled_on(user)
