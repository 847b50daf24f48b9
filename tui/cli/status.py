"""``status``: one read, printed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from tui.cli.given import Given, connection_options

if TYPE_CHECKING:
    from tui.cli.wiring import Wired
    from tui.loop.cycle import Reading
    from tui.presence.roster import Standing

PRESENCES = ("active", "idle", "absent", "unknown")
STATES = ("on", "off", "mixed", "unknown")
FILTER_HELP = (
    "Only whom this shows, as / does in the monitor: words of name, username, Id or team, !word to leave out, "
    "presence:idle, de:off, team:smb, idle:>30m, seen:<1h, expires:<10m, sessions:>1, step:out, hold:yes, next:off, "
    "changed:<1h, by:loop, type:saml, profile:sales, is:frozen, and @NAME for a saved filter."
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The contract's JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="A line a user, for spreadsheets.")
@click.option("--presence", type=click.Choice(PRESENCES), metavar="P", help=f"Only these: {', '.join(PRESENCES)}.")
@click.option("--de", type=click.Choice(STATES), metavar="S", help=f"Only these: {', '.join(STATES)}.")
@click.option("--filter", "words", metavar="TEXT", default="", help=FILTER_HELP)
@click.argument("user", nargs=-1)
@connection_options
def command(
    given: Given, as_json: bool, as_csv: bool, presence: str | None, de: str | None, words: str, user: tuple[str, ...]
) -> int:
    """Read once and print who is there, what DE answers, and what the loop would do."""
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    form = "json" if as_json else "csv" if as_csv else "table"
    return status(given, form, Asked(presence, de, words, user))


class Asked(NamedTuple):
    """Of whom a status tells: those who meet all of it."""

    presence: str | None = None
    de: str | None = None
    words: str = ""
    users: Sequence[str] = ()


EVERYBODY = Asked()


def status(given: Given, form: str = "table", asked: Asked = EVERYBODY) -> int:
    """Read once and print; 0 for a complete reading, 1 for another, 5 where sessions cannot be seen (R2).

    Raises WrongUsage for a filter with a word that means nothing.
    """
    from tui.cli.log import start_log

    start_log(given.log_level)
    if asked.words:
        from tui.cli.status_filter import refuse_wrong_words

        refuse_wrong_words(asked.words)
    return asyncio.run(_status(given, form, asked))


async def _status(given: Given, form: str, asked: Asked) -> int:
    from tui.cli.reading import one_reading, refuse_blindness, refuse_unknown_exclusions, with_ends
    from tui.cli.status_pages import PAGES, told
    from tui.cli.telling import tell
    from tui.cli.wiring import wired

    async with wired(given, os.environ) as run:
        reading, problems = await one_reading(run)
        reading = with_ends(reading, run.journal)
        shown = _shown(reading, asked, run)
    refuse_unknown_exclusions(reading.roster, run.settings.exclude)
    PAGES[form](told(reading, shown, problems), reading)
    refuse_blindness(reading.snapshot.permissions)
    for problem in problems:
        tell(problem)
    return 0 if reading.roster.complete else 1


def _shown(reading: Reading, asked: Asked, run: Wired) -> list[Standing]:
    """The users that were asked for, by name. Raises WrongUsage for one who is none, and for a wrong filter."""
    from tui.cli.status_filter import filter_of, shown_by
    from tui.cli.users import ids_of

    standings = reading.roster.standings
    wanted = frozenset(standings)
    if asked.users:
        wanted = wanted & frozenset(ids_of(asked.users, [one.user for one in standings.values()]))
    if asked.words:
        wanted = wanted & shown_by(filter_of(asked.words, run.desk.recall().filters), reading)
    return [
        one
        for one in sorted(standings.values(), key=lambda one: (one.user.name.casefold(), one.id))
        if one.id in wanted and asked.presence in (None, one.presence) and asked.de in (None, one.de)
    ]
