"""Moments as people type them: ``14:00``, ``30m``, ``tomorrow``, ``2026-11-22T09:00``. Pure: now and zone are given."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, tzinfo

FORMS = "14:00, 30m, 2h, 3d, tomorrow, or 2026-11-22T14:00"
PAST_FORMS = "14:00, 30m, 2h, 3d, today, yesterday, or 2026-11-22T14:00"

_LENGTH = re.compile(r"(\d{1,5})\s*(s|m|min|h|d|w)", re.ASCII | re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}


def moment_after(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The moment after ``now`` that the text means on a clock in ``zone``; None where it means none."""
    length = _length(text)
    if length is not None:
        found: datetime | None = now + length
    else:
        found = _clock_time(text, now, zone)
        if found is not None and found <= now:
            found = _clock_time(text, now + timedelta(days=1), zone)
        found = found or _day_or_date(text, now, zone)
    return found if found is not None and found > now else None


def moment_before(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The moment up to ``now`` that the text means on a clock in ``zone``; None where it means none."""
    length = _length(text)
    if length is not None:
        return now - length
    found = _clock_time(text, now, zone)
    if found is not None and found > now:
        found = _clock_time(text, now - timedelta(days=1), zone)
    found = found or _day_or_date(text, now, zone)
    return found if found is not None and found <= now else None


def _length(text: str) -> timedelta | None:
    match = _LENGTH.fullmatch(text.strip())
    return timedelta(**{_UNITS[match[2].lower()]: int(match[1])}) if match else None


def _clock_time(text: str, day: datetime, zone: tzinfo) -> datetime | None:
    """A time on the local day of ``day``. A local time that a clock change skips or repeats is the earlier reading."""
    match = _TIME.fullmatch(text.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    local = datetime.combine(day.astimezone(zone).date(), time(int(match[1]), int(match[2])), zone)
    return local.astimezone(day.tzinfo)


def _day_or_date(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The beginning of a named day, or an ISO date or time; a time without a zone is one in ``zone``."""
    word = text.strip().lower()
    if word in _DAYS:
        day = now.astimezone(zone).date() + timedelta(days=_DAYS[word])
        return datetime.combine(day, time(), zone).astimezone(now.tzinfo)
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(now.tzinfo)
