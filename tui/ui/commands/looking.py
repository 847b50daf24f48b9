"""The commands that look: move, mark, filter, sort, read and show. None of them writes to the org."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.binding import Binding

from tui.ui.commands.base import Command
from tui.ui.flows import leaving, polling, showing

if TYPE_CHECKING:
    from tui.ui.desk import Desk

NOBODY = "nobody is under the cursor"
NOT_READ = "the org has not been read yet"


class OfTheCursor(Command):
    """A command that needs somebody under the cursor."""

    @classmethod
    def why_not(cls, desk: Desk) -> str | None:
        """Nobody is there while nothing is read, or the filter shows nobody."""
        return None if desk.table.cursor_id else NOBODY


class Mark(OfTheCursor):
    """Mark or unmark the user under the cursor, and move down."""

    id, key, label, footer, rank = "mark", "space", "Mark", "Mark", 3

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Mark and move down."""
        desk.table.mark_cursor()


class MarkShown(Command):
    """Mark all that the filter shows; where all of them are marked, unmark them."""

    id, key, label = "mark-shown", "A", "Mark all shown"

    @classmethod
    def why_not(cls, desk: Desk) -> str | None:
        """There must be somebody."""
        return None if desk.view.rows else "the table shows nobody"

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Mark them."""
        desk.table.mark_shown()


class Clear(Command):
    """Stop a bulk toggle that is under way; else clear the filter, then the marks."""

    id, key, label = "clear", "escape", "Clear"

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Clear the next thing that there is to clear."""
        polling.clear(desk)


class Filter(Command):
    """Filter as you type: words, !without, idle:>30m, more by tab. Enter keeps, ctrl+s saves, escape drops."""

    id, key, label, footer, rank = "filter", "slash", "Filter", "Filter", 6

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Open the filter line."""
        desk.open_filter()


class Sort(Command):
    """Sort by the next column."""

    id, key, label, footer, rank = "sort", "s", "Sort by the next column", "Sort", 9

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Go on to the next column."""
        desk.sort_next()


class SortReverse(Command):
    """Turn the order round."""

    id, key, label = "sort-reverse", "S", "Turn the order round"

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Turn it round."""
        desk.sort_by(desk.sort, reverse=not desk.reverse)


class ChooseColumns(Command):
    """Choose the columns, their order and their widths, the table in sight."""

    id, key, label = "columns", "C", "Columns"

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Open them."""
        showing.show_columns(desk)


class ShowPlan(Command):
    """Show what the next cycle would do, and why; y there confirms a braked or first plan."""

    id, key, label, footer, rank = "plan", "P", "Show the plan", "Plan", 4

    @classmethod
    def why_not(cls, desk: Desk) -> str | None:
        """A plan is made from a reading."""
        return None if desk.pulse.plan else NOT_READ

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Open the plan."""
        showing.show_plan(desk)


class Refresh(Command):
    """Read the org now, and the settings before it where their file changed."""

    id, key, label, footer, rank = "refresh", "r", "Read now", "Refresh", 10

    @classmethod
    def why_not(cls, desk: Desk) -> str | None:
        """One reading at a time."""
        return "a reading is under way" if desk.pulse.reading else None

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Reread and wake the loop."""
        polling.refresh(desk)


class ShowDetails(OfTheCursor):
    """Show the user under the cursor: why they get no records, their day, all sessions and why they count, logins."""

    id, key, label, footer, rank = "details", "enter", "Show details", "Details", 5

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Open the details."""
        desk.open_details(desk.table.cursor_id)


class Help(Command):
    """Show all keys, and what the signs mean."""

    id, key, label, footer, rank = "help", "question_mark,f1", "Help", "Help", 1

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Open the help."""
        showing.show_help(desk)


class Palette(Command):
    """Search all commands by name."""

    id, key, label = "palette", "ctrl+p", "Command palette"

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Open the palette."""
        desk.app.action_command_palette()

    @classmethod
    def app_binding(cls) -> Binding:
        """Its key belongs to the app: it opens over every screen."""
        return replace(cls.binding(), action="command_palette")


class Quit(Command):
    """Quit; a running loop asks first."""

    id, key, label, footer, rank = "quit", "q", "Quit", "Quit", 8

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Ask where the loop runs, and go."""
        desk.start(leaving.leave(desk), "Quitting")
