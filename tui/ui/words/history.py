"""The journal in words: entries and totals as lines of columns, and one entry whole. Pure, no Textual screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, tzinfo

from msgspec import Struct
from textual.content import Content

from tui.presence.chronicle.totals import Total
from tui.presence.entry import Entry
from tui.presence.model import Presence
from tui.presence.words import plural, span
from tui.ui.glyphs import Glyphs
from tui.ui.plain import fit, plain
from tui.ui.tones import PRESENCE_STYLES, QUIET
from tui.ui.words.details import local_words

BY: Mapping[str | None, str] = {"person": "you", "loop": "loop", "outside": "elsewhere"}
WHOLE_BY: Mapping[str | None, str] = {"person": "by you", "loop": "by the loop", "outside": "made elsewhere"}
OUTCOMES: Mapping[str | None, str] = {
    "done": "",
    "failed": "$text-error",
    "unsettled": "$text-warning",
    "sent": "$text-warning",
    "not-applied": "$text-warning",
    "withheld": "$text-warning",
    "dry-run": QUIET,
}
GAP = "  "
WIDE = 104  # cells from which the weekday and the outcome have columns
BEGUN = "$text-accent"


class Widths(Struct, frozen=True):
    """The cells of an entry's columns, from left to right; the reason has the rest."""

    when: int
    kind: int
    who: int
    change: int
    by: int
    outcome: int


