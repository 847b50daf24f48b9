"""Memory and journal together: what is remembered, kept at once, and whether the journal can still be written (R19)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from tui.loop.cycle import Reading
from tui.loop.merging import late, left_behind, merged
from tui.presence.chronicle.page import Page
from tui.presence.diff import overlaid
from tui.presence.entry import Entry
from tui.presence.memory import Memory, Past
from tui.presence.model import Id, Problem
from tui.presence.ports import Journal
from tui.presence.problems import JournalFailure
from tui.presence.roster import Roster
from tui.presence.settle import settle
from tui.presence.tally import Tally

_NONE = Past()


class Keeper:
    """Holds the memory of one org. ``problem`` says why the journal cannot be written, while it cannot."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.memory = Memory()
        self.problem: Problem | None = None
        self._loaded = self._begun = False
        self._unkept: dict[Id, Past] = {}
        self._own_unkept = False
        self._found: Mapping[Id, Past] = {}  # the pasts in the journal, as we last saw or left them

    def refresh(self) -> None:
        """Take up what the last run remembered, later what other processes on this machine wrote since (R9).

        What could not be kept yet stays ours. Until the journal was read once, nothing is written over it.
        """
        self._try(self._take)

    def learn(self, memory: Memory, changed: Mapping[Id, Past]) -> None:
        """Remember this, and keep what changed. Where that fails, memory still holds it and the loop brakes."""
        self.memory = memory
        self._unkept |= changed
        self._own_unkept = True
        if self._loaded:
            self._try(self._keep)

    def _take(self) -> None:
        found = self.journal.memory()
        own = found
        if not self._loaded:
            before = late(found.pasts, self._unkept)
            self._unkept = before | left_behind({**found.pasts, **before}, self.journal.open_toggles())
            self._own_unkept = bool(self._unkept)
        elif self._begun and not found.begun:
            # The journal was set aside: holds are not lost with it, and the next plan is a first plan (R10).
            own, self._unkept, self._own_unkept = replace(self.memory, begun=False), dict(self.memory.pasts), True
        elif self._own_unkept:
            own = replace(self.memory, begun=self.memory.begun or found.begun)
            self._unkept = {
                one: merged(self._found.get(one) or Past(), past, found.of(one)) for one, past in self._unkept.items()
            }
        pasts = overlaid(found.pasts, self._unkept, self.memory.pasts)
        self.memory = replace(own, anchor=self.memory.anchor, pasts=pasts)
        self._loaded, self._begun, self._found = True, found.begun, found.pasts

    def _keep(self) -> None:
        self._take()  # whatever was written since the last look is not written over
        self.journal.keep(self.memory, self._unkept)
        self._begun, self._found = self.memory.begun, self.memory.pasts
        self._unkept, self._own_unkept = {}, False

    def learn_reading(self, memory: Memory, changed: Mapping[Id, Past]) -> None:
        """Remember a reading; a user whom another process changed while it was under way stays as that left them."""
        before = self.memory
        self.refresh()
        now, then = self.memory.pasts, before.pasts
        mine = {one: past for one, past in changed.items() if now.get(one, _NONE) == then.get(one, _NONE)}
        self.learn(replace(memory, begun=self.memory.begun, pasts=overlaid(now, mine, memory.pasts)), mine)

    def took(self, reading: Reading, news: Sequence[Entry]) -> tuple[Entry, ...]:
        """Remember and note a reading and its news; the entries of earlier toggles that it settles."""
        self.learn_reading(reading.memory, reading.kept)
        self.note((*reading.entries, *news))
        return self.settle(reading.roster)

    def change(self, changed: Mapping[Id, Past], *, base: Memory | None = None, begun: bool | None = None) -> None:
        """Remember new pasts of some users; ``begun`` answers the first plan (R10).

        ``base`` is the memory that they follow from, if not this one. What another process wrote meanwhile stays.
        """
        before = base or self.memory
        self.refresh()
        mine = {one: merged(before.of(one), past, self.memory.of(one)) for one, past in changed.items()}
        memory = replace(self.memory, pasts={**self.memory.pasts, **mine})
        self.learn(memory if begun is None else replace(memory, begun=begun), mine)

    def discard(self) -> None:
        """R10: the first plan was cancelled, so what was concluded here is forgotten."""
        self._try(self.journal.discard)
        self._unkept, self._own_unkept = {}, False
        self.refresh()

    def held(self, user_ids: Iterable[Id]) -> frozenset[Id]:
        """Which of these users a person holds now, in this process or another (R15); all, where nobody can tell."""
        self.refresh()
        return frozenset(one for one in user_ids if self.problem or self.memory.of(one).hold is not None)

    def note(self, entries: Sequence[Entry]) -> None:
        """Append entries to the journal."""
        if entries and self._loaded:
            self._try(lambda: self.journal.note(entries))

    def chronicle(self, page: Page, whole: Callable[[], Page], tally: Tally | None) -> bool:
        """Add a page to the chronicle, the whole one where the journal knows of none before; whether it was kept."""
        kept = False

        def write() -> None:
            nonlocal kept
            kept = self.journal.chronicle(page, tally) or self.journal.chronicle(whole(), tally)

        if self._loaded:
            self._try(write)
        return kept

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
            if not self._own_unkept:  # that it can be read does not say that it can be written
                self.problem = None
