"""The command that has to do with saved filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.ui.commands.base import Command

if TYPE_CHECKING:
    from tui.ui.desk import Desk


class SavedFilters(Command):
    """Choose among the saved filters, save the current one by a name, or delete one."""

    id, key, label, footer, rank = "filters", "F", "Saved filters", "Filters", 14

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Show them."""
        desk.choose_filter()
