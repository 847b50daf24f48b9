"""Logins in words: with what, from where, when, and how they ended. Pure, no Textual."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from msgspec import Struct

from tui.presence.logins import PastLogin
from tui.ui.plain import plain


class LoginLine(Struct, frozen=True):
    """A login as the details show it."""

    at: str
    status: str
    browser: str
    origin: str
    kind: str
    done: bool = True


def login_lines(logins: Iterable[PastLogin], zone: tzinfo, now: datetime) -> list[LoginLine]:
    """The logins as lines, as they come."""
    return [
        LoginLine(
            day_time(one.at, zone, now),
            plain(one.status),
            browser_words(one) or "–",
            origin_words(one) or "–",
            plain(" / ".join(word for word in (one.application, one.kind) if word)) or "–",
            one.done,
        )
        for one in logins
    ]


def browser_words(login: PastLogin) -> str:
    """``Chrome 142, Windows 11``, as far as it is told."""
    return plain(", ".join(word for word in (login.browser, login.platform) if word))


def origin_words(login: PastLogin) -> str:
    """``Leeds, United Kingdom, 203.0.113.7``, as far as it is told."""
    return plain(", ".join(word for word in (login.place, login.ip) if word))


def seat_words(login: PastLogin | None) -> str:
    """``Chrome 142 from Leeds``: where somebody sits, in a few words; empty where nothing is told."""
    if login is None:
        return ""
    city = login.place.partition(",")[0] or login.ip
    return plain(" ".join(word for word in (login.browser, f"from {city}" if city else "") if word))


def day_time(at: datetime, zone: tzinfo, now: datetime) -> str:
    """``09:12`` of today, else with its day: ``yesterday 17:30``, ``Mon 17:30``, ``3 Nov 17:30``, ``3 Nov 2025``."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    if local.date() >= today:
        return f"{local:%H:%M}"
    return f"{_day(local.date(), today)}" + (f" {local:%H:%M}" if local.year == today.year else "")


def _day(day: date, today: date) -> str:
    if today - day == timedelta(days=1):
        return "yesterday"
    if today - day < timedelta(days=7):
        return f"{day:%a}"
    said = f"{day.day} {day:%b}"
    return said if day.year == today.year else f"{said} {day.year}"
