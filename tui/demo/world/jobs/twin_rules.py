"""What a complete reading asks for (R4, R5, R7 to R9, R11 to R14): twin of ``DePresenceRules`` and its plan."""

from __future__ import annotations

from collections.abc import Mapping

from tui.demo.world.jobs.twin_limits import brake, wait_for_last_ones
from tui.demo.world.jobs.twin_plan import Plan, Planned
from tui.demo.world.jobs.twin_reading import DEUser, Reading
from tui.demo.world.jobs.twin_since import CONFIRMED, HOUR, Past
from tui.demo.world.kit.settings import KitSettings

_MOST_AN_HOUR = 3
_HELD_BACK = "held back by DE (hours, out of office, holiday), or turned off there"
_TO_BE_CONFIRMED = "to be confirmed"


def plan(reading: Reading, pasts: Mapping[str, Past], settings: KitSettings) -> Plan:
    """The plan for all users of the reading: the same reading and the same pasts give the same plan."""
    made = Plan()
    for one in reading.users:
        past = pasts[one.id]
        wish = _wish_of_present(one, past, reading, settings) if one.present else _wish_of_absent(one, past)
        if wish is not None:
            _sort_in(made, wish, _why_withheld(one, past, wish, reading))
    wait_for_last_ones(made, reading, pasts, settings)
    brake(made, reading, pasts, settings)
    return made


def _sort_in(made: Plan, wish: Planned, refused: Planned | None) -> None:
    if refused is not None:
        made.withheld.append(refused)
        made.unconfirmed = made.unconfirmed or refused.why == _TO_BE_CONFIRMED
    elif wish.online:
        made.ons.append(wish)
    else:
        made.offs.append(wish)


def _wish_of_present(one: DEUser, past: Past, reading: Reading, settings: KitSettings) -> Planned | None:
    """R7; None where all is well. A wish with a rule in it rests for that rule."""
    if one.answered_on is not False:
        return None
    hourly = past.on_at is not None and past.on_at + HOUR <= reading.at
    may_again = not settings.respect_outside_changes and (past.on_answered or hourly)
    if (past.on_answered or past.ons >= 2) and not may_again:
        return Planned(one.id, True, "R7", _HELD_BACK)
    return Planned(one.id, True, None, "present")


def _wish_of_absent(one: DEUser, past: Past) -> Planned | None:
    """R8, and R5 while an absence is not confirmed."""
    if past.present is False and past.off_at is not None:
        return None
    if past.present is not False or past.missing_readings < CONFIRMED:
        never_known = past.present is None and one.answered_on is False
        return None if never_known else Planned(one.id, False, "R5", _TO_BE_CONFIRMED)
    return Planned(one.id, False, None, "No live session")


def _why_withheld(one: DEUser, past: Past, wish: Planned, reading: Reading) -> Planned | None:
    """The first rule that objects to a wish, as a withheld toggle; None where it may be sent."""
    objections = (
        ("R4", _why_not_counted(one, reading.caller, online=wish.online)),
        ("R14", one.excluded),
        ("R9", _why_held(one, past)),
        (wish.rule, wish.why if wish.rule else None),
        ("R5", _why_left_out(one, online=wish.online)),
        ("R13", _why_enough(past, wish, reading)),
    )
    return next((Planned(one.id, wish.online, rule, why) for rule, why in objections if why is not None), None)


def _why_held(one: DEUser, past: Past) -> str | None:
    if one.hold is not None:
        return f"held: {one.hold.why}"
    return "turned on elsewhere while absent" if past.held_outside else None


def _why_left_out(one: DEUser, *, online: bool) -> str | None:
    if online or one.left_out is None:
        return None
    return f"has a {one.left_out} session that the settings do not count"


def _why_enough(past: Past, wish: Planned, reading: Reading) -> str | None:
    sent = past.sent_within_an_hour(wish.online, reading.at)
    return "sent three times within an hour" if sent >= _MOST_AN_HOUR else None


def _why_not_counted(one: DEUser, caller: str, *, online: bool) -> str | None:
    """R4: what the org does not tell is no permission."""
    if one.id == caller:
        return "this is the job's own user"
    if not one.person:
        return "not a person's user or licence"
    if not one.active:
        return "inactive user"
    if online and one.frozen is not False:
        return "the org does not tell whether this user is frozen" if one.frozen is None else "frozen user"
    return None
