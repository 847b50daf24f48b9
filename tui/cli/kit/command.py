"""``kit``: the Apex, flow and settings that go into the org: checked, exported, deployed, removed."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import click

from tui.cli.given import Given, connection_options


@click.group()
@connection_options
def command(given: Given) -> None:
    """The Apex, flow and settings that go into the org: the companion, its own polling job, live logouts."""


@command.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@connection_options
def check(given: Given, as_json: bool) -> int:
    """Say what of the kit is in the org, which version, what runs, and what is still to be done by hand."""
    from tui.cli.kit.looking import check_kit
    from tui.cli.log import start_log

    start_log(given.log_level)
    return asyncio.run(check_kit(given, os.environ, as_json=as_json))


@command.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@connection_options
def export(given: Given, folder: Path, as_json: bool) -> int:
    """Write the kit as an ordinary source project into an empty folder, filled with what the org has."""
    from tui.cli.kit.looking import export_kit
    from tui.cli.log import start_log

    start_log(given.log_level)
    return asyncio.run(export_kit(given, os.environ, folder, as_json=as_json))


@command.command()
@click.option("--validate-only", is_flag=True, help="Let the org compile and test it, and change nothing.")
@click.option("--streaming", is_flag=True, help="Switch on the streaming of logout events too.")
@click.option(
    "--yes", is_flag=True, help="Do not ask in a sandbox, and overwrite what was changed by hand; production asks."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@connection_options
def deploy(given: Given, validate_only: bool, streaming: bool, yes: bool, as_json: bool) -> int:
    """Deploy the kit, or a newer one over an older: validated first, then in earnest. Nothing else is touched."""
    from tui.cli.kit.deploying import Wish, deploy_kit
    from tui.cli.log import start_log

    start_log(given.log_level)
    wish = Wish(validate_only=validate_only, streaming=streaming, yes=yes, as_json=as_json)
    return asyncio.run(deploy_kit(given, os.environ, wish))


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask in a sandbox; production asks.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@connection_options
def remove(given: Given, yes: bool, as_json: bool) -> int:
    """Abort the org's job, and take away exactly what the kit put there."""
    from tui.cli.kit.removing import remove_kit
    from tui.cli.log import start_log

    start_log(given.log_level)
    return asyncio.run(remove_kit(given, os.environ, yes=yes, as_json=as_json))
