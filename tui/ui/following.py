"""The app's hold on the loop: one worker follows its pulses, one boundary turns the unknown into a visible error."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import deque
from collections.abc import Awaitable, Iterable, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace
from rich.text import Text
from textual.app import App
from textual.message import Message
from textual.notifications import SeverityLevel
from textual.reactive import reactive

from tui.loop.hand import Hand, Order, Report
from tui.loop.pulse import Phase, Pulse
from tui.presence.events import EventsState, Happening
from tui.presence.model import Id, Instant, Problem
from tui.presence.problems import Failure, NothingGiven
from tui.ui.plain import plain
from tui.ui.setting import KnownOrg, Setting, Source
from tui.ui.words.events import events_line, happened_line
from tui.ui.words.log import LogLine, cycle_line, line_of, worth_a_line
from tui.ui.words.loop import data_age

RESTART_AFTER, RESTART_AT_MOST = 5.0, 60.0  # seconds
KEPT_LINES = 500
KEPT_HAPPENINGS = 5_000
LOST = Problem(
    "It is not known whether this was sent",
    "the loop broke while it was under way",
    "The next complete reading shows what DE answers.",
)
logger = logging.getLogger(__name__)


class PulseArrived(Message):
    """The loop said something. A newer pulse replaces one that still waits; log lines wait apart and are never lost."""

    def __init__(self, pulse: Pulse) -> None:
        super().__init__()
        self.pulse = pulse

    def can_replace(self, message: Message) -> bool:
        """Whether the older of two waiting pulses may go."""
        return isinstance(message, PulseArrived)


class FollowingApp(App[KnownOrg]):
    """Follows a source of pulses. ``pulse`` is the last one, ``now`` the local clocks, ``activity`` newest first.

    None of them paints anything: whoever shows one watches it, and repaints as little as that takes.
    ``trouble`` is a failure of our own, None while all is well. ``moved_keys`` are the settings' keys by command id.
    ``orgless``: nobody said which org, and nothing is followed. It ends with the org to open next, or with None.
    """

    pulse: reactive[Pulse] = reactive(Pulse(Phase.OFF), always_update=True, repaint=False)
    now: reactive[Instant] = reactive(Instant(0.0, 0.0), repaint=False)
    activity: reactive[tuple[LogLine, ...]] = reactive((), always_update=True, repaint=False)
    trouble: reactive[Problem | None] = reactive(None, repaint=False)

    def __init__(self, source: Source | None, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        self.hand = Hand(sends=not setting.read_only)
        self.orgless = source is None
        self._source = source
        self.moved_keys: Mapping[str, str] = {}
        self._waiting: deque[LogLine] = deque()
        self._happened: deque[Happening] = deque(maxlen=KEPT_HAPPENINGS)
        self._events: EventsState | None = None
        self._heard = 0
        self._fallen = self._begun = False
        self._under_way: set[asyncio.Future[Report]] = set()

    @property
    def may_write(self) -> bool:
        """Whether commands that write exist in this run."""
        return self.setting.may_write(self.pulse)

    def move_keys(self, wanted: Mapping[str, str]) -> None:
        """Let the commands have the settings' keys; whoever knows the commands does it."""
        raise NotImplementedError

    def ask_for_org(self, problem: Problem) -> None:
        """There is no org to follow; whoever knows the screens asks for one."""
        raise NotImplementedError

    def org_now(self) -> datetime | None:
        """Now on the org's clock: the last reading's, and what passed here since."""
        age, roster = data_age(self.pulse, self.setting.clock.now()), self.pulse.roster
        return roster.at + timedelta(seconds=age) if roster is not None and age is not None else None

    def on_mount(self) -> None:
        """The clock ticks at once."""
        self.now = self.setting.clock.now()
        self.set_interval(1.0, self._tick)
        self.call_after_refresh(self.setting.painted)

    def post_display_hook(self) -> None:
        """The source starts with the first frame: not before, so that nothing heavy delays it, and not later.

        ``call_after_refresh`` would wait for the next frame, too: a sixtieth of a second in which nothing is done.
        """
        if self._source is not None and not self._begun:
            self._begun = True
            self.call_next(self._start, self._source)

    def watch_app_focus(self, focused: bool) -> None:
        """The terminal tells that it got or lost the focus: without it the loop reads less often."""
        self.hand.look(focused=focused)

    def _tick(self) -> None:
        self.now = self.setting.clock.now()

    def _start(self, source: Source) -> None:
        self.run_worker(self._follow(source), group="loop", exit_on_error=False)

    async def _follow(self, source: Source) -> None:
        """The loop for as long as the app lives; where it breaks it is started again, less and less soon."""
        delay = RESTART_AFTER / 2
        while True:
            heard = self._heard
            await self.guarded(self._listen(source), "The poll loop")
            if self.orgless:
                return
            delay = RESTART_AFTER if self._heard > heard else min(2 * delay, RESTART_AT_MOST)
            self._broken(delay)
            await self.setting.sleep(delay)

    async def _listen(self, source: Source) -> None:
        try:
            async for pulse in source(self.hand):
                self._hear(pulse)
        except NothingGiven as failure:
            self.orgless = True
            self.ask_for_org(failure.problem)

    def _hear(self, pulse: Pulse) -> None:
        self._hear_events(pulse)
        self._waiting.extend(line_of(entry, self.setting.zone) for entry in pulse.entries if worth_a_line(entry))
        ended = cycle_line(pulse.cycle) if pulse.cycle else None
        if ended is not None:
            self._waiting.append(ended)
        self._heard += 1
        self.post_message(PulseArrived(pulse))

    def _hear_events(self, pulse: Pulse) -> None:
        """Lines of who came and went, before those of what followed from it."""
        standings = pulse.roster.standings if pulse.roster else {}
        for one in pulse.happened:
            standing = standings.get(one.user_id)
            self._happened.append(one)
            self._waiting.append(happened_line(one, standing.user.name if standing else one.user_id))
        if pulse.events is not None and pulse.events.state != "catching up":  # as after every short gap
            change = events_line(self._events, pulse.events, self.org_now())
            self._waiting.extend([change] if change else [])
            self._events = pulse.events

    def happened_to(self, user_id: Id) -> tuple[Happening, ...]:
        """One user's logins and logouts that were heard in this run."""
        return tuple(one for one in self._happened if one.user_id == user_id)

    def on_pulse_arrived(self, message: PulseArrived) -> None:
        """Take over what the loop said."""
        with self.batch_update():
            self.trouble = None
            self.now = self.setting.clock.now()
            if self._waiting:
                self.say()
            self.pulse = message.pulse

    def _broken(self, delay: float) -> None:
        """What the screen shows between a broken loop and its next start; nobody waits for an order that is lost."""
        why = str(self.trouble or "the loop ended")
        again = self.setting.clock.now().monotonic + delay
        self.pulse = replace(
            self.pulse, phase=Phase.RETRYING, why=why, next_at=again, reading=False, sending=(), step=None
        )
        queued = {future for _, future in self.hand.orders}
        for future in self._under_way - queued:
            if not future.done():
                future.set_result(Report(problem=LOST))

    async def carry_out(self, order: Order) -> Report:
        """Hand an order to the loop and wait for how it ended."""
        future = self.hand.order(order)
        self._under_way.add(future)
        try:
            return await future
        finally:
            self._under_way.discard(future)

    async def guarded(self, work: Awaitable[None], what: str) -> None:
        """Do this; whatever it raises becomes an error that can be seen, and the app lives on."""
        try:
            await work
        except Failure as failure:
            self.tell(failure.problem)
        except Exception as error:
            logger.exception("%s broke", what)
            log = f"Details are in {self.setting.log_file}." if self.setting.log_file else ""
            self.tell(Problem(f"{what} broke", type(error).__name__, log))

    def _fatal_error(self) -> None:
        """The end after an error that nothing caught: a few words here, the rest in the log, without secrets.

        Textual's own prints every local variable of every frame to the terminal, and keeps nothing. It has no public
        place for this; a test holds this one to it.
        """
        if self._fallen:
            return  # what breaks after that is what is left of the first
        self._fallen = True
        logger.exception("The monitor broke")
        kept = f"Its details are in {self.setting.log_file}" if self.setting.log_file else ""
        lines = ("Something went wrong inside de-presence", type(sys.exception()).__name__, kept)
        self.panic(Text("\n".join(line for line in lines if line)))

    def tell(self, problem: Problem) -> None:
        """Show a failure of our own: a toast, a line in the log, and the line above the table until the next pulse.

        One that is shown already is not said again.
        """
        if problem == self.trouble:
            return
        self.trouble = problem
        text = plain(" ".join(part for part in (f"{problem}.", problem.next) if part))
        self.toast(text, severity="error")
        self.say(LogLine(self.org_now(), "error", text, "error"))

    def say(self, *lines: LogLine) -> None:
        """Add lines to the activity log, after those that the loop told and that wait for their pulse."""
        happened = (*self._waiting, *lines)
        self._waiting.clear()
        self.activity = (*reversed(happened), *self.activity)[:KEPT_LINES]

    def toast(self, text: str, *, severity: SeverityLevel = "information") -> None:
        """A short word in the corner; never markup."""
        self.notify(text, severity=severity, markup=False, timeout=4 if severity == "information" else 8)

    def names(self, user_ids: Iterable[str]) -> list[str]:
        """The names of these users as they may be drawn."""
        standings = self.pulse.roster.standings if self.pulse.roster else {}
        return [plain(standings[one].user.name) if one in standings else one for one in user_ids]
