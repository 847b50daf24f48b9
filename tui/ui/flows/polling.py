"""The poll loop's switch, the question before its first plan, and leaving while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.content import Content

from tui.loop.pulse import Phase
from tui.ui.flows.toggling import listed
from tui.ui.screens.dialog import Choice, Question
from tui.ui.screens.first_plan import FirstPlan

if TYPE_CHECKING:
    from tui.ui.desk import Desk


def start_poll(desk: Desk) -> None:
    """Start the loop; or stop a person's own bulk, which the same key does while one is under way."""
    if desk.sending:
        stop_step(desk)
    else:
        desk.hand.start()


def abort_poll(desk: Desk) -> None:
    """Stop the loop after the request in flight."""
    desk.hand.abort()
    desk.app.toast("The poll loop stops after the request in flight; what is not sent yet stays unsent.")


def stop_step(desk: Desk) -> None:
    """Stop a bulk toggle or a long read between two of its requests."""
    desk.hand.stop_step()
    desk.app.toast("Stops after the request in flight; the log then says what was sent.")


def clear(desk: Desk) -> None:
    """Escape: stop a bulk under way; else drop the filter; else the marks; else stop a long read."""
    if desk.sending:
        stop_step(desk)
    elif desk.filter or desk.query_one("#filter-line").display:
        desk.drop_filter()
    elif desk.table.marks:
        desk.table.clear_marks()
    elif desk.pulse.reading and desk.pulse.step is not None:
        stop_step(desk)


def asking(desk: Desk) -> None:
    """R10: open the question of the first plan as soon as the loop asks and nothing else is open."""
    pulse = desk.pulse
    if pulse.phase is not Phase.ASKING or pulse.plan is None:
        desk.asked = False
        return
    if not desk.asked and desk.app.screen is desk and desk.app.may_write:
        desk.asked = True
        desk.start(first_plan(desk), "The first plan's question")


async def first_plan(desk: Desk) -> None:
    """Ask; giving it up stops the loop."""
    answer = await desk.app.push_screen_wait(FirstPlan(desk.pulse))
    if answer is None:
        desk.hand.abort()
        desk.app.toast("Nothing was sent; the poll loop is off.")


async def leave(desk: Desk) -> None:
    """Quit; a running loop or a toggle under way asks first."""
    running = desk.hand.applying or desk.pulse.applying
    if running or desk.pulse.sending:
        what = "The poll loop is running: it stops when you quit." if running else "A toggle is under way."
        lines = [Content(what), Content("Nothing more is sent then. Users stay as DE has them now.")]
        question = Question(Content("Quit?"), lines, [Choice("y", "Quit", "quit")])
        if await desk.app.push_screen_wait(question) != "quit":
            return
    desk.app.exit(message=unsettled(desk))


def unsettled(desk: Desk) -> Text | None:
    """What a person should know on leaving: toggles whose answer had not come."""
    under_way = [user_id for user_id, _ in desk.pulse.sending]
    if not under_way:
        return None
    return Text(f"Unsettled, the next complete reading tells: {listed(desk.app.names(under_way))}")
