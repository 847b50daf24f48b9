"""From what was read, planned and sent to the JSON of the contract."""

from __future__ import annotations

from collections.abc import Iterable

from tui.cli.shapes import (
    ApiShape,
    AppliedShape,
    CycleShape,
    FailedShape,
    HoldShape,
    OrgShape,
    PlanShape,
    ReadShape,
    RoutesShape,
    SentShape,
    StatusShape,
    UserShape,
    WithheldShape,
)
from tui.loop.cycle import Reading
from tui.loop.hand import Report
from tui.loop.pulse import Cycle
from tui.presence.chronicle.shapes import outcome_word
from tui.presence.holds import hold_words
from tui.presence.memory import Hold, Past, Sent
from tui.presence.model import DE, OrgFacts, Presence, Problem
from tui.presence.plan import Plan, Planned, Withheld
from tui.presence.roster import Standing
from tui.presence.words import iso


def org_shape(facts: OrgFacts) -> OrgShape:
    """The org."""
    return OrgShape(facts.id, facts.name, facts.username, facts.sandbox, facts.instance_url)


def status_shape(reading: Reading, shown: Iterable[Standing], problems: tuple[Problem, ...]) -> StatusShape:
    """A reading, with these of its users."""
    snapshot, plan = reading.snapshot, reading.plan.by_user()
    routes, api = snapshot.routes, snapshot.api
    return StatusShape(
        org_shape(snapshot.org),
        iso(snapshot.at),
        reading.roster.complete,
        RoutesShape(routes.sessions, routes.read, routes.write),
        ApiShape(api.calls, api.used, api.limit),
        problems,
        [
            user_shape(one, reading.memory.of(one.id), plan.get(one.id), reading.plan, reading.roster.answer_complete)
            for one in shown
        ],
    )


def user_shape(
    standing: Standing, past: Past, planned: Planned | Withheld | None, plan: Plan, answered: bool
) -> UserShape:
    """One user, as read, remembered and planned. ``answered``: DE's answer of this reading stands."""
    idle = standing.idle_at_least(plan.at)
    unknown = standing.presence is Presence.UNKNOWN
    known_teams = answered and standing.de is not DE.UNKNOWN
    return UserShape(
        standing.id,
        standing.user.name,
        standing.user.username,
        not standing.user.is_active,
        standing.presence,
        standing.reason_at(plan.at),
        None if unknown else standing.live_sessions,
        iso(standing.last_seen),
        None if idle is None else int(idle),
        iso(standing.expires_at),
        standing.de,
        standing.teams_on if known_teams else None,
        len(standing.teams) if known_teams else None,
        None if past.last_sent is None else sent_shape(past.last_sent),
        None if past.hold is None else HoldShape(iso(past.hold.until), hold_reason(past.hold)),
        *planned_words(planned, plan),
    )


def planned_words(planned: Planned | Withheld | None, plan: Plan) -> tuple[str | None, str | None]:
    """What is planned, or why it is not sent."""
    if isinstance(planned, Planned):
        if planned in plan.braked:
            return None, f"braked: {plan.brake}"
        return on_off(planned.to), None
    return None, None if planned is None else planned.why


def hold_reason(hold: Hold) -> str:
    """Why somebody is held, and until what where that is no moment."""
    return hold.why if hold.until is not None else f"{hold.why} ({hold_words(hold)})"


def sent_shape(sent: Sent) -> SentShape:
    """A toggle of ours; one that never got an outcome is unsettled."""
    return SentShape(on_off(sent.to), iso(sent.at), outcome_word(sent.outcome) or "unsettled")


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


def on_off(value: bool) -> str:
    """The word for a toggle's value."""
    return "on" if value else "off"
