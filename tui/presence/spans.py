"""Which state held from when to when, as far as the journal can tell. Pure; what is not known is never guessed.

The rule. The journal tells changes only, each with the state before (``was``) and after it (``to``), and it tells them
while a run watched. So a state is known to have lasted between two entries where the later one begins with what the
earlier one left; where they disagree a change was missed (nothing ran, or a reading was incomplete), and the whole span
between them is unknown. Before the first entry and after the last one nothing is known, but for two helps:

- ``now_state`` is the state at ``end``, as a reading shows it: it stands there like an entry that changes nothing.
- Within a stretch that was watched without a gap every change is an entry. ``since`` begins the stretch that goes on
  to ``end`` (``Past.since``, of a user without a hold: after an hour without a reading it begins anew, R6).
  ``watched`` are all such stretches, as from the readings that ``stretches`` joins. Where they are given nothing
  outside them is known, though two entries agree; without them a run that saw the same state before and after a pause
  is believed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tui.presence.entry import Entry

UNBROKEN: Final = timedelta(hours=1)  # between two readings; longer, and what counts begins anew (R6)
UNCHANGED: Final = frozenset({"failed", "not-applied", "withheld", "dry-run"})  # of a toggle: DE stayed as it was
UNKNOWN: Final = "unknown"
Stretch = tuple[datetime, datetime]


class Span(Struct, frozen=True):
    """From ``start`` to ``end`` the state was this one; None where it is not known."""

    start: datetime
    end: datetime
    state: str | None


class _Point(Struct, frozen=True):
    """A moment that tells the state before and after it. ``shown`` are what DE may answer after a toggle of ours."""

    at: datetime
    before: str | None
    after: str | None
    shown: tuple[str, ...] = ()


def presence_spans(
    entries: Iterable[Entry],
    start: datetime,
    end: datetime,
    now_state: str | None = None,
    *,
    since: datetime | None = None,
    watched: Sequence[Stretch] | None = None,
) -> tuple[Span, ...]:
    """One user's presence over the whole of ``start`` to ``end``, without holes, by the rule above.

    ``entries`` are this user's, of all kinds and in any order; those before ``start`` tell how it began. States are
    those of ``Presence``; its ``unknown`` is None here.
    """
    changes = [one for one in _in_order(entries) if one.kind == "presence"]
    points = [_Point(one.at, _known(one.was), _known(one.to)) for one in changes]
    return _spans(points, start, end, _known(now_state), since, watched)


def de_spans(
    entries: Iterable[Entry],
    start: datetime,
    end: datetime,
    now_state: str | None = None,
    *,
    since: datetime | None = None,
    watched: Sequence[Stretch] | None = None,
) -> tuple[Span, ...]:
    """What DE answered of one user, likewise; states are those of ``DE``.

    A toggle that DE refused changed nothing, and after one whose answer was lost nothing is known. One that DE accepted
    tells what was asked for, not what DE answers then: if it went on answering as before, or ``mixed`` after an on,
    the next entry or ``now_state`` says so, and that counts.
    """
    points = [_toggled(one) for one in _in_order(entries) if one.kind == "toggle"]
    return _spans(points, start, end, _known(now_state), since, watched)


def stretches(readings: Iterable[datetime], unbroken: timedelta = UNBROKEN) -> tuple[Stretch, ...]:
    """The stretches that these complete readings watched: no two neighbours in one lie further apart."""
    found: list[Stretch] = []
    for at in sorted(readings):
        if found and at - found[-1][1] <= unbroken:
            found[-1] = (found[-1][0], at)
        else:
            found.append((at, at))
    return tuple(found)


def state_at(spans: Iterable[Span], at: datetime) -> str | None:
    """The state at a moment: that of the span which begins there, where two meet; None where it is not known."""
    return next((one.state for one in reversed(tuple(spans)) if one.start <= at <= one.end), None)


def clipped(spans: Iterable[Span], start: datetime, end: datetime) -> tuple[Span, ...]:
    """What of these spans lies between two moments."""
    inside = (one for one in spans if one.start < end and one.end > start)
    return tuple(replace(one, start=max(one.start, start), end=min(one.end, end)) for one in inside)


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: (one.at, one.number))


def _known(state: str | None) -> str | None:
    return None if state is None or state == UNKNOWN else str(state)


def _toggled(entry: Entry) -> _Point:
    was, to = _known(entry.was), _known(entry.to)
    if entry.by == "outside":
        return _Point(entry.at, was, to)
    if entry.outcome in UNCHANGED:
        return _Point(entry.at, was, was)
    if entry.outcome != "done":
        return _Point(entry.at, was, None)
    also = ("mixed",) if to == "on" else ()
    return _Point(entry.at, was, to, tuple(one for one in (was, *also) if one))


def _spans(
    points: list[_Point],
    start: datetime,
    end: datetime,
    now_state: str | None,
    since: datetime | None,
    watched: Sequence[Stretch] | None,
) -> tuple[Span, ...]:
    if end <= start:
        return ()
    first = min(start, points[0].at) if points else start
    last = max(end, points[-1].at) if points else end
    told = [*points, _Point(end, now_state, now_state)] if now_state else points
    every = [_Point(first, None, None), *sorted(told, key=lambda one: one.at), _Point(last, None, None)]
    sure = [*(watched or ()), *([(since, end)] if since else ())]
    found = (span for one, other in pairwise(every) for span in _between(one, other, sure, strict=watched is not None))
    return _joined(clipped(found, start, end))


def _between(one: _Point, other: _Point, watched: Iterable[Stretch], *, strict: bool) -> Iterator[Span]:
    """The span between two points: known as a whole, or as far as the watch reached from one of them."""
    left, right = one.after, other.before
    if right in one.shown:
        left = right
    if left == right and not strict:
        yield Span(one.at, other.at, left)
        return
    done = one.at
    for begin, end in _parts(watched, one.at, other.at):
        yield Span(done, begin, None)
        ends = ([left] if begin == one.at else []) + ([right] if end == other.at else [])
        said = {state for state in ends if state is not None}
        yield Span(begin, end, said.pop() if len(said) == 1 else None)
        done = end
    yield Span(done, other.at, None)


def _parts(watched: Iterable[Stretch], start: datetime, end: datetime) -> list[Stretch]:
    """What of the watch lies between two moments, in order; what overlaps or touches is one."""
    found: list[Stretch] = []
    for begin, until in sorted((max(one, start), min(other, end)) for one, other in watched):
        if until <= begin:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(until, found[-1][1]))
        else:
            found.append((begin, until))
    return found


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same without empty spans, neighbours of one state as one."""
    found: list[Span] = []
    for one in spans:
        if one.end <= one.start:
            continue
        if found and found[-1].state == one.state:
            found[-1] = replace(found[-1], end=one.end)
        else:
            found.append(one)
    return tuple(found)
