"""Memory and journal together: what is remembered, kept at once, and whether the journal can still be written (R19)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

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
        self._unkept: dict[Id, Past] = {}
        self._own_unkept = False

    def refresh(self) -> None:
        """Take up what the last run remembered, later what other processes on this machine wrote since (R9).

        What could not be kept yet stays ours. Until the journal was read once, nothing is written over it.
        """

        def take() -> None:
            found = self.journal.memory()
            own = self.memory if self._own_unkept else replace(found, anchor=self.memory.anchor)
            self.memory = replace(own, pasts={**found.pasts, **self._unkept}) if self._loaded else found
            self._loaded = True

        self._try(take)

    def learn(self, memory: Memory, changed: Mapping[Id, Past]) -> None:
        """Remember this, and keep what changed. Where that fails, memory still holds it and the loop brakes."""
        self.memory = memory
        self._unkept.update(changed)
        self._own_unkept = True

        def keep() -> None:
            self.journal.keep(memory, self._unkept)
            self._unkept, self._own_unkept = {}, False

        if self._loaded:
            self._try(keep)

    def learn_reading(self, memory: Memory, changed: Mapping[Id, Past]) -> None:
        """Remember a reading; a user whom another process changed while it was under way stays as that left them."""
        before = self.memory
        self.refresh()
        mine = {one: past for one, past in changed.items() if self.memory.of(one) == before.of(one)}
        begun = memory.begun or self.memory.begun
        self.learn(replace(memory, begun=begun, pasts={**self.memory.pasts, **mine}), mine)

    def change(self, changed: Mapping[Id, Past], *, begun: bool | None = None) -> None:
        """Remember new pasts of some users; ``begun`` answers the first plan (R10)."""
        memory = replace(self.memory, pasts={**self.memory.pasts, **changed})
        self.learn(memory if begun is None else replace(memory, begun=begun), changed)

    def discard(self) -> None:
        """R10: the first plan was cancelled, so what was concluded here is forgotten."""
        self._try(self.journal.discard)
        self._unkept, self._own_unkept = {}, False
        self.refresh()

    def held(self, user_ids: Iterable[Id]) -> frozenset[Id]:
        """Which of these users a person holds now, in this process or another (R15)."""
        self.refresh()
        return frozenset(one for one in user_ids if self.memory.of(one).hold is not None)

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
