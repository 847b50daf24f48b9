"""What readings bring beside facts, told once: the org's notes as they change, and pauses as they begin and end."""

from __future__ import annotations

from datetime import datetime

from tui.loop.pace import paused, used_words
from tui.presence.entry import Entry
from tui.presence.model import ApiUse, Problem


class News:
    """Remembers what was said. ``untold`` waits for the next finished cycle, whose JSON carries it."""

    def __init__(self) -> None:
        self._notes: tuple[str, ...] = ()
        self._paused = False
        self._untold: list[Problem] = []

    def of_notes(self, notes: tuple[str, ...], at: datetime) -> tuple[Entry, ...]:
        """Lines for the notes of a reading that the one before did not have."""
        fresh = [one for one in dict.fromkeys(notes) if one not in self._notes]
        self._notes = notes
        return self._told([Problem(one, "", "") for one in fresh], at)

    def of_use(self, api: ApiUse, at: datetime) -> tuple[Entry, ...]:
        """A line where readings begin to pause, and one where they go on."""
        why, was = paused(api), self._paused
        self._paused = why is not None
        if why is not None:
            return () if was else self._told([why], at)
        return (_line(f"reading goes on: {used_words(api)}", at),) if was else ()

    def untold(self) -> tuple[Problem, ...]:
        """What no cycle has told yet; from now on it is told."""
        told, self._untold = tuple(self._untold), []
        return told

    def _told(self, problems: list[Problem], at: datetime) -> tuple[Entry, ...]:
        self._untold.extend(problems)
        return tuple(_line(str(one), at) for one in problems)


def _line(why: str, at: datetime) -> Entry:
    return Entry(at, "error", why=why, by="loop")
