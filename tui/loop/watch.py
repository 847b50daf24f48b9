"""The poll loop: reads every ``refresh``, applies every ``interval``, carries out a person's orders in between.

Level-triggered and single-handed: one coroutine owns memory, journal and org, so nothing is read while a write is
under way and no cycle overlaps another. It never ends by itself; a failure is a state with the time of the next try.
The org's live events only wake it early.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from tui.loop.engine import Engine
from tui.loop.hand import Hand
from tui.loop.listening import Listening
from tui.loop.pulse import Pulse
from tui.loop.steps import rest
from tui.presence.events import Events
from tui.presence.ports import Clock, Journal, Org, Sleep
from tui.presence.settings import Settings


async def watch(  # noqa: PLR0913  each is a door of its own to the outside
    org: Org,
    journal: Journal,
    settings: Settings,
    clock: Clock,
    hand: Hand,
    *,
    sleep: Sleep = asyncio.sleep,
    chance: Callable[[], float] = random.random,
    events: Events | None = None,
) -> AsyncGenerator[Pulse, None]:
    """Watch the org for ever, or until the generator is closed; a pulse after every step.

    ``chance`` gives the jitter of the back-off, 0 to 1. ``events`` are listened to meanwhile, and are not closed.
    """
    engine = Engine(org, journal, settings, clock, hand, chance)
    yield await engine.begin()
    async with Listening(events, engine.hear):
        while True:
            async with aclosing(engine.turn()) as pulses:  # closed with us, so that what is under way ends first
                async for pulse in pulses:
                    yield pulse
            await rest(engine.seconds_left(), sleep, hand)
