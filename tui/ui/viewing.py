"""The seeing half of the desk: what is laid out, what the app's news change on it, how it is sorted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from msgspec.structs import replace
from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui.loop.pulse import Pulse
from tui.presence.filtering.compiling import EVERYBODY
from tui.presence.model import Instant
from tui.ui.commands import COMMANDS
from tui.ui.commands.outside import ShowDoctor
from tui.ui.following import FollowingApp
from tui.ui.glyphs import glyphs
from tui.ui.keys import keys_shown
from tui.ui.lines.activity_log import ActivityLog, log_height
from tui.ui.lines.counts import CountsLine
from tui.ui.lines.filter_line import FilterLine
from tui.ui.lines.key_line import KeyLine
from tui.ui.lines.loop_line import LoopLine
from tui.ui.lines.problem_line import ProblemLine, asks_for_doctor, problem_words
from tui.ui.lines.top_line import TopLine
from tui.ui.lines.trend_line import TrendLine, trend_fits
from tui.ui.setting import Setting
from tui.ui.slicing import Slicing
from tui.ui.table.columns import layout
from tui.ui.table.live_view import LiveView
from tui.ui.table.roster_table import RosterTable
from tui.ui.table.sorting import DEFAULT_SORT, Order
from tui.ui.table.view import View, aged
from tui.ui.words.log import LogLine
from tui.ui.words.loop import is_stale

AGES_EVERY = timedelta(seconds=5)


class DeskTable(RosterTable, inherit_bindings=False):
    """The table at the desk, where enter is a command that the settings can move."""

    BINDINGS: ClassVar[list[BindingType]] = [
        one for one in RosterTable.BINDINGS if not (isinstance(one, Binding) and one.key == "enter")
    ]


class Viewing(Screen[None]):
    """Shows the app's pulse. Whoever acts on it hears of every change by ``changed``."""

    AUTO_FOCUS = "DeskTable"
    app = getters.app(FollowingApp)
    table = getters.query_one(DeskTable)

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        self.view = View()
        self.live = LiveView(setting.zone)
        self._slicing = Slicing(self.live, setting.clock, setting.sleep, self._show, lambda: self.table.untouched)
        self.sort, self.reverse, self.compiled = DEFAULT_SORT, False, EVERYBODY

    @property
    def filter(self) -> str:
        """The filter as it was typed."""
        return self.compiled.text

    def compose(self) -> ComposeResult:
        """From top to bottom: where we are, what the loop does, how many there are, who, what happened, the keys."""
        yield TopLine(demo=self.setting.demo)
        yield LoopLine()
        yield CountsLine(glyphs(ascii_only=self.setting.ascii_only))
        yield TrendLine(glyphs(ascii_only=self.setting.ascii_only))
        yield ProblemLine()
        yield DeskTable(ascii_only=self.setting.ascii_only, id="roster")
        yield FilterLine(id="filter-line")
        yield ActivityLog(self.setting.zone)
        yield KeyLine({one.id: one.rank for one in COMMANDS})

    def on_mount(self) -> None:
        """Follow the app; what is known already is shown at once."""
        self.watch(self.app, "pulse", self._pulsed)
        self.watch(self.app, "now", self._ticked)
        self.watch(self.app, "activity", self._happened)
        self.watch(self.app, "trouble", self._troubled)
        self._fit(self.app.size.height)  # now, so that the first frame is not laid out twice

    def changed(self) -> None:
        """Something is different: the pulse, the time, the view, the cursor or the marks."""

    # what the app says

    def _pulsed(self, pulse: Pulse) -> None:
        self.query_one(TopLine).pulse = pulse
        self.query_one(TopLine).read_only = pulse.org is not None and not self.app.may_write
        self.query_one(LoopLine).pulse = pulse
        self._troubled()
        self.live.tell(pulse, self.app.org_now())
        self._go_on()
        self._dim()
        self.changed()

    def _ticked(self, now: Instant) -> None:
        self.query_one(LoopLine).now = now
        org_now = self.app.org_now()
        if org_now is not None:
            self.table.tick(org_now)
            self._search_again(org_now)
        self._dim()
        self.changed()

    def _search_again(self, now: datetime) -> None:
        """Time alone changes what a filter of ages shows."""
        at = self.live.searched_at
        if self.compiled.ages and not self.live.urgent and at is not None and now - at >= AGES_EVERY:
            self.show()

    def _happened(self, lines: tuple[LogLine, ...]) -> None:
        self.query_one(ActivityLog).lines = lines

    def _troubled(self) -> None:
        trouble = (self.app.trouble,) if self.app.trouble else ()
        doctor = keys_shown(self.app.moved_keys.get(ShowDoctor.id, ShowDoctor.key)) if self.setting.doctor else ""
        self.query_one(ProblemLine).text = problem_words(self.app.pulse, trouble, doctor)
        named = doctor and asks_for_doctor(self.app.pulse, trouble)
        self.query_one(KeyLine).kept = ShowDoctor.id if named else ""

    def show(self) -> None:
        """Show what order and filter ask for: at once, or as soon as it is ready while keys are answered."""
        self.live.want(Order(self.sort, self.reverse), self.compiled, self.app.org_now())
        self._go_on()

    def _go_on(self) -> None:
        if self._slicing.begin():
            self.run_worker(self.app.guarded(self._slicing.go_on(), "The table"), group="view", exit_on_error=False)

    def _show(self, view: View) -> None:
        self.view = aged(view, stale=self._stale())
        self.table.show(self.view)
        self.query_one(CountsLine).view = self.view
        self._count_marks()
        self.live.expect((Order(self._next_column()), Order(self.sort, not self.reverse)))

    def _stale(self) -> bool:
        pulse = self.app.pulse
        return is_stale(pulse, self.setting.clock.now(), pulse.pace.refresh)

    def _dim(self) -> None:
        """Old data is dim."""
        stale = self._stale()
        if stale is not self.view.stale:
            self.view = replace(aged(self.view, stale=stale), changed={})
            self.table.show(self.view)

    @on(RosterTable.MarksChanged)
    @on(RosterTable.CursorMoved)
    def _count_marks(self) -> None:
        self.query_one(CountsLine).marked = (len(self.table.marks), self.table.hidden_count)
        self.changed()

    def on_resize(self, event: events.Resize) -> None:
        """The trend strip is there, and the log has as many lines, as the height allows."""
        self._fit(event.size.height)

    def _fit(self, height: int) -> None:
        self.query_one(TrendLine).display = trend_fits(height)
        self.query_one(ActivityLog).styles.height = log_height(height)

    # sort

    def sort_by(self, column_id: str, *, reverse: bool) -> None:
        """Order the table by a column."""
        self.sort, self.reverse = column_id, reverse
        self.show()

    def sort_next(self) -> None:
        """Order it by the next column that is shown."""
        self.sort_by(self._next_column(), reverse=False)

    def _next_column(self) -> str:
        shown = layout(self.table.size.width, self.view.widest, self.table.chosen).ids
        place = shown.index(self.sort) + 1 if self.sort in shown else 0
        return shown[place % len(shown)]

    @on(RosterTable.SortRequested)
    def _sort_requested(self, event: RosterTable.SortRequested) -> None:
        self.sort_by(event.column_id, reverse=event.column_id == self.sort and not self.reverse)
