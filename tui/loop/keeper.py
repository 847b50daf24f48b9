"""Memory and journal together: what is remembered, kept at once, and whether the journal can still be written (R19)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from tui.presence.entry import Entry
from tui.presence.memory import Memory, Past
from tui.presence.model import Id, Problem
from tui.presence.ports import Journal
from tui.presence.problems import JournalFailure
from tui.presence.roster import Roster
from tui.presence.settle import settle


class Keeper:
    """Holds the memory of one org. ``problem`` says why the journal cannot be written, while it cannot."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.memory = Memory()
        self.problem: Problem | None = None
        self._loaded = False

    def load(self) -> None:
        """Take up what the last run remembered, unless that is done. Until it could be, nothing is written over it."""

        def take() -> None:
            self.memory = self.journal.memory()
            self._loaded = True

        if not self._loaded:
            self._try(take)

    def learn(self, memory: Memory, changed: Mapping[Id, Past]) -> None:
        """Remember this, and keep what changed. Where that fails, memory still holds it and the loop brakes."""
        self.memory = memory
        if self._loaded:
            self._try(lambda: self.journal.keep(memory, changed))

    def change(self, changed: Mapping[Id, Past], *, begun: bool | None = None) -> None:
        """Remember new pasts of some users; ``begun`` answers the first plan (R10)."""
        memory = replace(self.memory, pasts={**self.memory.pasts, **changed})
        self.learn(memory if begun is None else replace(memory, begun=begun), changed)

    def note(self, entries: Sequence[Entry]) -> None:
        """Append entries to the journal."""
        if entries and self._loaded:
            self._try(lambda: self.journal.note(entries))

    def settle(self, roster: Roster) -> tuple[Entry, ...]:
        """Settle toggles whose answer was lost, also those of a killed run, by a complete reading (R15)."""
        found: dict[int, Entry] = {}

        def look() -> None:
            for entry in self.journal.open_toggles():
                ended = settle(entry, roster, self.memory.of(entry.user or ""))
                if ended is not None:
                    found[entry.number] = ended
            if found:
                self.journal.settle(found)

        if self._loaded and roster.complete:
            self._try(look)
        return tuple(found.values())

    def _try(self, write: Callable[[], None]) -> None:
        try:
            write()
        except JournalFailure as failure:
            self.problem = failure.problem
        else:
            self.problem = None
