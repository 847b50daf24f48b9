"""From o, x or u to DE and back: targets, question, order, report. Single is bulk of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.content import Content

from tui.loop.hand import Report, ToggleOrder
from tui.presence.memory import Hold
from tui.presence.model import Id
from tui.presence.ports import Outcome, Toggle
from tui.presence.words import plural
from tui.ui import screens
from tui.ui.bulk import Bulk, bulk_of
from tui.ui.plain import plain
from tui.ui.undo import REASON, last_step, step_of, taken_back, undoing
from tui.ui.words.log import done_line

if TYPE_CHECKING:
    from tui.ui.desk import Desk
    from tui.ui.screens.bulk_dialog import BulkAnswer

HOLD = Hold("toggled by you", until_presence=True)
MOST_NAMES = 3


async def toggle(desk: Desk, *, to: bool, only: Id | None = None) -> None:
    """Toggle the targets, or ``only`` this user whoever is marked, after asking where that is due."""
    hidden = () if only else tuple(sorted(desk.table.hidden_marks()))
    bulk = bulk_of(to, (only,) if only else desk.targets(), desk.pulse, hidden=len(hidden))
    if bulk is None:
        return
    every = bulk_of(to, (*desk.targets(), *hidden), desk.pulse) if hidden and desk.table.shown_marks() else None
    answer = await ask(desk, bulk, every, desk.pulse.settings.loop.off_reason)
    if answer is not None:
        order = ToggleOrder(toggles_of(answer), "", HOLD)
        before = desk.pulse.memory.pasts
        step = step_of(order.toggles, await send(desk, answer, order), before)
        if step is not None:
            desk.steps.append(step)
            desk.changed()


async def undo(desk: Desk, only: Id | None = None) -> None:
    """Take the last step back, for those who are still as it made them; what DE refused can be tried again.

    ``only`` this user's part of the last step that reached them: the others of it stay as they are.
    """
    whole = last_step(desk.steps, only)
    if whole is None:
        return
    step = replace(whole, user_ids=(only,)) if only else whole
    back = undoing(step, desk.pulse)
    others = tuple(desk.app.names(back.others))
    if others:
        desk.app.toast(f"Changed by somebody else since, left alone: {listed(others)}", severity="warning")
    bulk = bulk_of(back.to, back.user_ids, desk.pulse, undo=True)
    if bulk is None or not back.user_ids:
        desk.steps[:] = taken_back(desk.steps, whole, step)
        return
    bulk = replace(bulk, others=others)
    answer = await ask(desk, bulk, None, REASON)
    if answer is None:
        return
    desk.steps[:] = taken_back(desk.steps, whole, step)
    report = await send(desk, answer, ToggleOrder(toggles_of(answer), REASON, None, back.holds))
    done = {one.user_id for one in report.outcomes if one.ok is not False}
    rest = tuple(one for one in back.user_ids if one not in done)
    if rest:
        desk.steps.append(replace(step, user_ids=rest))
    desk.changed()


def toggles_of(answer: BulkAnswer) -> tuple[Toggle, ...]:
    """The toggles that a person agreed to."""
    return tuple(Toggle(one.user_id, answer.bulk.to, answer.reason) for one in answer.bulk.sends)


async def ask(desk: Desk, bulk: Bulk, every: Bulk | None, reason: str) -> BulkAnswer | None:
    """What a person agrees to; None where they do not, or nothing would be sent."""
    if bulk.asks:
        return await desk.app.push_screen_wait(
            screens.bulk_dialog.BulkDialog(bulk, every, reason=reason, reasons=desk.reasons)
        )
    target = bulk.targets[0]
    if target.skip:
        desk.app.toast(f"{target.name}: {target.skip}", severity="warning")
        return None
    if bulk.to or bulk.undo:
        return screens.bulk_dialog.BulkAnswer(bulk, None if bulk.to else reason)
    given = await desk.app.push_screen_wait(
        screens.reason_line.ReasonLine(target, default=reason, reasons=desk.reasons)
    )
    return screens.bulk_dialog.BulkAnswer(bulk, given) if given is not None else None


async def send(desk: Desk, answer: BulkAnswer, order: ToggleOrder) -> Report:
    """Order it, tell how it ended, and hand the report back."""
    if answer.reason and answer.reason not in desk.reasons:
        desk.reasons.insert(0, answer.reason)
    desk.table.set_marks(desk.table.marks - {one.user_id for one in answer.bulk.targets})
    report = await desk.app.carry_out(order)
    if report.unrecorded and await unrecorded_ok(desk):
        done = {one.user_id for one in report.outcomes}
        rest = tuple(one for one in order.toggles if one.user_id not in done)
        more = await desk.app.carry_out(replace(order, toggles=rest, unrecorded_ok=True))
        report = replace(more, outcomes=(*report.outcomes, *more.outcomes))
    tell(desk, report, to=answer.bulk.to)
    return report


async def unrecorded_ok(desk: Desk) -> bool:
    """R19: without a journal a person is asked once more."""
    lines = [
        Content("The journal cannot be written: this toggle will not be recorded,"),
        Content("and the loop will not know that it was you."),
    ]
    question = screens.dialog.Question(
        Content("Toggle without a record?"), lines, [screens.dialog.Choice("y", "Toggle anyway", "yes")]
    )
    return await desk.app.push_screen_wait(question) == "yes"


def tell(desk: Desk, report: Report, *, to: bool) -> None:
    """Refusals, lost answers and what was not sent, by name; and what to expect of DE's own widget."""
    app = desk.app
    for error, refused in by_error(report.outcomes):
        app.toast(plain(f"Refused for {listed(app.names(refused))}: {error}"), severity="error")
    lost = [one.user_id for one in report.outcomes if one.ok is None]
    if lost:
        app.toast(f"Unsettled, the next reading tells: {listed(app.names(lost))}", severity="warning")
    if report.unsent:
        why = f"{report.problem}" if report.problem else "the journal cannot be written" if report.unrecorded else ""
        app.toast(plain(f"Not sent for {listed(app.names(report.unsent))}. {why}"), severity="warning")
    elif report.problem is not None and not report.outcomes:
        app.tell(report.problem)
    done = [one for one in report.outcomes if one.ok]
    if done:
        app.say(done_line(app.org_now(), len(done), to=to))


def by_error(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Id]]]:
    """The refused users by what DE said."""
    found: dict[str, list[Id]] = {}
    for one in outcomes:
        if one.ok is False:
            found.setdefault(one.error or "DE gave no reason", []).append(one.user_id)
    return list(found.items())


def listed(names: Sequence[str]) -> str:
    """The first names, and how many more."""
    more = len(names) - MOST_NAMES
    shown = "; ".join(names[:MOST_NAMES])
    return f"{shown} and {plural(more, 'other')}" if more > 0 else shown
