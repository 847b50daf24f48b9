"""How a complete reading moves one user's past on: presence confirmed (R5), what counts since (R6), and R8.

``remember`` asks it for all of them.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime, timedelta
from itertools import filterfalse

from msgspec.structs import replace

from tui.presence.brake import READINGS
from tui.presence.holds import ended, fresh, released
from tui.presence.memory import CONFIRMED, Hold, Memory, Past, Sent
from tui.presence.model import DE, Id
from tui.presence.reading import CLOCK_TOLERANCE
from tui.presence.roster import Standing
from tui.presence.settings import LoopSettings

GAP = timedelta(hours=1)
KEPT_UNANSWERED = timedelta(days=1)
HOUR = timedelta(hours=1)
TURNED_ON_ELSEWHERE = "turned on elsewhere while absent"


def starts_anew(last: datetime | None, at: datetime, interval: float) -> bool:
    """R6: after more than an hour and two intervals without a complete reading, what counts begins anew.

    Also where the org's clock stands before the last reading (R3): what was counted on a clock that ran ahead would
    count from a moment that is still to come.
    """
    if last is None:
        return False
    return at - last > max(GAP, timedelta(seconds=2 * interval)) or last - at > timedelta(seconds=CLOCK_TOLERANCE)


def begun_anew(past: Past, at: datetime) -> Past:
    """R6 for one user; an absence must show itself again before anything follows from it (R5, R11)."""
    past = replace(past, missing_from=None, missing_readings=0)
    if past.hold is not None or past.since is None:
        return past
    return replace(fresh(past, at), de=DE.UNKNOWN)


def move_on(past: Past, standing: Standing, at: datetime, settings: LoopSettings, *, logged_out: bool) -> Past:
    """One user's past after a complete reading."""
    if standing.presence.present is None:
        return past
    past, changed = confirm(
        past, present=standing.presence.present, at=at, off_after=settings.off_after, logged_out=logged_out
    )
    if changed:
        past = fresh(past, at)
    if past.hold is not None and ended(past.hold, at, presence_changed=changed):
        past = released(past, at)
    past = answer(past, standing.de, at, respect=settings.respect_outside_changes and not changed)
    return replace(past, answered=True, gone_at=None, sends=recent_sends(past, at))


def rests_until(past: Past, off_after: float) -> datetime | None:
    """Until when complete readings that show the same leave a past as it is, which the last one did; None: for ever."""
    moments = [one.at + HOUR for one in past.sends[:-1]]
    if past.hold is not None and past.hold.until is not None:
        moments.append(past.hold.until)
    if past.present is not False and past.missing_from is not None:
        moments.append(past.missing_from + timedelta(seconds=off_after))
    return min(moments, default=None)


def confirm(past: Past, *, present: bool, at: datetime, off_after: float, logged_out: bool) -> tuple[Past, bool]:
    """R5: present at once; absent only by two complete readings over ``off_after`` seconds, or one after a logout.

    Returns the past and whether presence changed; the first presence ever known is no change.
    """
    if present:
        first = past.present is None
        changed = past.present is False
        since = at if first or changed else past.since
        return replace(past, present=True, since=since, missing_from=None, missing_readings=0), changed
    missing_from = past.missing_from or at
    # Counted no further than any rule asks, so that a lasting absence leaves the past as it is.
    readings = min(max(past.missing_readings + 1, CONFIRMED if logged_out else 1), READINGS)
    past = replace(past, missing_from=missing_from, missing_readings=readings)
    sure = logged_out or (readings >= CONFIRMED and (at - missing_from).total_seconds() >= off_after)
    if past.present is False or not sure:
        return past, False
    return replace(past, present=False, since=at), past.present is True


def answer(past: Past, de: DE, at: datetime, *, respect: bool) -> Past:
    """What DE's answer adds (R7, R8). ``respect`` is False in a reading in which presence changed too."""
    if de is DE.UNKNOWN:
        return past
    past = _noted(past, de, at)
    if de is DE.OFF:
        return replace(past, off_shown=True) if past.off_at and not past.off_shown else past
    past = replace(past, on_answered=True, ons=0)
    if past.present is not False or past.off_at is None:
        return past
    if past.off_shown and respect and past.hold is None:
        past = replace(past, hold=Hold(TURNED_ON_ELSEWHERE, until_presence=True, by="outside"))
    return replace(past, off_at=None, off_shown=False)


def _noted(past: Past, de: DE, at: datetime) -> Past:
    """DE's answer, and if it differs from the last, when that was first seen and whether it was ours."""
    if past.de is de:
        return past
    if past.de is DE.UNKNOWN:
        return replace(past, de=de)
    last = past.last_sent
    ours = last is not None and last.outcome in ("done", "unsettled") and last.to is (de is not DE.OFF)
    if last is not None and past.changed is not None and past.changed > last.at:
        ours = False  # a toggle explains one change
    by = last.by if ours and last is not None else "outside"
    return replace(past, de=de, changed=at, changed_by=by)


def recent_sends(past: Past, at: datetime) -> tuple[Sent, ...]:
    """Our toggles of the last hour, and always the last one."""
    if len(past.sends) <= 1:
        return past.sends
    return (*(one for one in past.sends[:-1] if at - one.at <= HOUR), past.sends[-1])


def vanished(memory: Memory, answered: Set[Id], at: datetime) -> frozenset[Id]:
    """R1: users that DE answered within the last day and does not now."""
    left = filterfalse(answered.__contains__, memory.pasts)
    return frozenset(one for one in left if _lately(memory.pasts[one], memory.last_complete, at))


def _lately(past: Past, last_complete: datetime | None, at: datetime) -> bool:
    last = last_complete if past.answered else past.gone_at
    return last is not None and at - last <= KEPT_UNANSWERED


def unanswered(past: Past, last_complete: datetime | None) -> Past:
    """The past of a user for whom DE answers no more, from the first complete reading that shows it (R1)."""
    return replace(past, answered=False, gone_at=last_complete) if past.answered else past


def sending(past: Past, sent: Sent) -> Past:
    """A toggle is about to leave; how it ended is told by ``settled``."""
    return replace(past, sends=(*past.sends, sent))


def settled(past: Past, sent: Sent) -> Past:
    """The past once the outcome of its latest toggle is known (R7, R8, R15). A lost answer proves nothing."""
    past = replace(past, sends=(*past.sends[:-1], sent))
    if sent.to and sent.outcome != "failed":
        past = replace(past, off_at=None, off_shown=False)  # an off before it is no longer the last word (R8)
    if sent.outcome != "done":
        return past
    past = replace(past, changed=sent.at, changed_by=sent.by)
    if sent.to:
        return replace(past, ons=past.ons + 1, on_at=sent.at)
    return replace(past, off_at=sent.at, off_shown=False)
