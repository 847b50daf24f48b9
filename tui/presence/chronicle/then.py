"""The table as it was: who was present at a moment of the past, and what DE answered, as far as it is known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field

from tui.presence.chronicle.known import Around, Stretch, around
from tui.presence.chronicle.page import Person, State
from tui.presence.memory import Past
from tui.presence.model import Id, Presence, Team, User
from tui.presence.roster import Roster, Standing

AS_READ = "as it was read then"
NOT_KEPT = "presence is not kept (journal.presence in the settings)"
NOT_TOLD = "nobody could tell then"


class Then(Struct, frozen=True):
    """A moment of the past. ``roster`` is empty where nothing is known of it; ``around`` tells what is, then.

    ``pasts`` hold what the table shows besides: the last change of each toggle and the hold that stood.
    """

    at: datetime
    around: Around
    roster: Roster
    pasts: Mapping[Id, Past] = field(default_factory=dict)


class Last(Struct, frozen=True):
    """What was last kept of one user up to a moment."""

    user: Id
    person: Person
    state: State | None


def roster_at(at: datetime, stretches: Sequence[Stretch], lasts: Iterable[Last], teams: Mapping[Id, str]) -> Then:
    """How everything stood at ``at``: in a stretch that is known, what was last kept of each user holds."""
    near = around(stretches, at)
    named = {team_id: Team(team_id, name) for team_id, name in teams.items()}
    if not near.known:
        return Then(at, near, Roster(at, {}, named))
    standings, pasts = {}, {}
    for one in lasts:
        if one.state is not None:
            standings[one.user] = _standing(one, one.state)
            pasts[one.user] = Past(
                hold=one.state.hold, changed=one.state.changed, changed_by=one.state.changed_by, de=one.state.de
            )
    return Then(at, near, Roster(at, standings, named), pasts)


def _standing(one: Last, state: State) -> Standing:
    """What was known then; sessions and their ages are not kept."""
    presence = state.presence or Presence.UNKNOWN
    reason = NOT_KEPT if state.presence is None else NOT_TOLD if presence is Presence.UNKNOWN else AS_READ
    return Standing(
        User(one.user, one.person.name, one.person.username),
        presence,
        reason,
        de=state.de,
        teams_on=state.teams_on,
        teams=state.teams,
    )
