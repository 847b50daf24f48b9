"""What the filter needs to know of a user: the table's rows have it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from tui.presence.memory import By, Hold
from tui.presence.roster import Standing


class Filterable(Protocol):
    """One row. All texts are folded, and made once a user."""

    @property
    def standing(self) -> Standing:
        """What the reading shows."""

    @property
    def haystack(self) -> str:
        """Name, username, Id and team names, folded, a line each."""

    @property
    def team_hay(self) -> str:
        """Team names, folded, a line each."""

    @property
    def hold(self) -> Hold | None:
        """The hold on this user."""

    @property
    def next_kind(self) -> str:
        """What comes next, as the Next column has it: ``on``, ``held-back``, …, empty where nothing does."""

    @property
    def out_of_step(self) -> bool:
        """Whether a toggle is planned or withheld."""

    @property
    def changed_at(self) -> datetime | None:
        """When the toggle last changed."""

    @property
    def changed_by(self) -> By | None:
        """Who changed it."""


Test = Callable[[Filterable], bool]
