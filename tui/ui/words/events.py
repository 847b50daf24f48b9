"""The org's live events in words: whether they are heard, and who came and went. Pure, no Textual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo

from tui.loop.pulse import Pulse
from tui.presence.events import EventsState, Happening
from tui.presence.words import plural
from tui.ui.plain import plain
from tui.ui.words.details import local_time
from tui.ui.words.log import LogLine

DID: Mapping[str, str] = {"login": "logged in", "logout": "logged out"}
MOST_LATELY = 4


def events_words(events: EventsState | None, *, short: bool = False) -> str:
    """``events live``, ``events catching up``, ``events off: why``; empty where nobody listens."""
    if events is None:
        return ""
    why = "" if short or not events.why else f": {plain(events.why)}"
    return f"events {events.state}{why}"


def events_tip(pulse: Pulse) -> str:
    """The same in full, with how many were of users that are not shown."""
    words = events_words(pulse.events)
    if not words or not pulse.strangers:
        return words
    return f"{words} · {plural(pulse.strangers, 'event')} of users whom DE does not know"


def events_line(before: EventsState | None, now: EventsState, at: datetime | None) -> LogLine | None:
    """A line where events went off or are heard again, after ``before``; None where that is no news."""
    if now == before or "off" not in {now.state, before.state if before else ""}:
        return None
    return LogLine(at, "events", events_words(now).removeprefix("events "), "quiet")


def happened_line(one: Happening, name: str) -> LogLine:
    """``logout   Costa, Inês: logged out from Utrecht, NL (logout event)``."""
    source = f" ({plain(one.source)})" if one.source else ""
    return LogLine(one.at, one.kind, f"{plain(name)}: {DID[one.kind]}{_place(one)}{source}", "quiet")


def lately(happened: Iterable[Happening], zone: tzinfo) -> str:
    """What one user did last, the newest first, in a sentence; empty where nothing was heard."""
    newest = sorted(happened, key=lambda one: one.at, reverse=True)[:MOST_LATELY]
    said = "; ".join(f"{DID[one.kind]} {local_time(one.at, zone)}{_place(one)}" for one in newest)
    return f"Lately: {said}." if said else ""


def _place(one: Happening) -> str:
    return f" from {plain(one.place)}" if one.place else ""
