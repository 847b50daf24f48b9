"""What stands on which line of the teams sheet: teams, and below an open one its people. Pure, no Textual."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from tui.presence.filtering.folding import fold
from tui.presence.model import Id, Presence
from tui.presence.roster import Roster
from tui.presence.teams import TeamCount

PRESENCE_ORDER = (Presence.ACTIVE, Presence.IDLE, Presence.ABSENT, Presence.UNKNOWN)
Key = tuple[Id, Id]


class Member(NamedTuple):
    """One member below their team, and whether DE answers on for them there."""

    user_id: Id
    on: bool


class Entry(NamedTuple):
    """What one line shows: a team, or a member of it."""

    team: TeamCount
    member: Member | None = None

    @property
    def key(self) -> Key:
        """What the cursor stays with."""
        return self.team.id, self.member.user_id if self.member else ""


class Entries:
    """All lines. Only where each team begins is worked out: an open team of thousands costs as much as a closed one."""

    def __init__(self, teams: Sequence[TeamCount] = (), members: Mapping[Id, Sequence[Member]] | None = None) -> None:
        self._teams, self.members = teams, members or {}
        heights = (1 + len(self.members.get(one.id, ())) for one in teams)
        self._begins = list(accumulate(heights, initial=0))

    def __len__(self) -> int:
        return self._begins[-1]

    def __getitem__(self, line: int) -> Entry:
        if not 0 <= line < len(self):
            raise IndexError(line)
        place = bisect_right(self._begins, line) - 1
        team, below = self._teams[place], line - self._begins[place]
        return Entry(team, self.members[team.id][below - 1] if below else None)

    def line_of(self, key: Key) -> int | None:
        """Where this stands; None where it does not."""
        team_id, user_id = key
        place = next((place for place, one in enumerate(self._teams) if one.id == team_id), None)
        if place is None or not user_id:
            return None if place is None else self._begins[place]
        users = (one.user_id for one in self.members.get(team_id, ()))
        below = next((below for below, one in enumerate(users, 1) if one == user_id), None)
        return None if below is None else self._begins[place] + below


def members_of(team_id: Id, roster: Roster, out_of_step: Collection[Id]) -> tuple[Member, ...]:
    """A team's members: those out of step first, then the present, names as the tie break; queues last.

    Sorted group by group, so that no single sort is long.
    """
    groups: defaultdict[tuple[bool, bool, int], list[tuple[str, Id, bool]]] = defaultdict(list)
    for user_id, answered in (roster.answer.get(team_id) or {}).items():
        standing = roster.standings.get(user_id)
        if standing is None:
            groups[True, True, 0].append((user_id, user_id, answered))
        else:
            group = (standing.user.queue, user_id not in out_of_step, PRESENCE_ORDER.index(standing.presence))
            groups[group].append((fold(standing.user.name), user_id, answered))
    return tuple(
        Member(user_id, answered) for group in sorted(groups) for _, user_id, answered in sorted(groups[group])
    )
