"""Progress is told often enough to be seen, and not so often that telling it takes the time of the work."""

from __future__ import annotations

import asyncio

from tui.loop.hand import Hand
from tui.loop.steps import OFTEN, Steps


async def test_a_step_between_two_others_of_the_same_work_is_told_only_after_a_while() -> None:
    at = [0.0]
    steps = Steps(Hand(), lambda: at[0])

    async def told(what: str, done: int) -> bool:
        steps.moved.clear()
        steps.step(what, done, 9)
        await asyncio.sleep(0)
        return steps.moved.is_set()

    assert await told("sessions", 1)
    assert not await told("sessions", 2)
    at[0] = OFTEN
    assert await told("sessions", 3)
    assert await told("sessions", 9)  # the last one
    assert await told("users", 1)
