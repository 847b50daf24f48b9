"""Watching people: what a person is to be told when those whom they watch come, go or get out of step. Pure.

Coming and going are presence as it stands (R5): an absence that is still to be confirmed is no news, nor is an unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from tui.loop.pulse import Pulse
from tui.presence.filtering.subject import Filterable
from tui.presence.memory import Past
from tui.presence.model import Id
from tui.presence.tally import those_out_of_step

MOST_NAMED = 5
APART = " (out of step)"
_NO_PAST = Past()
Matches = Callable[[Filterable], bool]


class Known(Struct, frozen=True):
    """What a complete reading told of everybody. Where filters are watched, they are asked of ``rows``."""

    pasts: Mapping[Id, Past]
    out_of_step: frozenset[Id]
    rows: Mapping[Id, Filterable] = {}


class News(Struct, frozen=True):
    """Who came, who left, who else got out of step; ``apart`` are those out of step among the first two."""

    came: tuple[Id, ...] = ()
    left: tuple[Id, ...] = ()
    out_of_step: tuple[Id, ...] = ()
    apart: frozenset[Id] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.came or self.left or self.out_of_step)


def known(pulse: Pulse, rows: Mapping[Id, Filterable]) -> Known | None:
    """What a pulse tells; None where its reading was blind or broken, so that the last known stays."""
    roster, plan = pulse.roster, pulse.plan
    if roster is None or plan is None or not roster.complete:
        return None
    return Known(dict(pulse.memory.pasts), those_out_of_step(plan), dict(rows))


def news(before: Known, after: Known, watched: Collection[Id], filters: Sequence[Matches] = ()) -> News:
    """What happened between two complete readings to the watched, and to those whom a filter showed before or shows."""
    met = set(watched)
    if filters:
        met |= {one for one in _changed(before, after) if any(_met(before, after, one, each) for each in filters)}
    came: list[Id] = []
    left: list[Id] = []
    out: list[Id] = []
    for user_id in sorted(met):
        moved = _moved(before, after, user_id)
        if moved is not None:
            (came if moved else left).append(user_id)
        elif _newly_out(before, after, user_id):
            out.append(user_id)
    return News(tuple(came), tuple(left), tuple(out), after.out_of_step.intersection((*came, *left)))


def _moved(before: Known, after: Known, user_id: Id) -> bool | None:
    """Whether a user came (True) or left (False); None where neither, or where either reading does not know."""
    was, now = (one.pasts.get(user_id, _NO_PAST).present for one in (before, after))
    return now if was is not None and was is not now else None


def _newly_out(before: Known, after: Known, user_id: Id) -> bool:
    """Whether a user who was known and in step is out of step."""
    return user_id in after.out_of_step and user_id not in before.out_of_step and user_id in before.pasts


def _changed(before: Known, after: Known) -> Iterator[Id]:
    """Everybody of whom there might be news; a past that is the same object tells none."""
    yield from (one for one in after.out_of_step if _newly_out(before, after, one))
    for user_id, past in after.pasts.items():
        if before.pasts.get(user_id) is not past and _moved(before, after, user_id) is not None:
            yield user_id


def _met(before: Known, after: Known, user_id: Id, matches: Matches) -> bool:
    rows = (one.rows.get(user_id) for one in (before, after))
    return any(row is not None and matches(row) for row in rows)


def told(found: News, name_of: Callable[[Id], str]) -> str:
    """The news in words, a line for each kind: ``3 watched people left: A, B, C``."""
    kinds = (
        (found.came, "came", "came"),
        (found.left, "left", "left"),
        (found.out_of_step, "is out of step", "are out of step"),
    )

    def named(user_id: Id) -> str:
        return name_of(user_id) + (APART if user_id in found.apart else "")

    return "\n".join(
        f"{name_of(ids[0])} {one}{APART if ids[0] in found.apart else ''}" if len(ids) == 1 else _many(ids, many, named)
        for ids, one, many in kinds
        if ids
    )


def _many(ids: Sequence[Id], what: str, named: Callable[[Id], str]) -> str:
    names = ", ".join(named(one) for one in ids[:MOST_NAMED])
    more = f" and {len(ids) - MOST_NAMED:,} more" if len(ids) > MOST_NAMED else ""
    return f"{len(ids):,} watched people {what}: {names}{more}"


def turned(watched: frozenset[Id], chosen: Collection[Id]) -> frozenset[Id]:
    """The watched after somebody asked to watch these: all of them, or none where all were watched already."""
    return watched.difference(chosen) if watched.issuperset(chosen) else watched.union(chosen)
