"""The count of debug calls to one org (implements ``DebugCalls``), in a small file that all runs of a machine share."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from tui.presence.debug_calls import counted, free_in
from tui.presence.ports import Clock
from tui.presence.problems import JournalFailure
from tui.store.lock import FileLock
from tui.store.places import private_folder

logger = logging.getLogger(__name__)
_PATIENCE = 2.0  # seconds to wait for another run that counts just now
_TIMES: msgspec.json.Decoder[list[float]] = msgspec.json.Decoder(list[float])


class DebugCallsFile:
    """The moments of the calls of the last 24 hours, in seconds of the wall clock, as a JSON list.

    Where the file cannot be used this run counts for itself, and the log says so: the org has a limit of its own.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock = path, clock
        self._lock = FileLock(path.with_suffix(".lock"), patience=_PATIENCE)
        self._times: list[float] = []

    def take(self) -> float:
        """Count one call that is about to leave: 0.0; or count nothing, and the seconds until one is free again."""
        now = self._clock.now().wall
        wait = 0.0

        def take(times: list[float]) -> list[float]:
            nonlocal wait
            wait = free_in(times, now)
            return times if wait else [*times, now]

        self._change(take)
        return wait

    def note(self, calls: int) -> None:
        """Count calls that have left already: repetitions of one that was taken."""
        if calls > 0:
            now = self._clock.now().wall
            self._change(lambda times: [*times, *[now] * calls])

    def used(self) -> int:
        """How many there were in the last 24 hours."""
        return len(self._read())

    def _change(self, change: Callable[[list[float]], list[float]]) -> None:
        try:
            with self._lock:
                self._times = change(self._read())
                self._write(self._times)
        except (JournalFailure, OSError) as error:
            logger.warning("debug calls are counted in this run alone: %s", error)
            self._times = change(self._counted(self._times))

    def _read(self) -> list[float]:
        """What the file holds, or this run's own count where it holds nothing that can be read."""
        try:
            kept = _TIMES.decode(self._path.read_bytes())
        except FileNotFoundError:
            kept = self._times
        except (OSError, msgspec.DecodeError) as error:
            logger.warning("%s cannot be read: %s", self._path, error)
            kept = self._times
        return self._counted(kept)

    def _counted(self, times: Sequence[float]) -> list[float]:
        return counted(times, self._clock.now().wall)

    def _write(self, times: Sequence[float]) -> None:
        """Whole or not at all: a reader without the lock never sees half of a file."""
        private_folder(self._path.parent)
        beside = self._path.with_suffix(".new")
        beside.touch(mode=0o600)
        beside.write_bytes(msgspec.json.encode([round(one) for one in times]))
        beside.replace(self._path)
