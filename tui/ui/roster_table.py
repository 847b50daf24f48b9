"""The live table: a line of the screen for each user, drawn only where it can be seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from textual.message import Message
from textual.scroll_view import ScrollView

from tui.presence.model import Id
from tui.ui.view import View


class RosterTable(ScrollView, can_focus=True):
    """Shows a view; cursor, marks and scroll position belong to users, never to lines."""

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

    class CursorMoved(Message):
        """The cursor stands on another user; None where there is none."""

        def __init__(self, user_id: Id | None) -> None:
            super().__init__()
            self.user_id = user_id

    class MarksChanged(Message):
        """Other users are marked than before."""

        def __init__(self, marks: frozenset[Id]) -> None:
            super().__init__()
            self.marks = marks

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:  # noqa: A002 — Textual's name
        super().__init__(id=id)
        self.ascii_only = ascii_only
        self.view = View()

    def show(self, view: View) -> None:
        """Show this view."""
        self.view = view

    def tick(self, now: datetime) -> None:
        """Let ages move on; ``now`` is the org's clock."""

    @property
    def cursor_id(self) -> Id | None:
        """The user under the cursor."""
        return self.view.rows[0].id if self.view.rows else None

    @property
    def marks(self) -> frozenset[Id]:
        """The marked users, hidden ones included."""
        return frozenset()

    def shown_marks(self) -> tuple[Id, ...]:
        """The marked users that the filter shows, in display order."""
        return ()

    def hidden_marks(self) -> frozenset[Id]:
        """The marked users that the filter hides."""
        return frozenset()

    def mark_cursor(self) -> None:
        """Mark or unmark the user under the cursor, and move down."""

    def mark_shown(self) -> None:
        """Mark all that the filter shows; where all are marked already, unmark them."""

    def clear_marks(self) -> None:
        """Unmark everyone."""

    def set_marks(self, ids: Iterable[Id]) -> None:
        """Mark exactly these users."""
