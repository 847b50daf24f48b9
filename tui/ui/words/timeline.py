"""A day of one user as rows of cells: which state, what happened, where now is. Pure, no Textual.

A day is 24 hours on the org's clock, wherever the reader's clocks change meanwhile: its ruler shows the reader's hours,
and leaves out or repeats one where they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo

from msgspec import Struct

from tui.presence.entry import Entry
from tui.presence.events import Happening
from tui.presence.logins import PastLogin
from tui.presence.model import Presence
from tui.presence.spans import Span
from tui.ui.timeline_signs import MARKS, STATES, TimelineSigns

DAY = timedelta(hours=24)
QUARTER = timedelta(minutes=15)  # every zone's hours begin at one
UNKNOWN = "unknown"
SAME_LOGIN = timedelta(seconds=30)  # the history and the event of one login may tell two moments
LEAST_LABEL = 7  # cells from one hour of the ruler to the next
MANY = "+"


class Window(Struct, frozen=True):
    """The 24 hours that are shown."""

    start: datetime
    end: datetime

    def cell(self, at: datetime, width: int) -> int:
        """The cell of ``width`` in which a moment lies; it may lie outside."""
        return int((at - self.start) / (self.end - self.start) * width // 1)

    def cells(self, width: int) -> Iterator[tuple[datetime, datetime]]:
        """From when to when each cell is."""
        length = (self.end - self.start) / width
        for number in range(width):
            yield self.start + number * length, self.start + (number + 1) * length


class Mark(Struct, frozen=True):
    """Something that happened at a moment; ``kind`` is one of ``MARKS``."""

    at: datetime
    kind: str


def window_at(now: datetime, zone: tzinfo, shifted: int = 0) -> Window:
    """The 24 hours that end with the reader's hour which is under way, or ``shifted`` hours before or after that."""
    local = now.astimezone(zone)
    rest = timedelta(minutes=60 - local.minute, seconds=-local.second, microseconds=-local.microsecond)
    end = now + rest + timedelta(hours=shifted)
    return Window(end - DAY, end)


def title(window: Window, zone: tzinfo, *, shifted: int) -> str:
    """From when to when in the reader's zone, and whether the clocks change between."""
    start, end = window.start.astimezone(zone), window.end.astimezone(zone)
    said = f"{start:%a} {start.day} {start:%b %H:%M} – {end:%a} {end.day} {end:%b %H:%M}"
    if not shifted:
        said = f"the last 24 hours, {said}"
    change = (end.utcoffset() or timedelta()) - (start.utcoffset() or timedelta())
    if not change:
        return said
    return f"{said} · the clocks go {'forward' if change > timedelta() else 'back'}"


