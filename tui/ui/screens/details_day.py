"""The day of one user as drawn lines: ruler, presence, DE, what happened, now, the signs' legend, the latest news."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from msgspec import Struct
from textual.content import Content

from tui.loop.pulse import Pulse
from tui.presence.entry import Entry
from tui.presence.events import Happening
from tui.presence.memory import Past
from tui.presence.model import DE
from tui.presence.roster import Standing
from tui.presence.spans import Span, de_spans, presence_spans, stretches
from tui.ui.plain import plain
from tui.ui.screens.details_lines import Known, Reader, begun, head, wrapped
from tui.ui.timeline_signs import TimelineSigns, timeline_signs
from tui.ui.tones import FAINT, QUIET
from tui.ui.words import timeline
from tui.ui.words.log import TONES, line_of, worth_a_line
from tui.ui.words.logins import day_time

LABEL, MOST_NEWS = 11, 8
STYLES: Mapping[str, str] = {
    "active": "$text-success",
    "on": "$text-success",
    "present": "$text-success 70%",
    "idle": "$text-warning",
    "mixed": "$text-warning",
    "absent": QUIET,
    "off": QUIET,
    "unknown": FAINT,
}


class Day(Struct, frozen=True):
    """What a day is drawn from. ``shifted`` are the hours before now at which it ends, negative or 0."""

    standing: Standing | None
    pulse: Pulse
    known: Known
    happened: tuple[Happening, ...]
    shifted: int


def day_lines(day: Day, reader: Reader) -> list[Content]:
    """The part of the page that shows the day."""
    window = timeline.window_at(reader.now, reader.zone, day.shifted)
    about = timeline.title(window, reader.zone, shifted=day.shifted)
    lines = [head("Timeline", reader.glyphs.say(about))]
    if day.known.no_entries:
        lines += wrapped(Content.styled(f"  {plain(day.known.no_entries)}", "$text-error"), reader.width, 2)
    width, signs = max(24, reader.width - LABEL - 1), timeline_signs(ascii_only=reader.glyphs.ascii)
    presence, de = spans_of(day, window.start, reader.now)
    rows = [timeline.states(one, window, width, reader.now) for one in (presence, de)]
    logins = day.known.logins.rows if day.known.logins else ()
    marks = timeline.marks_of(day.known.entries or (), logins, day.happened)
    lines += [
        _labelled("", Content.styled(timeline.ruler(window, reader.zone, width), QUIET)),
        _labelled("presence", _cells(rows[0], signs)),
        _labelled("DE", _cells(rows[1], signs)),
        _labelled("events", Content.styled(timeline.marked(marks, window, width, signs).rstrip(), "bold")),
    ]
    tip = timeline.pointer(window, reader.now, reader.zone, width, signs)
    lines += [_labelled("", Content.styled(tip, "$text-accent"))] if tip else []
    lines += _legend(timeline.legend(rows, marks, window, signs), reader)
    return lines + news_lines(day.known.entries or (), window, reader)


def spans_of(day: Day, start: datetime, now: datetime) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Presence and DE's answer from ``start`` to the last complete reading, and what sessions tell of the rest."""
    roster, standing, known = day.pulse.roster, day.standing, day.known
    past = day.pulse.memory.of(standing.id) if standing else Past()
    sound = roster is not None and roster.complete
    at = roster.at if roster is not None and sound else day.pulse.memory.last_complete or now
    since = past.since if sound and past.hold is None and past.present is not None else None
    watched = stretches((*known.readings, *([at] if sound else ()))) if known.readings else None
    presence = standing.presence.value if standing and sound else None
    answers = standing.de.value if standing and sound and standing.de is not DE.UNKNOWN else None
    entries = known.entries or ()
    # A reading of this user alone (R16) may be later than the last of everybody, which is as old as DE's answer.
    later = [one.at for one in entries if one.kind == "presence"] + ([past.since] if since and past.since else [])
    seen = min(now, max([at, *later]))
    told = presence_spans(entries, start, seen, presence, since=since, watched=watched)
    logged_in = begun(known, day.pulse.settings.presence.counting, now)
    told = timeline.with_sessions(told, logged_in, seen)
    return told, de_spans(entries, start, at, answers, since=since, watched=watched)


def news_lines(entries: Iterable[Entry], window: timeline.Window, reader: Reader) -> list[Content]:
    """What the journal tells of these hours, the newest first."""
    inside = [one for one in entries if window.start <= one.at < window.end and worth_a_line(one)]
    lines = []
    for one in inside[:MOST_NEWS]:
        told = line_of(one, reader.zone)
        text = told.text.removeprefix(f"{plain(one.name or one.user or '')}: ")
        when = day_time(one.at, reader.zone, reader.now)
        tone = {"error": "$text-error", "warning": "$text-warning"}.get(TONES.get(one.outcome, ""), "")
        content = Content.assemble(f"  {when}  ", (reader.glyphs.say(text), tone))
        lines += wrapped(content, reader.width, len(when) + 4)
    if len(inside) > MOST_NEWS:
        lines.append(Content.styled(f"  and {len(inside) - MOST_NEWS:,} more; H shows the whole journal", QUIET))
    return lines


def _labelled(label: str, cells: Content) -> Content:
    return Content.assemble((f"  {label}".ljust(LABEL), QUIET), cells)


def _cells(row: Sequence[str], signs: TimelineSigns) -> Content:
    """The cells of a row, neighbours of one state in one style."""
    parts = []
    for state, same in groupby(row):
        length = len(list(same))
        parts.append((signs.states[state] * length, STYLES[state]) if state else (" " * length, ""))
    return Content.assemble(*parts)


def _legend(words: Sequence[str], reader: Reader) -> list[Content]:
    """As many to a line as fit."""
    lines: list[str] = []
    room = reader.width - LABEL
    for one in words:
        if lines and len(lines[-1]) + 3 + len(one) <= room:
            lines[-1] += f"   {one}"
        else:
            lines.append(one)
    return [_labelled("", Content.styled(reader.glyphs.say(one), QUIET)) for one in lines]
