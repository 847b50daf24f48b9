"""One reading, from the wire to a plan: read, judge, evaluate, remember, plan, keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from tui.loop.aside import aside
from tui.presence.diff import Changes, Differing, diff, same_where_equal
from tui.presence.entry import Entry
from tui.presence.evaluate import by_id, evaluate
from tui.presence.grounds import Grounds, grounds_of
from tui.presence.memory import Memory, Past
from tui.presence.model import DE, Id, Problem, Session, Snapshot, User
from tui.presence.plan import Plan
from tui.presence.planning import Planning, plan_of, planned
from tui.presence.ports import Org, Progress, Wanted
from tui.presence.reading import Anchor, why_blind, why_shrunk
from tui.presence.remember import Stood, carry_on
from tui.presence.roster import Roster, Standing
from tui.presence.settings import Settings
from tui.presence.since import vanished

BLIND_NEXT = "Nothing is toggled by the loop while this lasts; it reads again by itself."


class Footing(Struct, frozen=True):
    """What readings rest on, so that the next one costs what changed; each is of the last reading that could tell."""

    grounds: Grounds | None = None
    stood: Stood | None = None
    planning: Planning | None = None


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
    footing: Footing


async def read_once(
    org: Org,
    settings: Settings,
    memory: Memory,
    last: Reading | None,
    progress: Progress,
    *,
    permissions_anew: bool,
    logged_out: frozenset[Id] = frozenset(),
) -> Reading:
    """Read the org and conclude, after the ``last`` reading. Raises OrgFailure where nothing could be read.

    ``logged_out``: users with a logout event since they were seen (R5).
    """
    before, footing = (last.roster, last.footing) if last else (None, Footing())
    wanted = Wanted(
        settings.presence.counting,
        _also(memory, before),
        settings.exclude.permission_sets,
        permissions_anew=permissions_anew,
    )
    snapshot = await org.read(wanted, progress)
    return await aside(len(snapshot.sessions.rows), conclude, snapshot, settings, memory, before, logged_out, footing)


def conclude(
    snapshot: Snapshot,
    settings: Settings,
    memory: Memory,
    before: Roster | None,
    logged_out: frozenset[Id] = frozenset(),
    footing: Footing = Footing(),  # noqa: B008  frozen
) -> Reading:
    """What a snapshot means, given what is remembered. Pure.

    ``before`` is the roster shown before it. What a ``footing`` spares changes nothing in what is concluded.
    """
    answered = _answered(snapshot.answer)
    snapshot, problems = _without_shrunk_answer(snapshot, answered, memory)
    known = by_id(snapshot.sessions.rows)
    blind = why_blind(snapshot, memory.anchor, own_expected=memory.own_shown, known=known)
    if blind is not None:
        problems = (*problems, Problem("Presence is unknown", blind, BLIND_NEXT))
    gone = [] if snapshot.answer is None else vanished(memory, answered, snapshot.at)
    users = [snapshot.users.get(one) or User(one, one) for one in gone]
    roster, grounds = _roster(snapshot, settings, users, before, blind, known, footing)
    look = Differing()
    after, stood = _memory(snapshot, memory, roster, settings, logged_out, footing, look)
    planning = planned(roster, settings, after, snapshot.org.caller_id, footing.planning, look)
    changes = diff(before, roster, look) if before else None
    kept = {one: after.pasts[one] for one in look.of(memory.pasts, after.pasts)}
    return Reading(
        snapshot,
        roster,
        replace(after, anchor=Anchor(snapshot.at, snapshot.taken)),
        _plan(planning, after),
        changes,
        kept,
        tuple(_entries(memory, after, before, roster, changes, kept)),
        problems,
        Footing(grounds, stood, planning),
    )


def _roster(
    snapshot: Snapshot,
    settings: Settings,
    gone: Sequence[User],
    before: Roster | None,
    blind: str | None,
    known: dict[Id, Session],
    footing: Footing,
) -> tuple[Roster, Grounds | None]:
    """The roster, and the grounds that the next one may stand on."""
    if snapshot.answer is not None and blind is None:
        grounds = grounds_of(snapshot, snapshot.answer, settings.presence, known, gone, footing.grounds)
        return grounds.roster, grounds
    roster = evaluate(
        snapshot,
        settings.presence,
        snapshot.at,
        blind=blind,
        vanished=gone,
        answered_before=before.answer if before else None,
    )
    return same_where_equal(before, roster) if before else roster, footing.grounds


def _memory(
    snapshot: Snapshot,
    memory: Memory,
    roster: Roster,
    settings: Settings,
    logged_out: frozenset[Id],
    footing: Footing,
    look: Differing,
) -> tuple[Memory, Stood | None]:
    if not roster.complete:
        return memory, footing.stood
    own_shown = memory.own_shown or any(row.is_current for row in snapshot.sessions.rows)
    before = footing.stood
    return carry_on(memory, roster, settings.loop, before, own_shown=own_shown, logged_out=logged_out, look=look)


def _plan(planning: Planning, memory: Memory) -> Plan:
    """Of a reading that is not complete, only what it cannot tell of whom."""
    roster = planning.roster
    if roster.complete:
        return plan_of(planning, memory)
    withheld = plan_of(planning, memory).withheld if roster.blind else ()
    return Plan(roster.at, withheld=withheld, first=not memory.begun)


def _without_shrunk_answer(
    snapshot: Snapshot, answered: set[Id], memory: Memory
) -> tuple[Snapshot, tuple[Problem, ...]]:
    """R1: an answer that lost too many users at once is no answer."""
    shrunk = why_shrunk(memory.answered, None if snapshot.answer is None else len(answered))
    if shrunk is None:
        return snapshot, snapshot.problems
    problem = Problem("DE's answer is not believed", shrunk, BLIND_NEXT)
    return replace(snapshot, answer=None), (*snapshot.problems, problem)


def _also(memory: Memory, before: Roster | None) -> frozenset[Id]:
    """Users to name though DE may not answer for them any more (R1): those of the last roster, or of the last run."""
    if before is not None and before.complete:
        return frozenset(before.standings)
    return frozenset() if memory.last_complete is None else vanished(memory, frozenset(), memory.last_complete)


def _answered(answer: Mapping[Id, Mapping[Id, bool]] | None) -> set[Id]:
    found: set[Id] = set()
    for members in (answer or {}).values():
        found.update(members)  # team by team: one call for all would keep the screen's thread waiting
    return found


def _entries(
    memory: Memory,
    after: Memory,
    before: Roster | None,
    roster: Roster,
    changes: Changes | None,
    kept: Mapping[Id, Past],
) -> Iterator[Entry]:
    """Changes of presence, and toggles made elsewhere, between two complete rosters."""
    if before is None or changes is None or not roster.complete:
        return
    for user_id in sorted(changes.changed.keys() | (kept.keys() & before.standings.keys() & roster.standings.keys())):
        old, standing = before.standings[user_id], roster.standings[user_id]
        if old.presence is not standing.presence and before.complete:
            yield presence_entry(old, standing, roster.at)
        past, was = after.of(user_id), memory.of(user_id)
        if past.changed_by == "outside" and past.changed == roster.at and was.de is not DE.UNKNOWN:
            yield _outside_entry(standing, was.de, roster.at)


def presence_entry(old: Standing, new: Standing, at: datetime) -> Entry:
    """A change of presence."""
    return Entry(at, "presence", new.id, new.user.name, old.presence, new.presence, new.reason_at(at))


def _outside_entry(new: Standing, was: DE, at: datetime) -> Entry:
    why = "changed in DE: by a person there, or hours, out of office, holiday"
    return Entry(at, "toggle", new.id, new.user.name, was, new.de, why, by="outside", outcome="done")
