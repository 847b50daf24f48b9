"""The connection options, which stand before a command or after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Any

import click

SIZES = ("small", "typical", "large", "huge")
DEFAULT_SIZE = "typical"
LOG_LEVELS = ("debug", "info", "warning", "error")
Command = Callable[..., object]


@dataclass(frozen=True)
class Given:
    """What was asked for on the command line about the connection; None and False where nothing was."""

    demo: str | None = None
    org: str | None = None
    read_only: bool = False
    writable: bool = False
    config: Path | None = None
    log_level: str | None = None

    def over(self, earlier: Given) -> Given:
        """These options, and those given earlier where these say nothing."""
        return Given(**{one.name: getattr(self, one.name) or getattr(earlier, one.name) for one in fields(self)})


OPTIONS = {
    "demo": click.option("--demo", type=click.Choice(SIZES), metavar="[SIZE]", help="The built-in simulated org."),
    "org": click.option("--org", metavar="NAME", help="A saved org, or one that the Salesforce CLI knows."),
    "read_only": click.option("--read-only", is_flag=True, help="No command that writes exists in this run."),
    "writable": click.option("--writable", is_flag=True, help="Allow writing in a production org."),
    "config": click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Another settings file."),
    "log_level": click.option("--log-level", type=click.Choice(LOG_LEVELS), metavar="LEVEL", help="The log's detail."),
}
# What says nothing about a saved org's login, where no org is read or written.
SENSELESS_AT_LOGIN = ("demo", "read_only", "writable")


def connection_options(function: Command) -> Command:
    """Give a command the connection options, as one ``Given`` in its first argument.

    Those of the group wait in the context and count where the command itself says nothing.
    """
    return _taking(function, ())


def login_options(function: Command) -> Command:
    """As ``connection_options``, without those that make no sense where somebody logs in or out; they are refused."""
    return _taking(function, SENSELESS_AT_LOGIN)


def _taking(function: Command, senseless: tuple[str, ...]) -> Command:
    @wraps(function)
    def taken(context: click.Context, /, **values: Any) -> object:
        own = Given(**{one.name: values.pop(one.name) for one in fields(Given) if one.name not in senseless})
        earlier = context.parent.obj if context.parent is not None else None
        given = own.over(earlier) if isinstance(earlier, Given) else own
        if given.read_only and given.writable:
            raise click.UsageError("--read-only and --writable exclude each other.")
        for one in senseless:
            if getattr(given, one):
                raise click.UsageError(f"{context.info_name} takes no --{one.replace('_', '-')}.")
        context.obj = given
        return function(given, **values)

    decorated: Command = click.pass_context(taken)
    for name, option in reversed(OPTIONS.items()):
        decorated = decorated if name in senseless else option(decorated)
    return decorated


def with_demo_sizes(args: list[str]) -> list[str]:
    """``--demo`` followed by a size becomes one word, and a bare ``--demo`` the default size.

    click cannot say "the next word, but only if it is one of these four", so that ``--demo status`` would not work.
    """
    found: list[str] = []
    rest = iter(range(len(args)))
    for place in rest:
        word = args[place]
        if word == "--":
            return [*found, *args[place:]]
        if word != "--demo":
            found.append(word)
        elif args[place + 1 : place + 2] and args[place + 1] in SIZES:
            found.append(f"--demo={args[next(rest)]}")
        else:
            found.append(f"--demo={DEFAULT_SIZE}")
    return found
