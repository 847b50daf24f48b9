"""The poll loop: reads every ``refresh``, applies every ``interval``, carries out a person's orders in between.

Level-triggered and single-handed: one coroutine owns memory, journal and org, so nothing is read while a write is
under way and no cycle overlaps another. It never ends by itself; a failure is a state with the time of the next try.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from tui.loop.engine import Engine
from tui.loop.hand import Hand
from tui.loop.pulse import Pulse
from tui.loop.steps import rest
from tui.presence.ports import Clock, Journal, Org, Sleep
from tui.presence.settings import Settings


async def watch(
    org: Org,
    journal: Journal,
    settings: Settings,
    clock: Clock,
    hand: Hand,
    *,
    sleep: Sleep = asyncio.sleep,
    chance: Callable[[], float] = random.random,
) -> AsyncGenerator[Pulse, None]:
    """Watch the org for ever, or until the generator is closed; a pulse after every step.

    ``chance`` gives the jitter of the back-off, 0 to 1.
    """
    engine = Engine(org, journal, settings, clock, hand, chance)
    yield engine.begin()
    while True:
        async with aclosing(engine.turn()) as pulses:  # closed with us, so that what is under way ends first
            async for pulse in pulses:
                yield pulse
        await rest(engine.seconds_left(), sleep, hand)
