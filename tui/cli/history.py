"""``history``: the journal of an org, without asking the org for more than its name."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

import click

from tui.cli.given import Given, connection_options

if TYPE_CHECKING:
    from tui.presence.entry import Entry
    from tui.presence.model import Id
    from tui.store.journal import SqliteJournal

HEADER = ("at", "kind", "user", "name", "from", "to", "why", "by", "route", "outcome")
TABLE_HEADER = ("WHEN", "KIND", "USER", "CHANGE", "BY", "ROUTE", "OUTCOME", "WHY")


@click.command()
@click.option("--user", metavar="U", help="Only this user: an Id, or a name as the journal has it.")
@click.option("--since", metavar="WHEN", help="Only since then: 14:00, 2h, 3d, today, yesterday, or 2026-11-22.")
@click.option("--json", "as_json", is_flag=True, help="The contract's JSON, one object a line.")
@click.option("--csv", "as_csv", is_flag=True, help="For spreadsheets.")
@click.option("--forget", metavar="USER", help="Erase everything about this user.")
@connection_options
def command(given: Given, user: str | None, since: str | None, as_json: bool, as_csv: bool, forget: str | None) -> int:
    """Print what the journal has, newest first."""
    from tui.cli.log import start_log

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    if forget is not None and (user is not None or since is not None or as_csv):
        raise click.UsageError("--forget stands alone.")
    start_log(given.log_level)
    form = "json" if as_json else "csv" if as_csv else "table"
    return asyncio.run(_history(given, user, since, form, forget))


async def _history(given: Given, user: str | None, since: str | None, form: str, forget: str | None) -> int:
    from tui.cli.journals import journal_of
    from tui.cli.local_zone import LocalZone

    zone = LocalZone()
    start = None if since is None else _moment(since, zone)
    async with journal_of(given, os.environ) as journal:
        if forget is not None:
            return _forget(journal, forget, form)
        entries = journal.history(None if user is None else _known(journal, user), start)
    _print(entries, form, zone)
    return 0


def _moment(text: str, zone: tzinfo) -> datetime:
    from tui.presence.when import PAST_FORMS, moment_before

    found = moment_before(text, datetime.now(UTC), zone)
    if found is None:
        raise click.UsageError(f'"{text}" is no moment of the past. Write {PAST_FORMS}.')
    return found


def _known(journal: SqliteJournal, word: str) -> Id:
    """The one user of the journal that is meant."""
    from tui.cli.users import ids_of
    from tui.presence.model import User

    return ids_of([word], [User(user_id, name) for user_id, name in journal.names().items()])[0]


def _forget(journal: SqliteJournal, word: str, form: str) -> int:
    from tui.cli.paper import print_json, print_line
    from tui.presence.words import plural

    user_id = _known(journal, word)
    number = journal.forget(user_id)
    if form == "json":
        print_json({"forgotten": user_id, "entries": number})
    else:
        print_line(f"Forgotten: {user_id}, {plural(number, 'entry', 'entries')}")
    return 0


def _print(entries: list[Entry], form: str, zone: tzinfo) -> None:
    from msgspec import to_builtins

    from tui.cli.paper import print_csv, print_json, print_table
    from tui.cli.shaping import entry_shape

    if form == "json":
        for one in entries:
            print_json(entry_shape(one))
    elif form == "csv":
        rows = [to_builtins(entry_shape(one)) for one in entries]
        print_csv(HEADER, [["" if one[name] is None else one[name] for name in HEADER] for one in rows])
    else:
        print_table(TABLE_HEADER, [_row(one, zone) for one in entries])


def _row(entry: Entry, zone: tzinfo) -> list[str]:
    from tui.cli.shaping import outcome_word

    change = " → ".join(one for one in (entry.was, entry.to) if one)
    who = entry.name or entry.user or ""
    when = f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    others = (entry.by or "", entry.route or "", outcome_word(entry.outcome) or "", entry.why)
    return [when, entry.kind, who, change, *others]