def ruler(window: Window, zone: tzinfo, width: int) -> str:
    """The reader's hours over the cells: every third, or every sixth where it is narrow; midnight names the day."""
    step = next((hours for hours in (3, 6) if width * hours // 24 >= LEAST_LABEL), 12)
    line = ""
    for at in _quarters(window, zone):
        local = at.astimezone(zone)
        if local.minute or local.hour % step or local.fold:
            continue
        place = window.cell(at, width)
        label = f"{local:%H}" if local.hour else f"{local:%a} {local.day}"
        if place >= len(line) + bool(line) and place + len(label) <= width:
            line = line.ljust(place) + label
    return line


def _quarters(window: Window, zone: tzinfo) -> Iterator[datetime]:
    local = window.start.astimezone(zone)
    into = timedelta(minutes=local.minute % 15, seconds=local.second, microseconds=local.microsecond)
    at = window.start + (QUARTER - into if into else timedelta())
    while at < window.end:
        yield at
        at += QUARTER


def states(spans: Sequence[Span], window: Window, width: int, now: datetime) -> list[str]:
    """The state of each cell; empty where it is still to come.

    Most of a cell's time names it, but a presence in any part of it is never hidden by an absence, and what is not
    known counts half, so that a watch that has just begun is seen.
    """
    row = []
    for start, end in window.cells(width):
        if start >= now:
            row.append("")
            continue
        shares: dict[str, timedelta] = {}
        for one in spans:
            share = min(one.end, end) - max(one.start, start)
            if share > timedelta():
                state = one.state or UNKNOWN
                shares[state] = shares.get(state, timedelta()) + (share if one.state else share / 2)
        there = {state: share for state, share in shares.items() if state in _THERE}
        row.append(max(there or shares, key=shares.__getitem__, default=UNKNOWN))
    return row


_THERE = frozenset({Presence.ACTIVE.value, Presence.IDLE.value})


def with_sessions(spans: Sequence[Span], begun: datetime | None, until: datetime) -> tuple[Span, ...]:
    """The spans, where a session that counts and lives since ``begun`` tells of a presence that nothing else knew.

    A session that ran out would not live now, so its user was logged in all the while; whether idle is not known.
    """
    if begun is None:
        return tuple(spans)
    found: list[Span] = []
    for one in spans:
        start, end = max(one.start, begun), min(one.end, until)
        if one.state is not None or start >= end:
            found.append(one)
            continue
        parts = (Span(one.start, start, None), Span(start, end, "present"), Span(end, one.end, None))
        found.extend(part for part in parts if part.start < part.end)
    return tuple(found)


def marks_of(entries: Iterable[Entry], logins: Iterable[PastLogin], happened: Iterable[Happening]) -> tuple[Mark, ...]:
    """What happened to a user, in order: toggles and holds, logins of a person, and logouts as they were heard."""
    history = [one for one in logins if one.by_person]
    found = [Mark(one.at, "login" if one.done else "refused") for one in history]
    for one in happened:
        told = one.kind == "login" and any(abs(other.at - one.at) <= SAME_LOGIN for other in history)
        found += [] if told else [Mark(one.at, one.kind)]
    kinds = ((entry.at, _kind(entry)) for entry in entries)
    found += [Mark(at, kind) for at, kind in kinds if kind]
    return tuple(sorted(found, key=lambda one: one.at))


def _kind(entry: Entry) -> str:
    """Which of ``MARKS`` an entry is; empty for those that are none."""
    if entry.kind == "hold":
        return "released" if entry.to == "released" else "held"
    if entry.kind != "toggle" or entry.outcome in ("withheld", "dry-run"):
        return ""
    if entry.outcome in ("failed", "not-applied"):
        return "failed"
    if entry.outcome in ("sent", "unsettled", "overtaken"):
        return "lost"
    return f"{entry.by or 'outside'} {'off' if entry.to == 'off' else 'on'}"


def marked(marks: Iterable[Mark], window: Window, width: int, signs: TimelineSigns) -> str:
    """The signs of what happened, each in its cell; of several in one cell their number."""
    cells: dict[int, list[str]] = {}
    for one in marks:
        place = window.cell(one.at, width)
        if 0 <= place < width:
            cells.setdefault(place, []).append(signs.marks[one.kind])
    line = [" "] * width
    for place, there in cells.items():
        several = len(set(there))
        line[place] = there[0] if several == 1 else str(several) if several < 10 else MANY
    return "".join(line)


def pointer(window: Window, now: datetime, zone: tzinfo, width: int, signs: TimelineSigns) -> str:
    """``09:14 now ▲`` with its tip below now; empty where now is not shown."""
    place, words = window.cell(now, width), f"{now.astimezone(zone):%H:%M} now"
    if not 0 <= place < width:
        return ""
    if place > len(words):
        return f"{words} {signs.now}".rjust(place + 1)
    return " " * place + f"{signs.now} {words}"


def legend(rows: Iterable[Iterable[str]], marks: Iterable[Mark], window: Window, signs: TimelineSigns) -> list[str]:
    """``▇ active, on`` and so on, for the signs that are drawn."""
    drawn = {state for row in rows for state in row}
    words: dict[str, list[str]] = {}
    for state, word in STATES.items():
        if state in drawn:
            words.setdefault(signs.states[state], []).append(word)
    kinds = {one.kind for one in marks if window.start <= one.at < window.end}
    said = [f"{sign} {', '.join(many)}" for sign, many in words.items()]
    return said + [f"{signs.marks[kind]} {word}" for kind, word in MARKS.items() if kind in kinds]
