"""The lock of the one loop that applies plans in an org, and the mark that a loop leaves which ended without a word."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from tui.presence.problems import JournalFailure
from tui.store.failures import as_journal_failures
from tui.store.lock import FileLock

logger = logging.getLogger(__name__)


class LoopLock:
    """Held while a loop applies. A process that is killed frees the lock, as the system sees to that; its mark stays.

    The mark decides nothing: it only lets the next run say that the loop was on.
    """

    def __init__(self, path: Path) -> None:
        self._lock = FileLock(path)
        self._mark = path.with_suffix(".loop-was-on")

    def take(self, *, lasting: bool = True) -> bool:
        """Take it; False where another loop of this machine has it. Raises JournalFailure.

        ``lasting``: it is to go on until somebody stops it, so that its end without a word is worth a mark.
        """
        if self._lock.held:
            return True
        if not self._lock.take():
            return False
        if lasting:
            try:
                self._leave_mark()
            except JournalFailure:
                self._lock.release()
                raise
        return True

    def _leave_mark(self) -> None:
        with as_journal_failures(self._mark):
            self._mark.touch(mode=0o600)
            with self._mark.open("r+") as file:
                os.fsync(file.fileno())

    def release(self) -> None:
        """Let others have it: this loop ended as it should. Nothing happens where it is not held."""
        if self._lock.held:
            try:
                self._mark.unlink(missing_ok=True)
            except OSError as error:
                logger.warning("%s stays: %s", self._mark, error)  # the next start asks once for nothing
            self._lock.release()

    def left_on(self) -> bool:
        """Whether the last loop ended without a word; told once. Raises JournalFailure."""
        if self._lock.held or not self._mark.exists() or not self._lock.take():
            return False  # one that still runs did not end
        self.release()
        return True
