"""Where cursor and scroll position go when the rows under them change: they stay with their users. Pure."""

from __future__ import annotations

from msgspec import Struct

from tui.presence.model import Id
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
    index = _place(stand, old, new)
    return Stand(new.rows[index].id, index, _top(stand, index, old, new, height, reordered=reordered), stand.chosen)


def _place(stand: Stand, old: View, new: View) -> int:
    """The chosen user's row, else the cursor's, else that of the next who is shown, else the last."""
    for user_id in (stand.chosen, stand.cursor):
        found = new.place(user_id)
        if found is not None:
            return found
    if stand.index >= len(old.rows):
        return 0
    return min(new.place_for(old.rows[stand.index]), len(new.rows) - 1)


def _top(stand: Stand, index: int, old: View, new: View, height: int, *, reordered: bool) -> int:
    total = len(new.rows)
    line = stand.index - stand.top
    if stand.chosen is None and stand.top == 0 and index < height:
        return 0
    if 0 <= line < height:
        return scroll_for(index, line, height, total)
    if reordered:
        return scroll_for(index, height // 2, height, total)
    found = new.place(old.rows[stand.top].id) if stand.top < len(old.rows) else None
    return scroll_for(stand.top if found is None else found, 0, height, total)


def scroll_for(index: int, line: int, height: int, total: int) -> int:
    """The first row to show so that row ``index`` stands on ``line``, as far as the table's ends allow."""
    line = max(0, min(line, height - 1))
    return max(0, min(index - line, total - height))


def scroll_to_see(index: int, top: int, height: int) -> int:
    """The first row to show so that row ``index`` is seen, moved as little as possible from ``top``."""
    if index < top or height <= 0:
        return index
    return max(top, index - height + 1)
