"""What one turn of the loop does: orders first, then a reading when it is due, then a cycle if that is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

from tui.loop.aside import UNKNOWN, aside
from tui.loop.chronicling import Chronicler
from tui.loop.cycle import Reading, read_once
from tui.loop.cycling import Cycling
from tui.loop.errands import Errands
from tui.loop.hand import Hand, HoldOrder
from tui.loop.heard import Asked, Heard
from tui.loop.keeper import Keeper
from tui.loop.orders import person_errand
from tui.loop.pace import Pace, pace
from tui.loop.pulse import Phase, Pulse
from tui.loop.steps import Steps
from tui.loop.teller import Teller
from tui.loop.timetable import Timetable
from tui.loop.woken import conclude_some, some_of
from tui.presence.brake import exceeds
from tui.presence.events import EventsState, Happening
from tui.presence.model import ApiUse, Snapshot
from tui.presence.ports import Clock, Journal, Org, Wanted
from tui.presence.problems import Aborted, OrgFailure
from tui.presence.settings import Settings

PERMISSIONS_EVERY = 10
log = logging.getLogger(__name__)


class Engine:
    """The state of a running loop; ``watch`` turns it."""

    def __init__(
        self, org: Org, journal: Journal, settings: Settings, clock: Clock, hand: Hand, chance: Callable[[], float]
    ) -> None:
        self._org, self._settings, self._clock, self._hand = org, settings, clock, hand
        self._keeper = Keeper(journal)
        self._chronicler = Chronicler(self._keeper)
        self._teller = Teller(hand, self._keeper, clock, settings)
        self._steps = Steps(hand)
        self._errands = Errands(org, self._keeper, hand, self._steps, self._tell, self._org_now)
        self._heard = Heard(clock)
        self._times = Timetable(clock, chance)
        self._cycling = Cycling(clock, hand, settings, self._keeper, self._teller, self._times, self._errands)
        self._news = self._cycling.news
        self._reading: Reading | None = None
        self._api = ApiUse()
        self._readings = 0
        self._was_applying = False

    async def begin(self) -> Pulse:
        """Take up what is remembered; a journal that cannot be read brakes the loop (R19)."""
        await aside(UNKNOWN, self._keeper.refresh)
        return self._teller.tell()

    def hear(self, item: Happening | EventsState) -> None:
        """The org told something by itself."""
        self._heard.hear(item)
        self._hand.wake.set()

    async def turn(self) -> AsyncGenerator[Pulse, None]:
        """One turn: a person's orders, then a reading if one is due, and a cycle if that is."""
        if self._hand.settings is not None:
            yield self._adopt(self._hand.settings)
        while self._hand.orders:
            async with aclosing(self._order()) as pulses:
                async for pulse in pulses:
                    yield pulse
        async with aclosing(self._errands.share()) as pulses:
            async for pulse in pulses:
                yield pulse
        if self._hand.applying is not self._was_applying:
            yield self._switched()
        told = self._heard.sort(self._reading.roster if self._reading else None, self._keeper.memory)
        if told or self._heard.state != self._teller.events:
            yield self._tell(happened=told)
        asking = self._due()
        if asking is not None:
            async with aclosing(asking) as pulses:
                async for pulse in pulses:
                    yield pulse

    def _due(self) -> AsyncGenerator[Pulse, None] | None:
        """What the org is to be asked now, if anything. A reading of all answers what events woke, too."""
        if self._hand.read_now or self._times.left(self._pace(), applying=self._hand.applying) <= 0:
            pauses = self._pace().paused is not None and not self._hand.read_now
            return self._ask_usage() if pauses else self._read()
        woken = self._woken_left()
        if woken is None or woken > 0:
            return None
        return self._read() if self._heard.many else self._read_some()

    def seconds_left(self) -> float:
        """Seconds until the org is asked next; a person may want it now."""
        if self._hand.read_now:
            return 0.0
        left, woken = self._times.left(self._pace(), applying=self._hand.applying), self._woken_left()
        return left if woken is None else min(left, woken)

    def _woken_left(self) -> float | None:
        """Seconds until those whom events told of are looked at.

        None where nobody waits, and where a reading of all comes first: no last one was complete, or this one failed.
        """
        at = self._pace()
        if at.paused is not None or self._times.failing or self._reading is None or not self._reading.roster.complete:
            return None
        left = self._heard.left(at.factor)
        return max(left, self._times.rest_left(at)) if left is not None and self._heard.many else left

    def _pace(self) -> Pace:
        rest = self._reading.snapshot.rest if self._reading else 0.0
        return pace(self._settings.loop, self._api, rest, focused=self._hand.focused)

    def _adopt(self, settings: Settings) -> Pulse:
        self._settings, self._hand.settings = settings, None
        self._cycling.adopt(settings)
        self._teller.adopt(settings)
        return self._tell()

    def _switched(self) -> Pulse:
        self._was_applying = self._hand.applying
        if self._teller.asking and not self._hand.applying:
            self._keeper.discard()
        self._times.forget_cycles()
        self._teller.asking, self._teller.brake = False, None
        return self._tell()

    # reading

    async def _read(self) -> AsyncGenerator[Pulse, None]:
        self._hand.read_now = self._hand.aborted = False
        await self._refresh()
        yield self._tell(Phase.READING)
        asked = self._heard.ask()
        work = read_once(
            self._org,
            self._pace().of(self._settings),
            self._keeper.memory,
            self._reading,
            self._steps,
            permissions_anew=self._permissions_anew(),
            logged_out=asked.logged_out,
        )
        task = asyncio.ensure_future(work)
        async with aclosing(self._errands.meanwhile(task, Phase.READING)) as pulses:
            async for pulse in pulses:
                yield pulse
        self._times.read()
        try:
            reading = task.result()
        except OrgFailure as failure:
            yield self._failed(failure)
        except Aborted:
            yield self._tell()
        else:
            async with aclosing(self._took(reading, asked)) as pulses:
                async for pulse in pulses:
                    yield pulse

    async def _read_some(self) -> AsyncGenerator[Pulse, None]:
        """R16: read those whom events told of."""
        self._hand.aborted = False
        await self._refresh()
        yield self._tell(Phase.READING)
        asked, counting = self._heard.ask(), self._settings.presence.counting
        work = self._org.read_users(asked.ids, Wanted(counting), self._steps)
        task = asyncio.ensure_future(work)
        async with aclosing(self._errands.meanwhile(task, Phase.READING)) as pulses:
            async for pulse in pulses:
                yield pulse
        try:
            snapshot = task.result()
        except OrgFailure as failure:
            self._times.asked()
            yield self._failed(failure)
        except Aborted:
            yield self._tell()
        else:
            async with aclosing(self._took_some(snapshot, asked)) as pulses:
                async for pulse in pulses:
                    yield pulse

    async def _ask_usage(self) -> AsyncGenerator[Pulse, None]:
        """While readings pause: one call tells whether they may go on."""
        task = asyncio.ensure_future(self._org.usage())
        async with aclosing(self._errands.meanwhile(task, None)) as pulses:
            async for pulse in pulses:
                yield pulse
        self._times.asked()
        try:
            self._api = task.result()
        except (OrgFailure, Aborted) as failure:
            self._teller.failure = failure.problem
            yield self._tell()
            return
        self._times.succeeded()
        self._teller.used(self._api)
        self._teller.failure = self._pace().paused
        if self._teller.failure is None:
            self._times.hurry()
        entries = self._news.of_use(self._api, self._org_now())
        self._keeper.note(entries)
        yield self._tell(entries=entries)

    def _permissions_anew(self) -> bool:
        """R2: every ten readings, and before any braked off is sent, also one that time released meanwhile."""
        plan = self._reading.plan if self._reading else None
        many = plan is not None and exceeds(plan.offs, plan.most_on, self._settings.brake)
        braked = many or self._teller.brake is not None or self._hand.confirmed is not None
        return braked or not self._readings % PERMISSIONS_EVERY

    async def _took(self, reading: Reading, asked: Asked) -> AsyncGenerator[Pulse, None]:
        self._readings += 1
        self._times.succeeded()
        self._reading, self._api = reading, reading.snapshot.api
        self._cycling.show(reading.plan)
        at = reading.snapshot.at
        news = (*self._news.of_notes(reading.snapshot.notes, at), *self._news.of_use(self._api, at))
        settled = await aside(len(reading.roster.standings), self._keeper.took, reading, news)
        self._teller.took(reading)
        self._teller.failure = self._pace().paused
        entries = (*reading.entries, *settled, *news)
        if reading.roster.complete:
            self._heard.answered(asked, at, by_all=True)
        yield self._tell(changes=reading.changes, entries=entries)
        await self._chronicler.took(reading)
        if self._cycling.due(self._pace()):
            cycle = self._cycling.of_all(reading, self._pace())
        elif asked.users:
            settings, size = self._pace().of(self._settings), len(reading.roster.standings)
            cycle = self._cycle_of_some(await aside(size, some_of, reading, asked.ids, settings), reading)
        else:
            return
        async with aclosing(cycle) as pulses:
            async for pulse in pulses:
                yield pulse

    async def _took_some(self, snapshot: Snapshot, asked: Asked) -> AsyncGenerator[Pulse, None]:
        """Take what a reading of some tells; where that is nothing, read all (R16)."""
        self._api = snapshot.api
        self._teller.used(self._api)
        self._teller.failure = self._pace().paused
        settings, memory = self._pace().of(self._settings), self._keeper.memory
        size = len(memory.pasts)
        found = await aside(size, conclude_some, snapshot, asked.ids, asked.logged_out, settings, memory, self._reading)
        news = self._news.of_use(self._api, snapshot.at)
        if isinstance(found, str):
            log.info("a reading of %d users tells nothing: %s", len(asked.ids), found)
            self._keeper.note(news)
            self._heard.doubt()
            self._times.hurry()
            yield self._tell(entries=news)
            return
        self._reading, some = found.whole, found.some
        self._cycling.show(found.whole.plan)
        if some.kept:
            self._keeper.change(some.kept, base=memory)  # of the org nothing was learnt
        entries = (*some.entries, *news)
        self._keeper.note(entries)
        self._teller.took_some(self._reading)
        self._heard.answered(asked, snapshot.at, by_all=False)
        yield self._tell(changes=some.changes, entries=entries)
        await self._chronicler.took_some(found.whole, asked.ids, snapshot.at)
        async with aclosing(self._cycle_of_some(some, found.whole)) as pulses:
            async for pulse in pulses:
                yield pulse

    async def _refresh(self) -> None:
        """Look what other processes on this machine wrote."""
        await aside(len(self._keeper.memory.pasts), self._keeper.refresh)

    def _cycle_of_some(self, some: Reading, whole: Reading) -> AsyncGenerator[Pulse, None]:
        return self._cycling.of_some(some, whole, self._heard.pause)

    def _failed(self, failure: OrgFailure) -> Pulse:
        self._times.failed(failure.retry_after)
        self._teller.failure = failure.problem
        self._teller.found(self._org.known(), self._org.routes())
        return self._tell()

    # a person's orders

    async def _order(self) -> AsyncGenerator[Pulse, None]:
        order, future = self._hand.orders.popleft()
        self._hand.aborted = False  # what was stopped before it is no word about this one
        await self._refresh()
        sender = self._errands.sender(self._reading)
        if isinstance(order, HoldOrder):
            yield self._errands.hold(order, self._reading)
        else:
            async with aclosing(self._errands.send(sender, person_errand(order))) as pulses:
                async for pulse in pulses:
                    yield pulse
        self._errands.owe(order, sender)
        self._hand.read_now = self._hand.read_now or self._pace().paused is None
        if not future.done():
            future.set_result(sender.report)

    def _tell(self, busy: Phase | None = None, **passing: Any) -> Pulse:
        self._teller.pace, self._teller.events, self._teller.strangers = (
            self._pace(),
            self._heard.state,
            self._heard.strangers,
        )
        now = self._hand.read_now
        self._teller.next_in = 0.0 if now else self._times.next_in(self._teller.pace, applying=self._hand.applying)
        return self._teller.tell(busy, **passing)

    def _org_now(self) -> datetime:
        """Now on the org's clock: the last ``Date`` and what passed here since."""
        now = self._clock.now()
        if self._reading is None:
            return datetime.fromtimestamp(now.wall, tz=UTC)
        snapshot = self._reading.snapshot
        return snapshot.at + timedelta(seconds=snapshot.taken.until(now))
