"""The sessions as they were read last: one that did not change is the same object in the next reading.

So nothing is kept twice, and whoever concludes from sessions sees at a glance whose are new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from sys import intern

from msgspec.structs import replace

from tui.presence.model import Id, Session


class Shelf:
    """Remembers the rows of one org. Not for two threads at once."""

    def __init__(self) -> None:
        self._rows: dict[Id, Session] = {}
        self._lengths: dict[int, int] = {}
        self._moments: dict[datetime, datetime] = {}

    def take(self, arrived: Iterable[Session]) -> list[Session]:
        """The rows of a page, each as it was where it is equal to what it was."""
        found, kept = [], self._rows
        for row in arrived:
            old = kept.get(row.id)
            if old is None or old != row:
                old = kept[row.id] = self._lean(row, old)
            found.append(old)
        return found

    def keep_only(self, rows: Sequence[Session]) -> None:
        """All that there is now has been read: forget the others."""
        self._moments = {}
        if len(self._rows) > len(rows):
            self._rows = {row.id: row for row in rows}

    def _lean(self, row: Session, old: Session | None) -> Session:
        """The row with its repeated words kept once for all rows: an org of many sessions has few different ones.

        Users' Ids are the very objects that stand in DE's answer and in the users, so that they are found faster, too.
        """
        session_id = old.id if old is not None else row.id
        parent = row.parent_id
        if parent is not None:
            above = self._rows.get(parent)
            parent = session_id if parent == session_id else above.id if above is not None else parent
        return replace(
            row,
            id=session_id,
            user_id=intern(row.user_id),
            session_type=_word(row.session_type),
            login_type=_word(row.login_type),
            last_modified=self._moments.setdefault(row.last_modified, row.last_modified),
            seconds_valid=self._lengths.setdefault(row.seconds_valid, row.seconds_valid),
            parent_id=parent,
        )


def _word(text: str | None) -> str | None:
    return None if text is None else intern(text)
