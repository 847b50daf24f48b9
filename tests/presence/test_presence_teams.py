"""People by team: counts with queues apart, what is wrong with a team, and who was there last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from tests.ui.story import (
    ENTERPRISE,
    GRACE,
    INES,
    LEO,
    MAJA,
    NOW,
    OFFICE,
    QUEUE,
    SMB,
    TOLA,
    Person,
    person,
    pulse_of,
    roster_of,
)
from tui.presence.memory import Past
from tui.presence.model import Id
from tui.presence.tally import out_of_step, tally_of, those_out_of_step
from tui.presence.teams import LastPresent, TeamCount, Trouble, count_teams

HOUR = timedelta(hours=1)


def counted(*people: Person, out: frozenset[Id] = frozenset(), pasts: Mapping[Id, Past] | None = None) -> TeamCount:
    """The first team of these people."""
    return count_teams(roster_of(people), pasts or {}, out)[0]


def test_a_team_is_counted_with_its_queues_apart() -> None:
    team = counted(TOLA, INES, LEO, QUEUE, out=frozenset({LEO.id}))
    assert (team.users, team.queues, team.present, team.on, team.both, team.out_of_step) == (3, 1, 2, 2, 1, 1)


def test_on_is_what_de_answers_in_this_very_team() -> None:
    enterprise, smb = count_teams(roster_of((INES,)), {}, frozenset())
    assert (enterprise.id, enterprise.on, smb.id, smb.on) == (ENTERPRISE, 1, SMB, 0)


def test_the_numbers_are_those_of_the_trends() -> None:
    pulse = pulse_of(OFFICE)
    assert pulse.roster is not None
    assert pulse.plan is not None
    kept = tally_of(pulse.roster, pulse.plan).teams
    for team in count_teams(pulse.roster, {}, frozenset()):
        assert (team.users, team.present, team.on) == (kept[team.id].users, kept[team.id].present, kept[team.id].on)
    assert len(those_out_of_step(pulse.plan)) == out_of_step(pulse.plan)


def test_the_worst_is_a_team_where_somebody_is_present_and_nobody_on() -> None:
    assert counted(MAJA).trouble is Trouble.NOBODY_ON_THOUGH_PRESENT
    assert counted(GRACE).trouble is Trouble.NOBODY_ON
    assert counted(TOLA, LEO, out=frozenset({LEO.id})).trouble is Trouble.OUT_OF_STEP
    assert counted(TOLA, LEO).trouble is Trouble.PRESENT_NOT_ON
    assert counted(TOLA).trouble is Trouble.NONE
    assert counted(QUEUE).trouble is Trouble.NOBODY_IN_IT


def test_who_was_there_last_is_told_where_nobody_is_present() -> None:
    pasts = {GRACE.id: Past(present=False, since=NOW - HOUR), INES.id: Past(present=False, since=NOW - 2 * HOUR)}
    assert counted(GRACE, INES, pasts=pasts).last == LastPresent(GRACE.id, NOW - HOUR)
    assert counted(GRACE, INES, TOLA, pasts=pasts).last is None


def test_nobody_was_last_where_several_became_absent_at_once() -> None:
    past = Past(present=False, since=NOW)
    assert counted(GRACE, INES, pasts={GRACE.id: past, INES.id: past}).last is None


def test_a_team_that_de_names_and_nobody_is_in_is_counted_too() -> None:
    roster = roster_of((person(1, "Solo", answer=(True,)),))
    assert [(one.id, one.users) for one in count_teams(roster, {}, frozenset())] == [(ENTERPRISE, 1), (SMB, 0)]
