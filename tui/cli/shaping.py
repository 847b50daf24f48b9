"""From what was read, planned and sent to the JSON of the contract."""

from __future__ import annotations

from collections.abc import Iterable

from tui.cli.shapes import (
    ApiShape,
    AppliedShape,
    CycleShape,
    FailedShape,
    PlanShape,
    ReadShape,
    RoutesShape,
    StatusShape,
    WithheldShape,
)
from tui.loop.cycle import Reading
from tui.loop.hand import Report
from tui.loop.pulse import Cycle, Phase, Pulse
from tui.presence.model import OrgFacts, Problem
from tui.presence.roster import Standing
from tui.presence.status_shapes import on_off, org_shape, user_shape
from tui.presence.words import iso


def status_shape(reading: Reading, shown: Iterable[Standing], problems: tuple[Problem, ...]) -> StatusShape:
    """A reading, with these of its users."""
    snapshot = reading.snapshot
    pulse = Pulse(
        Phase.OFF,
        org=snapshot.org,
        routes=snapshot.routes,
        api=snapshot.api,
        roster=reading.roster,
        plan=reading.plan,
        memory=reading.memory,
        problems=problems,
    )
    return pulse_shape(pulse, shown)


def pulse_shape(pulse: Pulse, shown: Iterable[Standing]) -> StatusShape:
    """What a pulse tells of its last reading, with these of its users. A pulse without a reading is a mistake."""
    org, roster, plan = pulse.org, pulse.roster, pulse.plan
    if org is None or roster is None or plan is None:
        raise ValueError("nothing was read yet")
    words, routes = plan.by_user(), pulse.routes
    users = [user_shape(one, pulse.memory.of(one.id), words.get(one.id), plan, roster.answer_complete) for one in shown]
    return StatusShape(
        org_shape(org),
        iso(roster.at),
        roster.complete,
        RoutesShape(routes.sessions, routes.read, routes.write),
        ApiShape(pulse.api.calls, pulse.api.used, pulse.api.limit),
        pulse.problems,
        users,
    )


def cycle_shape(cycle: Cycle, facts: OrgFacts, *, applying: bool) -> CycleShape:
    """One cycle of the loop."""
    plan = cycle.plan
    withheld = [WithheldShape(one.user_id, one.would, one.rule, one.why) for one in plan.withheld]
    braked = [WithheldShape(one.user_id, on_off(one.to), "R11", plan.brake or "braked") for one in plan.braked]
    on, off = ([one.user_id for one in some] for some in (plan.on, plan.off))
    extra = () if cycle.report.problem is None else (cycle.report.problem,)
    return CycleShape(
        cycle.number,
        org_shape(facts),
        applying,
        iso(cycle.started_at),
        iso(cycle.finished_at),
        ReadShape(cycle.users, cycle.sessions, cycle.calls, cycle.complete),
        PlanShape(plan.id, on, off, [*withheld, *braked]),
        applied_shape(cycle.report),
        cycle.brake,
        [*cycle.problems, *extra],
        cycle.asked and applying,
        cycle.woken,
    )


def applied_shape(report: Report) -> AppliedShape:
    """What was sent, by how it ended."""
    return AppliedShape(
        [one.user_id for one in report.outcomes if one.ok],
        [FailedShape(one.user_id, one.error) for one in report.outcomes if one.ok is False],
        [one.user_id for one in report.outcomes if one.ok is None],
    )
