"""The failures that begin at the door, with the exit codes of the contract."""

from __future__ import annotations

from tui.presence.problems import Failure


class WrongUsage(Failure):
    """What was asked for cannot be: an unknown user, a write in a read-only run."""

    exit_code = 2


class NotConnected(Failure):
    """There is no org to ask, or no way to it."""

    exit_code = 3


class Withheld(Failure):
    """Nothing was sent because nobody said yes: no terminal to ask at, a first plan, another loop."""

    exit_code = 4


class NotAllowed(Failure):
    """The org's user lacks a permission, or DE is not there for them."""

    exit_code = 5
