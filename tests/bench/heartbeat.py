"""How long an event loop stands still: a beat every millisecond, and the gaps between two."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import Self

EVERY = 0.001  # seconds
WORTH_KEEPING = 0.004


class Heartbeat:
    """Beats in a loop while the block lasts. ``gaps`` are (when it began, seconds) of each that is worth keeping."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._last = time.perf_counter()
        self._next: asyncio.TimerHandle | None = None
        self.gaps: list[tuple[float, float]] = []

    @property
    def longest(self) -> float:
        """Seconds of the longest gap beyond a beat."""
        return max((seconds for _, seconds in self.gaps), default=0.0)

    def start(self) -> None:
        """Beat from now on."""
        self._last = time.perf_counter()
        self._next = self._loop.call_later(EVERY, self._beat)

    def stop(self) -> None:
        """Beat no more; a gap that lasts is counted."""
        if self._next is not None:
            self._next.cancel()
            self._note()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _beat(self) -> None:
        self._note()
        self._next = self._loop.call_later(EVERY, self._beat)

    def _note(self) -> None:
        now = time.perf_counter()
        gap = now - self._last - EVERY
        if gap > WORTH_KEEPING:
            self.gaps.append((self._last, gap))
        self._last = now
