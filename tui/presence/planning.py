"""What a plan rests on, so that the next one asks the rules only for users of whom something changed. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.presence.brake import sent_lately
from tui.presence.diff import Differing
from tui.presence.memory import Memory, Past
from tui.presence.model import Id
from tui.presence.plan import Plan, Withheld, Word, assembled, word_of
from tui.presence.roster import Roster
from tui.presence.settings import Settings


class Planning(Struct, frozen=True):
    """What the rules say of each user alone, and whose standings and pasts that follows from.

    ``restless`` are users of whom time alone may change it. ``toggled`` had an off of the loop's in the last interval.
    """

    roster: Roster
    settings: Settings
    caller_id: Id
    pasts: Mapping[Id, Past]
    said: Mapping[Id, Word]
    restless: frozenset[Id]
    toggled: frozenset[Id]


def planned(
    roster: Roster,
    settings: Settings,
    memory: Memory,
    caller_id: Id,
    before: Planning | None = None,
    look: Differing | None = None,
) -> Planning:
    """What the rules say now; the same as from nothing, at the cost of what changed since ``before``."""
    if before is None or not _goes_on(before, roster, settings, caller_id):
        before = Planning(Roster(roster.at, {}, {}), settings, caller_id, {}, {}, frozenset(), frozenset())
    standings, pasts = roster.standings, memory.pasts
    look = look or Differing()
    told = look.of(before.pasts, pasts)
    touched = look.of(before.roster.standings, standings) | told | before.restless
    said, restless = dict(before.said), set(before.restless)
    for user_id in touched:
        word = word_of(user_id, roster, settings, memory, caller_id) if user_id in standings else None
        if word is None:
            said.pop(user_id, None)
        elif word != said.get(user_id):
            said[user_id] = word
        (restless.add if _ages(word, memory.of(user_id), settings) else restless.discard)(user_id)
    if said.keys() != before.said.keys():  # in order, so that whoever sorts them finds them sorted
        said = {one: said[one] for one in sorted(said)}
    toggled = sent_lately(told | before.toggled, roster.at, settings.loop.interval, memory)
    return Planning(roster, settings, caller_id, pasts, said, frozenset(restless), toggled)


def plan_of(planning: Planning, memory: Memory, *, only: frozenset[Id] | None = None) -> Plan:
    """The plan for everybody, or for ``only`` some. ``memory`` is the one that it was thought out with."""
    said = planning.said if only is None else {one: planning.said[one] for one in only & planning.said.keys()}
    return assembled(said, planning.roster, planning.settings, memory, planning.toggled)


def _goes_on(before: Planning, roster: Roster, settings: Settings, caller_id: Id) -> bool:
    """Whether what was said of others still stands: by the same settings, later, and with teams of the same names."""
    named = settings.exclude.teams and roster.teams != before.roster.teams
    return before.settings == settings and before.caller_id == caller_id and before.roster.at <= roster.at and not named


def _ages(word: Word | None, past: Past, settings: Settings) -> bool:
    """Whether time alone may change the word: R13 tells when the next try is, R7 tries hourly where nobody minds."""
    hourly = past.ons > 1 and not settings.loop.respect_outside_changes
    return word is not None and (hourly or (isinstance(word, Withheld) and word.rule == "R13"))
