"""A day of the real monitor in a few seconds: ``python -m tests.bench.day`` on an org whose clock can be moved.

The app is the door's own, without a terminal; only the loop's clock and sleep are others: who sleeps moves the org's
clock on. One line of JSON tells the resident bytes after so many hours.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import time
from collections.abc import Callable, Mapping
from functools import partial

import requests

from tests.bench.processes import memory
from tui.presence.model import Instant

HOUR, HOURS = 3_600.0, (1, 4, 8, 12, 16, 20, 24)
LEAST = 0.01  # seconds: what is due in less than a float can tell would never come
PATIENCE = 900.0  # real seconds for all of it


class DayClock:
    """Goes on as far as somebody sleeps, and takes the org's clock along. ``hours``: what happens as they pass."""

    def __init__(self, org: str, hours: Mapping[int, Callable[[], None]]) -> None:
        self.passed = 0.0
        self._org, self._began = org, time.time()
        self._hours = dict(hours)
        self._http = requests.Session()
        self._http.trust_env = False

    def now(self) -> Instant:
        """Both clocks of this day."""
        return Instant(self._began + self.passed, self.passed)

    async def sleep(self, seconds: float) -> None:
        """The day goes on by so much."""
        await asyncio.sleep(0)
        seconds = max(seconds, LEAST)
        self._http.get(f"{self._org}/bench/later", params={"seconds": str(seconds)}, timeout=60)
        self.passed += seconds
        for hour in [one for one in self._hours if one * HOUR <= self.passed]:
            self._hours.pop(hour)()
        await asyncio.sleep(0.01)  # what is on the screen is painted too


async def live() -> dict[int, float]:
    """The day, from the first reading on: resident bytes after so many hours."""
    from tui.cli.given import Given  # noqa: PLC0415  looked into before the app is made
    from tui.cli.monitor import Watched, monitor_app  # noqa: PLC0415  likewise
    from tui.loop.watch import watch  # noqa: PLC0415  likewise

    seen: dict[int, float] = {}
    over = asyncio.Event()

    def note(hour: int) -> None:
        gc.collect()
        seen[hour], _ = memory(os.getpid())
        if hour == HOURS[-1]:
            over.set()

    clock = DayClock(os.environ["SF_ORG_INSTANCE_URL"], {hour: partial(note, hour) for hour in HOURS})
    setattr(type(Watched(Given(), None).clock), "now", lambda _: clock.now())  # noqa: B010  a method of another's class
    watch.__kwdefaults__ = {**(watch.__kwdefaults__ or {}), "sleep": clock.sleep}
    app = monitor_app(Given(), interval=None)
    app.hand.first_ok = True
    app.hand.start()
    async with app.run_test(size=(160, 50)):
        await asyncio.wait_for(over.wait(), PATIENCE)
    return seen


if __name__ == "__main__":
    print(json.dumps(asyncio.run(live())))
