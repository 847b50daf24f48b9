"""The table as it was at a moment of the past, clearly marked as past; nothing can be done there but look."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from tui.loop.pulse import Phase, Pulse
from tui.presence.chronicle.door import PastDoor
from tui.presence.chronicle.shapes import moment_words
from tui.presence.chronicle.then import Then
from tui.presence.filtering.compiling import compile_filter
from tui.presence.memory import Memory
from tui.presence.when import PAST_FORMS, moment_before
from tui.presence.words import ago
from tui.ui import screens
from tui.ui.following import FollowingApp
from tui.ui.glyphs import glyphs
from tui.ui.lines.ask_line import AskLine
from tui.ui.lines.counts import TYPING, CountsLine
from tui.ui.lines.key_line import KeyLine
from tui.ui.plain import plain
from tui.ui.screens.sheet import HELP_KEY
from tui.ui.table.columns import Chosen
from tui.ui.table.live_view import LiveView
from tui.ui.table.roster_table import RosterTable
from tui.ui.table.sorting import DEFAULT_SORT, Order
from tui.ui.table.view import View
from tui.ui.tones import badge

if TYPE_CHECKING:
    from datetime import tzinfo

WHEN_HINT = PAST_FORMS
LOOKING = "looking into the journal …"
KEPT = Chosen(("name", "username", "presence", "de", "teams", "next", "change"))  # no journal keeps sessions
FILTER_HINT = "words, team:x, presence:idle, de:off"


class PastSheet(Screen[None]):
    """``at`` is a moment; the arrows go to the change before it and to the one after."""

    HELP = "The table as the journal knows it at a moment of the past. It only looks: nothing can be toggled from here."

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(False)", "Change before", key_display="←", priority=True),
        Binding("right", "step(True)", "Change after", key_display="→", priority=True),
        Binding("a", "at", "Another time", tooltip="The table as it was at another moment"),
        Binding("slash", "filter", "Filter", key_display="/", tooltip="Filter as at the desk"),
        Binding("s", "sort", "Sort", tooltip="Sort by the next column"),
        Binding("S", "reverse", "Turn round", show=False),
        Binding("escape,q", "close", "Back", key_display="esc"),
        HELP_KEY,
    ]
    AUTO_FOCUS = ".answers"
    app = getters.app(FollowingApp)

    def __init__(self, door: PastDoor, at: datetime) -> None:
        super().__init__()
        self._door, self._at = door, at
        self._then: Then | None = None
        self._live: LiveView | None = None
        self._order = Order(DEFAULT_SORT)
        self._filter = ""
        self._said = ""

    def compose(self) -> ComposeResult:
        """The bar that says when, the counts of then, the table of then."""
        ascii_only = self.app.setting.ascii_only
        yield Static(id="as-of")
        yield CountsLine(glyphs(ascii_only=ascii_only))
        yield Static(id="not-known")
        table = RosterTable(ascii_only=ascii_only).add_class("answers")
        table.chosen = KEPT
        yield table
        yield AskLine()
        yield KeyLine()

    def on_mount(self) -> None:
        """Look at once."""
        self._look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While something is typed the arrows are the field's."""
        if action in ("step", "filter") and self.query_one(AskLine).display:
            return False
        return super().check_action(action, parameters)

    def action_help_here(self) -> None:
        """What one sees here, and the keys."""
        self.app.push_screen(screens.here_sheet.here(self))

    def action_close(self) -> None:
        """Back to the history."""
        self.dismiss(None)

    # looking

    def _look(self) -> None:
        self._said = LOOKING
        self._draw()
        self.run_worker(self.app.guarded(self._looked(), "The past"), group="past", exclusive=True, exit_on_error=False)

    async def _looked(self) -> None:
        at, zone = self._at, self.app.setting.zone
        self._then, self._live = await asyncio.to_thread(_read, self._door, at, zone)
        await self._arranged()

    async def _arranged(self) -> None:
        """Order and filter, beside the event loop: an org may be large."""
        if self._live is not None:
            view = await asyncio.to_thread(_arranged, self._live, self._order, self._filter, self._at)
            self.query_one(RosterTable).show(view)
            self.query_one(RosterTable).tick(self._at)
            self.query_one(CountsLine).view = view
        self._said = ""
        self._draw()

    def action_step(self, later: bool) -> None:
        """Go to the next change, or to the one before."""
        work = self._stepped(later=later)
        self.run_worker(self.app.guarded(work, "The past"), group="step", exclusive=True, exit_on_error=False)

    async def _stepped(self, *, later: bool) -> None:
        found = await asyncio.to_thread(self._door.change_beside, self._at, later=later)
        if found is None:
            self.app.toast(f"The journal knows of no change {'after' if later else 'before'} this.")
            return
        self._at = found
        self._look()

    def action_at(self) -> None:
        """Ask for another moment."""
        self.query_one(AskLine).ask("as of", "", WHEN_HINT, self._go_to)

    def _go_to(self, text: str) -> None:
        at = moment_of(text, self.app.org_now() or self._at, self.app)
        if at is not None:
            self._at = at
            self._look()

    def action_filter(self) -> None:
        """Ask for a filter."""
        ask = self.query_one(AskLine).ask
        ask("/", self._filter, FILTER_HINT, self._filtered, typed=self._filtered, dropped=lambda: self._filtered(""))

    def _filtered(self, text: str) -> None:
        if text != self._filter:
            self._filter = text
            self._again()

    @on(CountsLine.Pressed)
    def _count_pressed(self, event: CountsLine.Pressed) -> None:
        if event.shows == TYPING:
            self.action_filter()
        else:
            self._filtered("" if event.shows == self._filter else event.shows)

    def action_sort(self) -> None:
        """Sort by the next column."""
        table = self.query_one(RosterTable)
        shown = table.shown_columns
        place = shown.index(self._order.sort) + 1 if self._order.sort in shown else 0
        self._sorted(Order(shown[place % len(shown)]))

    def action_reverse(self) -> None:
        """Turn the order round."""
        self._sorted(Order(self._order.sort, not self._order.reverse))

    @on(RosterTable.SortRequested)
    def _asked_to_sort(self, event: RosterTable.SortRequested) -> None:
        same = event.column_id == self._order.sort
        self._sorted(Order(event.column_id, same and not self._order.reverse))

    def _sorted(self, order: Order) -> None:
        self._order = order
        self._again()

    def _again(self) -> None:
        work = self.app.guarded(self._arranged(), "The past")
        self.run_worker(work, group="past", exclusive=True, exit_on_error=False)

    # drawing

    def _draw(self) -> None:
        zone = self.app.setting.zone
        org, now = self.app.pulse.org, self.app.org_now()
        local = self._at.astimezone(zone)
        distance = f", {ago((now - self._at).total_seconds())}" if now else ""
        read = self._then.around.before if self._then is not None and self._then.around.known else None
        as_read = f", as last read {read.astimezone(zone):%H:%M:%S}" if read else ""
        words = f" AS OF {local:%a} {local.day} {local:%b %Y %H:%M:%S}{as_read}{distance} — not now "
        name = f"  {plain(org.name)}{badge(sandbox=org.sandbox)[0]}" if org else ""
        signs = glyphs(ascii_only=self.app.setting.ascii_only)
        self.query_one("#as-of", Static).update(Content(signs.say(f"{words.replace('—', '–')}{name}   {self._said}")))
        known = self._then is None or self._then.around.known
        self.query_one("#not-known").display = not known
        self.query_one(RosterTable).display = self.query_one(CountsLine).display = known
        if self._then is not None and not known:
            self.query_one("#not-known", Static).update(Content(_not_known(self._then, zone)))


