"""``poll``: the loop without a screen."""

from __future__ import annotations

import asyncio
import os

import click

from tui.cli.given import Given, connection_options


@click.command()
@click.option("--once", is_flag=True, help="One cycle, then end.")
@click.option("--apply", is_flag=True, help="Send what is planned; without it the plan is only shown.")
@click.option("--interval", type=click.FloatRange(min=10), metavar="SECONDS", help="Seconds between two cycles.")
@click.option("--yes", is_flag=True, help="Accept a first plan, and the org's own job beside this loop; never a brake.")
@click.option("--confirm", metavar="PLAN_ID", help="Release exactly the braked plan that was shown with this id.")
@click.option("--json", "as_json", is_flag=True, help="The contract's JSON, one object a cycle.")
@connection_options
@click.pass_context
def command(  # noqa: PLR0913, PLR0917  one for each option
    context: click.Context,
    given: Given,
    once: bool,
    apply: bool,
    interval: float | None,
    yes: bool,
    confirm: str | None,
    as_json: bool,
) -> int:
    """Run the poll loop without a screen, until it is interrupted."""
    from tui.cli.log import start_log

    if confirm is not None and not apply:
        raise click.UsageError("--confirm releases a plan to be sent: it goes with --apply.")
    start_log(given.log_level)
    interval = interval or context.meta.get("tui.interval")
    return asyncio.run(
        _poll(given, once=once, apply=apply, interval=interval, yes=yes, confirm=confirm, as_json=as_json)
    )


async def _poll(
    given: Given, *, once: bool, apply: bool, interval: float | None, yes: bool, confirm: str | None, as_json: bool
) -> int:
    from tui.cli.failures import Withheld
    from tui.cli.polling import Polling
    from tui.cli.reading import refuse_powerlessness, refuse_rivals
    from tui.cli.wiring import wired

    async with wired(given, os.environ, writes=apply, interval=interval) as run:
        if apply:
            refuse_powerlessness(run.org, run.settings.loop.off_reason)
        if apply and not run.loop_lock.take(lasting=not once):
            raise Withheld(
                "Nothing was sent",
                f"another loop is running for {run.facts.name} on this machine",
                "End it first, or leave --apply out to see the plan",
            )
        if apply:
            await refuse_rivals(run.org, yes=yes)
        return await Polling(run, apply=apply, once=once, as_json=as_json).run(first_ok=yes, confirm=confirm)
