"""Whether DE showed the ons that it accepted. What its Boolean means is not documented; no rule depends on this.

DE may answer the toggle itself, or availability after hours, holidays and out of office. The counts let an admin tell.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

HOURS = 24


class Ons(Struct, frozen=True):
    """Accepted ons by the UTC hour at which they were sent: shown at the next complete reading, and not shown."""

    shown: Mapping[int, int] = field(default_factory=dict)
    not_shown: Mapping[int, int] = field(default_factory=dict)

    def with_one(self, hour: int, *, shown: bool) -> Ons:
        """One more."""
        if shown:
            return Ons({**self.shown, hour: self.shown.get(hour, 0) + 1}, self.not_shown)
        return Ons(self.shown, {**self.not_shown, hour: self.not_shown.get(hour, 0) + 1})


def hours_told(counts: Mapping[int, int], offset: int) -> str:
    """The hours with their counts on a clock ``offset`` hours ahead of UTC: ``07:00 to 09:00 (3), 18:00 to 19:00 (1)``.

    Neighbouring hours are one span, also over midnight.
    """
    local = {(hour + offset) % HOURS: number for hour, number in counts.items() if number}
    starts = sorted(hour for hour in local if (hour - 1) % HOURS not in local) or sorted(local)[:1]
    return ", ".join(_span(start, local) for start in starts)


def _span(start: int, local: Mapping[int, int]) -> str:
    hours = [start]
    while (following := (hours[-1] + 1) % HOURS) in local and following != start:
        hours.append(following)
    number = sum(local[hour] for hour in hours)
    return f"{start:02d}:00 to {(hours[-1] + 1) % HOURS:02d}:00 ({number:,})"
