"""Moments as people type them: ``14:00``, ``30m``, ``tomorrow``, ``2026-11-22T09:00``. Pure: now and zone are given."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo

FORMS = "14:00, 30m, 2h, 3d, tomorrow, or 2026-11-22T14:00"
PAST_FORMS = "14:00, 30m, 2 h ago, today, yesterday 14:00, tue 14:00, or 2026-11-22 14:00"

_LENGTH = re.compile(
    r"(\d{1,5})\s*(s|sec|seconds?|m|mins?|minutes?|h|hours?|d|days?|w|weeks?)", re.ASCII | re.IGNORECASE
)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_AGO = re.compile(r"\s+ago$", re.IGNORECASE)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}  # by the first letter
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST = 3  # letters of a weekday


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
    """The moment up to ``now`` that the text means on a clock in ``zone``; None where it means none.

    A day and a time may stand together (``tue 14:05``, ``yesterday 9:00``). A weekday is the latest one that has been,
    ``last tuesday`` is never today.
    """
    text = _AGO.sub("", " ".join(text.split()))
    length = _length(text)
    if length is not None:
        return now - length
    found = _clock_time(text, now, zone)
    if found is not None and found > now:
        found = _clock_time(text, now - timedelta(days=1), zone)
    found = found or _day_and_time(text, now, zone) or _day_or_date(text, now, zone)
    return found if found is not None and found <= now else None


def _day_and_time(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """A weekday or a named day, with a time or as its beginning."""
    words = text.lower().split()
    clock = words.pop() if len(words) > 1 and _TIME.fullmatch(words[-1]) else "00:00"
    if words == ["at"] or not words:
        return None
    if words[-1] == "at" and len(words) > 1:
        words.pop()
    today = now.astimezone(zone).date()
    for days in _days_back(words, today.weekday()):
        found = _time_on(clock, today - timedelta(days=days), now, zone)
        if found is not None and found <= now:
            return found
    return None


def _days_back(words: list[str], today: int) -> tuple[int, ...]:
    """How many days ago the day may be that these words name, the nearest first."""
    last = words[0] == "last" and len(words) == 2
    name = words[-1] if last or len(words) == 1 else ""
    if name in _DAYS and not last:
        return (-_DAYS[name],)
    day = next((n for n, one in enumerate(_WEEKDAYS) if len(name) >= _SHORTEST and one.startswith(name)), None)
    if day is None:
        return ()
    ago = (today - day) % 7
    return (ago or 7,) if last else (ago, ago + 7)


def _length(text: str) -> timedelta | None:
    match = _LENGTH.fullmatch(text.strip())
    return timedelta(**{_UNITS[match[2][0].lower()]: int(match[1])}) if match else None


def _clock_time(text: str, day: datetime, zone: tzinfo) -> datetime | None:
    """A time on the local day of ``day``."""
    return _time_on(text.strip(), day.astimezone(zone).date(), day, zone)


def _time_on(text: str, day: date, now: datetime, zone: tzinfo) -> datetime | None:
    """A time of a local day. A local time that a clock change skips or repeats is the earlier reading."""
    match = _TIME.fullmatch(text)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59 or int(match[3] or 0) > 59:
        return None
    local = datetime.combine(day, time(int(match[1]), int(match[2]), int(match[3] or 0)), zone)
    return local.astimezone(now.tzinfo)


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
