"""The lines of the history, made when they are looked at: a journal of a hundred thousand entries opens at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, tzinfo
from typing import overload

from textual.content import Content

from tui.presence.chronicle.totals import Total
from tui.presence.entry import Entry
from tui.ui.glyphs import Glyphs
from tui.ui.tones import FAINT
from tui.ui.words.history import entry_line, total_line

MOST_KEPT = 4_000  # entries in memory; those that are scrolled away from are read again
AT_ONCE = 200  # entries that are read at once


class LazyLines(Sequence[Content]):
    """Lines that are made one by one."""

    def line(self, index: int) -> Content:
        """One of them."""
        raise NotImplementedError

    @overload
    def __getitem__(self, index: int) -> Content: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Content]: ...
    def __getitem__(self, index: int | slice) -> Content | Sequence[Content]:
        if isinstance(index, slice):
            return [self.line(one) for one in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self.line(index % len(self))


class EntryLines(LazyLines):
    """Entries by their numbers. ``missing`` hears of one that is to be seen and was not read yet."""

    def __init__(
        self, numbers: Sequence[int], missing: Callable[[int], None], zone: tzinfo, today: date, signs: Glyphs
    ) -> None:
        self.numbers = numbers
        self.room = 80
        self._missing, self._zone, self._today, self._signs = missing, zone, today, signs
        self._read: dict[int, Entry] = {}
        self._gone: set[int] = set()

    def __len__(self) -> int:
        return len(self.numbers)

    def line(self, index: int) -> Content:
        """An entry in its columns; a sign where it is being read."""
        entry = self.entry(index)
        if entry is not None:
            return entry_line(entry, self.room, self._zone, self._today, self._signs)
        if self.numbers[index] in self._gone:
            return Content.styled("forgotten meanwhile", FAINT)
        self._missing(index)
        return Content.styled(self._signs.more, FAINT)

    def entry(self, index: int) -> Entry | None:
        """An entry, where it was read."""
        return self._read.get(self.numbers[index]) if 0 <= index < len(self.numbers) else None

    def wanted(self, index: int) -> Sequence[int]:
        """The numbers to read so that an entry can be seen, and its neighbours with it."""
        first = max(0, index - AT_ONCE // 4)
        return [one for one in self.numbers[first : first + AT_ONCE] if one not in self._read]

    def take(self, wanted: Sequence[int], found: dict[int, Entry]) -> None:
        """These were read."""
        if len(self._read) > MOST_KEPT:
            self._read.clear()
        self._read.update(found)
        self._gone.update(set(wanted) - found.keys())


class TotalLines(LazyLines):
    """Totals in their order."""

    def __init__(self, totals: Sequence[Total], signs: Glyphs, *, teams: bool) -> None:
        self.totals, self.teams = totals, teams
        self.room = 80
        self._signs = signs

    def __len__(self) -> int:
        return len(self.totals)

    def line(self, index: int) -> Content:
        """A user or team in its columns."""
        return total_line(self.totals[index], self.room, self._signs, teams=self.teams)
