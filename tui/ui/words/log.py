"""The lines of the activity log, in words. Pure, no Textual."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Literal

from msgspec import Struct

from tui.loop.pulse import Cycle
from tui.presence.entry import Entry
from tui.presence.model import Presence
from tui.presence.words import plural
from tui.ui.plain import plain
from tui.ui.words.details import local_words

Tone = Literal["", "quiet", "good", "warning", "error"]
BY: Mapping[str | None, str] = {"person": " by you", "loop": " by the loop", "outside": " elsewhere"}
TONES: Mapping[str | None, Tone] = {
    "done": "good",
    "failed": "error",
    "unsettled": "warning",
    "not-applied": "warning",
    "withheld": "warning",
    "dry-run": "quiet",
}


class LogLine(Struct, frozen=True):
    """One line: when (None: no clock known yet), one word for its kind, and what happened. All text is plain."""

    at: datetime | None
    word: str
    text: str
    tone: Tone = ""


def worth_a_line(entry: Entry) -> bool:
    """Whether it tells a person something: who only fell idle or stirred again is in the journal and the table."""
    return entry.kind != "presence" or {entry.was, entry.to} != {Presence.ACTIVE, Presence.IDLE}


def line_of(entry: Entry, zone: tzinfo) -> LogLine:
    """An entry of the journal as a line of the log; moments in it as the reader's clock shows them."""
    words = {"toggle": _toggle, "presence": _presence, "hold": _hold}.get(entry.kind, _as_it_is)
    tone: Tone = "error" if entry.kind == "error" else TONES.get(entry.outcome, "")
    return LogLine(entry.at, entry.kind, local_words(words(entry), zone), tone)


def _toggle(entry: Entry) -> str:
    change = f"{entry.was} → {entry.to}" if entry.was else f"→ {entry.to}"
    parts = [f"{entry.name or entry.user}: {change}{BY.get(entry.by, '')}"]
    if entry.why:
        parts.append(f"reason {entry.why}" if entry.to == "off" and entry.by != "outside" else entry.why)
    if entry.route:
        parts.append(f"via {entry.route}")
    said = ", ".join(parts)
    return said if entry.by == "outside" or entry.outcome is None else f"{said}: {entry.outcome}"


def _presence(entry: Entry) -> str:
    said = f"{entry.name or entry.user}: {entry.was} → {entry.to}"
    return f"{said}, {entry.why}" if entry.why else said


def _hold(entry: Entry) -> str:
    said = f"{entry.name or entry.user}: {entry.to}"
    return f"{said}, {entry.why}" if entry.why else said


def _as_it_is(entry: Entry) -> str:
    return f"{entry.name}: {entry.why}" if entry.name else entry.why


def cycle_line(cycle: Cycle) -> LogLine | None:
    """A finished cycle as a line, where it is worth one: something was planned, sent, braked or asked."""
    if not (cycle.plan.toggles or cycle.plan.braked or cycle.brake or cycle.report.outcomes):
        return None
    parts = [f"cycle {cycle.number}: {len(cycle.plan.on):,} on, {len(cycle.plan.off):,} off"]
    if cycle.plan.withheld:
        parts.append(f"{len(cycle.plan.withheld):,} withheld")
    if cycle.brake:
        parts.append(f"braked: {cycle.brake}")
    if cycle.asked:
        parts.append("the first plan waits for your word (P)")
    return LogLine(cycle.finished_at, "cycle", plain(", ".join(parts)), "warning" if cycle.brake else "quiet")


def done_line(at: datetime | None, count: int, *, to: bool) -> LogLine:
    """What a person should know after their toggle: it is done, and DE's own screen lags behind."""
    done = f"{plural(count, 'user')} toggled {'on' if to else 'off'}"
    return LogLine(at, "note", f"{done}; their own DE widget shows it at its next refresh (10 minutes by default)")
