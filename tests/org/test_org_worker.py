from __future__ import annotations

import asyncio
import threading
from functools import partial

import pytest

from tui.org.wire.worker import Worker


async def test_work_runs_in_one_thread_of_its_own_that_keeps_nobody_from_ending() -> None:
    worker = Worker("org")
    threads = [await worker.run(threading.current_thread) for _ in range(3)]
    assert len(set(threads)) == 1
    assert threads[0] is not threading.main_thread()
    assert threads[0].daemon
    await worker.close(lambda: None, 5)


async def test_work_is_done_in_order_one_at_a_time() -> None:
    worker, running, order = Worker("org"), threading.Lock(), []

    def work(number: int) -> None:
        assert running.acquire(blocking=False)
        order.append(number)
        running.release()

    await asyncio.gather(*(worker.run(partial(work, number)) for number in range(20)))
    assert order == list(range(20))
    await worker.close(lambda: None, 5)


async def test_what_work_raises_reaches_the_one_who_waits() -> None:
    worker = Worker("org")
    with pytest.raises(ZeroDivisionError):
        await worker.run(lambda: 1 // 0)
    assert await worker.run(lambda: 1) == 1
    await worker.close(lambda: None, 5)


async def test_work_that_was_cancelled_before_it_began_is_not_done() -> None:
    worker, go, done = Worker("org"), threading.Event(), []
    first = asyncio.create_task(worker.run(go.wait))
    second = asyncio.create_task(worker.run(lambda: done.append(2)))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.sleep(0)
    go.set()
    await first
    await worker.run(lambda: done.append(3))
    assert done == [3]
    await worker.close(lambda: None, 5)
