"""Which users are marked. Marks are of users, so a filter hides them and never loses or moves them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tui.presence.model import Id
from tui.ui.table.rows import Row

Marks = frozenset[Id]


def turned(marks: Marks, user_id: Id) -> Marks:
    """The marks with one user's turned round."""
    return marks ^ {user_id}


def with_shown(marks: Marks, rows: Collection[Row]) -> Marks:
    """The marks and everyone shown; where all of these are marked already, they are unmarked instead.

    Queues are left out: nothing is ever done to them (R4).
    """
    shown = frozenset(row.id for row in rows if not row.queue)
    return marks - shown if shown <= marks else marks | shown


def still_there(marks: Marks, everyone: Mapping[Id, Row]) -> Marks:
    """The marks of those who are still members of a team; the same object where that is all of them."""
    gone = frozenset(user_id for user_id in marks if user_id not in everyone)
    return marks - gone if gone else marks
