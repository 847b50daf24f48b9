"""A page with a cursor: the line it stands on is lit up and has a sign, and enter opens it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from tui.ui.glyphs import Glyphs
from tui.ui.page import Page

GUTTER = 2  # cells before a line: the cursor's sign and a blank


class CursorPage(Page):
    """Shows lines as a page does, drawn when they are looked at. ``cursor`` is the index of a line.

    Keys that move have priority, so that they come before an enter of the sheet's own that was typed after them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, priority=True),
        Binding("down,j", "move(1)", "Down", show=False, priority=True),
        Binding("pageup", "page(-1)", "Page up", show=False, priority=True),
        Binding("pagedown", "page(1)", "Page down", show=False, priority=True),
        Binding("home", "move(-1000000)", "First", show=False, priority=True),
        Binding("end", "move(1000000)", "Last", show=False, priority=True),
        Binding("enter", "open", "Open", show=False, tooltip="What the cursor stands on"),
    ]

    class Moved(Message):
        """The cursor stands on another line."""

    class Opened(Message):
        """A person wants what the cursor stands on."""

    class Pressed(Message):
        """A person clicked on a cell of the line under the cursor; ``x`` counts from the line's own first cell."""

        def __init__(self, x: int) -> None:
            super().__init__()
            self.x = x

    def __init__(self, signs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002 — Textual's name
        super().__init__(id=id)
        self._signs = signs
        self.cursor = 0

    @property
    def room(self) -> int:
        """The cells that a line has."""
        return max(1, self.scrollable_content_region.width - GUTTER)

    def show_at(self, lines: Sequence[Content], cursor: int) -> None:
        """Show these lines from now on, the cursor on this one; it keeps its place on the screen where that can be."""
        shift = cursor - self.cursor
        self.cursor = max(0, min(cursor, len(lines) - 1))
        self.show(lines)
        self.scroll_to(y=max(0, self.scroll_offset.y + shift), animate=False, force=True)
        self.see_cursor()

    def line(self, index: int) -> Content:
        """The line with its gutter; lit up to its end where the cursor stands."""
        line = super().line(index)
        if index != self.cursor:
            return Content.assemble(" " * GUTTER, line)
        lit = Content.assemble((self._signs.cursor, "$primary"), " ", line, " " * (self.room - line.cell_length))
        return lit.stylize("reverse" if self.app.native_ansi_color else "on $primary 30%")

    def action_move(self, lines: int) -> None:
        """Move the cursor by lines."""
        self.move_to(self.cursor + lines)

    def action_page(self, pages: int) -> None:
        """Move it by pages."""
        self.move_to(self.cursor + pages * max(1, self.size.height - 1))

    def action_open(self) -> None:
        """Open what it stands on."""
        if self.lines:
            self.post_message(self.Opened())

    def move_to(self, index: int) -> None:
        """Put it on a line."""
        index = max(0, min(index, len(self.lines) - 1))
        if index != self.cursor:
            self.cursor = index
            self.see_cursor()
            self.refresh()
            self.post_message(self.Moved())

    def see_cursor(self) -> None:
        """Scroll to where it is, if it is out of sight."""
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if not top <= self.cursor < top + height:
            y = self.cursor if self.cursor < top else self.cursor - height + 1
            self.scroll_to(y=y, animate=False, force=True)

    def on_click(self, event: events.Click) -> None:
        """A click moves it there, a double click opens."""
        at = event.get_content_offset(self)
        if at is None or at.y + self.scroll_offset.y >= len(self.lines):
            return
        self.move_to(at.y + self.scroll_offset.y)
        if event.chain == 2:
            self.action_open()
        else:
            self.post_message(self.Pressed(at.x - GUTTER))
