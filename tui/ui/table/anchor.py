"""Where cursor and scroll position go when the rows under them change: they stay with their users. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from msgspec import Struct

from tui.presence.model import Id
from tui.ui.table.rows import Row
from tui.ui.table.view import View


class Stand(Struct, frozen=True):
    """Where a person is in the table.

    ``index`` is the row under the cursor, ``top`` the first row in sight. ``chosen`` is the user whom a person last put
    the cursor on, None while nobody has moved it; it outlives a filter that hides them.
    """

    cursor: Id | None = None
    index: int = 0
    top: int = 0
    chosen: Id | None = None


def follow(stand: Stand, old: View, new: View, height: int) -> Stand:
    """The stand after the view changed: the cursor's user keeps cursor and line, as far as the table's ends allow.

    An untouched cursor goes to the top when order or filter change: nobody has chosen its user. Where the cursor was
    out of sight, the first row in sight keeps its line instead. ``height`` is the number of lines for rows.
    """
    if not new.rows:
        return Stand(chosen=stand.chosen)
    reordered = (old.sort, old.reverse, old.filter) != (new.sort, new.reverse, new.filter)
    if stand.chosen is None and reordered:
        return Stand(new.rows[0].id)
    index = _place(stand, old.rows, new.rows)
    return Stand(new.rows[index].id, index, _top(stand, index, old, new, height, reordered=reordered), stand.chosen)


def _place(stand: Stand, old: Sequence[Row], new: Sequence[Row]) -> int:
    """The chosen user's row, else the cursor's, else the nearest that is still shown."""
    for user_id in (stand.chosen, stand.cursor):
        found = index_of(new, user_id, stand.index)
        if found is not None:
            return found
    return _nearest(old, stand.index, new)


def _top(stand: Stand, index: int, old: View, new: View, height: int, *, reordered: bool) -> int:
    total = len(new.rows)
    line = stand.index - stand.top
    if stand.chosen is None and stand.top == 0 and index < height:
        return 0
    if 0 <= line < height:
        return scroll_for(index, line, height, total)
    if reordered:
        return scroll_for(index, height // 2, height, total)
    first = old.rows[stand.top].id if stand.top < len(old.rows) else None
    found = index_of(new.rows, first, stand.top)
    return scroll_for(stand.top if found is None else found, 0, height, total)


def index_of(rows: Sequence[Row], user_id: Id | None, guess: int = 0) -> int | None:
    """Where a user stands; looked for at ``guess`` first, where a refresh mostly leaves them."""
    if user_id is None:
        return None
    if 0 <= guess < len(rows) and rows[guess].id == user_id:
        return guess
    return next((index for index, row in enumerate(rows) if row.id == user_id), None)


def _nearest(old: Sequence[Row], index: int, new: Sequence[Row]) -> int:
    """The new place of the nearest old row that is still shown: the next below, else the next above, else the top."""
    places = {row.id: place for place, row in enumerate(new)}
    below, above = range(index, len(old)), range(min(index, len(old)) - 1, -1, -1)
    return next((places[old[one].id] for one in chain(below, above) if old[one].id in places), 0)


def scroll_for(index: int, line: int, height: int, total: int) -> int:
    """The first row to show so that row ``index`` stands on ``line``, as far as the table's ends allow."""
    line = max(0, min(line, height - 1))
    return max(0, min(index - line, total - height))


def scroll_to_see(index: int, top: int, height: int) -> int:
    """The first row to show so that row ``index`` is seen, moved as little as possible from ``top``."""
    if index < top or height <= 0:
        return index
    return max(top, index - height + 1)
