"""Long work in slices of a millisecond or so, between which keys are answered: sorting, merging, comparing. Pure.

A generator yields after each slice, and returns what it found; whoever runs it decides what happens in between.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from tui.presence.model import Id
from tui.ui.table.rows import Row
from tui.ui.table.sorting import Order, by_name, in_order

T = TypeVar("T")
Slices = Generator[None, None, T]

SLICE = 2_000  # rows that are looked at in one slice
GLANCE = 20_000  # pairs of objects that are compared by identity in one slice
BUCKET = 1_000  # rows that are sorted in one slice, more or less
FULL = 4 * BUCKET  # more in one bucket share a value, as no sample parts them
FEW = 8  # of so many rows one may be moved by itself; where more move, all are sorted anew


def at_once(work: Slices[T]) -> T:
    """Do it all, without a pause."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            found: T = end.value
            return found


def parts(rows: Sequence[Row], size: int = SLICE) -> Iterator[Sequence[Row]]:
    """The rows, a slice at a time."""
    return (rows[begin : begin + size] for begin in range(0, len(rows), size))


def differing(old: Mapping[Id, object], new: Mapping[Id, object]) -> Slices[list[Id]]:
    """The Ids in ``new`` that may have another object in ``old``, all new ones among them.

    Both are mostly in the same order, so that they are compared pair by pair. Where they are not, too many are named.
    """
    found: list[Id] = []
    pairs, others = iter(new.items()), iter(old.values())
    while True:
        before = list(islice(others, GLANCE))
        found += [user_id for (user_id, one), other in zip(islice(pairs, len(before)), before) if one is not other]  # noqa: B905 — islice makes them as long
        if len(before) < GLANCE:
            break
        yield
    found += [user_id for user_id, _ in pairs]
    return found


def sorted_rows(rows: Sequence[Row], order: Order) -> Slices[list[Row]]:
    """The rows in this order. For a column other than the name they must come in the order of names."""
    key, backwards = order.value or by_name, order.reverse
    if len(rows) <= BUCKET:
        return in_order(rows, order)
    bounds = _bounds(rows, key)
    buckets: list[list[Row]] = [[] for _ in range(len(bounds) + 1)]
    firsts: dict[int, Any] = {}
    mixed: set[int] = set()
    for part in parts(rows):
        for row in part:
            value = key(row)
            place = bisect_right(bounds, value)
            buckets[place].append(row)
            if firsts.setdefault(place, value) != value:
                mixed.add(place)
        yield
    found: list[Row] = []
    for place in range(len(buckets) - 1, -1, -1) if backwards else range(len(buckets)):
        if place in mixed and len(buckets[place]) > FULL:
            found += yield from _grouped(buckets[place], key, reverse=backwards)
            continue
        if place in mixed:
            buckets[place].sort(key=key, reverse=backwards)
            yield
        found += buckets[place]
    return found


def _grouped(rows: Sequence[Row], key: Callable[[Row], Any], *, reverse: bool) -> Slices[list[Row]]:
    """The same of rows most of which have the same value: only values are sorted."""
    groups: dict[Any, list[Row]] = {}
    for part in parts(rows):
        for row in part:
            groups.setdefault(key(row), []).append(row)
        yield
    return [row for value in sorted(groups, reverse=reverse) for row in groups[value]]


def _bounds(rows: Sequence[Row], key: Callable[[Row], Any]) -> list[Any]:
    """Values that part the rows into buckets of about the same size, as far as their values differ."""
    wanted = len(rows) // BUCKET
    sample = sorted(key(row) for row in rows[:: max(1, BUCKET // 16)])
    bounds: list[Any] = []
    for value in sample[len(sample) // wanted :: len(sample) // wanted]:
        if not bounds or bounds[-1] != value:
            bounds.append(value)
    return bounds


def few(changes: int, rows: Sequence[Row]) -> bool:
    """Whether so many changes are better made one by one than by sorting all anew."""
    return changes * FEW <= len(rows)


def merged(rows: Sequence[Row], gone: Collection[Row], came: Collection[Row], order: Order) -> Slices[list[Row]]:
    """Rows in this order without some of them, and with others. Raises ValueError where one that goes is not there."""
    key = order.key
    places = []
    for number, row in enumerate(gone, 1):
        place = bisect_left(rows, key(row), key=key)
        if place == len(rows) or rows[place] is not row:
            raise ValueError(row.id)
        places.append(place)
        if not number % (SLICE // 16):
            yield
    kept = _without(rows, sorted(places))
    yield
    places, came, low = [], sorted(came, key=key), 0
    for number, row in enumerate(came, 1):
        low = bisect_left(kept, key(row), lo=low, key=key)
        places.append(low)
        if not number % (SLICE // 16):
            yield
    return _with(kept, places, came)


def _without(rows: Sequence[Row], places: Sequence[int]) -> list[Row]:
    kept: list[Row] = []
    begin = 0
    for place in places:
        kept += rows[begin:place]
        begin = place + 1
    kept += rows[begin:]
    return kept


def _with(rows: Sequence[Row], places: Sequence[int], came: Sequence[Row]) -> list[Row]:
    found: list[Row] = []
    begin = 0
    for place, row in zip(places, came, strict=True):
        found += rows[begin:place]
        found.append(row)
        begin = place
    found += rows[begin:]
    return found


def replaced(rows: Sequence[Row], fresh: Mapping[Id, Row]) -> Slices[list[Row]]:
    """The same users in the same places, some with another row."""
    found: list[Row] = []
    for part in parts(rows):
        found += [fresh.get(row.id, row) for row in part]
        yield
    return found
