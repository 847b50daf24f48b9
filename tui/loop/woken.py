"""A reading of the few users whom events told of (R16), laid into the last reading of all. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from tui.loop.cycle import Reading, presence_entry
from tui.presence.diff import diff
from tui.presence.memory import Memory
from tui.presence.model import Id, Snapshot
from tui.presence.planning import plan_of, planned
from tui.presence.roster import Roster, Standing
from tui.presence.settings import Settings
from tui.presence.targeted import as_sent, plan_of_some, remember_some, standings_of, why_useless


class Woken(Struct, frozen=True):
    """``some`` are these users alone, which a cycle of theirs acts on; ``whole`` is everybody, which the screen shows.

    ``whole`` keeps the moment of the last reading of all: that is how old DE's answer and all others are.
    """

    whole: Reading
    some: Reading


def conclude_some(
    snapshot: Snapshot,
    users: frozenset[Id],
    logged_out: frozenset[Id],
    settings: Settings,
    memory: Memory,
    last: Reading | None,
) -> Woken | str:
    """What a reading of these users means after ``last``; or why nothing may be concluded from it."""
    if last is None or not last.roster.complete:
        return "the last reading of all was not complete"
    useless = why_useless(snapshot, memory, settings.loop.interval)
    if useless is not None:
        return useless
    before, at = last.roster, snapshot.at
    read = standings_of(users, snapshot, settings.presence, before)
    after = remember_some(memory, read, logged_out, at, before.at, settings.loop)
    told = as_sent(replace(before, standings={**before.standings, **read}), after, at)
    planning = planned(told, settings, after, snapshot.org.caller_id, last.footing.planning)
    shown = replace(before, standings={**before.standings, **read})
    some = Reading(
        snapshot,
        replace(told, standings={one: told.standings[one] for one in read}),
        after,
        plan_of_some(planning, after, frozenset(read)),
        diff(before, shown),
        {one: after.of(one) for one in read if after.of(one) != memory.of(one)},
        tuple(presence_entry(before.standings[one], new, at) for one, new in read.items() if _differs(before, new)),
        snapshot.problems,
        replace(last.footing, planning=planning),
    )
    whole = replace(
        last,
        roster=shown,
        memory=after,
        plan=plan_of(planning, after),
        changes=None,
        kept={},
        entries=(),
        footing=some.footing,
    )
    return Woken(whole, some)


def some_of(reading: Reading, users: frozenset[Id], settings: Settings) -> Reading:
    """A reading of all as one of these users alone, for a cycle of theirs."""
    roster = reading.roster
    standings: Mapping[Id, Standing] = {one: roster.standings[one] for one in users if one in roster.standings}
    caller, planning = reading.snapshot.org.caller_id, reading.footing.planning
    made = plan_of_some(
        planned(roster, settings, reading.memory, caller, planning), reading.memory, frozenset(standings)
    )
    return replace(reading, roster=replace(roster, standings=standings), plan=made)


def _differs(before: Roster, new: Standing) -> bool:
    return before.standings[new.id].presence is not new.presence
