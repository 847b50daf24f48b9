"""The live table: what a person does with its lines, by key and by mouse, and what it tells the app."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import ClassVar

from msgspec.structs import replace
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message

from tui.presence.model import Id
from tui.ui.table.anchor import Stand, follow, scroll_for, scroll_to_see
from tui.ui.table.columns import GUTTER
from tui.ui.table.marks import NOBODY, people_in, turned, with_shown
from tui.ui.table.roster_lines import HEADER, RosterLines
from tui.ui.table.rows import Row
from tui.ui.table.view import View

by_id = attrgetter("id")


class RosterTable(RosterLines, can_focus=True, inherit_bindings=False):
    """Shows a view; cursor, marks and scroll position belong to users, never to lines.

    Keys that move have priority, as the desk's commands have: typed in one burst, ``j j enter`` opens the third user.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, priority=True),
        Binding("down,j", "move(1)", "Down", show=False, priority=True),
        Binding("pageup", "page(-1)", "Page up", show=False, priority=True),
        Binding("pagedown", "page(1)", "Page down", show=False, priority=True),
        Binding("home", "first", "First", show=False, priority=True),
        Binding("end", "last", "Last", show=False, priority=True),
        Binding("enter", "open", "Details", show=False),
    ]

    class Opened(Message):
        """A person wants the details of a user."""

        def __init__(self, user_id: Id) -> None:
            super().__init__()
            self.user_id = user_id

    class SortRequested(Message):
        """A person clicked a column's header."""

        def __init__(self, column_id: str) -> None:
            super().__init__()
            self.column_id = column_id

    class ColumnsWanted(Message):
        """A person clicked on the sign of the columns that do not fit."""

    class CursorMoved(Message):
        """The cursor stands on another user than before; None where there is none to stand on."""

        def __init__(self, user_id: Id | None) -> None:
            super().__init__()
            self.user_id = user_id

    class MarksChanged(Message):
        """Other users are marked than before."""

        def __init__(self, marks: frozenset[Id]) -> None:
            super().__init__()
            self.marks = marks

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:  # noqa: A002 — Textual's name
        super().__init__(ascii_only=ascii_only, id=id)
        self._hidden: int | None = None

    def show(self, view: View) -> None:
        """Show this view. Cursor, marks and scroll position go where their users go; only changed lines are redrawn."""
        old, self.view, self._hidden = self.view, view, None
        self._now = view.now or self._now
        self._flash(view)
        stand = follow(replace(self._stand, top=self._top), old, view, self._height)
        self._stand_on(stand)
        self._fit()
        self.scroll_to(y=stand.top, animate=False, force=True)
        looks = (old.sort, old.reverse, old.widest, bool(old.rows), old.at is None)
        if looks == (view.sort, view.reverse, view.widest, bool(view.rows), view.at is None):
            self._repaint_changed()
        else:
            self._repaint()
        if self._marks and view.everyone is not old.everyone and view.everyone:
            self.set_marks(self._marks & view.everyone.keys())
        elif self._marks and view.left:
            self.set_marks(self._marks - view.left)

    @property
    def cursor_id(self) -> Id | None:
        """The user under the cursor; None where no row is shown."""
        return self._stand.cursor

    @property
    def cursor_row(self) -> Row | None:
        """The row under the cursor; None where no row is shown."""
        return self.view.everyone.get(self._stand.cursor) if self._stand.cursor else None

    @property
    def untouched(self) -> bool:
        """Whether nobody has put the cursor on anyone: it stays on the first row then."""
        return self._stand.chosen is None

    @property
    def marks(self) -> frozenset[Id]:
        """The marked users, hidden ones included."""
        return self._marks

    def shown_marks(self) -> tuple[Id, ...]:
        """The marked users that the filter shows, in display order."""
        key, everyone = self.view.order.key, self.view.everyone
        if not self.view.whole:
            return tuple(row.id for row in self.view.rows if row.id in self._marks) if self._marks else ()
        return tuple(row.id for row in sorted((everyone[one] for one in self._marks if one in everyone), key=key))

    def hidden_marks(self) -> frozenset[Id]:
        """The marked users that the filter hides."""
        if self.view.whole or not self._marks:
            return NOBODY
        return self._marks.difference(map(by_id, self.view.rows))

    @property
    def hidden_count(self) -> int:
        """How many marked users the filter hides; counted when first asked for, once a view and its marks."""
        if self._hidden is None:
            every = self.view.whole or not self._marks
            shown = 0 if every else sum(map(self._marks.__contains__, map(by_id, self.view.rows)))
            self._hidden = 0 if every else len(self._marks) - shown
        return self._hidden

    def mark_cursor(self) -> None:
        """Mark or unmark the user under the cursor, and move down."""
        if self._stand.cursor is not None:
            self._mark(turned(self._marks, self._stand.cursor))
            self._redraw_row(self._stand.index)
            self.action_move(1)

    def mark_shown(self) -> None:
        """Mark all that the filter shows, queues apart; where all are marked already, unmark them."""
        self.set_marks(with_shown(self._marks, self.view.people if self.view.whole else people_in(self.view.rows)))

    def clear_marks(self) -> None:
        """Unmark everyone."""
        self.set_marks(())

    def set_marks(self, ids: Iterable[Id]) -> None:
        """Mark exactly these users."""
        marks = frozenset(ids)
        if marks is not self._marks and marks != self._marks:
            self._mark(marks)
            self._repaint_changed()

    def _mark(self, marks: frozenset[Id]) -> None:
        self._marks, self._hidden = marks, None
        self.post_message(self.MarksChanged(marks))

    def move_to(self, user_id: Id) -> bool:
        """Put the cursor on a user; False where they are not shown."""
        index = self.view.place(user_id)
        if index is not None:
            self._move_to(index)
        return index is not None

    def action_move(self, lines: int) -> None:
        """Move the cursor by lines."""
        self._move_to(self._stand.index + lines)

    def action_page(self, pages: int) -> None:
        """Move cursor and rows by pages; the cursor keeps its line on the screen."""
        line, height = self._stand.index - self._top, max(1, self._height)
        index = self._bounded(self._stand.index + pages * height)
        top = scroll_for(index, line, height, len(self.view.rows))
        self.scroll_to(y=top, animate=False, force=True)
        self._move_to(index)

    def action_first(self) -> None:
        """Go to the first row."""
        self._move_to(0)

    def action_last(self) -> None:
        """Go to the last row."""
        self._move_to(len(self.view.rows) - 1)

    def action_open(self) -> None:
        """Ask for the details of the user under the cursor."""
        if self._stand.cursor is not None:
            self.post_message(self.Opened(self._stand.cursor))

    def on_click(self, event: events.Click) -> None:
        """A header click sorts; a row click moves there, marks in the gutter or with ctrl, opens when doubled."""
        at = event.get_content_offset(self)
        if at is None:
            return
        if at.y < HEADER:
            self._request_sort(at.x)
            return
        index = self._top + at.y - HEADER
        if index >= len(self.view.rows):
            return
        self._move_to(index)
        if event.ctrl or at.x < GUTTER:
            self.set_marks(turned(self._marks, self.view.rows[index].id))
        elif event.chain == 2:
            self.action_open()

    def _request_sort(self, x: int) -> None:
        column_id = self._paint.layout.at(x)
        if column_id == "more":
            self.post_message(self.ColumnsWanted())
        elif column_id is not None and column_id != "mark":
            self.post_message(self.SortRequested(column_id))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Light up the line under the pointer."""
        self._point(event.get_content_offset(self))

    def on_leave(self) -> None:
        """The pointer is elsewhere."""
        self._point(None)

    def _point(self, at: Offset | None) -> None:
        before, self._pointer = self._pointer, at
        if any(one is not None and one.y < HEADER for one in (before, at)):
            self._redraw(0)
        self._repaint_changed()

    def on_resize(self) -> None:
        """Other columns may fit now, and the cursor stays in sight."""
        self._fit()
        self._see_cursor()

    def _bounded(self, index: int) -> int:
        return max(0, min(index, len(self.view.rows) - 1))

    def _move_to(self, index: int) -> None:
        """A person puts the cursor on a row."""
        if self.view.rows:
            before, index = self._stand.index, self._bounded(index)
            user_id = self.view.rows[index].id
            self._stand_on(Stand(user_id, index, self._top, user_id))
            self._see_cursor()
            self._redraw_row(before)
            self._redraw_row(index)

    def _stand_on(self, stand: Stand) -> None:
        before, self._stand = self._stand, stand
        if stand.cursor != before.cursor:
            self.post_message(self.CursorMoved(stand.cursor))

    def _see_cursor(self) -> None:
        top = scroll_to_see(self._stand.index, self._top, self._height)
        if self._stand.cursor is not None and top != self._top:
            self.scroll_to(y=top, animate=False, force=True)