def _read(door: PastDoor, at: datetime, zone: tzinfo) -> tuple[Then, LiveView | None]:
    """Ask the journal, and make everybody's rows; not for the event loop."""
    then = door.then(at)
    if not then.around.known:
        return then, None
    live = LiveView(zone)
    live.tell(Pulse(Phase.OFF, roster=then.roster, memory=Memory(pasts=then.pasts)), at)
    return then, live


def _arranged(live: LiveView, order: Order, text: str, at: datetime) -> View:
    live.want(order, compile_filter(text), at)
    return live.finish()


def _not_known(then: Then, zone: tzinfo) -> str:
    before, after = then.around.before, then.around.after
    lines = ["It is not known how things stood then: neither the monitor nor a poll watched this org."]
    if before is not None:
        lines.append(f"It is known until {moment_words(before.astimezone(zone))}.")
    if after is not None:
        lines.append(f"It is known from {moment_words(after.astimezone(zone))} on.")
    if before is None and after is None:
        lines.append("No reading has been kept yet.")
    return "\n".join(lines)


def moment_of(text: str, now: datetime, app: FollowingApp) -> datetime | None:
    """The moment that was typed; where it is none, the person is told what may be."""
    found = moment_before(text, now, app.setting.zone)
    if found is None:
        app.toast(f'"{plain(text)}" is no moment of the past. Write {PAST_FORMS}.', severity="warning")
    return found
