"""The command that looks back: the journal, and through it the table as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.ui import screens
from tui.ui.commands.base import Command

if TYPE_CHECKING:
    from tui.ui.desk import Desk


class ShowHistory(Command):
    """Show the journal: search it, time in state by user and team, and the table as it was at any moment."""

    id, key, label, footer, rank = "history", "H", "History", "History", 12

    @classmethod
    def why_not(cls, desk: Desk) -> str | None:
        """There must be a journal, and an org whose it is."""
        if desk.setting.past is None:
            return "there is no journal in this run"
        return None if desk.pulse.org else "the org has not been read yet"

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Open it."""
        if desk.setting.past is not None:
            desk.app.push_screen(screens.history_sheet.HistorySheet(desk.setting.past(), desk.table.cursor_id))
