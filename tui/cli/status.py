"""``status``: one read, printed; or reading after reading, told."""

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
    from tui.loop.pulse import Pulse
    from tui.presence.roster import Roster, Standing

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
@click.option("--plain", is_flag=True, help="Sentences instead of a table, for screen readers.")
@click.option("--watch", is_flag=True, help="Read on until interrupted: a sentence a change; --json: an object a read.")
@click.option("--presence", type=click.Choice(PRESENCES), metavar="P", help=f"Only these: {', '.join(PRESENCES)}.")
@click.option("--de", type=click.Choice(STATES), metavar="S", help=f"Only these: {', '.join(STATES)}.")
@click.option("--filter", "words", metavar="TEXT", default="", help=FILTER_HELP)
@click.argument("user", nargs=-1)
@connection_options
def command(  # noqa: PLR0913, PLR0917  one for each option
    given: Given,
    as_json: bool,
    as_csv: bool,
    plain: bool,
    watch: bool,
    presence: str | None,
    de: str | None,
    words: str,
    user: tuple[str, ...],
) -> int:
    """Read once and print who is there, what DE answers, and what the loop would do. Nobody is toggled."""
    forms = [name for name, wanted in (("json", as_json), ("csv", as_csv), ("plain", plain)) if wanted]
    if len(forms) > 1:
        raise click.UsageError(f"{' and '.join(f'--{one}' for one in forms)} exclude each other.")
    form = forms[0] if forms else "table"
    asked = Asked(presence, de, words, user)
    return watching(given, form, asked) if watch else status(given, form, asked)


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


def watching(given: Given, form: str, asked: Asked) -> int:
    """Read on and tell what changes, until a signal ends it: 0 then. Raises WrongUsage as ``status`` does."""
    from tui.cli.local_zone import LocalZone
    from tui.cli.log import start_log
    from tui.cli.status_filter import refuse_wrong_words
    from tui.cli.status_watch import refuse_forms, watched

    start_log(given.log_level)
    refuse_forms(form)
    refuse_wrong_words(asked.words)
    return asyncio.run(
        watched(given, lambda run: lambda pulse: _told(pulse, asked, run), LocalZone(), as_json=form == "json")
    )


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

    found = shown_by(filter_of(asked.words, run.desk.recall().filters), reading) if asked.words else None
    return _chosen(reading.roster, asked, found)


def _told(pulse: Pulse, asked: Asked, run: Wired) -> list[Standing]:
    """The same of what the loop tells; nobody before its first reading."""
    from tui.cli.status_filter import filter_of, shown_of

    if pulse.roster is None:
        return []
    found = shown_of(filter_of(asked.words, run.desk.recall().filters), pulse) if asked.words else None
    return _chosen(pulse.roster, asked, found)


def _chosen(roster: Roster, asked: Asked, found: frozenset[str] | None) -> list[Standing]:
    """Those who meet everything that was asked for; ``found`` by the filter, None where there is none."""
    from tui.cli.users import ids_of

    standings = roster.standings
    wanted = frozenset(standings) if found is None else found
    if asked.users:
        wanted = wanted & frozenset(ids_of(asked.users, [one.user for one in standings.values()]))
    return [
        one
        for one in sorted(standings.values(), key=lambda one: (one.user.name.casefold(), one.id))
        if one.id in wanted and asked.presence in (None, one.presence) and asked.de in (None, one.de)
    ]
