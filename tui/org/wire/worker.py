"""The wire's one thread: requests leave one after the other, and none of them keeps the program from ending."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")
Job = tuple["Future[Any]", Callable[[], Any]]


class Worker:
    """Runs blocking work, in order, in a daemon thread.

    The standard executor joins its threads when the interpreter ends, so that a write that waits 120 s for its answer
    would hold the terminal as long. This one is left behind.
    """

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._name = name
        self._thread: threading.Thread | None = None

    async def run(self, work: Callable[[], T]) -> T:
        """What ``work`` returns or raises. Cancelling the caller leaves work that has begun to its end."""
        return await asyncio.wrap_future(self._give(work))

    async def close(self, last: Callable[[], None], patience: float) -> None:
        """Do ``last`` after the work already given and let the thread end; waits ``patience`` seconds at most."""
        if self._thread is None:
            return
        future = self._give(last)
        self._jobs.put(None)
        await asyncio.wait([asyncio.wrap_future(future)], timeout=patience)

    def _give(self, work: Callable[[], T]) -> Future[T]:
        if self._thread is None:
            self._thread = threading.Thread(target=self._loop, name=self._name, daemon=True)
            self._thread.start()
        future: Future[T] = Future()
        self._jobs.put((future, work))
        return future

    def _loop(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, work = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = work()
            except BaseException as error:  # noqa: BLE001  # handed to whoever awaits it, whatever it is
                future.set_exception(error)
            else:
                future.set_result(result)
            del future, work, job
