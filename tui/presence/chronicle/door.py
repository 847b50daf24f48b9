"""The door to the past: what screen and command line may ask of the journal. ``store`` opens it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from tui.presence.chronicle.known import Stretch
from tui.presence.chronicle.search import Search
from tui.presence.chronicle.then import Then
from tui.presence.chronicle.totals import Totals
from tui.presence.entry import Entry
from tui.presence.model import Id


class PastDoor(Protocol):
    """Every method may raise JournalFailure, and none is for the event loop: a large journal takes its time."""

    def numbers(self, search: Search, limit: int | None = None) -> Sequence[int]:
        """The numbers of the entries that meet a search, newest first."""
        ...

    def entries(self, numbers: Sequence[int]) -> dict[int, Entry]:
        """These entries by number; those that are gone meanwhile are not in it."""
        ...

    def names(self) -> Mapping[Id, str]:
        """Everybody whom the journal knows."""
        ...

    def stretches(self) -> tuple[Stretch, ...]:
        """When it is known how things stood, in order."""
        ...

    def then(self, at: datetime) -> Then:
        """How everything stood at a moment."""
        ...

    def change_beside(self, at: datetime, *, later: bool) -> datetime | None:
        """When somebody's state last changed before a moment, or next changed after it."""
        ...

    def totals(self, since: datetime, until: datetime, users: frozenset[Id] | None = None) -> Totals:
        """Times and toggles of everybody, or of these users."""
        ...
