"""The ways to DE, one by one: whether each is open to this user, and in words why not. Nothing here toggles."""

from __future__ import annotations

from dataclasses import dataclass

from tui.org.doctor.chart import Chart
from tui.org.errors import MissingPermission, NoDE, OrgFailure, Rejected
from tui.presence.words import plural

CARRIES = {True: "carries a reason", False: "carries no reason"}
NOT_THERE = "NOT_FOUND"


@dataclass(frozen=True)
class Way:
    """``open`` is None where it was not tried; ``refusal`` is what the org said against it."""

    name: str
    open: bool | None
    words: str
    refusal: OrgFailure | None = None

    def __str__(self) -> str:
        return f"{self.name} {self.words}"


def companion_way(chart: Chart) -> Way:
    """The kit's class, by what it says of itself."""
    refusal = chart.companion.failure()
    if refusal is None:
        there = chart.companion().package
        return Way("companion", there, "works" if there else "is there and does not reach DE")
    if isinstance(refusal, Rejected) and refusal.code == NOT_THERE:
        return Way("companion", False, "is not deployed", refusal)
    if isinstance(refusal, MissingPermission):
        return Way("companion", False, "refused: your user has no access to its class", refusal)
    return Way("companion", False, f"failed: {refusal.problem}", refusal)


def throw_way(chart: Chart) -> Way:
    """Anonymous Apex that throws what DE answers; tried for real, as it provably changes nothing."""
    refusal = chart.answer.failure()
    if refusal is None:
        return Way("throw", True, f"works ({plural(chart.answer.cost, 'call')})")
    return Way("throw", False, _refused(refusal), refusal)


def log_way(chart: Chart) -> Way:
    """The debug log has a quota that others share, so it is tried by the loop alone."""
    if chart.patient.routes.read == "log":
        return Way("log", True, "is in use")
    throw = throw_way(chart)
    if isinstance(throw.refusal, NoDE | MissingPermission):
        return Way("log", False, "is closed for the same reason", throw.refusal)
    return Way("log", None, "was not tried, to spare the org's 1,000 calls with a debug log a day")


def action_way(chart: Chart) -> Way:
    """DE's own action for flows, as far as its describe tells."""
    refusal = chart.action.failure()
    if refusal is not None:
        return Way("action", False, f"refused: {refusal.problem.cause or refusal.problem.title}", refusal)
    action = chart.action()
    if action is None:
        return Way("action", False, "is not there, or your user has no access to its class")
    return Way("action", True, f"works ({action.name}), {CARRIES[action.reason is not None]}")


def anonymous_way(chart: Chart) -> Way:
    """Anonymous Apex that toggles: what it needs is what reading by it needs."""
    throw = throw_way(chart)
    if throw.open:
        return Way("anonymous", True, f"works, {CARRIES[True]}")
    if throw.refusal is None or isinstance(throw.refusal, NoDE | MissingPermission):
        return Way("anonymous", False, throw.words, throw.refusal)
    return Way("anonymous", None, "is not told by a reading that failed", throw.refusal)


def _refused(refusal: OrgFailure) -> str:
    if isinstance(refusal, MissingPermission):
        return f"refused: {refusal.problem.title}"
    if isinstance(refusal, NoDE):
        return "finds no Distribution Engine"
    return f"failed: {refusal.problem}"
