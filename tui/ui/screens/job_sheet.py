"""The org's own job: whether it is healthy and why not, its chains, who runs it; start and abort after a yes."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from tui.presence.chains import APART, Health, JobState, Todo, earlier_of, health, remembered
from tui.presence.model import Instant
from tui.presence.problems import Failure
from tui.presence.words import countdown
from tui.ui.glyphs import Glyphs, glyphs
from tui.ui.plain import plain
from tui.ui.screens.job_lines import job_lines
from tui.ui.screens.job_questions import abort_question, start_question
from tui.ui.screens.sheet import Sheet
from tui.ui.setting import OwnJob
from tui.ui.tones import QUIET, badge
from tui.ui.words import job as words
from tui.ui.words.log import LogLine

MARGIN = 3  # cells beside a page's lines: its margins and its scroll bar
SECOND_LOOK = APART.total_seconds() + 1  # the org's clock tells whole seconds
AFTER_ITS_TURN, SOONEST = 15.0, 30.0  # seconds: a look when the next link should be there, and between two looks
PATIENCE = "The org is asked for its own polling job: its chains, who runs it, what it says of itself."
KEYS: dict[Todo, str] = {"start": "s starts a new chain.", "restart": "a aborts it; then s starts it as you."}
TONES = {True: "$text-success", False: "$text-error", None: "$text-warning"}


class JobSheet(Sheet[None]):
    """Looks when it opens, when the next link's turn is over, and with ``r``; what was found stays meanwhile."""

    HELP = "The org's own polling job: whether it is healthy, its chains, who runs it, and what it says of itself."

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "start", "Start", tooltip="Start the org's own job, to run as you; a second chain is refused"),
        Binding("a", "abort", "Abort", tooltip="End all its chains, the vendor's own class too"),
        Binding("r", "look", "Look again", tooltip="Look at it again"),
        Binding("J", "close", "Back", show=False),
    ]
    DEAD: ClassVar[Mapping[str, str]] = {
        "start": "it runs already, is not there, or is being looked at",
        "abort": "there is no chain to end, or one thing is under way",
        "look": "one thing is under way",
    }

    def __init__(self, job: OwnJob) -> None:
        super().__init__()
        self._job = job
        self._seen: tuple[JobState, ...] = ()
        self._found = Health(None)
        self._problem = self._busy = ""
        self._since = self._looked = Instant(0.0, 0.0)
        self._again: float | None = None

    @property
    def _state(self) -> JobState | None:
        return self._seen[-1] if self._seen else None

    def on_mount(self) -> None:
        """Look at once."""
        self.watch(self.app, "now", self._ticked, init=False)
        self.action_look()

    def on_resize(self) -> None:
        """Columns come and go with the width."""
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Writing exists only where it may be; one thing at a time; nothing to start beside a chain, or to abort."""
        if action in ("start", "abort") and not self.app.may_write:
            return False
        if action in ("start", "abort", "look") and self._busy:
            return None
        if action == "start":
            state = self._state
            return True if state is not None and not state.chains and state.installed is not False else None
        if action == "abort":
            return True if self._state is not None and self._state.chains != () else None
        return super().check_action(action, parameters)

    # what is asked of the org

    def action_look(self) -> None:
        """Look at it now."""
        self._do("looking", self._job.look(), "Looking at the org's own job")

    def action_start(self) -> None:
        """Ask, and start it."""
        self.run_worker(self.app.guarded(self._start(), "Starting the org's own job"), exit_on_error=False)

    def action_abort(self) -> None:
        """Ask, and end all chains."""
        self.run_worker(self.app.guarded(self._abort(), "Aborting the org's own job"), exit_on_error=False)

    async def _start(self) -> None:
        hand, state = self.app.hand, self._state
        question = start_question(self.app.pulse, state, on=hand.applying)
        answer = await self.app.push_screen_wait(question)
        if answer is None:
            return
        if answer == "instead":
            hand.abort()
        elif hand.applying:
            hand.beside = True
        self._do("starting", self._job.start(), "Starting the org's own job", words.started)

    async def _abort(self) -> None:
        if await self.app.push_screen_wait(abort_question(self.app.pulse, self._state)) == "yes":
            self._do("aborting", self._job.abort(), "Aborting the org's own job", words.aborted)

    def _do(self, busy: str, work: Awaitable[JobState], what: str, said: words.Said | None = None) -> None:
        self._busy, self._since, self._again = busy, self.app.setting.clock.now(), None
        self._draw()
        # Of the app and not of the sheet: who closes it meanwhile is told all the same how it ended.
        self.app.run_worker(self._done(work, what, said), group="job", exit_on_error=False)

    async def _done(self, work: Awaitable[JobState], what: str, said: words.Said | None) -> None:
        self._problem = f"{what} could not be finished."
        await self.app.guarded(self._told(work, said), what)
        self._busy, self._looked = "", self.app.setting.clock.now()
        self._again = self._wait()
        self._draw()

    async def _told(self, work: Awaitable[JobState], said: words.Said | None) -> None:
        try:
            state = await work
        except Failure as failure:
            self._problem = plain(f"{failure.problem}. {failure.problem.next}".rstrip())
            if said is not None:
                self.app.say(LogLine(self.app.org_now(), "job", self._problem, "error"))
            return
        self._problem = ""
        self._found = health(state, earlier_of(self._seen, state))
        self._seen = remembered(self._seen, state)
        if said is not None:
            self.app.say(LogLine(self.app.org_now(), "job", said(state)))
            self.app.toast(said(state))

    def _wait(self) -> float | None:
        """Seconds until a look by itself would show something new."""
        state = self._state
        if state is None or self._problem:
            return None
        if self._found.todo == "look":
            return SECOND_LOOK
        due = min((one.next_run for one in state.chains or () if one.next_run), default=None)
        if due is None:
            return SOONEST if state.chains else None
        return max(SOONEST, (due - state.at).total_seconds() + AFTER_ITS_TURN)

    def _ticked(self) -> None:
        due = self._again is not None and self._left() <= 0
        if due and self.is_current and self.app.hand.focused and not self._busy:
            self.action_look()
        self._draw()

    def _left(self) -> float:
        return (self._again or 0.0) - self._looked.until(self.app.setting.clock.now())

    # what is drawn

    def _draw(self) -> None:
        if not self.is_attached:
            return
        org = self.app.pulse.org
        left = Content.styled("The org's own job", "bold")
        if org is not None:
            left = Content.assemble(left, f"  {plain(org.name)}  ", badge(sandbox=org.sandbox))
        state = self._state
        self.show(left, self._standing(), self._words(state), self._lines(state))
        self.refresh_bindings()

    def _lines(self, state: JobState | None) -> list[Content]:
        if state is None:
            return [Content.styled(PATIENCE, QUIET)] if self._busy else []
        return job_lines(state, self._now(state), self.app.setting.zone, self.size.width - MARGIN, self._signs)

    @property
    def _signs(self) -> Glyphs:
        return glyphs(ascii_only=self.app.setting.ascii_only)

    def _now(self, state: JobState) -> datetime:
        """Now on the org's clock: that of the desk, but never before the look itself."""
        return max(self.app.org_now() or state.at, state.at)

    def _standing(self) -> Content:
        if self._busy:
            passed = self._since.until(self.app.setting.clock.now())
            return Content.styled(f"{self._busy} {self._signs.more} {countdown(passed)}", QUIET)
        if self._state is None:
            return Content()
        sign = {True: self._signs.fine, False: self._signs.missing, None: self._signs.note}[self._grade]
        return Content.styled(f"{sign} {words.standing(self._found)}", f"bold {TONES[self._grade]}")

    @property
    def _grade(self) -> bool | None:
        """Good, bad or worth knowing: a job that a person ended is no alarm."""
        return None if self._found.problem in words.OFF else self._found.healthy

    def _words(self, state: JobState | None) -> Content:
        if self._problem and not self._busy:
            return Content.styled(self._problem, "$text-error")
        if state is None:
            return Content()
        said = words.sentence(state, self._found, self._now(state), self.app.setting.zone)
        style = "" if self._found.healthy else TONES[self._grade]
        todo = f"\n{self._todo()}" if self._found.problem else ""
        return Content.assemble((self._signs.say(said), style), (todo, QUIET))

    def _todo(self) -> str:
        todo = self._found.todo
        if todo == "look" and self._again is not None and not self._busy:
            return f"It is looked at again in {countdown(self._left())}."
        if todo in KEYS and self.app.may_write:
            return KEYS[todo]
        return f"{words.ADVICE[todo]}." if words.ADVICE[todo] else ""
