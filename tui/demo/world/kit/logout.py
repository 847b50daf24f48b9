"""What the deployed triggers on logouts do: a twin of DePresenceLogout, and the article's trigger as it is printed.

Neither is executed: the twin does what the class would, once the class and its trigger are in the org, active, and the
events are streamed. A trigger comes a moment after its event; here it comes at once, one event at a time.
"""

from __future__ import annotations

from datetime import datetime

from tui.demo.world.de import DEError
from tui.demo.world.jobs.twin_limits import exceeds, last_ones
from tui.demo.world.jobs.twin_org import AUTOMATED, OrgNow, Via, World, has_objects
from tui.demo.world.jobs.twin_plan import Planned
from tui.demo.world.jobs.twin_reader import read
from tui.demo.world.jobs.twin_reading import DEUser, Hold, Reading
from tui.demo.world.jobs.twin_status import Status
from tui.demo.world.jobs.twin_turn import Holds, Toggler
from tui.demo.world.kit.deployed import LOGOUTS
from tui.demo.world.kit.settings import OBJECT, KitSettings, kit_settings
from tui.demo.world.people import Person
from tui.demo.world.visits import LogoutEvent

REASON = "Logged out of Salesforce"
VIA: Via = "trigger"
TRIGGER, HANDLER = "DePresenceLogoutTrigger", "DePresenceLogout"
ARTICLE = "LogoutDEEventTrigger"


def follow(world: World, event: LogoutEvent) -> None:
    """Let every trigger of the org have the event."""
    triggers = world.deployed.followers(LOGOUTS) if world.options.has("package") else ()
    if ARTICLE in triggers:
        _articles(world, event, _runner(world, ARTICLE))
    if TRIGGER in triggers and world.deployed.has_class(HANDLER) and has_objects(world.deployed):
        _ours(world, event, _runner(world, TRIGGER))


def _runner(world: World, trigger: str) -> Person | None:
    """As whom a trigger runs; None: the Automated Process user, who sees nobody's sessions."""
    username = world.deployed.runs_as(trigger)
    return next((one for one in world.users.values() if one.username == username), None)


def _articles(world: World, event: LogoutEvent, runner: Person | None) -> None:
    """Off, whoever else is logged in with the same name; what DE refuses is lost with the event."""
    try:
        world.engine.toggle([(event.user_id, False, REASON)], event.at, VIA, runner.id if runner else AUTOMATED)
    except DEError:
        return


def _ours(world: World, event: LogoutEvent, runner: Person | None) -> None:
    """Whatever a single reading cannot tell is left to the job (R4, R5, R9, R11, R12, R14)."""
    settings = kit_settings(world.custom.setting(OBJECT))
    status = Status(world.custom, runner.id if runner else world.caller.id)
    org = OrgNow(world, event.at, runner, via=VIA)
    reading = read(org, settings, {event.user_id})
    offs: list[Planned] = []
    unsure = reading.unsure
    if unsure is None:
        Holds(org.holds()).put_on(reading)
        offs = _planned(reading, settings)
        unsure = _why_braked(offs, reading, settings)
    if unsure is not None:
        status.noted(f"logout left to the job: {unsure}", event.at)
    toggler = Toggler(org)
    if unsure is None and not settings.dry_run:
        toggler.send([off.user_id for off in offs], False, REASON)
    for user, why in toggler.refused.items():
        status.noted(f"DE refused {user}: {why}", event.at)


def _planned(reading: Reading, settings: KitSettings) -> list[Planned]:
    """Whom it turns off; whoever would leave a team without anybody on waits for the grace, which the job counts."""
    offs = [Planned(one.id, False, None, "logged out") for one in reading.users if _may_turn_off(one, reading)]
    last = last_ones(offs, reading) if settings.last_one_grace_seconds else set()
    return [off for off in offs if off.user_id not in last]


def _why_braked(offs: list[Planned], reading: Reading, settings: KitSettings) -> str | None:
    leaving = {off.user_id for off in offs}
    counted = sum(one.answered_on is True and one.id in leaving for one in reading.users)
    if not exceeds(settings, counted, reading.count_on):
        return None
    return f"{len(offs)} logouts at once of {reading.count_on} that were on"


def _may_turn_off(one: DEUser, reading: Reading) -> bool:
    return (
        not one.present
        and one.left_out is None
        and one.id != reading.caller
        and one.person
        and one.active
        and one.excluded is None
        and not _held(one.hold, reading.at)
    )


def _held(hold: Hold | None, now: datetime) -> bool:
    """A hold until the presence changes ends with the logout of somebody who was present."""
    if hold is None or (hold.until_presence and hold.present):
        return False
    return hold.until is None or hold.until > now
