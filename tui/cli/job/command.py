"""``job``: the org's own polling job, looked at, started and aborted."""

from __future__ import annotations

import asyncio
import os

import click

from tui.cli.given import Given, connection_options


@click.group()
@connection_options
def command(given: Given) -> None:
    """The org's own polling job, which follows sessions without this machine."""
    del given  # each command takes its own, and these count where it says nothing


@command.command()
@click.option("--json", "as_json", is_flag=True, help="The contract's JSON.")
@connection_options
def status(given: Given, as_json: bool) -> int:
    """Show its chains and whether it is healthy.

    Exit 0: healthy; 1: not healthy, or not there; 5: it may not be seen. Where no link of it waits or runs it looks
    again after a minute, as one look is no proof.
    """
    return asyncio.run(_status(_begun(given), as_json=as_json))


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask, even beside a loop of this machine.")
@click.option("--json", "as_json", is_flag=True, help="The contract's JSON.")
@connection_options
def start(given: Given, yes: bool, as_json: bool) -> int:
    """Start it, to run as you from now on. A second chain is refused."""
    return asyncio.run(_start(_begun(given), yes=yes, as_json=as_json))


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="The contract's JSON.")
@connection_options
def abort(given: Given, yes: bool, as_json: bool) -> int:
    """End all its chains, the vendor's ToggleDEUserBasedOnSession too; looks again until none is left."""
    return asyncio.run(_abort(_begun(given), yes=yes, as_json=as_json))


def _begun(given: Given) -> Given:
    from tui.cli.log import start_log

    start_log(given.log_level)
    return given


async def _status(given: Given, *, as_json: bool) -> int:
    from tui.cli.job.driving import settled
    from tui.cli.job.pages import exit_code, print_job, tell_health
    from tui.cli.wiring import wired

    async with wired(given, os.environ) as run:
        state, health = await settled(run.wire, asyncio.sleep)
    print_job(state, health, run.facts, as_json=as_json)
    tell_health(health)
    return exit_code(health)


async def _start(given: Given, *, yes: bool, as_json: bool) -> int:
    from tui.cli.job.driving import started
    from tui.cli.job.pages import print_job
    from tui.cli.telling import say
    from tui.cli.wiring import wired
    from tui.presence.chains import health
    from tui.ui.words import job as words

    async with wired(given, os.environ, writes=True) as run:
        state = await started(run, yes=yes)
    print_job(state, health(state), run.facts, as_json=as_json)
    say(words.started(state))
    return 1 if state.chains == () else 0


async def _abort(given: Given, *, yes: bool, as_json: bool) -> int:
    from tui.cli.job.driving import aborted
    from tui.cli.job.pages import print_job
    from tui.cli.telling import say
    from tui.cli.wiring import wired
    from tui.presence.chains import health
    from tui.ui.words import job as words

    async with wired(given, os.environ, writes=True) as run:
        state = await aborted(run, yes=yes)
    print_job(state, health(state), run.facts, as_json=as_json)
    say(words.aborted(state))
    return 1 if state.chains else 0
