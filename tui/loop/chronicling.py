"""Lets the chronicle know of every complete reading; of a large org beside the event loop, not on it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from tui.loop.aside import aside
from tui.loop.cycle import Reading
from tui.loop.keeper import Keeper
from tui.presence.chronicle.page import Page, Shown, next_page, whole_page
from tui.presence.model import Id
from tui.presence.spans import UNBROKEN
from tui.presence.tally import tally_of


class Chronicler:
    """Remembers what was written last. What could not be written is part of the next page."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._last: Shown | None = None
        self._at: datetime | None = None
        self._tallied: datetime | None = None

    async def took(self, reading: Reading) -> None:
        """A reading of all; one that is not complete shows nothing."""
        if reading.roster.complete:
            await aside(len(reading.roster.standings), self._write, reading, reading.roster.at, None)

    async def took_some(self, whole: Reading, users: Collection[Id], at: datetime) -> None:
        """A reading of these users at ``at``, laid into the last one of all (R16)."""
        if self._last is not None and whole.roster.complete and self._unbroken(at):
            await aside(len(whole.roster.standings), self._write, whole, at, users)

    def _write(self, reading: Reading, at: datetime, only: Collection[Id] | None) -> None:
        now = Shown(reading.roster, self._keeper.memory.pasts)
        due = only is None and (self._tallied is None or _minute(at) != _minute(self._tallied))
        tally = tally_of(reading.roster, reading.plan) if due else None
        if self._keeper.chronicle(self._page(now, at, only), lambda: whole_page(now), tally):
            self._last, self._at = now, at
            self._tallied = at if due else self._tallied

    def _page(self, now: Shown, at: datetime, only: Collection[Id] | None) -> Page:
        if self._last is None:
            return whole_page(now)
        return next_page(self._last, now, at, begins=not self._unbroken(at), only=only)

    def _unbroken(self, at: datetime) -> bool:
        """Whether what was read last still tells what was in between."""
        return self._at is not None and timedelta() <= at - self._at <= UNBROKEN


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
