"""From the desk to the teams and back: the chosen team becomes the table's filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.presence.filtering.tokens import quoted
from tui.presence.model import Id
from tui.ui import screens

if TYPE_CHECKING:
    from tui.ui.desk import Desk


async def show_teams(desk: Desk) -> None:
    """Show the teams; filter by the one that is chosen, the cursor on the chosen person."""

    def next_of(user_id: Id) -> str:
        row = desk.view.everyone.get(user_id)
        return row.next if row else ""

    chosen = await desk.app.push_screen_wait(screens.teams_sheet.TeamsSheet(next_of))
    if chosen is None:
        return
    desk.filter_by(f"team:={quoted(chosen.name)}")
    if chosen.user_id:
        desk.call_after_refresh(desk.table.move_to, chosen.user_id)
