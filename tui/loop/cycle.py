"""One reading, from the wire to a plan: read, judge, evaluate, remember, plan, keep."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from tui.presence.diff import Changes, diff
from tui.presence.entry import Entry
from tui.presence.evaluate import evaluate
from tui.presence.memory import Memory, Past
from tui.presence.model import DE, Id, Problem, Snapshot, User
from tui.presence.plan import Plan, plan
from tui.presence.ports import Org, Progress, Wanted
from tui.presence.reading import Anchor, why_blind, why_shrunk
from tui.presence.roster import Roster, Standing
from tui.presence.settings import Settings
from tui.presence.since import remember, vanished

BLIND_NEXT = "Nothing is toggled by the loop while this lasts; it reads again by itself."


class Reading(Struct, frozen=True):
    """A snapshot and what was made of it. ``kept`` are the pasts that changed; ``entries`` what is worth noting."""

    snapshot: Snapshot
    roster: Roster
    memory: Memory
    plan: Plan
    changes: Changes | None
    kept: Mapping[Id, Past]
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


async def read_once(
    org: Org,
    settings: Settings,
    memory: Memory,
    before: Roster | None,
    progress: Progress,
    *,
    permissions_anew: bool,
    logged_out: frozenset[Id] = frozenset(),
) -> Reading:
    """Read the org and conclude. ``before`` is the last roster shown. Raises OrgFailure where nothing could be read.

    ``logged_out``: users with a logout event since they were seen (R5).
    """
    wanted = Wanted(
        settings.presence.counting, _also(memory), settings.exclude.permission_sets, permissions_anew=permissions_anew
    )
    return conclude(await org.read(wanted, progress), settings, memory, before, logged_out)


def conclude(
    snapshot: Snapshot,
    settings: Settings,
    memory: Memory,
    before: Roster | None,
    logged_out: frozenset[Id] = frozenset(),
) -> Reading:
    """What a snapshot means, given what is remembered. Pure."""
    snapshot, problems = _without_shrunk_answer(snapshot, memory)
    blind = why_blind(snapshot, memory.anchor, own_expected=memory.own_shown)
    if blind is not None:
        problems = (*problems, Problem("Presence is unknown", blind, BLIND_NEXT))
    roster = evaluate(
        snapshot,
        settings.presence,
        snapshot.at,
        blind=blind,
        vanished=_vanished(snapshot, memory),
        answered_before=before.answer if before else None,
    )
    own_shown = any(row.is_current for row in snapshot.sessions.rows)
    after = remember(memory, roster, settings.loop, own_shown=own_shown, logged_out=logged_out)
    made = plan(roster, settings, after, snapshot.org.caller_id)
    if not roster.complete:
        made = Plan(roster.at, withheld=made.withheld if roster.blind else (), first=made.first)
    kept = {one: past for one, past in after.pasts.items() if memory.pasts.get(one) is not past}
    return Reading(
        snapshot,
        roster,
        replace(after, anchor=Anchor(snapshot.at, snapshot.taken)),
        made,
        diff(before, roster) if before else None,
        {one: past for one, past in kept.items() if past != memory.pasts.get(one)},
        tuple(_entries(memory, after, before, roster)),
        problems,
    )


def _without_shrunk_answer(snapshot: Snapshot, memory: Memory) -> tuple[Snapshot, tuple[Problem, ...]]:
    """R1: an answer that lost too many users at once is no answer."""
    members = None if snapshot.answer is None else len({one for team in snapshot.answer.values() for one in team})
    shrunk = why_shrunk(memory.answered, members)
    if shrunk is None:
        return snapshot, snapshot.problems
    problem = Problem("DE's answer is not believed", shrunk, BLIND_NEXT)
    return replace(snapshot, answer=None), (*snapshot.problems, problem)


def _also(memory: Memory) -> frozenset[Id]:
    if memory.last_complete is None:
        return frozenset()
    return frozenset(vanished(memory, {}, memory.last_complete))


def _vanished(snapshot: Snapshot, memory: Memory) -> list[User]:
    if snapshot.answer is None:
        return []
    answered = {one: True for team in snapshot.answer.values() for one in team}
    return [snapshot.users.get(one) or User(one, one) for one in vanished(memory, answered, snapshot.at)]


def _entries(memory: Memory, after: Memory, before: Roster | None, roster: Roster) -> list[Entry]:
    """Changes of presence, and toggles made elsewhere, between two complete rosters."""
    if before is None or not roster.complete:
        return []
    found = []
    for user_id, standing in roster.standings.items():
        old = before.standings.get(user_id)
        if old is None:
            continue
        if old.presence is not standing.presence and before.complete:
            found.append(presence_entry(old, standing, roster.at))
        past, was = after.of(user_id), memory.of(user_id)
        if past.changed_by == "outside" and past.changed == roster.at and was.de is not DE.UNKNOWN:
            found.append(_outside_entry(standing, was.de, roster.at))
    return found


def presence_entry(old: Standing, new: Standing, at: datetime) -> Entry:
    """A change of presence."""
    return Entry(at, "presence", new.id, new.user.name, old.presence, new.presence, new.reason_at(at))


def _outside_entry(new: Standing, was: DE, at: datetime) -> Entry:
    why = "changed in DE: by a person there, or hours, out of office, holiday"
    return Entry(at, "toggle", new.id, new.user.name, was, new.de, why, by="outside", outcome="done")
