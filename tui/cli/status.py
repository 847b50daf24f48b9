"""``status``: one read, printed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence

import click

from tui.cli.given import Given, connection_options

PRESENCES = ("active", "idle", "absent", "unknown")
STATES = ("on", "off", "mixed", "unknown")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The contract's JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="A line a user, for spreadsheets.")
@click.option("--presence", type=click.Choice(PRESENCES), metavar="P", help=f"Only these: {', '.join(PRESENCES)}.")
@click.option("--de", type=click.Choice(STATES), metavar="S", help=f"Only these: {', '.join(STATES)}.")
@click.argument("user", nargs=-1)
@connection_options
def command(
    given: Given, as_json: bool, as_csv: bool, presence: str | None, de: str | None, user: tuple[str, ...]
) -> int:
    """Read once and print who is there, what DE answers, and what the loop would do."""
    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other.")
    form = "json" if as_json else "csv" if as_csv else "table"
    return status(given, form, presence, de, user)


def status(
    given: Given, form: str = "table", presence: str | None = None, de: str | None = None, users: Sequence[str] = ()
) -> int:
    """Read once and print; 0 for a complete reading, 1 for another, 5 where sessions cannot be seen (R2)."""
    from tui.cli.log import start_log

    start_log(given.log_level)
    return asyncio.run(_status(given, form, presence, de, users))


async def _status(given: Given, form: str, presence: str | None, de: str | None, users: Sequence[str]) -> int:
    from tui.cli.reading import one_reading, refuse_blindness, refuse_unknown_exclusions, with_ends
    from tui.cli.status_pages import PAGES, told
    from tui.cli.telling import tell
    from tui.cli.users import ids_of
    from tui.cli.wiring import wired

    async with wired(given, os.environ) as run:
        reading, problems = await one_reading(run)
        reading = with_ends(reading, run.journal)
    refuse_unknown_exclusions(reading.roster, run.settings.exclude)
    standings = reading.roster.standings
    wanted = frozenset(ids_of(users, [one.user for one in standings.values()])) if users else standings.keys()
    shown = [
        one
        for one in sorted(standings.values(), key=lambda one: (one.user.name.casefold(), one.id))
        if one.id in wanted and presence in (None, one.presence) and de in (None, one.de)
    ]
    PAGES[form](told(reading, shown, problems), reading)
    refuse_blindness(reading.snapshot.permissions)
    for problem in problems:
        tell(problem)
    return 0 if reading.roster.complete else 1
