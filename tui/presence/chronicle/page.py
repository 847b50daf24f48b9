"""What one complete reading adds to the chronicle: the states of those who are no longer as they were. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from msgspec import Struct, field

from tui.presence.diff import differing
from tui.presence.memory import By, Hold, Past
from tui.presence.model import DE, Id, Presence
from tui.presence.roster import Roster, Standing


class State(Struct, frozen=True, gc=False):
    """One user as a reading showed them, without what ages by itself.

    ``presence`` is None where the settings want none kept. DE answered on in ``teams_on`` of ``teams``. ``changed`` and
    ``changed_by`` are the last change of the toggle, ``hold`` stood at the reading.
    """

    presence: Presence | None
    de: DE
    teams_on: int = 0
    teams: tuple[Id, ...] = ()
    changed: datetime | None = None
    changed_by: By | None = None
    hold: Hold | None = None


class Person(Struct, frozen=True, gc=False):
    """What a user is called."""

    name: str
    username: str = ""


class Page(Struct, frozen=True):
    """What a reading at ``at`` (org's clock) adds.

    ``states`` are by user; None: DE answers for them no more. ``people`` names everyone in it who is there, ``teams``
    those that are new. ``begins``: from here on it is known again, and nothing was between the page before and this
    one. ``whole``: these are all there are, and whoever else was kept is gone.
    """

    at: datetime
    states: Mapping[Id, State | None]
    people: Mapping[Id, Person] = field(default_factory=dict)
    teams: Mapping[Id, str] = field(default_factory=dict)
    begins: bool = False
    whole: bool = False


class Shown(Struct, frozen=True):
    """What a complete reading showed: its roster, and what was remembered after it."""

    roster: Roster
    pasts: Mapping[Id, Past]


_NO_PAST = Past()


def whole_page(now: Shown) -> Page:
    """Everybody, for a chronicle that begins or goes on after a while."""
    roster = now.roster
    states = {one: _state(standing, now.pasts.get(one, _NO_PAST)) for one, standing in roster.standings.items()}
    names = {one.id: one.name for one in roster.teams.values()}
    return Page(roster.at, states, _people(roster, states), names, begins=True, whole=True)


def next_page(
    before: Shown, now: Shown, at: datetime, *, begins: bool = False, only: Collection[Id] | None = None
) -> Page:
    """Those who differ from the reading before. ``only`` these were read (R16); the rest stands as it did."""
    old, new = before.roster.standings, now.roster.standings
    states: dict[Id, State | None] = {}
    touched = differing(old, new) | differing(before.pasts, now.pasts)
    for user_id in (one for one in touched if one in new and (only is None or one in only)):
        was, standing = old.get(user_id), new[user_id]
        past, past_before = now.pasts.get(user_id, _NO_PAST), before.pasts.get(user_id, _NO_PAST)
        state = _state(standing, past)
        if was is None or was.user != standing.user or _state(was, past_before) != state:
            states[user_id] = state
    if only is None:
        states |= dict.fromkeys(one for one in touched if one in old and one not in new)
    known = before.roster.teams
    names = {one.id: one.name for one in now.roster.teams.values() if known.get(one.id) != one}
    return Page(at, states, _people(now.roster, states), names, begins=begins)


def _state(standing: Standing, past: Past) -> State:
    return State(
        standing.presence, standing.de, standing.teams_on, standing.teams, past.changed, past.changed_by, past.hold
    )


def _people(roster: Roster, states: Mapping[Id, State | None]) -> dict[Id, Person]:
    users = (roster.standings[one].user for one, state in states.items() if state is not None)
    return {user.id: Person(user.name, user.username) for user in users}
