"""The commands that take something along: rows in a file, or copied as text, Ids or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tui.presence.model import Id
from tui.ui.commands.base import Command
from tui.ui.commands.looking import OfTheCursor
from tui.ui.flows import taking

if TYPE_CHECKING:
    from tui.ui.desk import Desk


class Copying(OfTheCursor):
    """A command that copies the marked users, else the one under the cursor; ``what`` names the form."""

    what: ClassVar[str]

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Copy them."""
        cls.copy(desk)

    @classmethod
    def copy(cls, desk: Desk, only: Id | None = None) -> None:
        """Copy them, or ``only`` this user."""
        taking.copy(desk, cls.what, only)


class Copy(Copying):
    """Copy the marked users, else the one under the cursor, as text, through the terminal (OSC 52)."""

    id, key, label, what = "copy", "c", "Copy as text", "text"


class CopyId(Copying):
    """Copy their Ids, one a line."""

    id, key, label, what = "copy-id", "i", "Copy the Id", "Id"


class CopyJson(Copying):
    """Copy them as JSON, in the shape of status --json."""

    id, key, label, what = "copy-json", "y", "Copy as JSON", "JSON"


class Export(Command):
    """Write whom the table shows, in its order, to a new file: CSV or JSON."""

    id, key, label, footer, rank = "export", "e", "Export what is shown", "Export", 13

    @classmethod
    def why_not(cls, desk: Desk) -> str | None:
        """There must be somebody."""
        return None if desk.view.rows else "the table shows nobody"

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Ask where to."""
        desk.start(taking.export(desk), "The export")
