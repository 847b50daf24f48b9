"""R5: the first cycle of a run makes the second reading itself, so that nobody waits a whole interval."""

from __future__ import annotations

from datetime import datetime

from tui.loop.cycle import Reading


class SecondLook:
    """Looks whether the first cycle must wait for absences to be confirmed; once confirmed, never again."""

    def __init__(self) -> None:
        self._from: datetime | None = None
        self._done = False

    def left(self, reading: Reading, off_after: float) -> float | None:
        """Seconds until the reading that the first cycle waits for; None where it may go now."""
        if self._done or not reading.roster.complete:
            return None
        first, at = self._from or reading.roster.at, reading.roster.at
        left = off_after - (at - first).total_seconds()
        waiting = any(one.rule == "R5" and one.would == "off" for one in reading.plan.withheld)
        self._done = not waiting or (self._from is not None and left <= 0)
        self._from = first
        return None if self._done else left
