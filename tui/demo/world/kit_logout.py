"""What the deployed triggers on logouts do: a twin of DePresenceLogout, and the article's trigger as it is printed.

Neither is executed: the twin does what the class would, once the class and its trigger are in the org, active, and the
events are streamed. A trigger comes a moment after its event; here it comes at once, one event at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from tui.demo.options import Options
from tui.demo.world.access import ADMIN
from tui.demo.world.de import DEError, Engine
from tui.demo.world.kit import LOGOUTS, Deployed
from tui.demo.world.kit_people import excluded, is_person, presence
from tui.demo.world.kit_rows import CustomRows, Value
from tui.demo.world.kit_settings import OBJECT, KitSettings, kit_settings
from tui.demo.world.people import Person
from tui.demo.world.sessions import Sessions
from tui.demo.world.visits import LogoutEvent

REASON = "Logged out of Salesforce"
VIA = "trigger"
TRIGGER, HANDLER = "DePresenceLogoutTrigger", "DePresenceLogout"
ARTICLE = "LogoutDEEventTrigger"
_STATUS, _HOLD = "DePresence_Status__c", "DePresence_Hold__c"
_LONGEST = 255
_BLIND = "the job's user may not see all sessions (Manage Users is missing)"
_LONELY = "sessions of fewer than two users can be seen"
_AUTOMATED = "Automated Process"


class Followed(Protocol):
    """The world, as far as a logout needs it."""

    options: Options
    deployed: Deployed
    custom: CustomRows
    users: dict[str, Person]
    sessions: Sessions
    engine: Engine

    @property
    def caller(self) -> Person:
        """Whose permissions the options speak of."""

    def availability(self) -> dict[str, dict[str, bool]]:
        """What DE answers now."""


def follow(world: Followed, event: LogoutEvent) -> None:
    """Let every trigger of the org have the event."""
    triggers = world.deployed.followers(LOGOUTS) if world.options.has("package") else ()
    if ARTICLE in triggers:
        _off(world, event, _runner(world, ARTICLE))
    if TRIGGER in triggers and world.deployed.has_class(HANDLER):
        _ours(world, event, _runner(world, TRIGGER))


def _runner(world: Followed, trigger: str) -> Person | None:
    """As whom a trigger runs; None: the Automated Process user."""
    username = world.deployed.runs_as(trigger)
    return next((one for one in world.users.values() if one.username == username), None)


def _ours(world: Followed, event: LogoutEvent, runner: Person | None) -> None:
    settings = (
        kit_settings(world.custom.setting(OBJECT)) if world.deployed.find("CustomObject", OBJECT) else KitSettings()
    )
    unsure = _why_blind(world, runner)
    if unsure is not None:
        _note(world, f"logout left to the job: {unsure}", event.at, runner)
        return
    if _may_turn_off(world, event, runner, settings) and not settings.dry_run:
        _off(world, event, runner)


def _why_blind(world: Followed, runner: Person | None) -> str | None:
    """Automated Process sees no sessions; others do with Manage Users, which administrators have (R2)."""
    sees = runner is not None and (
        world.options.has("manage-users") if runner is world.caller else runner.profile is ADMIN
    )
    if not sees:
        return _BLIND
    return None if len({row.user.id for row in world.sessions.rows.values()}) > 1 else _LONELY


def _may_turn_off(world: Followed, event: LogoutEvent, runner: Person | None, settings: KitSettings) -> bool:
    """The rules that one reading after a logout can answer (R4, R5, R9, R11, R12, R14)."""
    answer, one = world.availability(), world.users[event.user_id]
    if not any(one.id in team for team in answer.values()):
        return False
    present, left_out = presence(world.sessions.of(one.id), event.at, settings)
    alone = settings.last_one_grace_seconds > 0 and _last_one(answer, one.id)
    return not (
        present
        or left_out is not None
        or one is runner
        or not is_person(one)
        or not one.active
        or excluded(one, answer, settings)
        or _held(world, one.id, event.at)
        or alone
        or _brakes(answer, one.id, settings)
    )


def _held(world: Followed, user_id: str, now: datetime) -> bool:
    """A hold until the presence changes ends with the logout of somebody who was present."""
    holds: Sequence[Mapping[str, object]] = (
        world.custom.rows(_HOLD) if world.deployed.find("CustomObject", _HOLD) else ()
    )
    hold = next((row for row in reversed(holds) if row["User__c"] == user_id), None)
    if hold is None or (hold["Until_Presence__c"] is True and hold["Present__c"] is True):
        return False
    until = hold["Until__c"]
    return not isinstance(until, datetime) or until > now


def _last_one(answer: Mapping[str, Mapping[str, bool]], user_id: str) -> bool:
    teams = (team for team in answer.values() if len(team) > 1 and team.get(user_id))
    return any(not any(on for member, on in team.items() if member != user_id) for team in teams)


def _brakes(answer: Mapping[str, Mapping[str, bool]], user_id: str, settings: KitSettings) -> bool:
    on = {member for team in answer.values() for member, told in team.items() if told and member.startswith("005")}
    offs = int(user_id in on)
    return offs >= settings.brake_at_least and offs > settings.brake_share * len(on)


def _off(world: Followed, event: LogoutEvent, runner: Person | None) -> None:
    actor = runner.id if runner else _AUTOMATED
    try:
        world.engine.toggle([(event.user_id, False, REASON)], event.at, VIA, actor)
    except DEError as refusal:
        _note(world, f"DE refused {event.user_id}: {refusal}", event.at, runner)


def _note(world: Followed, why: str, at: datetime, runner: Person | None) -> None:
    if world.deployed.find("CustomObject", _STATUS):
        values: dict[str, Value] = {"Last_Error__c": why[:_LONGEST], "Last_Error_At__c": at}
        world.custom.write_setting(_STATUS, values, runner.id if runner else world.caller.id)
