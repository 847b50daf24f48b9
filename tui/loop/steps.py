"""How the loop waits, counts and backs off: sleep that a hand can interrupt, progress, the next try's delay."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

from tui.loop.hand import Hand
from tui.loop.pulse import Step
from tui.presence.ports import Sleep

FIRST_DELAY = 2.0
LONGEST_DELAY = 60.0
JITTER = 0.25
OFTEN = 0.1  # seconds between two words about the same piece of work; more would cost the reading a tenth of its time


class Steps:
    """The progress of what is under way; told from the org's thread, seen by the loop (implements ``Progress``).

    ``now`` is a stopwatch in seconds, the event loop's own unless given.
    """

    def __init__(self, hand: Hand, now: Callable[[], float] | None = None) -> None:
        self._hand = hand
        self._loop = asyncio.get_running_loop()
        self._now = now or self._loop.time
        self.moved = asyncio.Event()
        self.last: Step | None = None
        self._told = 0.0

    def step(self, what: str, done: int, of: int | None) -> None:
        """Note how far it is, and wake the loop to say so: where something begins or ends, else not too often."""
        before, now = self.last, self._now()
        self.last = Step(what, done, of)
        if before is None or before.what != what or done == of or now - self._told >= OFTEN:
            self._told = now
            self._loop.call_soon_threadsafe(self.moved.set)

    @property
    def aborted(self) -> bool:
        """Whether a person wants it to stop."""
        return self._hand.aborted

    async def of(self, task: asyncio.Future[Any]) -> AsyncGenerator[Step | None, None]:
        """How far a task is, each time that it moved, until it is done. A closed watcher takes the task along."""
        self.last = None
        try:
            while True:
                self.moved.clear()
                moved = asyncio.ensure_future(self.moved.wait())
                waiting: set[asyncio.Future[Any]] = {task, moved}
                try:
                    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    moved.cancel()
                if task.done():
                    return
                yield self.last
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait([task])
            if not task.cancelled():
                task.exception()  # a watcher that went away has nobody else to look at it


def backoff(failures: int, chance: Callable[[], float], asked: float | None) -> float:
    """Seconds until the next try after this many failures in a row: doubled, capped, jittered; longer if asked."""
    delay = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(failures - 1, 10))
    delay *= 1 + JITTER * (2 * chance() - 1)
    return max(delay, min(asked or 0.0, 10 * LONGEST_DELAY))


async def rest(seconds: float, sleep: Sleep, hand: Hand) -> None:
    """Sleep, or until the hand moves. The hand's wake is cleared: whoever rests looks at it next."""
    if not hand.wake.is_set() and seconds > 0:
        tasks = [asyncio.ensure_future(sleep(seconds)), asyncio.ensure_future(hand.wake.wait())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
    hand.wake.clear()
