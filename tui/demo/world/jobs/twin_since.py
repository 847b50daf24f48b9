"""One user's past and how a complete reading moves it on: twin of ``DePresencePast`` and ``DePresenceSince``.

The same rules as the monitor's own, written a second time: the simulated org knows nothing of the app. A table of
cases, which the kit's Apex tests carry too, tells whether all three agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tui.demo.world.jobs.twin_reading import DEUser, Hold
from tui.demo.world.kit.settings import KitSettings

HOUR = timedelta(hours=1)
CONFIRMED = 2  # readings that make an absence
COUNTED = 3  # readings of an absence that are counted


@dataclass(frozen=True)
class Sent:
    """One toggle of ours; ``accepted`` is whether DE took it."""

    online: bool
    at: datetime
    accepted: bool


@dataclass
class Past:
    """What is remembered of one user (R6); the fields are those of the monitor's own memory."""

    present: bool | None = None
    since: datetime | None = None
    missing_from: datetime | None = None
    missing_readings: int = 0
    on_answered: bool = False
    ons: int = 0
    on_at: datetime | None = None
    off_at: datetime | None = None
    off_shown: bool = False
    held: bool = False
    held_present: bool = False
    held_outside: bool = False
    sends: tuple[Sent, ...] = ()

    def begin_anew(self, now: datetime) -> None:
        """What counts begins after a change of presence or the end of a hold (R6); what was sent stays, for R13."""
        self.since = now
        self.on_answered, self.ons, self.on_at = False, 0, None
        self.off_at, self.off_shown, self.held_outside = None, False, False

    def sent_within_an_hour(self, online: bool, now: datetime) -> int:
        """How often this value was sent within the last hour (R13)."""
        return sum(one.online is online and one.at + HOUR > now for one in self.sends)

    def note_sent(self, online: bool, now: datetime, *, accepted: bool) -> None:
        """What DE made of a toggle (R7, R8)."""
        self.sends = (*(one for one in self.sends if one.at + HOUR > now), Sent(online, now, accepted))
        if not accepted:
            return
        self.off_at, self.off_shown = (None if online else now), False
        if online:
            self.ons, self.on_at = self.ons + 1, now


def move_on(past: Past, seen: DEUser, now: datetime, settings: KitSettings) -> None:
    """Move one user's past on. A hold that is over is taken off the user."""
    before = past.present
    changed = _confirm(past, seen.present, now, settings.off_after_seconds)
    if changed:
        past.begin_anew(now)
    _follow_hold(past, seen, now, before)
    _answered(past, seen, respect=settings.respect_outside_changes and not changed)


def after_gap(past: Past, seen: DEUser, now: datetime) -> None:
    """R6: after a gap what counts begins anew, and an absence must show itself again."""
    past.missing_from, past.missing_readings = None, 0
    if seen.hold is None and not past.held_outside and past.since is not None:
        past.begin_anew(now)


def _confirm(past: Past, present: bool, now: datetime, off_after: int) -> bool:
    """R5: present at once, absent by two complete readings over ``off_after`` seconds. Whether presence changed."""
    if present:
        came_back = past.present is False
        past.since = now if past.present is None else past.since
        past.present, past.missing_from, past.missing_readings = True, None, 0
        return came_back
    past.missing_from = past.missing_from or now
    past.missing_readings = min(past.missing_readings + 1, COUNTED)
    sure = past.missing_readings >= CONFIRMED and past.missing_from + timedelta(seconds=off_after) <= now
    if past.present is False or not sure:
        return False
    left = past.present is True
    past.present, past.since = False, now
    return left


def _follow_hold(past: Past, seen: DEUser, now: datetime, before: bool | None) -> None:
    """R9, and R6: after a hold, whether its time came or somebody took it off, what counts begins anew.

    ``before`` is the presence known before this reading: who was known to be absent has come back since.
    """
    held = past.held
    if seen.hold is not None and not held:
        held = True
        past.held_present = seen.hold.present or (before is not False and seen.present)
    if seen.hold is not None and _ended(seen.hold, past, seen.present, now):
        seen.hold = None
    if held and seen.hold is None:
        past.begin_anew(now)
    past.held = seen.hold is not None


def _ended(hold: Hold, past: Past, present: bool, now: datetime) -> bool:
    """R9: a hold is over when its time has come, or when it was for a presence that changed."""
    if hold.until is not None and hold.until <= now:
        return True
    return hold.until_presence and past.present is present and present is not past.held_present


def _answered(past: Past, seen: DEUser, *, respect: bool) -> None:
    """What DE's answer adds (R7, R8)."""
    if seen.answered_on is None:
        return
    if not seen.answered_on:
        past.off_shown = past.off_at is not None
        return
    past.on_answered, past.ons = True, 0
    if past.present is not False or past.off_at is None:
        return
    past.held_outside = past.held_outside or (past.off_shown and respect and seen.hold is None)
    past.off_at, past.off_shown = None, False
