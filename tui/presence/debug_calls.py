"""The calls of one org that bring a debug log: the org grants few in a day, and other programs need them too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

DAY = 86_400.0  # seconds over which the org counts
MOST = 500  # ours in a day: half of the 1,000 that an org grants to all programs together (documented)
REST = DAY / MOST  # seconds that one such call a reading leaves to the next, so that a day's share lasts the day


class DebugCalls(Protocol):
    """Counts such calls of ours to one org, over 24 hours and over all runs of this machine."""

    def take(self) -> float:
        """Count one call that is about to leave: 0.0; or count nothing, and the seconds until one is free again."""
        ...

    def note(self, calls: int) -> None:
        """Count calls that have left already: repetitions of one that was taken."""
        ...

    def used(self) -> int:
        """How many there were in the last 24 hours."""
        ...


def counted(times: Sequence[float], now: float) -> list[float]:
    """The moments that still count, in order; those of a clock that has since been set back count as now."""
    return sorted(min(one, now) for one in times if now - one < DAY)


def free_in(times: Sequence[float], now: float) -> float:
    """Seconds until one more may leave, of ``times`` that all still count; 0.0 where it may at once."""
    return 0.0 if len(times) < MOST else max(1.0, times[-MOST] + DAY - now)
