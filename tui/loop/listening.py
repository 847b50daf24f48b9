"""Listens to an org's live events beside the loop, and wakes it. The events decide nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from tui.presence.events import Events, EventsState, Happening

log = logging.getLogger(__name__)
BROKEN = EventsState("off", "an internal error; the log has it")
ENDED = EventsState("off", "the org tells no more of them")


class Listening:
    """For as long as its block lasts, what the org tells is given to ``hear``; without ``events`` nothing is."""

    def __init__(self, events: Events | None, hear: Callable[[Happening | EventsState], None]) -> None:
        self._events, self._hear = events, hear
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        """Begin."""
        if self._events is not None:
            self._task = asyncio.ensure_future(self._listen(self._events))
            self._task.add_done_callback(self._say_end)

    async def __aexit__(self, *_: object) -> None:
        """End, and wait until the listening has taken its leave."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _listen(self, events: Events) -> None:
        async for item in events.listen():
            self._hear(item)

    def _say_end(self, task: asyncio.Task[None]) -> None:
        """Events that end, which they never do by themselves, are told as off: readings go on without them."""
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            log.error("the events ended unexpectedly", exc_info=error)
        self._hear(ENDED if error is None else BROKEN)
