"""The commands that write: to DE by toggles, to the journal by holds, and the poll loop's switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.ui.commands.base import Command
from tui.ui.commands.looking import NOBODY, NOT_READ
from tui.ui.flows import holding, polling, toggling

if TYPE_CHECKING:
    from tui.ui.desk import Desk


class Toggling(Command):
    """A command that needs users to toggle or hold."""

    writes = True

    @classmethod
    def why_not(cls, desk: Desk) -> str | None:
        """The org must have been read, and somebody be marked or under the cursor."""
        if desk.pulse.roster is None:
            return NOT_READ
        return None if desk.table.cursor_id else NOBODY  # where anyone marked is shown, the cursor is on somebody


class ToggleOn(Toggling):
    """Toggle on: the marked users, else the one under the cursor."""

    id, key, label, footer, rank = "toggle-on", "o", "Toggle on", "On", 2

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Ask where that is due, and send."""
        desk.start(toggling.toggle(desk, to=True), "Toggling on")


class ToggleOff(Toggling):
    """Toggle off: the marked users, else the one under the cursor. Asks for a reason; enter takes the default."""

    id, key, label, footer, rank = "toggle-off", "x", "Toggle off", "Off", 2

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Ask for the reason, and send."""
        desk.start(toggling.toggle(desk, to=False), "Toggling off")


class Undo(Command):
    """Undo the last toggle made here, for those whose DE state is still what it made; earlier holds come back."""

    id, key, label, footer, rank, writes = "undo", "u", "Undo the last toggle", "Undo", 7, True

    @classmethod
    def why_not(cls, desk: Desk) -> str | None:
        """Something must have been toggled here."""
        return None if desk.steps else "nothing was toggled here yet"

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Take the last step back."""
        desk.start(toggling.undo(desk), "Undoing")


class HoldUsers(Toggling):
    """Hold the marked users, else the one under the cursor: the loop leaves them alone. Or release them."""

    id, key, label, footer, rank = "hold", "h", "Hold or release", "Hold", 3

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Ask for how long."""
        desk.start(holding.hold(desk), "Holding")


class StartPoll(Command):
    """Start the poll loop: from now on it toggles by itself. Or stop a bulk toggle that is under way."""

    id, key, label, footer, rank, writes = "poll", "p", "Start the poll loop", "Poll", 1, True

    @classmethod
    def here(cls, desk: Desk) -> bool:
        """The same key aborts it while it runs."""
        return not desk.pulse.applying

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Start it."""
        polling.start_poll(desk)


class AbortPoll(Command):
    """Abort the poll loop after the request in flight; what is not sent yet stays unsent."""

    id, key, label, footer, rank, writes = "poll", "p", "Abort the poll loop", "Abort poll", 1, True

    @classmethod
    def here(cls, desk: Desk) -> bool:
        """Only while it runs."""
        return desk.pulse.applying

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Stop it."""
        polling.abort_poll(desk)
