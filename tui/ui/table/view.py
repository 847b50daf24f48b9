"""What the table shows: rows in an order, filtered and counted. ``live_view`` makes it. Pure, no Textual."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field
from msgspec.structs import replace

from tui.presence.filtering.compiling import EVERYBODY, Compiled
from tui.presence.model import Id, Presence
from tui.ui.table.rows import Row
from tui.ui.table.sorting import DEFAULT_SORT, Order

__all__ = ["DEFAULT_SORT", "Row", "View", "aged"]


class View(Struct, frozen=True, gc=False):
    """The table's whole content at one moment.

    ``rows`` are those that the filter shows, in display order; ``everyone`` holds all rows by Id, and goes on with
    later views. ``total``, ``counts``, ``out_of_step``, ``held`` and ``held_back`` are of all people, queues apart;
    ``people`` are their Ids. ``at`` is the reading's time on the org's clock, ``now`` the org's clock when this was
    made. ``changed`` names the columns with news since the view before, by user; ``left`` those who went.
    ``widest`` is the longest text of a stretching column, in characters. ``filter`` is the text of ``asked``.
    ``searching``: more rows may follow.
    """

    rows: Sequence[Row] = ()
    total: int = 0
    counts: Counter[Presence] = field(default_factory=Counter)
    out_of_step: int = 0
    held: int = 0
    at: datetime | None = None
    sort: str = DEFAULT_SORT
    reverse: bool = False
    filter: str = ""
    stale: bool = False
    held_back: int = 0
    now: datetime | None = None
    changed: Mapping[Id, frozenset[str]] = field(default_factory=dict)
    left: frozenset[Id] = frozenset()
    everyone: Mapping[Id, Row] = field(default_factory=dict)
    people: frozenset[Id] = frozenset()
    widest: Mapping[str, int] = field(default_factory=dict)
    asked: Compiled = EVERYBODY
    searching: bool = False

    @property
    def order(self) -> Order:
        """The order of the rows."""
        return Order(self.sort, self.reverse)

    @property
    def whole(self) -> bool:
        """Whether everybody is shown."""
        return not self.asked.terms

    def place(self, user_id: Id | None) -> int | None:
        """Where a user stands; None where they are not shown. Looks at a few rows only, however many there are."""
        row = self.everyone.get(user_id) if user_id is not None else None
        if row is None:
            return None
        place = self.place_for(row)
        return place if place < len(self.rows) and self.rows[place].id == user_id else None

    def place_for(self, row: Row) -> int:
        """Where a row stands, or would stand."""
        key = self.order.key
        return bisect_left(self.rows, key(row), key=key)


def aged(view: View, *, stale: bool) -> View:
    """The same view, dimmed or not: its data is older than twice the refresh time."""
    return view if view.stale is stale else replace(view, stale=stale)
