"""``history`` on paper: entries, the table as it was, totals; each as a table, CSV or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Literal

from tui.cli.paper import print_csv, print_json, print_line, print_table
from tui.presence.chronicle.shapes import (
    ENTRY_HEADER,
    THEN_HEADER,
    TOTAL_HEADER,
    ThenUserShape,
    cells,
    entry_shape,
    moment_words,
    outcome_word,
    then_cells,
    then_shape,
    total_shape,
    totals_shape,
)
from tui.presence.chronicle.then import Then
from tui.presence.chronicle.totals import Total, Totals
from tui.presence.entry import Entry
from tui.presence.model import Id
from tui.presence.words import plural, span

Form = Literal["table", "json", "csv"]
ENTRY_TITLES = ("WHEN", "KIND", "USER", "CHANGE", "BY", "ROUTE", "OUTCOME", "WHY")
THEN_TITLES = ("NAME", "PRESENCE", "DE", "LAST CHANGE", "BY", "HOLD")
TOTAL_TITLES = ("NAME", "MEMBERS", "PRESENT", "IDLE", "ABSENT", "DE ON", "MIXED", "OFF", "LOOP", "PERSON", "OUTSIDE")
SECONDS = "%Y-%m-%d %H:%M:%S"


def print_entries(entries: Sequence[Entry], form: Form, zone: tzinfo) -> None:
    """Entries in their order."""
    if form == "json":
        for one in entries:
            print_json(entry_shape(one))
    elif form == "csv":
        print_csv(ENTRY_HEADER, [cells(entry_shape(one), ENTRY_HEADER) for one in entries])
    else:
        print_table(ENTRY_TITLES, [_entry(one, zone) for one in entries])


def _entry(entry: Entry, zone: tzinfo) -> list[str]:
    change = " → ".join(one for one in (entry.was, entry.to) if one)
    who = entry.name or entry.user or ""
    others = (entry.by or "", entry.route or "", outcome_word(entry.outcome) or "", entry.why)
    return [f"{entry.at.astimezone(zone):{SECONDS}}", entry.kind, who, change, *others]


def print_then(then: Then, user: Id | None, form: Form, zone: tzinfo) -> None:
    """The table as it was, of everybody or of one user."""
    shape = then_shape(then)
    shape.users = [one for one in shape.users if user in (None, one.id)]
    if form == "json":
        print_json(shape)
    elif form == "csv":
        print_csv(THEN_HEADER, [then_cells(one) for one in shape.users])
    elif not then.around.known:
        print_line(f"Not known: nothing watched this org at {moment_words(then.at.astimezone(zone))}.")
        print_line(_nearest(then, zone))
    else:
        people = [one for one in shape.users if one.id.startswith("005")]
        present = sum(one.presence in ("active", "idle") for one in people)
        read = then.around.before
        as_read = f", as last read {read.astimezone(zone):%H:%M:%S}" if read else ""
        when = f"{moment_words(then.at.astimezone(zone))}{as_read}"
        print_line(f"As of {when}: {plural(len(people), 'user')}, {present} present")
        print_table(THEN_TITLES, [_then(one, zone) for one in shape.users])


def _nearest(then: Then, zone: tzinfo) -> str:
    before, after = then.around.before, then.around.after
    words = [f"until {moment_words(before.astimezone(zone))}"] if before else []
    words += [f"from {moment_words(after.astimezone(zone))} on"] if after else []
    return f"It is known {' and '.join(words)}." if words else "The journal knows of no reading yet."


def _then(user: ThenUserShape, zone: tzinfo) -> list[str]:
    de = f"{user.de} {user.teams_on}/{user.teams}" if user.de else "unknown"
    changed = "" if user.changed_at is None else f"{datetime.fromisoformat(user.changed_at).astimezone(zone):{SECONDS}}"
    hold = "" if user.hold is None else user.hold.why
    return [user.name, user.presence or "unknown", de, changed, user.changed_by or "", hold]


def print_totals(totals: Totals, form: Form, zone: tzinfo) -> None:
    """Times and toggles of users, then of teams."""
    shape = totals_shape(totals)
    if form == "json":
        print_json(shape)
        return
    if form == "csv":
        rows = [["user", *cells(one, TOTAL_HEADER)] for one in shape.users]
        rows += [["team", *cells(one, TOTAL_HEADER)] for one in shape.teams]
        print_csv(("of", *TOTAL_HEADER), rows)
        return
    since, until = (moment_words(one.astimezone(zone)) for one in (totals.since, totals.until))
    print_line(f"From {since} to {until}, of which {span(totals.known)} are known")
    for title, some in (("Users", totals.users), ("Teams, their members added up", totals.teams)):
        print_line("")
        print_line(title)
        print_table(TOTAL_TITLES, [_total(one) for one in sorted(some, key=_by_name)])


def _by_name(total: Total) -> tuple[str, str]:
    return total.name.casefold(), total.id


def _total(total: Total) -> list[str]:
    times, shape = total.times, total_shape(total)
    spans = (times.present, times.idle, times.absent, times.on, times.mixed, times.off)
    toggles = (shape.toggles_by_loop, shape.toggles_by_person, shape.toggles_by_outside)
    return [total.name, str(total.members), *(span(one) if one else "" for one in spans), *map(_number, toggles)]


def _number(count: int) -> str:
    return str(count) if count else ""
