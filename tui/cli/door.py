"""The command line itself: options, the commands by name, and the monitor where no command is named."""

from __future__ import annotations

from importlib import import_module

import click

from tui import __version__
from tui.cli.given import Given, connection_options, with_demo_sizes

COMMANDS = {
    "status": "tui.cli.status",
    "toggle": "tui.cli.toggle",
    "poll": "tui.cli.poll",
    "job": "tui.cli.job.command",
    "kit": "tui.cli.kit.command",
    "doctor": "tui.cli.doctor.command",
    "history": "tui.cli.history",
    "settings": "tui.cli.settings",
    "orgs": "tui.cli.connections.orgs",
    "login": "tui.cli.connections.login",
    "logout": "tui.cli.connections.logout",
    "demo-org": "tui.cli.demo_org",
}


class Door(click.Group):
    """A group whose commands live in modules of their own, imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """The commands in the order that help shows them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """The command of this name; each module calls its own ``command``."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(COMMANDS[cmd_name]).command
        return command if isinstance(command, click.Command) else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Sort out ``--demo [SIZE]`` before click splits the words between us and the command."""
        return super().parse_args(ctx, with_demo_sizes(args))


@click.group(
    cls=Door,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Without a command it opens the monitor; where standard output or standard error is no terminal it prints"
    " status once.",
)
@click.option("--interval", type=click.FloatRange(min=10), metavar="SECONDS", help="Seconds between two cycles.")
@click.option("--ascii", "in_ascii", is_flag=True, help="Draw the monitor in ASCII alone.")
@click.version_option(__version__, prog_name="de-presence", message="%(prog)s %(version)s")
@connection_options
@click.pass_context
def door(context: click.Context, given: Given, interval: float | None, in_ascii: bool) -> int | None:
    """Who is really at work in a Salesforce org, whether Distribution Engine sends them records, and both in step."""
    context.meta["tui.interval"] = interval
    if context.invoked_subcommand is not None:
        return None
    from tui.cli import collector

    collector.rest()
    try:
        from tui.cli.monitor import open_monitor

        return open_monitor(given, interval, in_ascii=in_ascii)
    finally:
        collector.as_ever()
