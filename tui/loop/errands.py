"""Carries out what is to be sent, of a cycle and of a person alike, and tells how far it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from datetime import datetime
from typing import Any, Protocol

from tui.loop.cycle import Reading
from tui.loop.ending import dry_run_entries
from tui.loop.hand import Hand, HoldOrder, Order
from tui.loop.keeper import Keeper
from tui.loop.orders import hold_entries, holds_of, loop_errand, ordered
from tui.loop.pulse import Phase, Pulse
from tui.loop.send import Errand, Sender
from tui.loop.sharing import Owed, left_by, unshared
from tui.loop.steps import Steps
from tui.presence.memory import Past
from tui.presence.model import Id
from tui.presence.plan import Planned
from tui.presence.ports import Org


class Tell(Protocol):
    """Makes the next pulse."""

    def __call__(self, busy: Phase | None = None, **passing: Any) -> Pulse:
        """``busy`` is what is under way; ``passing`` facts are told once."""
        ...


class Errands:
    """Sends for one loop. ``tell`` makes its pulses, ``now`` is the org's clock."""

    def __init__(
        self, org: Org, keeper: Keeper, hand: Hand, steps: Steps, tell: Tell, now: Callable[[], datetime]
    ) -> None:
        self._org, self._keeper, self._hand, self._steps = org, keeper, hand, steps
        self.tell, self.now = tell, now
        self._owed = Owed()

    def sender(self, reading: Reading | None) -> Sender:
        """Sends by what is remembered now and what was read last."""
        roster, base = reading.roster if reading else None, self._keeper.memory

        def keep(changed: Mapping[Id, Past]) -> None:
            self._keeper.change(changed, base=base)

        return Sender(self._org, self._keeper.journal, self.now, base, roster, keep)

    async def plan(
        self, sender: Sender, toggles: tuple[Planned, ...], stop: Callable[[], str | None]
    ) -> AsyncGenerator[Pulse, None]:
        """Send what a cycle planned, until ``stop`` says why not."""
        errand = loop_errand(toggles, stop=stop, dropped=lambda ids: ordered(self._hand) | self._keeper.held(ids))
        async with aclosing(self.send(sender, errand)) as pulses:
            async for pulse in pulses:
                yield pulse

    def note(self, toggles: tuple[Planned, ...], reading: Reading | None) -> Pulse:
        """Send nothing, and note what would have been sent (``dry_run``)."""
        entries = dry_run_entries(toggles, reading, self.now())
        self._keeper.note(entries)
        return self.tell(entries=entries)

    def hold(self, order: HoldOrder, reading: Reading | None) -> Pulse:
        """Carry out a person's order to hold or release."""
        at = self.now()
        entries = hold_entries(order, reading, at)
        self._keeper.change(holds_of(order, self._keeper.memory, at))
        self._keeper.note(entries)
        return self.tell(entries=entries)

    def owe(self, order: Order, sender: Sender) -> None:
        """A person's order is carried out and kept: the org's own job is to know of the holds that it left."""
        memory = self._keeper.memory
        self._owed.add(left_by(order, sender.report, memory), memory)

    async def share(self) -> AsyncGenerator[Pulse, None]:
        """Tell the org of the holds that it is owed. Where that fails, they stand here, and the log says so."""
        holds, present = self._owed.take()
        if not holds:
            return
        task = asyncio.ensure_future(self._org.share_holds(holds, present))
        async with aclosing(self.meanwhile(task, None)) as pulses:
            async for pulse in pulses:
                yield pulse
        problem = task.result()
        if problem is not None:
            entries = (unshared(holds, problem, self.now()),)
            self._keeper.note(entries)
            yield self.tell(entries=entries)

    async def send(self, sender: Sender, errand: Errand) -> AsyncGenerator[Pulse, None]:
        """Send an errand; whatever happens to us meanwhile, what was sent is remembered."""
        under_way = tuple((one.user_id, one.to) for one in errand.toggles)
        yield self.tell(Phase.APPLYING, sending=under_way)
        task = asyncio.ensure_future(sender.send(errand, self._steps))
        try:
            async with aclosing(self.meanwhile(task, Phase.APPLYING, sending=under_way)) as pulses:
                async for pulse in pulses:
                    yield pulse
            task.result()
        finally:
            if sender.report.unrecorded:
                self._keeper.problem = sender.report.problem
        yield self.tell(entries=tuple(sender.entries))

    async def meanwhile(
        self, task: asyncio.Future[Any], busy: Phase | None, **passing: Any
    ) -> AsyncGenerator[Pulse, None]:
        """Pulses with the progress of a task, until it is done."""
        async with aclosing(self._steps.of(task)) as steps:
            async for step in steps:
                yield self.tell(busy, step=step, **passing)
