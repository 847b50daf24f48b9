"""The desk: the main screen, where a person watches the table and acts. Its commands, and what flows need of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType

from tui.loop.hand import Hand
from tui.loop.pulse import Phase, Pulse
from tui.presence.model import Id
from tui.presence.roster import Roster
from tui.presence.tally import Tally
from tui.ui import screens
from tui.ui.commands import COMMANDS, READING, command_named
from tui.ui.commands.base import Command
from tui.ui.commands.looking import ChooseColumns, Filter, Palette
from tui.ui.commands.overview import ShowWatched
from tui.ui.finding import Finding
from tui.ui.flows.polling import asking, offering
from tui.ui.flows.trending import trending
from tui.ui.flows.watching import watching
from tui.ui.keys import MOVES
from tui.ui.lines.counts import TYPING, WATCHED, CountsLine
from tui.ui.lines.filter_line import FilterInput
from tui.ui.setting import Setting
from tui.ui.table.roster_table import RosterTable
from tui.ui.undo import Step
from tui.ui.watching import Known


class Desk(Finding):
    """``steps`` are the toggles made here, the last one last; ``reasons`` the reasons given in this run.

    ``asked``: the first plan's question was put to a person and not overtaken since (R10); ``called``: who looked
    elsewhere was told of it. ``offered``: a loop that was on when the last run ended was looked for. ``starting``: the
    loop is about to start. ``tallies`` are the numbers of this run's readings and of those not long before it, oldest
    first. ``known`` is what the last complete reading told, while somebody is watched; ``told_of`` the last reading
    that was looked at for that.
    """

    BINDINGS: ClassVar[list[BindingType]] = [one.binding() for one in COMMANDS if one is not Palette]

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.steps: list[Step] = []
        self.reasons: list[str] = []
        self.tallies: tuple[Tally, ...] = ()
        self.known: Known | None = None
        self.told_of: Roster | None = None
        self.asked = self.called = self.offered = self.starting = False
        self._alive: tuple[tuple[bool, bool], ...] = ()

    @property
    def pulse(self) -> Pulse:
        """The last pulse."""
        return self.app.pulse

    @property
    def hand(self) -> Hand:
        """The door to the loop."""
        return self.app.hand

    @property
    def sending(self) -> bool:
        """Whether a toggle is under way."""
        return bool(self.pulse.sending) and self.pulse.phase is Phase.APPLYING

    @property
    def commands(self) -> tuple[type[Command], ...]:
        """The commands that exist in this run: without those that write, where nothing may be written."""
        return COMMANDS if self.app.may_write else READING

    def targets(self) -> tuple[Id, ...]:
        """Whom a command is for: the marked users that the filter shows, else the one under the cursor."""
        marked = self.table.shown_marks()
        return marked or ((self.table.cursor_id,) if self.table.cursor_id else ())

    def changed(self) -> None:
        """Draw the keys anew where other commands work than before; ask what the loop wants to know."""
        commands = self.commands
        alive = tuple((one in commands and one.here(self), one.why_not(self) is None) for one in COMMANDS)
        if alive != self._alive:
            self._alive = alive
            self.refresh_bindings()
        trending(self)
        watching(self)
        asking(self)
        offering(self)

    def on_screen_resume(self) -> None:
        """A question that came while something else was open is asked now."""
        asking(self)
        offering(self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A command that does not exist is hidden, one that can do nothing now is dim; a text being typed has none."""
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
        """A dead key says why; those that move the cursor never are, and take no look at all bindings."""
        if event.key in MOVES:
            return
        active = self.active_bindings.get(event.key)
        if active is not None and not active.enabled and active.node is self:
            event.stop()
            self.perform(next(one for one in self.commands if one.binding().action == active.binding.action))

    def start(self, work: Awaitable[None], what: str) -> None:
        """Run a flow beside everything else, inside the app's boundary."""
        self.run_worker(self.app.guarded(work, what), group="flow", exit_on_error=False)

    @on(RosterTable.Opened)
    def _opened(self, event: RosterTable.Opened) -> None:
        self.open_details(event.user_id)

    @on(CountsLine.Pressed)
    def _count_pressed(self, event: CountsLine.Pressed) -> None:
        """Show those whom the part counts; where they are shown already, everybody."""
        opens = {TYPING: Filter, WATCHED: ShowWatched}.get(event.shows)
        if opens is not None:
            self.perform(opens)
        else:
            self.close_filter()
            self.filter_by("" if event.shows == self.filter else event.shows)

    @on(RosterTable.ColumnsWanted)
    def _columns_wanted(self) -> None:
        self.perform(ChooseColumns)

    def open_details(self, user_id: Id | None) -> None:
        """Show one user."""
        if user_id is not None:
            self.app.push_screen(screens.details_sheet.DetailsSheet(user_id, self))
