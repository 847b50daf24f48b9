"""The same people by team: who of it is present, whom DE answers on there, and what is wrong with it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import IntEnum

from msgspec import Struct

from tui.presence.memory import Past
from tui.presence.model import Id, Presence
from tui.presence.roster import Roster

_NO_PAST = Past()


class Trouble(IntEnum):
    """What is wrong with a team, the worst first."""

    NOBODY_ON_THOUGH_PRESENT = 0
    NOBODY_ON = 1
    OUT_OF_STEP = 2
    PRESENT_NOT_ON = 3
    NONE = 4
    NOBODY_IN_IT = 5


class LastPresent(Struct, frozen=True):
    """Who of a team was present last, and since when they are absent."""

    user_id: Id
    since: datetime


class TeamCount(Struct, frozen=True):
    """One team in numbers; queues are counted apart.

    ``on`` are those whom DE answers on in this very team, ``both`` those of them who are present. ``present``,
    ``unknown`` and ``both`` are of people. ``last`` is told where nobody is present and one left after all others.
    """

    id: Id
    name: str
    users: int = 0
    queues: int = 0
    present: int = 0
    unknown: int = 0
    on: int = 0
    both: int = 0
    out_of_step: int = 0
    last: LastPresent | None = None

    @property
    def trouble(self) -> Trouble:
        """The worst that is wrong with it."""
        if not self.users:
            return Trouble.NOBODY_IN_IT
        if not self.on:
            return Trouble.NOBODY_ON_THOUGH_PRESENT if self.present else Trouble.NOBODY_ON
        if self.out_of_step:
            return Trouble.OUT_OF_STEP
        return Trouble.PRESENT_NOT_ON if self.both < self.present else Trouble.NONE


def count_teams(roster: Roster, pasts: Mapping[Id, Past], out_of_step: Collection[Id]) -> tuple[TeamCount, ...]:
    """Every team of the roster, in the order of their Ids. One look at each membership."""
    teams = sorted(roster.answer.keys() | roster.teams.keys())
    return tuple(_counted(team_id, roster, pasts, out_of_step) for team_id in teams)


def _counted(team_id: Id, roster: Roster, pasts: Mapping[Id, Past], out_of_step: Collection[Id]) -> TeamCount:
    members = roster.answer.get(team_id) or {}
    users = queues = present = unknown = on = both = out = 0
    for user_id, answered in members.items():
        standing = roster.standings.get(user_id)
        if standing is None or standing.user.queue:
            queues += 1
            continue
        here = standing.presence is Presence.ACTIVE or standing.presence is Presence.IDLE
        users += 1
        present += here
        unknown += standing.presence is Presence.UNKNOWN
        on += answered
        both += here and answered
        out += user_id in out_of_step
    last = last_present(members, pasts) if users and not present and not unknown else None
    return TeamCount(
        team_id, roster.team_name(team_id), users, queues, present, unknown, on, both, out_of_step=out, last=last
    )


def last_present(members: Collection[Id], pasts: Mapping[Id, Past]) -> LastPresent | None:
    """Who of these became absent last; None where several did at once, as at the first reading after a gap (R6)."""
    found: LastPresent | None = None
    for user_id in members:
        past = pasts.get(user_id, _NO_PAST)
        if past.present is not False or past.since is None:
            continue
        if found is None or past.since > found.since:
            found = LastPresent(user_id, past.since)
        elif past.since == found.since:
            found = LastPresent("", past.since)
    return found if found and found.user_id else None
