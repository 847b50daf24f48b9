"""The poll loop's switch, and the question before its first plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui.loop.pulse import Phase
from tui.loop.rivals import Rivals
from tui.presence.problems import Failure
from tui.ui import screens
from tui.ui.plain import plain
from tui.ui.words.log import LogLine

if TYPE_CHECKING:
    from tui.ui.desk import Desk


def start_poll(desk: Desk) -> None:
    """Start the loop; or stop a person's own bulk, which the same key does while one is under way."""
    if desk.sending:
        stop_step(desk)
    elif not desk.starting:
        desk.starting = True
        desk.start(begin(desk), "Starting the poll loop")


async def begin(desk: Desk) -> None:
    """Look who else toggles in this org; where somebody does, start only by a clear yes."""
    app = desk.app
    try:
        rivals = await desk.setting.rivals()
        if rivals.unknown:
            app.say(LogLine(app.org_now(), "note", plain(f"{rivals.unknown}."), "warning"))
        if (rivals.found or rivals.hidden) and not await beside_ok(desk, rivals):
            app.toast("The poll loop stays off.")
            return
        for one in rivals.found:
            app.say(LogLine(app.org_now(), "note", plain(f"{one}; you started this loop all the same."), "warning"))
        desk.hand.start(beside=bool(rivals.found))
    finally:
        desk.starting = False


async def beside_ok(desk: Desk, rivals: Rivals) -> bool:
    """Whether a person wants a second loop beside those that were found, or where there may be one."""
    told = (*rivals.found, *((rivals.unknown,) if rivals.unknown else ()))
    lines = [*(Content(plain(f"{one}.")) for one in told), Content("Two loops may toggle against each other.")]
    title = "Start a second loop?" if rivals.found else "Start the poll loop?"
    question = screens.dialog.Question(Content(title), lines, [screens.dialog.Choice("y", "Start all the same", "yes")])
    return await desk.app.push_screen_wait(question) == "yes"


def offering(desk: Desk) -> None:
    """Once, after the first reading: a loop that was on when the last run ended is offered, and never resumed."""
    if desk.offered or desk.pulse.roster is None or desk.app.screen is not desk or not desk.app.may_write:
        return
    desk.offered = True
    if desk.setting.left_on() and not desk.pulse.applying:
        desk.start(offer(desk), "Offering the poll loop")


async def offer(desk: Desk) -> None:
    """Ask whether it should go on."""
    app = desk.app
    app.say(LogLine(app.org_now(), "note", "The poll loop was on when the last run ended; it is off now", "warning"))
    lines = [
        Content("It was on when the last run was cut off: killed, or its terminal closed."),
        Content("It is off now. p starts it at any time."),
    ]
    question = screens.dialog.Question(
        Content("Start the poll loop again?"), lines, [screens.dialog.Choice("y", "Start it", "yes")]
    )
    if await app.push_screen_wait(question) == "yes":
        start_poll(desk)


def refresh(desk: Desk) -> None:
    """Read now, and the settings first where their file changed; a broken one changes nothing."""
    app = desk.app
    try:
        fresh = desk.setting.reread()
    except Failure as failure:
        app.tell(failure.problem)
    else:
        if fresh is not None:
            app.move_keys(fresh.general.keys)
            app.say(LogLine(app.org_now(), "note", "The settings were read again, and count from now on"))
        if fresh is not None and fresh.org is not None:
            desk.hand.adopt(fresh.org)
    desk.hand.refresh()


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
    """R10: open the question of the first plan as soon as the loop asks; who looks at another screen is called."""
    pulse = desk.pulse
    if pulse.phase is not Phase.ASKING or pulse.plan is None:
        desk.asked = desk.called = False
        return
    if desk.asked or not desk.app.may_write:
        return
    if desk.app.screen is desk:
        desk.asked = True
        desk.start(first_plan(desk), "The first plan's question")
    elif not desk.called:
        desk.called = True
        desk.app.toast("The first plan waits for your word, back at the table.", severity="warning")


async def first_plan(desk: Desk) -> None:
    """Ask; giving it up stops the loop."""
    answer = await desk.app.push_screen_wait(screens.first_plan.FirstPlan(desk.pulse))
    if answer is None:
        desk.hand.abort()
        desk.app.toast("Nothing was sent; the poll loop is off.")
