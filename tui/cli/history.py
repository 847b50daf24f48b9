"""``history``: the journal of an org and what it knows of the past, without asking the org for more than its name."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

import click

from tui.cli.given import Given, connection_options

if TYPE_CHECKING:
    from tui.cli.history_pages import Form
    from tui.cli.history_query import Query
    from tui.presence.model import Id
    from tui.store.journal import SqliteJournal

KINDS = ("toggle", "presence", "cycle", "hold", "error")
SINCE_HELP = 'Only since then: 14:00, 2h, 3d, today, yesterday, "tue 14:00", or 2026-11-22.'


@click.command()
@click.option("--user", metavar="U", help="Only this user: an Id, or a name as the journal has it.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only entries of this kind; repeatable.")
@click.option("--since", metavar="WHEN", help=SINCE_HELP)
@click.option("--until", metavar="WHEN", help="Only before then; the same words.")
@click.option("--at", metavar="WHEN", help="The table as it was then: who was present, what DE answered.")
@click.option("--totals", is_flag=True, help="Time in each state and toggles, of each user and each team.")
@click.option("--json", "as_json", is_flag=True, help="The contract's JSON, one object a line.")
@click.option("--csv", "as_csv", is_flag=True, help="For spreadsheets.")
@click.option("--forget", metavar="USER", help="Erase everything about this user.")
@connection_options
def command(given: Given, **words: str | bool | tuple[str, ...] | None) -> int:
    """Print what the journal has, newest first; or how things stood at a moment, or for how long."""
    from tui.cli.history_query import query_of
    from tui.cli.log import start_log

    query = query_of(words)
    start_log(given.log_level)
    return asyncio.run(_history(given, query))


async def _history(given: Given, query: Query) -> int:
    from tui.cli.journals import journal_of
    from tui.cli.local_zone import LocalZone

    zone, now = LocalZone(), datetime.now(UTC)
    since, until, at = (_moment(one, now, zone) for one in (query.since, query.until, query.at))
    async with journal_of(given, os.environ) as journal:
        if query.forget is not None:
            return _forget(journal, query.forget, query.form)
        user = None if query.user is None else _known(journal, query.user)
        if at is not None:
            return _then(journal, at, user, query.form, zone)
        if query.totals:
            return _totals(journal, (since, until or now), user, query.form, zone)
        return _entries(journal, (since, until), user, query, zone)


def _moment(text: str | None, now: datetime, zone: tzinfo) -> datetime | None:
    from tui.presence.when import PAST_FORMS, moment_before

    if text is None:
        return None
    found = moment_before(text, now, zone)
    if found is None:
        raise click.UsageError(f'"{text}" is no moment of the past. Write {PAST_FORMS}.')
    return found


def _known(journal: SqliteJournal, word: str) -> Id:
    """The one user of the journal that is meant."""
    from tui.cli.users import ids_of
    from tui.presence.model import User

    return ids_of([word], [User(user_id, name) for user_id, name in journal.names().items()])[0]


def _forget(journal: SqliteJournal, word: str, form: Form) -> int:
    from tui.cli.paper import print_json, print_line
    from tui.presence.words import plural
    from tui.store.desk_memory import DeskMemory
    from tui.store.places import platform_places

    user_id = _known(journal, word)
    name = journal.names()[user_id]
    number = journal.forget(user_id)
    DeskMemory(platform_places().desk(journal.path.stem)).forget(user_id, name)
    if form == "json":
        print_json({"forgotten": user_id, "entries": number})
    else:
        print_line(f"Forgotten: {user_id}, {plural(number, 'entry', 'entries')}")
    return 0


def _entries(
    journal: SqliteJournal,
    span: tuple[datetime | None, datetime | None],
    user: Id | None,
    query: Query,
    zone: tzinfo,
) -> int:
    from tui.cli.history_pages import print_entries
    from tui.presence.chronicle.search import Search
    from tui.store.looking_back import LookingBack

    past = LookingBack(journal)
    search = Search(None if user is None else frozenset({user}), frozenset(query.kinds), since=span[0], until=span[1])
    numbers = past.numbers(search)
    found = past.entries(numbers)
    print_entries([found[one] for one in numbers if one in found], query.form, zone)
    return 0


def _then(journal: SqliteJournal, at: datetime, user: Id | None, form: Form, zone: tzinfo) -> int:
    """Exit 1 where nothing is known of that moment: scripts must not take silence for an empty office."""
    from tui.cli.history_pages import print_then
    from tui.store.looking_back import LookingBack

    then = LookingBack(journal).then(at)
    print_then(then, user, form, zone)
    return 0 if then.around.known else 1


def _totals(
    journal: SqliteJournal, span: tuple[datetime | None, datetime], user: Id | None, form: Form, zone: tzinfo
) -> int:
    from tui.cli.history_pages import print_totals
    from tui.store.looking_back import LookingBack

    past = LookingBack(journal)
    stretches = past.stretches()
    since = span[0] or (stretches[0].begin if stretches else span[1])
    print_totals(past.totals(since, span[1], None if user is None else frozenset({user})), form, zone)
    return 0
