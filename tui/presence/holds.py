"""Holds: leave this user alone until … (R9)."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from tui.presence.memory import Hold, Past


def ended(hold: Hold, at: datetime, *, presence_changed: bool) -> bool:
    """Whether a hold is over: its time has come, or it was for this presence and that changed."""
    if hold.until is not None and at >= hold.until:
        return True
    return hold.until_presence and presence_changed


def hold_words(hold: Hold, zone_time: str | None = None) -> str:
    """The hold in words; ``zone_time`` is its end as the reader's clock shows it."""
    if hold.until is not None:
        return f"held until {zone_time or hold.until.strftime('%H:%M')}"
    return "held until presence changes" if hold.until_presence else "held for good"


def held(past: Past, hold: Hold) -> Past:
    """The past with a hold on it; an earlier hold gives way."""
    return replace(past, hold=hold)


def released(past: Past, at: datetime) -> Past:
    """The past after a hold ended: what counts begins anew (R6)."""
    return fresh(replace(past, hold=None), at)


def fresh(past: Past, at: datetime) -> Past:
    """The same user with nothing counted since ``at`` (R6). Sends stay: R13 counts by the hour."""
    return replace(past, since=at, on_answered=False, ons=0, on_at=None, off_at=None, off_shown=False)
