"""From h to the journal: whom the loop leaves alone, and for how long."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tui.loop.hand import HoldOrder
from tui.presence.model import Id
from tui.ui import screens
from tui.ui.hold_choices import hold_choices, typed_hold

if TYPE_CHECKING:
    from tui.ui.desk import Desk


async def hold(desk: Desk, only: Id | None = None) -> None:
    """Ask for how long, and order it, for the targets or ``only`` this user. Queues are never planned, nor held."""
    targets = (only,) if only else desk.targets()
    rows = [desk.view.everyone[one] for one in targets if one in desk.view.everyone]
    users = [row for row in rows if not row.queue]
    if not users:
        desk.app.toast("A queue is never planned: there is nothing to hold.", severity="warning")
        return
    now = desk.app.org_now() or datetime.now(UTC)
    choices = hold_choices(now, desk.setting.zone)
    held = sum(row.held for row in users)
    names, zone = [row.name for row in users], desk.setting.zone
    dialog = screens.hold_dialog.HoldDialog(names, choices, held=held, typed=lambda text: typed_hold(text, now, zone))
    choice = await desk.app.push_screen_wait(dialog)
    if choice is not None:
        await desk.app.carry_out(HoldOrder(tuple(row.id for row in users), choice.hold))
