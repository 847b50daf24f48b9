"""Leaving the monitor, for good or for another org; a running loop or a toggle under way asks first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.content import Content

from tui.ui import screens
from tui.ui.flows.toggling import listed
from tui.ui.plain import plain

if TYPE_CHECKING:
    from tui.ui.desk import Desk


async def leave(desk: Desk) -> None:
    """Quit."""
    if await may_leave(desk, "Quit", "you quit"):
        desk.app.exit(message=unsettled(desk))


async def switch(desk: Desk) -> None:
    """Show the orgs that can be opened; the chosen one is what the monitor ends with, so that the door opens it."""
    chosen = await desk.app.push_screen_wait(screens.orgs_sheet.OrgsSheet())
    if chosen is None:
        return
    name = plain(chosen.name)
    if chosen.current:
        desk.app.toast(f"{name} is open already.")
    elif await may_leave(desk, f"Open {name}", "you go"):
        desk.app.exit(chosen, message=unsettled(desk))


async def may_leave(desk: Desk, what: str, when: str) -> bool:
    """Whether a person wants to go although something runs; nothing is asked where nothing does."""
    running = desk.hand.applying or desk.pulse.applying
    if not (running or desk.pulse.sending):
        return True
    why = f"The poll loop is running: it stops when {when}." if running else "A toggle is under way."
    lines = [Content(why), Content("Nothing more is sent then. Users stay as DE has them now.")]
    question = screens.dialog.Question(Content(f"{what}?"), lines, [screens.dialog.Choice("y", what, "go")])
    return await desk.app.push_screen_wait(question) == "go"


def unsettled(desk: Desk) -> Text | None:
    """What a person should know on leaving: toggles whose answer had not come."""
    under_way = [user_id for user_id, _ in desk.pulse.sending]
    if not under_way:
        return None
    return Text(f"Unsettled, the next complete reading tells: {listed(desk.app.names(under_way))}")
