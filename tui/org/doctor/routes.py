"""By which routes DE can be read and users toggled, and what is left of the debug log's quota."""

from __future__ import annotations

from collections.abc import Sequence

from tui.org.doctor import names
from tui.org.doctor.chart import Chart
from tui.org.doctor.packages import INSTALL
from tui.org.doctor.ways import (
    Way,
    action_way,
    anonymous_way,
    companion_toggling_way,
    companion_way,
    log_way,
    throw_way,
)
from tui.org.wire.errors import MissingPermission, NoDE
from tui.presence.checks import Check
from tui.presence.debug_calls import MOST

READ_FIRST = "Ask for Author Apex, or have the companion deployed"
GRANT = "Ask for access to the companion's or the DE action's Apex class, or for Author Apex"


def reading(chart: Chart) -> Check:
    """The routes that read what DE answers, first to last; the first that works is the one in use."""
    ways = (companion_way(chart), throw_way(chart), log_way(chart))
    why = "What DE answers is never guessed: where it cannot be read, nothing is toggled by the loop"
    return _check(names.READING, ways, why, READ_FIRST)


def toggling(chart: Chart) -> Check:
    """The routes that toggle users, first to last. None of them is tried: what the org tells of them is told."""
    ways = (companion_toggling_way(chart), action_way(chart), anonymous_way(chart))
    check = _check(names.TOGGLING, ways, "An off with a reason takes the first that carries one", GRANT)
    if check.ok and chart.answer.failure() is not None and chart.patient.routes.read is None:
        why = "Who is a DE user is known from DE's answer alone, so nobody is toggled while it cannot be read"
        return Check(names.TOGGLING, None, check.found, why, READ_FIRST)
    return check


def debug_log(chart: Chart) -> Check:
    """How many calls with a debug log were ours in the last 24 hours, of our half of what the org grants to all."""
    patient = chart.patient
    used, in_use = patient.debug_calls.used(), patient.routes.read == "log"
    found = f"{used} of {MOST} in the last 24 hours; DE is read by {'it now' if in_use else 'another route'}"
    why = "The org grants 1,000 a day to all its tools, editors among them; ours stop at half of that"
    if in_use:
        todo = "Have the companion deployed: reading by the debug log is slow, at most one every 3 minutes"
        return Check(names.DEBUG_LOG, None, found, why, todo)
    return Check(names.DEBUG_LOG, True, found, why)


def _check(name: str, ways: Sequence[Way], why: str, todo: str) -> Check:
    found = "; ".join(str(one) for one in ways)
    if any(one.open for one in ways):
        return Check(name, True, found, why)
    refusals = [one.refusal for one in ways]
    permission = any(isinstance(one, MissingPermission | NoDE) for one in refusals) or refusals[-1] is None
    if any(isinstance(one, NoDE) for one in refusals):
        todo = INSTALL
    return Check(name, False, found, why, todo, permission=permission)