def widths(room: int) -> Widths:
    """The columns that ``room`` cells allow."""
    if room >= WIDE:
        return Widths(19, 8, min(28, 18 + (room - WIDE) // 4), 16, 9, 11)
    return Widths(15, 8, max(10, min(20, room - 58)), 17, 9, 0)


def entry_head(room: int) -> Content:
    """The heads of the columns."""
    at = widths(room)
    titles = (("When", at.when), ("Kind", at.kind), ("User", at.who), ("Change", at.change), ("By", at.by))
    cells = [fit(title, width) for title, width in titles]
    cells += [fit("Outcome", at.outcome)] if at.outcome else []
    return Content.styled(GAP.join([*cells, "Why"]), "bold")


def entry_line(entry: Entry, room: int, zone: tzinfo, today: date, signs: Glyphs) -> Content:
    """One entry as a line."""
    at = widths(room)
    outcome = _outcome(entry)
    parts: list[tuple[str, str]] = [
        (fit(when_words(entry.at.astimezone(zone), today, wide=at.when > 15), at.when), QUIET),
        (fit(entry.kind, at.kind), "$text-accent"),
        (fit(plain(entry.name or entry.user or ""), at.who, signs.more), ""),
        *_change(entry, at.change, signs, zone),
        (fit(BY.get(entry.by, ""), at.by), QUIET),
    ]
    parts += [(fit(outcome, at.outcome), OUTCOMES.get(entry.outcome, ""))] if at.outcome else []
    why = local_words(entry.why, zone)
    if not at.outcome and outcome and entry.outcome != "done":
        why = f"{outcome}: {why}"
    line = Content(GAP).join([Content.styled(text, style) for text, style in parts])
    return Content.assemble(line, GAP, (signs.say(why), OUTCOMES.get(entry.outcome, "") if not at.outcome else ""))


def _change(entry: Entry, width: int, signs: Glyphs, zone: tzinfo) -> list[tuple[str, str]]:
    """What became of what; a presence wears its colour."""
    words = fit(signs.say(change_words(entry, zone)), width, signs.more)
    style = ""
    if entry.kind == "presence" and entry.to and entry.to in (*Presence,):
        style = PRESENCE_STYLES[Presence(entry.to)]
    return [(words, style)]


def change_words(entry: Entry, zone: tzinfo) -> str:
    """``active → absent``; a hold in its words, a cycle in none."""
    return local_words(" → ".join(one for one in (entry.was, entry.to) if one), zone)


def _outcome(entry: Entry) -> str:
    return "unsettled" if entry.outcome == "sent" else entry.outcome or ""


def when_words(at: datetime, today: date, *, wide: bool) -> str:
    """``14:05:30`` today, ``Tue 17 Nov 14:05:30`` before, ``17 Nov 14:05:30`` where it is narrow, with its year if old.

    ``at`` is in the reader's zone.
    """
    if at.date() == today:
        return f"{'today':<{10 if wide else 6}} {at:%H:%M:%S}"
    day = f"{at.day:>2} {at:%b}"
    if at.year != today.year:
        return f"{day} {at.year} {at:%H:%M}" if wide else f"{day} {at.year}"
    return f"{at:%a} {day} {at:%H:%M:%S}" if wide else f"{day} {at:%H:%M:%S}"


def entry_whole(entry: Entry, zone: tzinfo, signs: Glyphs) -> Content:
    """All that the journal knows of an entry, on two lines."""
    at = entry.at.astimezone(zone)
    who = plain(entry.name or entry.user or "")
    parts = [f"{at:%a} {at.day} {at:%b %Y %H:%M:%S}", entry.kind]
    parts += [f"{who} ({entry.user})" if entry.user and entry.user != who else who] if who else []
    change = change_words(entry, zone)
    parts += [change] if change else []
    parts += [WHOLE_BY[entry.by]] if entry.by else []
    parts += [f"via {plain(entry.route)}"] if entry.route else []
    parts += [_outcome(entry)] if entry.outcome else []
    first = signs.say(" · ").join(signs.say(one) for one in parts)
    return Content.assemble((first, "bold"), "\n", signs.say(local_words(entry.why, zone)))


# totals


class Column(Struct, frozen=True):
    """A column of the totals: its title, its width, its words and what it sorts by."""

    id: str
    title: str
    width: int
    words: Callable[[Total], str]
    value: Callable[[Total], float]


def _time(column_id: str, title: str, of: Callable[[Total], float]) -> Column:
    return Column(column_id, title, 10, lambda total: span(of(total)) if of(total) >= 1 else "", of)


def _number(column_id: str, title: str, by: str) -> Column:
    def number(total: Total) -> int:
        return dict(total.toggles).get(by, 0)  # type: ignore[call-overload, no-any-return]  # by is one of its keys

    return Column(column_id, title, 9, lambda total: f"{number(total):,}" if number(total) else "", number)


TIMES = (
    _time("present", "Present", lambda total: total.times.present),
    _time("idle", "Idle", lambda total: total.times.idle),
    _time("absent", "Absent", lambda total: total.times.absent),
    _time("on", "DE on", lambda total: total.times.on + total.times.mixed),
    _time("off", "DE off", lambda total: total.times.off),
)
TOGGLES = (_number("loop", "By loop", "loop"), _number("you", "By you", "person"), _number("else", "Else", "outside"))
MEMBERS = Column("members", "Members", 7, lambda total: str(total.members), lambda total: total.members)
NAME_CELLS = 24


def total_columns(room: int, *, teams: bool) -> tuple[Column, ...]:
    """The columns that ``room`` cells allow, the name apart."""
    shown = ((MEMBERS,) if teams else ()) + TIMES + TOGGLES
    while shown and NAME_CELLS + sum(one.width + len(GAP) for one in shown) > room:
        shown = shown[:-1]
    return shown


def total_head(room: int, sort: str, signs: Glyphs, *, teams: bool, reverse: bool) -> Content:
    """The heads, and the sign on the sorted one."""
    sign = signs.descending if reverse else signs.ascending
    cells = [fit("Team" if teams else "User", NAME_CELLS) if sort != "name" else fit(f"Name {sign}", NAME_CELLS)]
    cells += [
        fit(f"{one.title} {sign}" if one.id == sort else one.title, one.width).rjust(one.width)
        for one in total_columns(room, teams=teams)
    ]
    return Content.styled(GAP.join(cells), "bold")


def total_line(total: Total, room: int, signs: Glyphs, *, teams: bool) -> Content:
    """One user or team as a line."""
    cells = [fit(one.words(total), one.width) for one in total_columns(room, teams=teams)]
    return Content(GAP.join([fit(plain(total.name), NAME_CELLS, signs.more), *cells]))


def total_whole(total: Total, known: float, *, teams: bool) -> Content:
    """One user or team in two sentences."""
    times, name = total.times, plain(total.name)
    toggles = sum(total.toggles.values())
    who = f"{name}, {plural(total.members, 'member')} added up" if teams else name
    share = f", {100 * times.present / known:.0f} % of what is known" if known and not teams else ""
    first = (
        f"{who}: present {span(times.present)}{share}, of that idle {span(times.idle)}; absent {span(times.absent)}."
    )
    de = f"DE on {span(times.on)}, mixed {span(times.mixed)}, off {span(times.off)}. {plural(toggles, 'toggle')}."
    return Content(f"{first}\n{de}")


def in_order(totals: Sequence[Total], sort: str, *, reverse: bool) -> list[Total]:
    """By a column: the most first; names from A to Z, and among equals."""
    found = sorted(totals, key=lambda one: (plain(one.name).casefold(), one.id), reverse=reverse and sort == "name")
    column = next((one for one in (MEMBERS, *TIMES, *TOGGLES) if one.id == sort), None)
    if column is not None:
        found.sort(key=column.value, reverse=not reverse)
    return found
