"""Signals that ask the loop to end. The first one asks; a second one ends the process as it would any other."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP


@contextmanager
def stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """While the block runs, the first of these signals calls ``stop`` in the running event loop."""
    loop = asyncio.get_running_loop()
    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}

    def restore() -> None:
        for number in numbers:
            signal.signal(number, before[number])

    def handle(_number: int, _frame: object) -> None:
        restore()
        loop.call_soon_threadsafe(stop)

    for number in numbers:
        signal.signal(number, handle)
    try:
        yield
    finally:
        restore()
