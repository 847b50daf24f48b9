"""How many people were in which state at one reading: what trends are drawn from."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime

from msgspec import Struct, field

from tui.presence.model import DE, Id, Presence
from tui.presence.plan import Plan
from tui.presence.roster import Roster

APART = frozenset({"R7", "R9"})  # held back and held: not out of step (design: the words)


class TeamTally(Struct, frozen=True, gc=False):
    """One team: its people, how many of them are present (active or idle), and how many DE answers on there."""

    users: int
    present: int
    on: int


class Tally(Struct, frozen=True):
    """One complete reading in numbers, queues apart. ``at`` is on the org's clock.

    ``on`` counts those whom DE answers on in at least one team. ``out_of_step`` are those for whom a toggle is planned
    or withheld, the held and the held back apart, as the counts line has it. ``teams`` is by team Id.
    """

    at: datetime
    users: int
    active: int
    idle: int
    absent: int
    unknown: int
    on: int
    out_of_step: int
    teams: Mapping[Id, TeamTally] = field(default_factory=dict)


def tally_of(roster: Roster, plan: Plan) -> Tally:
    """A complete reading in numbers. Its cost is that of one look at every user and every membership."""
    people = [one for one in roster.standings.values() if not one.user.queue]
    presences = [one.presence for one in people]
    return Tally(
        roster.at,
        len(people),
        presences.count(Presence.ACTIVE),
        presences.count(Presence.IDLE),
        presences.count(Presence.ABSENT),
        presences.count(Presence.UNKNOWN),
        sum([one.de is DE.ON or one.de is DE.MIXED for one in people]),
        out_of_step(plan),
        _teams(roster.answer, {one.user.id: bool(one.presence.present) for one in people}),
    )


def out_of_step(plan: Plan) -> int:
    """For how many users a toggle is planned or withheld."""
    withheld = sum(one.would is not None and one.rule not in APART for one in plan.withheld)
    return len(plan.on) + len(plan.off) + len(plan.braked) + withheld


def those_out_of_step(plan: Plan) -> frozenset[Id]:
    """For which users a toggle is planned or withheld."""
    planned = (one.user_id for one in (*plan.on, *plan.off, *plan.braked))
    return frozenset(planned).union(
        one.user_id for one in plan.withheld if one.would is not None and one.rule not in APART
    )


def _teams(answer: Mapping[Id, Mapping[Id, bool]], present: Mapping[Id, bool]) -> dict[Id, TeamTally]:
    """Each team in numbers; ``present`` holds all people."""
    found = {}
    for team_id, members in answer.items():
        there = [present[user_id] for user_id in members if user_id in present]
        on = sum(members.values()) if len(there) == len(members) else _on(members, present)
        found[team_id] = TeamTally(len(there), sum(there), on)
    return found


def _on(members: Mapping[Id, bool], people: Container[Id]) -> int:
    return sum(on for user_id, on in members.items() if user_id in people)
