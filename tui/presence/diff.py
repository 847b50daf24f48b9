"""What changed between two rosters. Columns that only age are ignored, so a quiet org gives no changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import compress, filterfalse, islice
from operator import is_, is_not
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from tui.presence.model import Id
from tui.presence.roster import Roster, Standing

T = TypeVar("T")
V = TypeVar("V")
TURN = 5_000  # things that are looked at in one call of C, which takes less than a millisecond
NOTED = ("presence", "live_sessions", "de", "teams_on", "teams", "left_out")


class Changes(Struct, frozen=True):
    """Users that came, users that went, and for those in both the names of the ``Standing`` fields that changed."""

    came: frozenset[Id]
    went: frozenset[Id]
    changed: Mapping[Id, frozenset[str]]

    def __bool__(self) -> bool:
        return bool(self.came or self.went or self.changed)


def diff(before: Roster, after: Roster, look: Differing | None = None) -> Changes:
    """The changes from ``before`` to ``after``, by user Id."""
    old, new = before.standings, after.standings
    came, went, changed = set(), set(), {}
    for user_id in (look or Differing()).of(old, new):
        if user_id not in old:
            came.add(user_id)
        elif user_id not in new:
            went.add(user_id)
        elif fields := changed_fields(old[user_id], new[user_id]):
            changed[user_id] = fields
    return Changes(frozenset(came), frozenset(went), changed)


def differing(old: Mapping[Id, object], new: Mapping[Id, object]) -> set[Id]:
    """Users whose value is not the same object in both, and those that only one has.

    Frozen values of whom nothing changed are handed on from reading to reading, so that identity tells, at no cost.
    """
    if old is new:
        return set()
    if len(old) == len(new) and all(map(is_, old, new)):  # one was copied from the other: no need to look anybody up
        return set(picked(new, map(is_not, new.values(), old.values())))
    found = set(picked(new, map(is_not, new.values(), map(old.get, new))))
    came = sum(user_id not in old for user_id in found)
    if len(old) + came > len(new):
        found.update(filterfalse(new.__contains__, old))
    return found


def picked(things: Collection[T], wanted: Iterator[bool]) -> Iterator[T]:
    """``compress`` in turns, so that other threads get theirs: within one long call of C the screen's would wait."""
    left = iter(things)
    for _ in range(0, len(things), TURN):
        yield from compress(islice(left, TURN), wanted)


def overlaid(base: Mapping[Id, V], changed: Mapping[Id, V], perhaps: Mapping[Id, V]) -> Mapping[Id, V]:
    """``base`` with what changed laid over it: ``perhaps`` itself where that is just this, so that it is kept once."""
    if not changed:
        return base
    same = all(perhaps.get(one) is value for one, value in changed.items())
    if same and differing(base, perhaps) <= changed.keys():
        return perhaps
    return {**base, **changed}


class Differing:
    """``differing``, looked for once for each two mappings: the steps of one reading compare the same ones."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, int], tuple[Mapping[Id, object], Mapping[Id, object], frozenset[Id]]] = {}

    def of(self, old: Mapping[Id, object], new: Mapping[Id, object]) -> frozenset[Id]:
        """Users who differ."""
        known = self._found.get((id(old), id(new)))
        if known is None:
            known = self._found[id(old), id(new)] = (old, new, frozenset(differing(old, new)))  # both live on till here
        return known[2]


def same_where_equal(before: Roster, after: Roster) -> Roster:
    """``after``, with the standings of ``before`` in place of those that equal them."""
    standings = {}
    for user_id, standing in after.standings.items():
        old = before.standings.get(user_id)
        standings[user_id] = old if old is not None and old == standing else standing
    return replace(after, standings=standings)


def changed_fields(old: Standing, new: Standing) -> frozenset[str]:
    """Which noted fields of one user differ; a rename counts as ``user``."""
    fields = {name for name in NOTED if getattr(old, name) != getattr(new, name)}
    if old.user != new.user:
        fields.add("user")
    return frozenset(fields)
