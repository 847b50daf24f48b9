"""What a reading lets follow: a cycle of all, or one of the few whom events told of; by R1, R3, R10, R11 and R19."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from msgspec.structs import replace

from tui.loop.blocked import Blocked
from tui.loop.confirm import Ruling, Shown, may_send
from tui.loop.cycle import Reading
from tui.loop.ending import cycle_entry, made_cycle
from tui.loop.errands import Errands
from tui.loop.hand import Hand
from tui.loop.keeper import Keeper
from tui.loop.news import News
from tui.loop.orders import holding
from tui.loop.pace import Pace
from tui.loop.pulse import Pulse
from tui.loop.second_look import SecondLook
from tui.loop.teller import Teller
from tui.loop.timetable import Timetable
from tui.presence.model import Instant
from tui.presence.plan import Plan
from tui.presence.ports import Clock
from tui.presence.reading import why_stale
from tui.presence.settings import Settings


class Cycling:
    """The cycles of one loop. ``settings`` are those that count now; ``news`` waits for the next cycle to tell it."""

    def __init__(
        self,
        clock: Clock,
        hand: Hand,
        settings: Settings,
        keeper: Keeper,
        teller: Teller,
        times: Timetable,
        errands: Errands,
    ) -> None:
        self._clock, self._hand, self.settings = clock, hand, settings
        self._keeper, self._teller, self._times, self._errands = keeper, teller, times, errands
        self._shown, self._second_look, self._blocked, self.news = Shown(), SecondLook(), Blocked(), News()
        self._number = 0

    def adopt(self, settings: Settings) -> None:
        """Other settings from now on."""
        self.settings = settings
        self._blocked.anew()

    def show(self, plan: Plan) -> None:
        """Remember a plan that is on the screen now, so that a person may confirm it."""
        self._shown.remember(plan)

    def due(self, pace: Pace) -> bool:
        """Whether the reading that has just ended serves a cycle of all."""
        if not self._hand.applying:
            return False
        left = self._times.cycle_left(pace)
        return left is None or left <= 0 or self._hand.confirmed is not None

    async def of_all(self, reading: Reading, pace: Pace) -> AsyncGenerator[Pulse, None]:
        """One cycle: what the plan says, as far as the rules let it."""
        wait = self._second_look.left(reading, self.settings.loop.off_after)
        if wait is not None and pace.paused is None:
            self._times.once_more(wait)
            yield self._errands.tell()
            return
        confirmed, self._hand.confirmed = self._hand.confirmed, None
        ruling = may_send(reading.plan, self._shown, self._hand, confirmed, quiet=self._quiet())
        blocked = self._blocked.why(reading, self.settings.exclude, self._keeper.problem)
        if blocked is None and ruling.begin and reading.roster.complete:
            self._keeper.change(holding(ruling.refused, self._keeper.memory), begun=True)
        if reading.roster.complete or blocked:  # a reading that tells nothing answers no question
            self._teller.asking = ruling.asking and blocked is None
            self._teller.brake = blocked or ruling.plan.brake
        if reading.roster.complete:
            self._times.applied()
        else:
            self._times.hurry(pace.interval)
        async with aclosing(self._carry_out(reading, reading, ruling, blocked)) as pulses:
            async for pulse in pulses:
                yield pulse

    async def of_some(self, some: Reading, whole: Reading, pause: Callable[[], float]) -> AsyncGenerator[Pulse, None]:
        """What the plan says of the users whom events told of, between two cycles, and by the same rules.

        The first cycle and the first plan are everybody's (R10); what a person confirms is, too. ``whole`` is the last
        reading of everybody; ``pause`` tells in how many seconds the next one shows what came of it.
        """
        plan, quiet = some.plan, self._quiet()
        goes = self._hand.applying and self._times.cycling and some.roster.complete and (quiet or not plan.first)
        if not goes or not (plan.toggles or plan.braked):
            return
        self._shown.remember(plan)
        ruling = may_send(plan, self._shown, self._hand, None, quiet=quiet)
        blocked = self._blocked.why(whole, self.settings.exclude, self._keeper.problem)
        self._teller.brake = blocked or plan.brake or self._teller.brake
        async with aclosing(self._carry_out(some, whole, ruling, blocked, pause)) as pulses:
            async for pulse in pulses:
                yield pulse

    async def _carry_out(
        self,
        reading: Reading,
        whole: Reading,
        ruling: Ruling,
        blocked: str | None,
        pause: Callable[[], float] | None = None,
    ) -> AsyncGenerator[Pulse, None]:
        """Send what may be sent, and end the cycle; ``pause`` is None in a cycle of all.

        What came of it is read at once, but in a storm of events not after every few toggles.
        """
        started, sender = self._errands.now(), self._errands.sender(whole)
        if blocked is None and ruling.toggles and self._hand.sends and self.settings.loop.dry_run:
            yield self._errands.note(ruling.toggles, whole)
        elif blocked is None and ruling.toggles and self._hand.sends:
            taken = reading.snapshot.taken
            async with aclosing(self._errands.plan(sender, ruling.toggles, lambda: self._why_stop(taken))) as pulses:
                async for pulse in pulses:
                    yield pulse
            self._times.hurry(pause() if pause else 0.0)
        self._number += 1
        times, news = (started, self._errands.now()), self.news.untold()
        cycle = made_cycle(self._number, reading, ruling, times, sender.report, blocked, news)
        self._keeper.note((cycle_entry(cycle),))
        yield self._errands.tell(cycle=replace(cycle, woken=pause is not None))

    def _quiet(self) -> bool:
        """Whether cycles only show what they would do."""
        return not self._hand.sends or self.settings.loop.dry_run

    def _why_stop(self, taken: Instant) -> str | None:
        """Why the rest of a cycle must not be sent: aborted, or the reading has grown old (R3)."""
        return why_stale(taken, self._clock.now()) if self._hand.applying else "the loop was aborted"
