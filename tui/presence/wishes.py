"""What the rules would do for one user, before anything withholds it: R7 for the present, R8 for the absent."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from tui.presence.memory import CONFIRMED, Past
from tui.presence.model import DE, Presence
from tui.presence.roster import Standing
from tui.presence.settings import LoopSettings
from tui.presence.words import iso

HELD_BACK = "held back by DE (hours, out of office, holiday), or turned off there"


class Reason(Struct, frozen=True):
    """Why something is withheld, and which rule of the policy says so."""

    rule: str
    why: str


class Wish(Struct, frozen=True):
    """``to`` is the wanted value, None where nothing can be wanted; ``held_back`` says why the wish itself rests."""

    to: bool | None
    why: str
    held_back: Reason | None = None


def wish(standing: Standing, past: Past, settings: LoopSettings, at: datetime) -> Wish | None:
    """What is wanted for this user now, or None where all is well."""
    if standing.user.queue:
        return None
    if standing.presence is Presence.UNKNOWN:
        return Wish(None, standing.reason, Reason("R5", f"nothing: {standing.reason}"))
    if standing.presence.present:
        return _for_present(standing, past, settings, at)
    return _for_absent(standing, past)


def _for_present(standing: Standing, past: Past, settings: LoopSettings, at: datetime) -> Wish | None:
    """R7: on when DE answers off in all teams, but not against DE or a manager."""
    if standing.de is not DE.OFF:
        return None
    why = f"present since {iso(past.since)}" if past.since else "present"
    if past.on_answered:
        if settings.respect_outside_changes:
            return Wish(True, why, Reason("R7", HELD_BACK))
        return Wish(True, why)
    if past.ons >= 2:
        hourly = past.on_at is not None and at - past.on_at >= timedelta(hours=1)
        if settings.respect_outside_changes or not hourly:
            return Wish(True, why, Reason("R7", HELD_BACK))
    return Wish(True, why)


def _for_absent(standing: Standing, past: Past) -> Wish | None:
    """R8: off, even if DE happens to answer off, unless ours was accepted and DE has not answered on after it."""
    why = standing.reason
    if past.present is False and past.off_at is not None:
        return None
    if past.present is not False or past.missing_readings < CONFIRMED:
        never_known = past.present is None and standing.de is DE.OFF
        return None if never_known else Wish(False, why, Reason("R5", "to be confirmed"))
    return Wish(False, f"{why}; the toggle may still be on" if standing.de is DE.OFF else why)
