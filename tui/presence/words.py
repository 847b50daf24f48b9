"""Times and spans in the words that screen, JSON reasons and log share."""

from __future__ import annotations

from datetime import datetime


def span(seconds: float) -> str:
    """A length of time to read at a glance: ``45 s``, ``12 min``, ``1 h 58``, ``3 d 4 h``."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes = whole // 60
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes:02d}"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h"


def ago(seconds: float) -> str:
    """How long ago, ``just now`` below a minute."""
    return "just now" if seconds < 60 else f"{span(seconds)} ago"


def countdown(seconds: float) -> str:
    """Minutes and seconds that tick: ``3:41``; with hours ``1:03:41``."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, seconds_left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{seconds_left:02d}" if hours else f"{minutes}:{seconds_left:02d}"


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC with ``Z``, as the contract's JSON has it; None stays None."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None


def plural(number: int, one: str, many: str | None = None) -> str:
    """``1 user``, ``3 users``; thousands with a comma."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
