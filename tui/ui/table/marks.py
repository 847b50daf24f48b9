"""Which users are marked. Marks are of users, so a filter hides them and never loses or moves them. Pure."""

from __future__ import annotations

from collections.abc import Collection

from tui.presence.model import Id
from tui.ui.table.rows import Row

Marks = frozenset[Id]
NOBODY: Marks = frozenset()


def turned(marks: Marks, user_id: Id) -> Marks:
    """The marks with one user's turned round."""
    return marks ^ {user_id}


def with_shown(marks: Marks, shown: Marks) -> Marks:
    """The marks and everyone shown; where all of these are marked already, they are unmarked instead."""
    if not marks:
        return shown
    if marks is shown:
        return NOBODY
    return marks - shown if shown <= marks else marks | shown


def people_in(rows: Collection[Row]) -> Marks:
    """Who can be marked of these. Queues are left out: nothing is ever done to them (R4)."""
    return frozenset(row.id for row in rows if not row.queue)
