"""What one turn of the loop does: orders first, then a reading when it is due, then a cycle if that is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from tui.loop.blocked import Blocked
from tui.loop.chronicling import Chronicler
from tui.loop.confirm import Ruling, Shown, may_send
from tui.loop.cycle import Reading, read_once
from tui.loop.ending import cycle_entry, made_cycle
from tui.loop.errands import Errands
from tui.loop.hand import Hand, HoldOrder
from tui.loop.heard import Asked, Heard
from tui.loop.keeper import Keeper
from tui.loop.news import News
from tui.loop.orders import holding, person_errand
from tui.loop.pace import Pace, pace
from tui.loop.pulse import Phase, Pulse
from tui.loop.second_look import SecondLook
from tui.loop.steps import Steps
from tui.loop.teller import Teller
from tui.loop.timetable import Timetable
from tui.loop.woken import conclude_some, some_of
from tui.presence.brake import exceeds
from tui.presence.events import EventsState, Happening
from tui.presence.model import ApiUse, Instant, Snapshot
from tui.presence.ports import Clock, Journal, Org, Wanted
from tui.presence.problems import Aborted, OrgFailure
from tui.presence.reading import why_stale
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
        self._shown = Shown()
        self._times = Timetable(clock, chance)
        self._second_look, self._blocked, self._news = SecondLook(), Blocked(), News()
        self._reading: Reading | None = None
        self._api = ApiUse()
        self._readings = self._cycles = 0
        self._was_applying = False

    def begin(self) -> Pulse:
        """Take up what is remembered; a journal that cannot be read brakes the loop (R19)."""
        self._keeper.refresh()
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
        self._blocked.anew()
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
        self._keeper.refresh()
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
        self._keeper.refresh()
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
        self._shown.remember(reading.plan)
        self._keeper.learn_reading(reading.memory, reading.kept)
        at = reading.snapshot.at
        news = (*self._news.of_notes(reading.snapshot.notes, at), *self._news.of_use(self._api, at))
        self._keeper.note((*reading.entries, *news))
        self._teller.took(reading)
        self._teller.failure = self._pace().paused
        entries = (*reading.entries, *self._keeper.settle(reading.roster), *news)
        if reading.roster.complete:
            self._heard.answered(asked, at, by_all=True)
        yield self._tell(changes=reading.changes, entries=entries)
        await self._chronicler.took(reading)
        if self._cycle_is_due():
            cycle = self._cycle(reading)
        elif asked.users:
            cycle = self._cycle_of_some(some_of(reading, asked.ids, self._pace().of(self._settings)))
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
        found = conclude_some(snapshot, asked.ids, asked.logged_out, settings, memory, self._reading)
        news = self._news.of_use(self._api, snapshot.at)
        if isinstance(found, str):
            log.info("a reading of %d users tells nothing: %s", len(asked.ids), found)
            self._keeper.note(news)
            self._heard.doubt()
            self._times.hurry()
            yield self._tell(entries=news)
            return
        self._reading, some = found.whole, found.some
        self._shown.remember(self._reading.plan)
        if some.kept:
            self._keeper.change(some.kept, base=memory)  # of the org nothing was learnt
        entries = (*some.entries, *news)
        self._keeper.note(entries)
        self._teller.took_some(self._reading)
        self._heard.answered(asked, snapshot.at, by_all=False)
        yield self._tell(changes=some.changes, entries=entries)
        await self._chronicler.took_some(found.whole, asked.ids, snapshot.at)
        async with aclosing(self._cycle_of_some(some)) as pulses:
            async for pulse in pulses:
                yield pulse

    def _failed(self, failure: OrgFailure) -> Pulse:
        self._times.failed(failure.retry_after)
        self._teller.failure = failure.problem
        self._teller.found(self._org.known(), self._org.routes())
        return self._tell()

    # a cycle

    def _cycle_is_due(self) -> bool:
        if not self._hand.applying:
            return False
        left = self._times.cycle_left(self._pace())
        return left is None or left <= 0 or self._hand.confirmed is not None

    async def _cycle(self, reading: Reading) -> AsyncGenerator[Pulse, None]:
        """One cycle: what the plan says, as far as R1, R3, R10, R11 and R19 let it."""
        wait = self._second_look.left(reading, self._settings.loop.off_after)
        if wait is not None and self._pace().paused is None:
            self._times.once_more(wait)
            yield self._tell()
            return
        confirmed, self._hand.confirmed = self._hand.confirmed, None
        ruling = may_send(reading.plan, self._shown, self._hand, confirmed, quiet=self._quiet())
        blocked = self._blocked.why(reading, self._settings.exclude, self._keeper.problem)
        if blocked is None and ruling.begin and reading.roster.complete:
            self._keeper.change(holding(ruling.refused, self._keeper.memory), begun=True)
        if reading.roster.complete or blocked:  # a reading that tells nothing answers no question
            self._teller.asking = ruling.asking and blocked is None
            self._teller.brake = blocked or ruling.plan.brake
        if reading.roster.complete:
            self._times.applied()
        else:
            self._times.hurry(self._pace().interval)
        async with aclosing(self._carry_out(reading, ruling, blocked)) as pulses:
            async for pulse in pulses:
                yield pulse

    async def _cycle_of_some(self, some: Reading) -> AsyncGenerator[Pulse, None]:
        """What the plan says of the users whom events told of, between two cycles, and by the same rules.

        The first cycle and the first plan are everybody's (R10); what a person confirms is, too.
        """
        plan, quiet = some.plan, self._quiet()
        goes = self._hand.applying and self._times.cycling and some.roster.complete and (quiet or not plan.first)
        if not goes or not (plan.toggles or plan.braked):
            return
        self._shown.remember(plan)
        ruling = may_send(plan, self._shown, self._hand, None, quiet=quiet)
        blocked = self._blocked.why(self._reading or some, self._settings.exclude, self._keeper.problem)
        self._teller.brake = blocked or plan.brake or self._teller.brake
        async with aclosing(self._carry_out(some, ruling, blocked, woken=True)) as pulses:
            async for pulse in pulses:
                yield pulse

    async def _carry_out(
        self, reading: Reading, ruling: Ruling, blocked: str | None, *, woken: bool = False
    ) -> AsyncGenerator[Pulse, None]:
        """Send what may be sent, and end the cycle.

        What came of it is read at once, but in a storm of events not after every few toggles.
        """
        started, sender = self._org_now(), self._errands.sender(self._reading)
        if blocked is None and ruling.toggles and self._hand.sends and self._settings.loop.dry_run:
            yield self._errands.note(ruling.toggles, self._reading)
        elif blocked is None and ruling.toggles and self._hand.sends:
            taken = reading.snapshot.taken
            async with aclosing(self._errands.plan(sender, ruling.toggles, lambda: self._why_stop(taken))) as pulses:
                async for pulse in pulses:
                    yield pulse
            self._times.hurry(self._heard.pause() if woken else 0.0)
        self._cycles += 1
        times, news = (started, self._org_now()), self._news.untold()
        cycle = made_cycle(self._cycles, reading, ruling, times, sender.report, blocked, news)
        self._keeper.note((cycle_entry(cycle),))
        yield self._tell(cycle=replace(cycle, woken=woken))

    def _quiet(self) -> bool:
        """Whether cycles only show what they would do."""
        return not self._hand.sends or self._settings.loop.dry_run

    def _why_stop(self, taken: Instant) -> str | None:
        """Why the rest of a cycle must not be sent: aborted, or the reading has grown old (R3)."""
        return why_stale(taken, self._clock.now()) if self._hand.applying else "the loop was aborted"

    # a person's orders

    async def _order(self) -> AsyncGenerator[Pulse, None]:
        order, future = self._hand.orders.popleft()
        self._hand.aborted = False  # what was stopped before it is no word about this one
        self._keeper.refresh()
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
