"""The desk: the main screen, where a person watches the table and acts. It lays out, shows, filters and sorts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Static

from tui.loop.hand import Hand
from tui.loop.pulse import Phase, Pulse
from tui.presence.model import Id, Instant
from tui.ui.activity_log import ActivityLog, log_height
from tui.ui.columns import layout
from tui.ui.commands import COMMANDS, READING, command_named
from tui.ui.commands.base import Command
from tui.ui.commands.looking import Palette
from tui.ui.counts import CountsLine
from tui.ui.filter_line import FilterInput
from tui.ui.flows.polling import asking
from tui.ui.following import FollowingApp
from tui.ui.glyphs import glyphs
from tui.ui.key_line import KeyLine
from tui.ui.log_words import LogLine
from tui.ui.loop_line import LoopLine
from tui.ui.loop_words import is_stale
from tui.ui.problem_line import ProblemLine, problem_words
from tui.ui.roster_table import RosterTable
from tui.ui.screens.details_sheet import DetailsSheet
from tui.ui.setting import Setting
from tui.ui.sorting import DEFAULT_SORT
from tui.ui.top_line import TopLine
from tui.ui.undo import Step
from tui.ui.view import View, aged, make_view


class DeskTable(RosterTable, inherit_bindings=False):
    """The table at the desk, where enter is a command that the settings can move."""

    BINDINGS: ClassVar[list[BindingType]] = [
        one for one in RosterTable.BINDINGS if not (isinstance(one, Binding) and one.key == "enter")
    ]


class Desk(Screen[None]):
    """Shows the app's pulse, and offers what commands and flows need.

    ``steps`` are the toggles made here, the last one last; ``reasons`` the reasons given in this run.
    """

    BINDINGS: ClassVar[list[BindingType]] = [one.binding() for one in COMMANDS if one is not Palette]
    app = getters.app(FollowingApp)
    table = getters.query_one(DeskTable)

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        self.view = View()
        self.sort, self.reverse, self.filter = DEFAULT_SORT, False, ""
        self.steps: list[Step] = []
        self.reasons: list[str] = []
        self.asked: str | None = None
        self._alive: tuple[tuple[bool, bool], ...] = ()

    def compose(self) -> ComposeResult:
        """From top to bottom: where we are, what the loop does, how many there are, who, what happened, the keys."""
        signs = glyphs(ascii_only=self.setting.ascii_only)
        yield TopLine(demo=self.setting.demo)
        yield LoopLine()
        yield CountsLine(signs)
        yield ProblemLine()
        yield DeskTable(ascii_only=self.setting.ascii_only, id="roster")
        with Horizontal(id="filter-line"):
            yield Static("/", classes="label")
            yield FilterInput()
        yield ActivityLog(self.setting.zone)
        yield KeyLine({one.id: one.rank for one in COMMANDS})

    def on_mount(self) -> None:
        """Follow the app; what is known already is shown at once."""
        self.table.focus()
        self.watch(self.app, "pulse", self._pulsed)
        self.watch(self.app, "now", self._ticked)
        self.watch(self.app, "activity", self._happened)
        self.watch(self.app, "trouble", self._troubled)

    # what the app says

    def _pulsed(self, pulse: Pulse) -> None:
        self.query_one(TopLine).pulse = pulse
        self.query_one(TopLine).read_only = pulse.org is not None and not self.app.may_write
        self.query_one(LoopLine).pulse = pulse
        self._troubled()
        self.show()
        self.refresh_alive()
        asking(self)

    def _ticked(self, now: Instant) -> None:
        self.query_one(LoopLine).now = now
        org_now = self.app.org_now()
        if org_now is not None:
            self.table.tick(org_now)
        stale = is_stale(self.app.pulse, now, self.pulse.settings.loop.refresh)
        if stale is not self.view.stale:
            self.view = aged(self.view, stale=stale)
            self.table.show(self.view)
        asking(self)

    def on_screen_resume(self) -> None:
        """A question that came while something else was open is asked now."""
        asking(self)

    def _happened(self, lines: tuple[LogLine, ...]) -> None:
        self.query_one(ActivityLog).lines = lines

    def _troubled(self) -> None:
        trouble = self.app.trouble
        self.query_one(ProblemLine).text = problem_words(self.app.pulse, (trouble,) if trouble else ())

    def show(self) -> None:
        """Make the view anew and show it."""
        now, loop = self.setting.clock.now(), self.pulse.settings.loop
        view = make_view(
            self.app.pulse,
            self.app.org_now(),
            filter=self.filter,
            sort=self.sort,
            reverse=self.reverse,
            zone=self.setting.zone,
            previous=self.view,
        )
        self.view = aged(view, stale=is_stale(self.app.pulse, now, loop.refresh))
        self.table.show(self.view)
        self.query_one(CountsLine).view = self.view
        self._count_marks()

    # commands

    @property
    def pulse(self) -> Pulse:
        """The last pulse."""
        return self.app.pulse

    @property
    def hand(self) -> Hand:
        """The door to the loop."""
        return self.app.hand

    @property
    def commands(self) -> tuple[type[Command], ...]:
        """The commands that exist in this run: without those that write, where nothing may be written."""
        return COMMANDS if self.app.may_write else READING

    def targets(self) -> tuple[Id, ...]:
        """Whom a command is for: the marked users that the filter shows, else the one under the cursor."""
        marked = self.table.shown_marks()
        return marked or ((self.table.cursor_id,) if self.table.cursor_id else ())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A command that does not exist is hidden, one that can do nothing now is dim."""
        if action != "command":
            return super().check_action(action, parameters)
        command = command_named(str(parameters[0]), self.commands)
        typing = isinstance(self.focused, FilterInput)
        if command is None or typing or not self.is_mounted or not command.here(self):
            return False
        return True if command.why_not(self) is None else None

    async def action_command(self, name: str) -> None:
        """Run a command by its class's name; what it opens is open before the next key is looked at."""
        command = command_named(name, self.commands)
        if command is not None:
            self.perform(command)
            await asyncio.sleep(0)

    def perform(self, command: type[Command]) -> None:
        """Run a command, or say why it can do nothing now."""
        why_not = command.why_not(self)
        if why_not is None:
            command.run(self)
        else:
            self.app.toast(f"{command.label}: {why_not}", severity="warning")

    def on_key(self, event: events.Key) -> None:
        """A dead key says why."""
        active = self.active_bindings.get(event.key)
        if active is not None and not active.enabled and active.node is self:
            event.stop()
            self.perform(next(one for one in self.commands if one.binding().action == active.binding.action))

    def refresh_alive(self) -> None:
        """Draw the keys anew where other commands work than before."""
        commands = self.commands
        alive = tuple((one in commands and one.here(self), one.why_not(self) is None) for one in COMMANDS)
        if alive != self._alive:
            self._alive = alive
            self.refresh_bindings()

    def start(self, work: Awaitable[None], what: str) -> None:
        """Run a flow beside everything else, inside the app's boundary."""
        self.run_worker(self.app.guarded(work, what), group="flow", exit_on_error=False)

    # filter, sort, marks

    def open_filter(self) -> None:
        """Type there from now on."""
        self.query_one("#filter-line").display = True
        self.set_focus(self.query_one(FilterInput))

    def close_filter(self) -> None:
        """Back to the table."""
        self.query_one("#filter-line").display = False
        self.table.focus()

    @on(FilterInput.Changed)
    def _typed(self, event: FilterInput.Changed) -> None:
        if event.value != self.filter:
            self.filter = event.value
            self.show()
            self.refresh_alive()

    @on(FilterInput.Submitted)
    def _kept(self) -> None:
        self.close_filter()

    @on(FilterInput.Dropped)
    def drop_filter(self) -> None:
        """Show everybody again."""
        self.query_one(FilterInput).value = ""
        self.close_filter()

    def sort_by(self, column_id: str, *, reverse: bool) -> None:
        """Order the table by a column."""
        self.sort, self.reverse = column_id, reverse
        self.show()

    def sort_next(self) -> None:
        """Order it by the next column that is shown."""
        shown = layout(self.table.size.width, self.view.widest).ids
        place = shown.index(self.sort) + 1 if self.sort in shown else 0
        self.sort_by(shown[place % len(shown)], reverse=False)

    @on(RosterTable.SortRequested)
    def _sort_requested(self, event: RosterTable.SortRequested) -> None:
        self.sort_by(event.column_id, reverse=event.column_id == self.sort and not self.reverse)

    @on(RosterTable.MarksChanged)
    @on(RosterTable.CursorMoved)
    def _count_marks(self) -> None:
        self.query_one(CountsLine).marked = (len(self.table.marks), len(self.table.hidden_marks()))
        self.refresh_alive()

    @on(RosterTable.Opened)
    def _opened(self, event: RosterTable.Opened) -> None:
        self.open_details(event.user_id)

    def open_details(self, user_id: Id | None) -> None:
        """Show one user."""
        if user_id is not None:
            self.app.push_screen(DetailsSheet(user_id))

    def on_resize(self, event: events.Resize) -> None:
        """The log has as many lines as the height allows."""
        self.query_one(ActivityLog).styles.height = log_height(event.size.height)

    @property
    def sending(self) -> bool:
        """Whether a toggle of a person is under way."""
        return bool(self.pulse.sending) and self.pulse.phase is Phase.APPLYING
