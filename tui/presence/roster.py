"""What we make of a snapshot: one standing for each member of a DE team."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field

from tui.presence.model import DE, Id, Presence, Team, User
from tui.presence.words import span


class Standing(Struct, frozen=True, gc=False):
    """One user as the reading shows them.

    Nothing in it ages by itself, so that a user of whom nothing changed keeps the same one. ``live_sessions`` counts
    root sessions; ``idle_from`` is the moment from which on nothing was seen for certain, still to come while active;
    ``last_seen`` and ``expires_at`` are the latest over the live sessions. All three are None where there is none.
    ``left_out`` names a live session's type that the preset does not count (R5).
    ``teams_on`` of ``teams`` is what DE answered; ``teams`` holds their Ids. ``types`` are the session and login types
    of the live sessions.
    """

    user: User
    presence: Presence
    reason: str
    live_sessions: int | None = None
    last_seen: datetime | None = None
    idle_from: datetime | None = None
    expires_at: datetime | None = None
    left_out: str | None = None
    de: DE = DE.UNKNOWN
    teams_on: int = 0
    teams: tuple[Id, ...] = ()
    types: tuple[str, ...] = ()

    @property
    def id(self) -> Id:
        """The user's Id."""
        return self.user.id

    def idle_at_least(self, at: datetime) -> float | None:
        """Seconds without activity that are certain at ``at``: 0 while active, None where no session lives."""
        return None if self.idle_from is None else max(0.0, (at - self.idle_from).total_seconds())

    def reason_at(self, at: datetime) -> str:
        """The reason, and for how long where the user is idle."""
        idle = self.idle_at_least(at) if self.presence is Presence.IDLE else None
        return self.reason if idle is None else f"Nothing seen for at least {span(idle)}"


class Roster(Struct, frozen=True):
    """All standings of one reading, by user Id.

    ``answer`` is DE's, team Id to user Id to Boolean. ``blind`` says why no presence could be told, where so.
    """

    at: datetime
    standings: Mapping[Id, Standing]
    teams: Mapping[Id, Team]
    answer: Mapping[Id, Mapping[Id, bool]] = field(default_factory=dict)
    answer_complete: bool = True
    blind: str | None = None

    @property
    def complete(self) -> bool:
        """Whether sessions and DE's answer both carry a verdict (R1 to R3)."""
        return self.blind is None and self.answer_complete

    def team_name(self, team_id: Id) -> str:
        """The team's name, or its Id where the name could not be read."""
        team = self.teams.get(team_id)
        return team.name if team else team_id

    def people(self) -> int:
        """How many people there are; queues are not people."""
        return sum([user_id[:3] == "005" for user_id in self.standings])

    def count(self) -> Counter[Presence]:
        """How many people have which presence; queues are not people."""
        return Counter(one.presence for one in self.standings.values() if not one.user.queue)
