"""When the next reading and the next cycle are due. All spans are seconds, by the clock that moved more (R3)."""

from __future__ import annotations

from collections.abc import Callable

from tui.loop.pace import ASK_AGAIN, Pace
from tui.loop.steps import backoff
from tui.presence.model import Instant
from tui.presence.ports import Clock


class Timetable:
    """Remembers when the org was last asked and when a cycle last went, and tells how long it is to the next.

    After a failure the next try has a time of its own; ``hurry`` brings a reading forward, as far as the pace's rest
    allows, and ``once_more`` does so in spite of it.
    """

    def __init__(self, clock: Clock, chance: Callable[[], float]) -> None:
        self._clock, self._chance = clock, chance
        self._asked_at: Instant | None = None
        self._read_at: Instant | None = None
        self._applied_at: Instant | None = None
        self._sooner: float | None = None
        self._in_spite_of_rest = False
        self._retry: float | None = None
        self._failures = 0

    def read(self) -> None:
        """A reading has just ended, however it did."""
        self.asked()
        self._read_at = self._asked_at

    def asked(self) -> None:
        """A question has just been answered, or not."""
        self._asked_at = self._clock.now()
        self._sooner = self._retry = None
        self._in_spite_of_rest = False

    def failed(self, asked_to_wait: float | None) -> None:
        """What has just ended failed: the next try comes after a back-off."""
        self._failures += 1
        self._retry = backoff(self._failures, self._chance, asked_to_wait)

    def succeeded(self) -> None:
        """What has just ended brought something."""
        self._failures = 0

    def hurry(self, seconds: float = 0.0) -> None:
        """The next reading comes so many seconds after the last at most."""
        self._sooner = seconds if self._sooner is None else min(self._sooner, seconds)

    def once_more(self, seconds: float) -> None:
        """Hurry with a reading that a run makes once, so that a route's quota can bear it."""
        self._in_spite_of_rest = True
        self.hurry(seconds)

    @property
    def failing(self) -> bool:
        """Whether what ended last failed, so that the next try has a time of its own."""
        return self._retry is not None

    @property
    def cycling(self) -> bool:
        """Whether a cycle of everybody went since the loop was switched on."""
        return self._applied_at is not None

    def applied(self) -> None:
        """The reading that has just ended served a cycle."""
        self._applied_at = self._read_at

    def forget_cycles(self) -> None:
        """No cycle went yet: the next reading serves one."""
        self._applied_at = None

    def left(self, pace: Pace, *, applying: bool) -> float:
        """Seconds until the org is asked next: after ``refresh``, or when the next cycle is due if that is sooner."""
        if self._asked_at is None:
            return 0.0
        passed = self._asked_at.until(self._clock.now())
        if self._retry is not None:
            return self._retry - passed
        if pace.paused is not None:
            return ASK_AGAIN - passed
        wanted = (pace.refresh if self._sooner is None else min(pace.refresh, self._sooner)) - passed
        cycle = self.cycle_left(pace) if applying else None
        return max(wanted if cycle is None else min(wanted, cycle), self.rest_left(pace))

    def cycle_left(self, pace: Pace) -> float | None:
        """Seconds until the next cycle; None where none is awaited: before the first, and after one that was missed.

        What the last reading could not serve waits for the next one, not for ever shorter spans.
        """
        if (
            self._applied_at is None
            or self._asked_at is None
            or self._applied_at.until(self._asked_at) >= pace.interval
        ):
            return None
        return pace.interval - self._applied_at.until(self._clock.now())

    def next_in(self, pace: Pace, *, applying: bool) -> float:
        """Seconds until what the watcher waits for: the next cycle, else the next question."""
        left = self.left(pace, applying=applying)
        cycle = self.cycle_left(pace) if applying else None
        if cycle is None or self._failures or pace.paused is not None:
            return left
        return max(cycle, self.rest_left(pace))

    def rest_left(self, pace: Pace) -> float:
        """Seconds that a reading of all still rests, as its route's quota asks for; 0.0 where it may come."""
        if self._read_at is None or not pace.rest or self._in_spite_of_rest:
            return 0.0
        return max(0.0, pace.rest - self._read_at.until(self._clock.now()))
