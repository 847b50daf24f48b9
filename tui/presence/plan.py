"""The plan: the toggles that the rules ask for now, and those withheld, each with its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from tui.presence.brake import brake
from tui.presence.last_one import emptied, last_one_waits
from tui.presence.memory import Memory
from tui.presence.model import Id
from tui.presence.roster import Roster
from tui.presence.settings import Settings
from tui.presence.wishes import Reason, Wish, wish
from tui.presence.withhold import why_withheld

Would = Literal["on", "off"]


class Planned(Struct, frozen=True):
    """One toggle that the next cycle sends. ``reason`` travels with an off (R18); ``last_in`` names teams (R12)."""

    user_id: Id
    to: bool
    why: str
    reason: str | None = None
    last_in: tuple[str, ...] = ()


class Withheld(Struct, frozen=True):
    """One toggle that is not sent, or a user of whom nothing can be said (``would`` is None), and by which rule."""

    user_id: Id
    would: Would | None
    rule: str
    why: str


Word = Planned | Withheld


class Plan(Struct, frozen=True):
    """What the next cycle would do.

    ``first`` asks for R10's confirmation; ``brake`` says why ``braked`` offs wait for a person or for time (R11).
    ``offs`` of ``most_on`` is what the brake counts: offs of this interval of users who were on, against the most on.
    ``id`` names exactly these toggles: it changes when any of them does.
    """

    at: datetime
    on: tuple[Planned, ...] = ()
    off: tuple[Planned, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    braked: tuple[Planned, ...] = ()
    brake: str | None = None
    offs: int = 0
    most_on: int = 0
    first: bool = False

    @property
    def toggles(self) -> tuple[Planned, ...]:
        """What a cycle sends now: ons first, so that nobody waits for an off."""
        return self.on + self.off

    @property
    def id(self) -> str:
        """A short name of exactly these toggles."""
        wanted = sorted(f"{one.user_id} {one.to}" for one in (*self.on, *self.off, *self.braked))
        return hashlib.sha256("\n".join(wanted).encode()).hexdigest()[:8]

    def of(self, user_id: Id) -> Planned | Withheld | None:
        """What the plan says of one user."""
        return self.by_user().get(user_id)

    def by_user(self) -> Mapping[Id, Planned | Withheld]:
        """What the plan says of each user it names."""
        entries: Iterable[Planned | Withheld] = (*self.withheld, *self.braked, *self.off, *self.on)
        return {one.user_id: one for one in entries}


def plan(
    roster: Roster, settings: Settings, memory: Memory, caller_id: Id, *, only: frozenset[Id] | None = None
) -> Plan:
    """What the rules ask for now (R4 to R14), for all users or for ``only`` some. The order of users never matters."""
    users = roster.standings if only is None else only & roster.standings.keys()
    said = {one: word for one in users if (word := word_of(one, roster, settings, memory, caller_id)) is not None}
    return assembled(said, roster, settings, memory, memory.pasts)


def word_of(user_id: Id, roster: Roster, settings: Settings, memory: Memory, caller_id: Id) -> Word | None:
    """What the rules ask for one user, apart from those that look at others too: the last one in a team, the brake."""
    standing, past = roster.standings[user_id], memory.of(user_id)
    wanted = wish(standing, past, settings.loop, roster.at)
    if wanted is None:
        return None
    reason = why_withheld(standing, past, wanted, roster, settings, caller_id)
    if reason is not None:
        return _withheld(user_id, wanted, reason)
    return Planned(user_id, bool(wanted.to), wanted.why, None if wanted.to else settings.loop.off_reason)


def assembled(
    said: Mapping[Id, Word], roster: Roster, settings: Settings, memory: Memory, toggled: Iterable[Id]
) -> Plan:
    """The plan of these words, by the rules that look at many users (R11, R12).

    ``toggled`` holds all users with an off of the loop's within the last interval.
    """
    on: list[Planned] = []
    off: list[Planned] = []
    withheld: list[Withheld] = []
    for user_id in sorted(said):
        word = said[user_id]
        if isinstance(word, Withheld):
            withheld.append(word)
        else:
            (on if word.to else off).append(word)
    off, waiting = _last_ones(off, roster, settings, memory)
    made = Plan(roster.at, tuple(on), tuple(off), (*withheld, *waiting), first=not memory.begun)
    return _braked(made, roster, settings, memory, toggled)


def _last_ones(
    off: list[Planned], roster: Roster, settings: Settings, memory: Memory
) -> tuple[list[Planned], list[Withheld]]:
    """R12: the offs with their warnings, and those that wait."""
    teams = emptied(roster.answer, [one.user_id for one in off])
    if not teams:
        return off, []
    sent: list[Planned] = []
    waiting: list[Withheld] = []
    for one in off:
        if one.user_id not in teams:
            sent.append(one)
            continue
        names = tuple(roster.team_name(team_id) for team_id in teams[one.user_id])
        reason = last_one_waits(memory.of(one.user_id), names, roster.at, settings.loop.last_one_grace)
        if reason is None:
            sent.append(replace(one, last_in=names))
        else:
            waiting.append(Withheld(one.user_id, "off", reason.rule, reason.why))
    return sent, waiting


def _withheld(user_id: Id, wanted: Wish, reason: Reason) -> Withheld:
    would: Would | None = None if wanted.to is None else "on" if wanted.to else "off"
    return Withheld(user_id, would, reason.rule, reason.why)


def _braked(made: Plan, roster: Roster, settings: Settings, memory: Memory, toggled: Iterable[Id]) -> Plan:
    found = brake([one.user_id for one in made.off], roster, settings, memory, toggled)
    braked = tuple(one for one in made.off if one.user_id in found.users)
    off = tuple(one for one in made.off if one.user_id not in found.users) if braked else made.off
    return replace(made, off=off, braked=braked, brake=found.why, offs=found.offs, most_on=found.most_on)
