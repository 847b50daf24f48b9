"""``toggle``: turns users on or off now, by a person's wish."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from tui.cli.given import Given, connection_options

if TYPE_CHECKING:
    from tui.presence.memory import Hold

LONGEST_REASON = 255  # characters, as in the settings


@click.command()
@click.argument("state", type=click.Choice(("on", "off")), metavar="on|off")
@click.argument("user", nargs=-1, required=True)
@click.option("--reason", metavar="TEXT", help="Travels with an off, by a route that can carry it.")
@click.option(
    "--until", metavar="WHEN", help="Until then the loop leaves them alone: 14:00, 30m, 2h, tomorrow, a date."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="The contract's JSON.")
@connection_options
def command(
    given: Given, state: str, user: tuple[str, ...], reason: str | None, until: str | None, yes: bool, as_json: bool
) -> int:
    """Turn users on or off now. The loop leaves them alone until their presence changes, or until --until."""
    from tui.cli.log import start_log

    to = state == "on"
    if to and reason:
        raise click.UsageError("--reason travels with an off; an on carries none.")
    if reason and len(reason) > LONGEST_REASON:
        raise click.UsageError(f"--reason has {len(reason)} characters; {LONGEST_REASON} is the most.")
    hold_for(until, datetime.now(UTC))
    start_log(given.log_level)
    return asyncio.run(_toggle(given, to, user, reason or None, until, yes=yes, as_json=as_json))


def hold_for(until: str | None, now: datetime) -> Hold:
    """The hold that a person's toggle puts on a user (R9). Raises click.UsageError for no moment to come."""
    from tui.cli.local_zone import LocalZone
    from tui.presence.memory import Hold
    from tui.presence.when import FORMS, moment_after

    if until is None:
        return Hold("toggled by you", until_presence=True)
    moment = moment_after(until, now, LocalZone())
    if moment is None:
        raise click.UsageError(f'--until: "{until}" is no moment to come. Write {FORMS}.')
    return Hold("toggled by you", until=moment)


async def _toggle(
    given: Given, to: bool, words: tuple[str, ...], reason: str | None, until: str | None, *, yes: bool, as_json: bool
) -> int:
    from tui.cli.asking import ask
    from tui.cli.reading import one_reading, refuse_blindness, refuse_powerlessness
    from tui.cli.toggling import Wish, preview, print_results, question, results, send
    from tui.cli.users import ids_of
    from tui.cli.wiring import wired

    async with wired(given, os.environ, writes=True) as run:
        reading, _ = await one_reading(run)
        refuse_blindness(reading.snapshot.permissions)
        ids = ids_of(words, [one.user for one in reading.roster.standings.values()])
        wish = Wish(to, tuple(ids), reason, hold_for(until, reading.snapshot.at))
        refuse_powerlessness(run.org, reason)
        if not yes:
            ask(preview(wish, reading), question(wish, reading))
        sent = await send(run, wish, reading)
        after, _ = await one_reading(run)
    return print_results(results(wish, sent, after), sent, as_json=as_json)
