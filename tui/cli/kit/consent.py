"""A person's consent to a change of the org, and how far it is. Production wants its name typed; a sandbox a yes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

import click

from tui.cli.asking import ask
from tui.cli.failures import Withheld
from tui.cli.signals import stopped_by_signals
from tui.cli.telling import say
from tui.cli.wiring import Wired
from tui.presence.model import OrgFacts

if TYPE_CHECKING:
    from tui.org.kit.kit import Kit

T = TypeVar("T")

NOTHING = "Nothing was changed"


class Told:
    """Progress on standard error, where a person waits (implements ``Progress``)."""

    def __init__(self, what: str) -> None:
        self._what, self._last = what, ""
        self.aborted = False

    def stop(self) -> None:
        """Look no further; what is under way in the org goes on there."""
        self.aborted = True

    def step(self, what: str, done: int, of: int | None) -> None:
        """A line where something moved on."""
        line = f"{self._what}: {done} of {of} {what}"
        if line != self._last and sys.stderr.isatty():
            say(line)
        self._last = line


async def at_kit(run: Wired, what: str, work: Callable[[Kit], T]) -> T:
    """A piece of work on the kit, told as it goes on. A signal ends it with a word. Raises OrgFailure and Aborted."""
    told = Told(what)
    with stopped_by_signals(told.stop):
        return await run.wire.with_kit(work, told)


def refuse_unasked(facts: OrgFacts, *, yes: bool) -> None:
    """Raises Withheld where nobody can be asked who must be: told before anything is done."""
    if sys.stdin.isatty() or (yes and facts.sandbox):
        return
    if facts.sandbox:
        raise Withheld(NOTHING, "there is no terminal to ask at", "Add --yes where you mean it")
    raise Withheld(NOTHING, "in production the org's name must be typed, and there is no terminal", "Use a terminal")


def consent(facts: OrgFacts, lines: Iterable[str], question: str, *, yes: bool) -> None:
    """Show what is about to happen and wait for it to be confirmed. Raises Withheld where it is not."""
    if facts.sandbox and not yes:
        ask(lines, question)
        return
    for line in lines:
        say(line)
    if facts.sandbox:
        return
    typed = click.prompt(f"{question} Type the org's name", default="", show_default=False, err=True)
    if str(typed).strip() != facts.name.strip():
        raise Withheld(NOTHING, f'that is not its name: "{facts.name}"', "")
