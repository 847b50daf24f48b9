"""Asking a person at the terminal, on standard error, so that standard output holds results alone."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from tui.cli.failures import Withheld
from tui.cli.telling import say


def ask(lines: Iterable[str], question: str) -> None:
    """Show what is about to happen and wait for a yes. Raises Withheld for a no, and where nobody can be asked."""
    if not sys.stdin.isatty():
        raise Withheld("Nothing was sent", "there is no terminal to ask at", "Add --yes where you mean it")
    for line in lines:
        say(line)
    if not click.confirm(question, default=False, err=True):
        raise Withheld("Nothing was sent", "you said no", "")
