"""By which routes DE can be read and users toggled, and what is left of the debug log's quota."""

from __future__ import annotations

from collections.abc import Sequence

from tui.org.doctor import names
from tui.org.doctor.chart import Chart
from tui.org.doctor.packages import INSTALL
from tui.org.doctor.ways import Way, action_way, anonymous_way, companion_way, log_way, throw_way
from tui.org.errors import MissingPermission, NoDE
from tui.presence.checks import Check

GRANT = "Ask for access to the companion's or the DE action's Apex class, or for Author Apex"


def reading(chart: Chart) -> Check:
    """The routes that read what DE answers, first to last; the first that works is the one in use."""
    ways = (companion_way(chart), throw_way(chart), log_way(chart))
    why = "What DE answers is never guessed: where it cannot be read, nothing is toggled by the loop"
    return _check(names.READING, ways, why, "Ask for Author Apex, or have the companion deployed")


def toggling(chart: Chart) -> Check:
    """The routes that toggle users, first to last. None of them is tried: what the org tells of them is told."""
    ways = (companion_way(chart), action_way(chart), anonymous_way(chart))
    return _check(names.TOGGLING, ways, "An off with a reason takes the first that carries one", GRANT)


def debug_log(chart: Chart) -> Check:
    """Whether the debug log's quota is being used."""
    if chart.patient.routes.read != "log":
        return Check(names.DEBUG_LOG, None, "none are used")
    why = "The org has 1,000 a day for all its tools; half of them at most are ours"
    return Check(names.DEBUG_LOG, None, "DE is read by the debug log now", why)


def _check(name: str, ways: Sequence[Way], why: str, todo: str) -> Check:
    found = "; ".join(str(one) for one in ways)
    if any(one.open for one in ways):
        return Check(name, True, found, why)
    refusals = [one.refusal for one in ways]
    permission = any(isinstance(one, MissingPermission | NoDE) for one in refusals) or refusals[-1] is None
    if any(isinstance(one, NoDE) for one in refusals):
        todo = INSTALL
    return Check(name, False, found, why, todo, permission=permission)
