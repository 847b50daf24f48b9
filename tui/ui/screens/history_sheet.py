"""The history: the journal newest first, searched as one types, time in state by user and team, and the way back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.presence.chronicle.door import PastDoor
from tui.presence.chronicle.search import HINT
from tui.presence.model import Id
from tui.presence.words import plural
from tui.ui.cursor_page import CursorPage
from tui.ui.glyphs import Glyphs, glyphs
from tui.ui.lines.ask_line import AskLine
from tui.ui.lines.key_line import KeyLine
from tui.ui.plain import plain
from tui.ui.screens.history_export import (
    COPIED,
    all_entries,
    entries_text,
    file_name,
    save_entries,
    save_totals,
    totals_text,
)
from tui.ui.screens.history_found import MODES, TITLES, Found, Mode, find, search_words, standing_words, without_user
from tui.ui.screens.history_lines import EntryLines, TotalLines
from tui.ui.screens.past_sheet import WHEN_HINT, PastSheet, moment_of
from tui.ui.screens.sheet import Sheet, SheetTitle
from tui.ui.tones import QUIET, badge
from tui.ui.words.history import entry_head, entry_whole, in_order, total_columns, total_head, total_whole

NO_USER = "this line is of nobody alone"


class HistorySheet(Sheet[None]):
    """``door`` is asked beside the event loop. ``user`` is whom the desk's cursor stands on, None where on nobody."""

    HELP = (
        "What the journal has, newest first: who came and left, what was toggled by whom, and how it ended. The "
        "line under the cursor is told whole below. t goes on to the time that users and teams spent in each "
        "state."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/", tooltip=f"Search as you type: {HINT}"),
        Binding("a", "at", "As of", tooltip="The table as it was at a moment: who was present then"),
        Binding("u", "only", "Only this user", tooltip="Only the user of this line; again for everybody"),
        Binding("d", "desk_user", "Desk's user", tooltip="Only the user under the desk's cursor"),
        Binding("t", "totals", "Totals", tooltip="Time in state and toggles, by user, by team, and back"),
        Binding("s", "sort(1)", "Sort", tooltip="Order the totals by the next column"),
        Binding("S", "reverse", "Turn round", show=False),
        Binding("e", "export", "Export", tooltip="Write what is shown to a file, CSV or JSON by its name"),
        Binding("c", "copy", "Copy", tooltip=f"Copy what is shown, {COPIED} lines at most, as CSV (OSC 52)"),
        Binding("r", "look", "Again", tooltip="Look into the journal again"),
        Binding("H", "close", "Back", show=False),
    ]
    DEAD: ClassVar[Mapping[str, str]] = {
        "desk_user": "the desk's cursor stands on nobody",
        "export": "there is nothing to write",
        "copy": "there is nothing to copy",
    }
    AUTO_FOCUS = ".answers"

    def __init__(self, door: PastDoor, user: Id | None) -> None:
        super().__init__()
        self._door, self._user = door, user
        self._mode: Mode = "entries"
        self._text = ""
        self._names: Mapping[Id, str] = {}
        self._found: Found | None = None
        self._lines: EntryLines | TotalLines | None = None
        self._sort, self._reverse = "name", False
        self._problem = ""
        self._reading = False

    def compose(self) -> ComposeResult:
        """Title, what is asked, heads, lines, the line under the cursor whole, keys."""
        yield SheetTitle()
        yield from self.above()
        yield CursorPage(self._signs, id="page").add_class("answers")
        yield Static(id="whole")
        yield AskLine()
        yield KeyLine()

    def above(self) -> Iterable[Widget]:
        """What is asked, and the heads of the columns."""
        yield Static(id="words")
        yield Static(id="head")

    def on_mount(self) -> None:
        """Look at once, and again when something happens while the newest line is under the cursor."""
        self.watch(self.app, "activity", self._happened, init=False)
        self.action_look()

    def _happened(self) -> None:
        newest = self._mode == "entries" and self._page.cursor == 0
        if newest and self._found is not None and not self._asking.display:
            self.action_look()

    def on_resize(self) -> None:
        """Columns come and go with the width, which the page knows when it is laid out."""
        self.call_after_refresh(self._draw)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Totals are sorted, a journal is not; and there must be somebody to look at alone."""
        if action == "search" and self._asking.display:
            return False  # the key is a character of what is typed
        if action in ("sort", "reverse"):
            return self._mode != "entries"
        if action == "desk_user":
            return True if self._user else None
        if action in ("export", "copy"):
            return True if self._lines else None
        return super().check_action(action, parameters)

    # looking

    def action_look(self) -> None:
        """Ask the journal again."""
        self._draw()
        self.run_worker(self._look_or_say(), group="history", exclusive=True, exit_on_error=False)

    async def _look_or_say(self) -> None:
        self._problem = "The journal could not be read."
        await self.app.guarded(self._look(), "The history")
        self._draw()

    async def _look(self) -> None:
        zone = self.app.setting.zone
        if not self._names:
            self._names = await asyncio.to_thread(self._door.names)
        self._found = await asyncio.to_thread(find, self._door, self._mode, self._text, self._now(), zone, self._names)
        self._problem = ""
        self._arrange(self._found)

    def _arrange(self, found: Found) -> None:
        """The lines of what was found; the cursor begins at the top."""
        signs, setting = self._signs, self.app.setting
        if found.totals is None:
            today = self._now().astimezone(setting.zone).date()
            self._lines = EntryLines(found.numbers, self._missing, setting.zone, today, signs)
        else:
            ordered = in_order(found.of(self._mode), self._sort, reverse=self._reverse)
            self._lines = TotalLines(ordered, signs, teams=self._mode == "teams")
        self._lines.room = self._page.room
        self._page.show_at(self._lines, 0)

    def _missing(self, index: int) -> None:
        """A line is to be seen whose entry was not read yet."""
        if not self._reading and isinstance(self._lines, EntryLines):
            self._reading = True
            self.run_worker(
                self.app.guarded(self._read(self._lines, index), "The history"),
                group="history-page",
                exit_on_error=False,
            )

    async def _read(self, lines: EntryLines, index: int) -> None:
        wanted = lines.wanted(index)
        try:
            lines.take(wanted, await asyncio.to_thread(self._door.entries, wanted))
        finally:
            self._reading = False
        if lines is self._lines:
            self._page.refresh()
            self._tell_whole()

    # what a person does

    def action_search(self) -> None:
        """Ask for a search; it is looked for as it is typed."""
        before = self._text
        self._asking.ask("/", before, HINT, self._searched, typed=self._searched, dropped=lambda: self._searched(""))

    def _searched(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.action_look()

    def action_only(self) -> None:
        """Only the user of this line; where that is asked already, everybody again."""
        user, others = self._cursor_user(), without_user(self._text)
        if others != self._text and self._mode == "entries":
            self._searched(others)
        elif user is None:
            self.app.toast(f"Only this user: {NO_USER}", severity="warning")
        else:
            self._only(user)

    def action_desk_user(self) -> None:
        """Only whom the desk's cursor stands on."""
        if self._user is not None:
            self._only(self._user)

    def _only(self, user: Id) -> None:
        self._mode = "entries"
        self._text = f"{without_user(self._text)} user:{user}".strip()
        self.action_look()

    def action_totals(self) -> None:
        """Entries, users, teams, and from the beginning."""
        self._mode = MODES[(MODES.index(self._mode) + 1) % len(MODES)]
        self._found, self._lines, self._sort, self._reverse = None, None, "name", False
        self.action_look()

    def action_sort(self, step: int) -> None:
        """Order the totals by another column."""
        shown = ("name", *(one.id for one in total_columns(self._page.room, teams=self._mode == "teams")))
        place = shown.index(self._sort) if self._sort in shown else -1
        self._sort, self._reverse = shown[(place + step) % len(shown)], False
        self._again()

    def action_reverse(self) -> None:
        """Turn their order round."""
        self._reverse = not self._reverse
        self._again()

    def _again(self) -> None:
        if self._found is not None:
            self._arrange(self._found)
            self._draw()

    def action_at(self) -> None:
        """Ask for a moment, and show the table as it was; it begins with the moment of the line."""
        entry = self._lines.entry(self._page.cursor) if isinstance(self._lines, EntryLines) else None
        at = f"{entry.at.astimezone(self.app.setting.zone):%Y-%m-%d %H:%M:%S}" if entry else ""
        self._asking.ask("as of", at, WHEN_HINT, self._go_to)

    def _go_to(self, text: str) -> None:
        at = moment_of(text, self._now(), self.app)
        if at is not None:
            self.app.push_screen(PastSheet(self._door, at))

    @on(CursorPage.Opened)
    def _opened(self) -> None:
        """Enter on a total shows that user's entries."""
        if self._mode == "users" and (user := self._cursor_user()) is not None:
            self._only(user)

    def action_export(self) -> None:
        """Ask for a file."""
        name = file_name("history" if self._mode == "entries" else self._mode, self._now())
        self._asking.ask("export to (.csv or .json)", name, "a file in this folder, or a path", self._export)

    def _export(self, name: str) -> None:
        if name.strip():
            work = self._exported(name.strip())
            self.run_worker(self.app.guarded(work, "The export"), group="export", exit_on_error=False)

    async def _exported(self, name: str) -> None:
        lines = self._lines
        if isinstance(lines, EntryLines):
            said, well = await asyncio.to_thread(save_entries, self._door, lines.numbers, name)
        else:
            said, well = await asyncio.to_thread(save_totals, lines.totals if lines else (), name)
        self.app.toast(plain(said), severity="information" if well else "error")

    async def action_copy(self) -> None:
        """Copy the first lines of what is shown, through the terminal."""
        if isinstance(self._lines, TotalLines):
            text = totals_text(self._lines.totals[:COPIED], json=False)
        elif self._lines is not None:
            entries = await asyncio.to_thread(all_entries, self._door, self._lines.numbers[:COPIED])
            text = entries_text(entries, json=False)
        else:
            return
        self.app.copy_to_clipboard(text)
        number = min(COPIED, len(self._lines))
        self.app.toast(f"{plural(number, 'line')} copied, if your terminal allows it (OSC 52).")

    # drawing

    @property
    def _page(self) -> CursorPage:
        return self.query_one(CursorPage)

    @property
    def _signs(self) -> Glyphs:
        return glyphs(ascii_only=self.app.setting.ascii_only)

    @property
    def _asking(self) -> AskLine:
        return self.query_one(AskLine)

    def _now(self) -> datetime:
        """The org's clock, or ours where no reading told it yet."""
        return self.app.org_now() or datetime.fromtimestamp(self.app.setting.clock.now().wall, tz=UTC)

    def _cursor_user(self) -> Id | None:
        index = self._page.cursor
        if isinstance(self._lines, EntryLines):
            entry = self._lines.entry(index)
            return entry.user if entry else None
        if self._lines is not None and self._mode == "users" and index < len(self._lines):
            return self._lines.totals[index].id
        return None

    def _draw(self) -> None:
        org, found = self.app.pulse.org, self._found
        left = Content.styled(TITLES[self._mode], "bold")
        if org is not None:
            left = Content.assemble(left, f"  {plain(org.name)}  ", badge(sandbox=org.sandbox))
        self.query_one(SheetTitle).show(left, Content.styled(standing_words(found), QUIET))
        words = search_words(found, self._text, self._problem, empty=not self._lines)
        self.query_one("#words", Static).update(words)
        self.query_one("#words").display = bool(words)
        if self._lines is not None:
            self._lines.room = self._page.room
        self.query_one("#head", Static).update(Content("  ") + self._head())
        self._page.refresh()
        self._tell_whole()
        self.refresh_bindings()

    def _head(self) -> Content:
        room, signs = self._page.room, self._signs
        if self._mode == "entries":
            return entry_head(room)
        return total_head(room, self._sort, signs, teams=self._mode == "teams", reverse=self._reverse)

    @on(CursorPage.Moved)
    def _tell_whole(self) -> None:
        """All that is known of the line under the cursor."""
        index, signs = self._page.cursor, self._signs
        words = Content()
        if isinstance(self._lines, EntryLines):
            entry = self._lines.entry(index)
            words = entry_whole(entry, self.app.setting.zone, signs) if entry else words
        elif self._lines is not None and self._found is not None and index < len(self._lines):
            words = total_whole(self._lines.totals[index], self._found.known, teams=self._mode == "teams")
        self.query_one("#whole", Static).update(words)
