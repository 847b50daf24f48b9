"""For which stretches of time readings told how things stood. Outside them nothing is guessed. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate

from msgspec import Struct


class Stretch(Struct, frozen=True, order=True):
    """Readings went on from ``begin`` to ``until`` without a long pause."""

    begin: datetime
    until: datetime


LINGERS = timedelta(minutes=5)  # after the last reading; a monitor without focus reads no more often


class Around(Struct, frozen=True):
    """Whether a moment is known, and where not, when it was last known before it and is first known after it.

    Shortly after the last reading of a stretch it is still known as it was read then: that is ``before``.
    """

    known: bool
    before: datetime | None = None
    after: datetime | None = None


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same stretches in order; those that two runs watched at once are one."""
    found: list[Stretch] = []
    for one in sorted(stretches):
        if found and one.begin <= found[-1].until:
            found[-1] = Stretch(found[-1].begin, max(found[-1].until, one.until))
        else:
            found.append(one)
    return tuple(found)


def around(stretches: Sequence[Stretch], at: datetime) -> Around:
    """How a moment lies to these stretches."""
    if any(one.begin <= at <= one.until for one in stretches):
        return Around(known=True)
    before = max((one.until for one in stretches if one.until < at), default=None)
    after = min((one.begin for one in stretches if one.begin > at), default=None)
    return Around(known=before is not None and at - before <= LINGERS, before=before, after=after)


class KnownTime:
    """Adds up how much of a span is known; asked once a state, so the sums are made once.

    Moments are seconds since 1970 here: millions of them are compared.
    """

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        whole = joined(stretches)
        self._begins = [one.begin.timestamp() for one in whole]
        self._lengths = [(one.until - one.begin).total_seconds() for one in whole]
        self._sums = list(accumulate(self._lengths, initial=0.0))

    def seconds(self, start: float, end: float) -> float:
        """Seconds of ``start`` to ``end`` that are known."""
        return max(0.0, self._until(end) - self._until(start)) if start < end else 0.0

    def _until(self, at: float) -> float:
        place = bisect_right(self._begins, at) - 1
        if place < 0:
            return 0.0
        return self._sums[place] + min(at - self._begins[place], self._lengths[place])
