"""``doctor``: what works in this org and on this machine, what does not, and the next step for each."""

from __future__ import annotations

import asyncio
import os

import click

from tui.cli.given import Given, connection_options


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The contract's JSON.")
@connection_options
def command(given: Given, as_json: bool) -> int:
    """Look at routes and permissions, and say what to do about what is missing. Nothing is changed."""
    from tui.cli.log import start_log

    start_log(given.log_level)
    return asyncio.run(_doctor(given, as_json=as_json))


async def _doctor(given: Given, *, as_json: bool) -> int:
    from tui.cli.doctor.examining import examined
    from tui.cli.doctor.pages import print_findings, shape_of
    from tui.cli.paper import print_json

    findings = await examined(given, os.environ)
    if as_json:
        print_json(shape_of(findings.checks))
    else:
        print_findings(findings)
    return findings.code
