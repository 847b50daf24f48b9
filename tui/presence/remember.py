"""What is remembered after a reading, and whose past need not be looked at again. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from tui.presence.diff import Differing
from tui.presence.memory import Memory, Past
from tui.presence.model import DE, Id
from tui.presence.ons import Ons
from tui.presence.roster import Roster, Standing
from tui.presence.settings import LoopSettings
from tui.presence.since import HOUR, begun_anew, move_on, rests_until, starts_anew, unanswered

NO_PAST = Past()


class Stood(Struct, frozen=True):
    """What the pasts after a complete reading rest on, so that the next one moves on only those that may change.

    ``due``: from when on a past may change though nothing else does; the reading itself for those that it changed.
    ``ahead``: users whose latest toggle is not before it. ``on`` and ``answered`` count users, as in the memory.
    """

    settings: LoopSettings
    at: datetime
    standings: Mapping[Id, Standing]
    pasts: Mapping[Id, Past]
    due: Mapping[Id, datetime]
    ahead: frozenset[Id]
    on: int
    answered: int


class Carried(NamedTuple):
    """Memory after a complete reading, and what it rests on."""

    memory: Memory
    stood: Stood


class Turn(NamedTuple):
    """A complete reading, as far as every past needs to know of it. ``anew``: what counts begins anew (R6)."""

    at: datetime
    last_complete: datetime | None
    settings: LoopSettings
    logged_out: frozenset[Id]
    anew: bool


def remember(
    memory: Memory, roster: Roster, settings: LoopSettings, *, own_shown: bool, logged_out: frozenset[Id] = frozenset()
) -> Memory:
    """Memory after a reading. An incomplete one changes nothing but what it is sure of.

    ``own_shown``: the caller's own session was in it. ``logged_out``: users with a logout event since (R5).
    """
    if not roster.complete:
        return memory
    return carry_on(memory, roster, settings, None, own_shown=own_shown, logged_out=logged_out).memory


def carry_on(
    memory: Memory,
    roster: Roster,
    settings: LoopSettings,
    before: Stood | None,
    *,
    own_shown: bool,
    logged_out: frozenset[Id],
    look: Differing | None = None,
) -> Carried:
    """Memory after a complete reading. Given what the one before rests on, it costs what changed since."""
    at, standings = roster.at, roster.standings
    anew = starts_anew(memory.last_complete, at, settings.interval)
    turn = Turn(at, memory.last_complete, settings, logged_out, anew)
    start = _start(before, memory, turn)
    look = look or Differing()
    seen, told = look.of(start.standings, standings), look.of(start.pasts, memory.pasts)
    pasts, due = dict(memory.pasts), dict(start.due)
    ended = {one for one, when in due.items() if when <= at}
    _look(pasts.keys() | standings.keys() if anew else seen | told | ended | logged_out, pasts, due, standings, turn)
    on = start.on + _more(_is_on, seen, start.standings, standings)
    answered = start.answered + _more(_is_answered, seen, start.standings, standings)
    toggled = told | start.ahead
    after = replace(
        memory,
        pasts=pasts,
        last_complete=at,
        own_shown=memory.own_shown or own_shown,
        answered=answered,
        on_counts=(*(one for one in memory.on_counts if one[0] <= at <= one[0] + HOUR), (at, on)),
        ons=ons_seen(memory, roster, toggled),
    )
    ahead = frozenset(one for one in toggled if _toggled_from(pasts.get(one), at))
    return Carried(after, Stood(settings, at, standings, pasts, due, ahead, on, answered))


def _start(before: Stood | None, memory: Memory, turn: Turn) -> Stood:
    """What the last complete reading left; nothing, where it was another's, or the clock or the settings changed."""
    if before is None or before.settings != turn.settings or turn.at < before.at or before.at != memory.last_complete:
        return Stood(turn.settings, turn.at, {}, {}, {}, frozenset(), 0, 0)
    return before


def _look(
    users: Iterable[Id],
    pasts: dict[Id, Past],
    due: dict[Id, datetime],
    standings: Mapping[Id, Standing],
    turn: Turn,
) -> None:
    """Move these users' pasts on. One that stays as it was stays the same object; those that become equal are one."""
    same: dict[Past, Past] = {}
    for user_id in users:
        past, standing = pasts.get(user_id, NO_PAST), standings.get(user_id)
        moved = _moved(past, standing, turn, logged_out=user_id in turn.logged_out)
        due.pop(user_id, None)
        if moved != past:
            pasts[user_id], due[user_id] = same.setdefault(moved, moved), turn.at
            continue
        if standing is not None:
            pasts.setdefault(user_id, past)
        if (until := rests_until(past, turn.settings.off_after)) is not None:
            due[user_id] = until


def _moved(past: Past, standing: Standing | None, turn: Turn, *, logged_out: bool) -> Past:
    if standing is None:
        return unanswered(past, turn.last_complete)
    if turn.anew:
        past = begun_anew(past, turn.at)
    if not standing.teams:
        return unanswered(past, turn.last_complete)
    return move_on(past, standing, turn.at, turn.settings, logged_out=logged_out)


def _more(
    counts: Callable[[Standing], bool], users: Iterable[Id], old: Mapping[Id, Standing], new: Mapping[Id, Standing]
) -> int:
    """By how many users of a kind there are more; ``users`` are those that may differ."""
    more = 0
    for user_id in users:
        was, standing = old.get(user_id), new.get(user_id)
        more += (standing is not None and counts(standing)) - (was is not None and counts(was))
    return more


def _is_on(standing: Standing) -> bool:
    return standing.de in (DE.ON, DE.MIXED) and not standing.user.queue


def _is_answered(standing: Standing) -> bool:
    return bool(standing.teams)


def _toggled_from(past: Past | None, at: datetime) -> bool:
    last = past.last_sent if past else None
    return last is not None and last.at >= at


def ons_seen(memory: Memory, roster: Roster, users: Iterable[Id]) -> Ons:
    """What a complete reading adds: it is the next one for ons that were accepted after the last one.

    ``users`` holds all those with a toggle since.
    """
    ons, before = memory.ons, memory.last_complete
    for user_id in users:
        past = memory.pasts.get(user_id)
        last = past.last_sent if past else None
        if last is None or not last.to or last.outcome != "done" or last.at >= roster.at:
            continue
        standing = roster.standings.get(user_id)
        if standing is not None and standing.de is not DE.UNKNOWN and (before is None or last.at >= before):
            ons = ons.with_one(last.at.astimezone(UTC).hour, shown=standing.de is not DE.OFF)
    return ons
