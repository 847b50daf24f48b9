"""How a failure is told: at most three lines on standard error (what, why, what to do next), and an exit code."""

from __future__ import annotations

import click

from tui.cli.discretion import without_secrets
from tui.presence.model import Problem
from tui.presence.problems import Failure
from tui.ui.plain import plain

INTERRUPTED = 130  # what shells expect of a program ended by SIGINT
LONGEST_LINE = 400


def exit_code_of(error: BaseException) -> int:
    """Tell an error and return its exit code."""
    if isinstance(error, Failure):
        tell(error.problem)
        return error.exit_code
    if isinstance(error, click.ClickException):
        return _wrong_usage(error)
    if isinstance(error, click.Abort | KeyboardInterrupt):
        return INTERRUPTED
    return _unforeseen(error)


def tell(problem: Problem) -> None:
    """What, why and what next, each on a line of its own, without anything that moves a cursor."""
    for line in (problem.title, problem.cause, problem.next):
        if line:
            say(line)


def say(line: str) -> None:
    """One line on standard error."""
    shown = plain(without_secrets(line))
    click.echo(shown if len(shown) <= LONGEST_LINE else f"{shown[: LONGEST_LINE - 1]}…", err=True)


def _wrong_usage(error: click.ClickException) -> int:
    context = getattr(error, "ctx", None)
    command = context.command_path if isinstance(context, click.Context) else "de-presence"
    said = " ".join(error.format_message().split())  # click breaks and indents its lists of choices
    tell(Problem(said, "", f"{command} --help tells how"))
    return 2


def _unforeseen(error: BaseException) -> int:
    from tui.cli.log import log_of_unforeseen

    place = log_of_unforeseen(error)
    kept = f"Its details are in {place}" if place else "Its details could not be written down: the log has no place"
    tell(Problem("Something went wrong inside de-presence", f"{type(error).__name__}: {error}", kept))
    return Failure.exit_code
