"""What one turn of the loop does: orders first, then a reading when it is due, then a cycle if that is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

from tui.loop.blocked import Blocked
from tui.loop.confirm import Ruling, Shown, may_send
from tui.loop.cycle import Reading, read_once
from tui.loop.ending import cycle_entry, dry_run_entries, made_cycle
from tui.loop.hand import Hand, HoldOrder
from tui.loop.keeper import Keeper
from tui.loop.news import News
from tui.loop.orders import hold_entries, holding, holds_of, loop_errand, ordered, person_errand
from tui.loop.pace import Pace, pace
from tui.loop.pulse import Phase, Pulse
from tui.loop.second_look import SecondLook
from tui.loop.send import Errand, Sender
from tui.loop.steps import Steps
from tui.loop.teller import Teller
from tui.loop.timetable import Timetable
from tui.presence.brake import exceeds
from tui.presence.memory import Past
from tui.presence.model import ApiUse, Id
from tui.presence.ports import Clock, Journal, Org
from tui.presence.problems import Aborted, OrgFailure
from tui.presence.reading import why_stale
from tui.presence.settings import Settings

PERMISSIONS_EVERY = 10


class Engine:
    """The state of a running loop; ``watch`` turns it."""

    def __init__(
        self, org: Org, journal: Journal, settings: Settings, clock: Clock, hand: Hand, chance: Callable[[], float]
    ) -> None:
        self._org, self._settings, self._clock, self._hand = org, settings, clock, hand
        self._keeper = Keeper(journal)
        self._teller = Teller(hand, self._keeper, clock, settings)
        self._steps = Steps(hand)
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

    async def turn(self) -> AsyncGenerator[Pulse, None]:
        """One turn: a person's orders, then a reading if one is due, and a cycle if that is."""
        if self._hand.settings is not None:
            yield self._adopt(self._hand.settings)
        while self._hand.orders:
            async with aclosing(self._order()) as pulses:
                async for pulse in pulses:
                    yield pulse
        if self._hand.applying is not self._was_applying:
            yield self._switched()
        if self._hand.read_now or self.seconds_left() <= 0:
            pauses = self._pace().paused is not None and not self._hand.read_now
            async with aclosing(self._ask_usage() if pauses else self._read()) as pulses:
                async for pulse in pulses:
                    yield pulse

    def seconds_left(self) -> float:
        """Seconds until the org is asked next; a person may want it now."""
        return 0.0 if self._hand.read_now else self._times.left(self._pace(), applying=self._hand.applying)

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
        before = self._reading.roster if self._reading else None
        work = read_once(
            self._org,
            self._pace().of(self._settings),
            self._keeper.memory,
            before,
            self._steps,
            permissions_anew=self._permissions_anew(),
        )
        task = asyncio.ensure_future(work)
        async with aclosing(self._meanwhile(task, Phase.READING)) as pulses:
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
            async with aclosing(self._took(reading)) as pulses:
                async for pulse in pulses:
                    yield pulse

    async def _ask_usage(self) -> AsyncGenerator[Pulse, None]:
        """While readings pause: one call tells whether they may go on."""
        task = asyncio.ensure_future(self._org.usage())
        async with aclosing(self._meanwhile(task, None)) as pulses:
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

    async def _took(self, reading: Reading) -> AsyncGenerator[Pulse, None]:
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
        yield self._tell(changes=reading.changes, entries=entries)
        if self._cycle_is_due():
            async with aclosing(self._cycle(reading)) as pulses:
                async for pulse in pulses:
                    yield pulse

    def _failed(self, failure: OrgFailure) -> Pulse:
        self._times.failed(failure.retry_after)
        self._teller.failure = failure.problem
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
        started = self._org_now()
        if blocked is None and ruling.begin and reading.roster.complete:
            self._keeper.change(holding(ruling.refused, self._keeper.memory), begun=True)
        if reading.roster.complete or blocked:  # a reading that tells nothing answers no question
            self._teller.asking = ruling.asking and blocked is None
            self._teller.brake = blocked or ruling.plan.brake
        sender = self._sender()
        if blocked is None and ruling.toggles and self._hand.sends:
            async with aclosing(self._send_or_note(sender, ruling)) as pulses:
                async for pulse in pulses:
                    yield pulse
        self._cycles += 1
        if reading.roster.complete:
            self._times.applied()
        else:
            self._times.hurry(self._pace().interval)
        times, news = (started, self._org_now()), self._news.untold()
        cycle = made_cycle(self._cycles, reading, ruling, times, sender.report, blocked, news)
        self._keeper.note((cycle_entry(cycle),))
        yield self._tell(cycle=cycle)

    async def _send_or_note(self, sender: Sender, ruling: Ruling) -> AsyncGenerator[Pulse, None]:
        if self._settings.loop.dry_run:
            entries = dry_run_entries(ruling.toggles, self._reading, self._org_now())
            self._keeper.note(entries)
            yield self._tell(entries=entries)
            return
        ids = [one.user_id for one in ruling.toggles]
        errand = loop_errand(
            ruling.toggles, stop=self._why_stop, dropped=lambda: ordered(self._hand) | self._keeper.held(ids)
        )
        async with aclosing(self._sending(sender, errand)) as pulses:
            async for pulse in pulses:
                yield pulse
        self._times.hurry()

    def _quiet(self) -> bool:
        """Whether cycles only show what they would do."""
        return not self._hand.sends or self._settings.loop.dry_run

    def _why_stop(self) -> str | None:
        """Why the rest of a cycle must not be sent: aborted, or the reading has grown old (R3)."""
        if not self._hand.applying:
            return "the loop was aborted"
        return why_stale(self._reading.snapshot.taken, self._clock.now()) if self._reading else "nothing was read"

    # a person's orders

    async def _order(self) -> AsyncGenerator[Pulse, None]:
        order, future = self._hand.orders.popleft()
        self._hand.aborted = False  # what was stopped before it is no word about this one
        self._keeper.refresh()
        sender = self._sender()
        if isinstance(order, HoldOrder):
            yield self._hold(order)
        else:
            async with aclosing(self._sending(sender, person_errand(order))) as pulses:
                async for pulse in pulses:
                    yield pulse
        self._hand.read_now = self._hand.read_now or self._pace().paused is None
        if not future.done():
            future.set_result(sender.report)

    def _hold(self, order: HoldOrder) -> Pulse:
        at = self._org_now()
        entries = hold_entries(order, self._reading, at)
        self._keeper.change(holds_of(order, self._keeper.memory, at))
        self._keeper.note(entries)
        return self._tell(entries=entries)

    # sending

    def _sender(self) -> Sender:
        roster, base = self._reading.roster if self._reading else None, self._keeper.memory

        def keep(changed: Mapping[Id, Past]) -> None:
            self._keeper.change(changed, base=base)

        return Sender(self._org, self._keeper.journal, self._org_now, base, roster, keep)

    async def _sending(self, sender: Sender, errand: Errand) -> AsyncGenerator[Pulse, None]:
        """Send an errand; whatever happens to us meanwhile, what was sent is remembered."""
        under_way = tuple((one.user_id, one.to) for one in errand.toggles)
        yield self._tell(Phase.APPLYING, sending=under_way)
        task = asyncio.ensure_future(sender.send(errand, self._steps))
        try:
            async with aclosing(self._meanwhile(task, Phase.APPLYING, sending=under_way)) as pulses:
                async for pulse in pulses:
                    yield pulse
            task.result()
        finally:
            if sender.report.unrecorded:
                self._keeper.problem = sender.report.problem
        yield self._tell(entries=tuple(sender.entries))

    async def _meanwhile(
        self, task: asyncio.Future[Any], busy: Phase | None, **passing: Any
    ) -> AsyncGenerator[Pulse, None]:
        """Pulses with the progress of a task, until it is done."""
        async with aclosing(self._steps.of(task)) as steps:
            async for step in steps:
                yield self._tell(busy, step=step, **passing)

    def _tell(self, busy: Phase | None = None, **passing: Any) -> Pulse:
        self._teller.pace = self._pace()
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
