"""The ways to DE, one by one: whether each is open to this user, and in words why not. Nothing here toggles."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tui.org.doctor.chart import Chart
from tui.org.wire.errors import MissingPermission, NoDE, OrgFailure
from tui.presence.words import plural

CARRIES = {True: "carries a reason", False: "carries no reason"}


@dataclass(frozen=True)
class Way:
    """``open`` is None where it was not tried; ``refusal`` is what the org said against it, ``because`` in words."""

    name: str
    open: bool | None
    words: str
    refusal: OrgFailure | None = None
    because: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.words}"


def companion_way(chart: Chart) -> Way:
    """The kit's class, by what it says of itself; and a reading by it, as that changes nothing."""
    found = chart.companion()
    if not found.package:
        return Way("companion", False, "closed", because=found.why)
    refusal = chart.told.failure()
    if refusal is not None:
        return Way("companion", False, f"failed: {refusal.problem}", refusal)
    works = f"works (sessions and DE in {plural(chart.told.cost, 'call')})"
    return Way("companion", True, works, because="the kit's class")


def companion_toggling_way(chart: Chart) -> Way:
    """The same class as a way to toggle. Nothing is sent: where it reads it toggles, and takes a reason."""
    way = companion_way(chart)
    return replace(way, words=f"works, {CARRIES[True]}") if way.open else way


def throw_way(chart: Chart) -> Way:
    """Anonymous Apex that throws what DE answers; tried for real, as it provably changes nothing."""
    refusal = chart.thrown.failure()
    if refusal is None:
        return Way("throw", True, f"works ({plural(chart.thrown.cost, 'call')})")
    return Way("throw", False, _refused(refusal), refusal)


def log_way(chart: Chart) -> Way:
    """The debug log has a quota that others share, so it is tried by readings alone."""
    patient = chart.patient
    if patient.routes.read == "log":
        return Way("log", True, "works, and is in use")
    if "log" in patient.left:
        return Way("log", False, f"failed: {patient.left['log']}")
    throw = throw_way(chart)
    if isinstance(throw.refusal, NoDE | MissingPermission):
        return Way("log", False, "closed for the same reason", throw.refusal)
    return Way("log", None, "not tried, to spare the org's 1,000 debug logs a day")


def action_way(chart: Chart) -> Way:
    """DE's own action for flows, as far as its describe tells."""
    refusal = chart.action.failure()
    if refusal is not None:
        return Way("action", False, "closed", refusal, refusal.problem.cause or refusal.problem.title)
    action = chart.action()
    if action is None:
        return Way("action", False, "closed", because="it is not there, or your user has no access to its class")
    return Way("action", True, f"works, {CARRIES[action.reason is not None]}", because=action.name)


def anonymous_way(chart: Chart) -> Way:
    """Anonymous Apex that toggles: what it needs is what reading by it needs."""
    throw = throw_way(chart)
    if throw.open:
        return Way("anonymous", True, f"works, {CARRIES[True]}")
    if throw.refusal is None or isinstance(throw.refusal, NoDE | MissingPermission):
        return Way("anonymous", False, throw.words, throw.refusal)
    return Way("anonymous", None, "not told, as reading by it failed", throw.refusal)


def _refused(refusal: OrgFailure) -> str:
    if isinstance(refusal, MissingPermission):
        return f"closed: {refusal.problem.title}"
    if isinstance(refusal, NoDE):
        return "closed: it finds no Distribution Engine"
    return f"failed: {refusal.problem}"
