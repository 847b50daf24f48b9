"""A lock of the operating system's, so that a second loop on the same machine and org is noticed."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType

from tui.presence.problems import JournalFailure
from tui.store.failures import as_journal_failures, primary_code
from tui.store.places import private_folder


class FileLock:
    """A file that one process at a time can lock; the system releases it when the process ends, however it ends.

    SQLite takes it, as an exclusive transaction on an empty file: it brings the right call for every platform
    (fcntl, LockFileEx), so no further dependency and no pid file is needed.
    """

    def __init__(self, path: Path, *, patience: float = 0) -> None:
        """``patience`` is how many seconds to wait for another process."""
        self._path = path
        self._patience = patience
        self._connection: sqlite3.Connection | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._connection is not None

    def take(self) -> bool:
        """Lock it; False where another process holds it. Raises JournalFailure where the file cannot be made."""
        if self.held:
            return True
        with as_journal_failures(self._path):
            private_folder(self._path.parent)
            self._path.touch(mode=0o600)
            connection = sqlite3.connect(
                self._path, timeout=self._patience, isolation_level=None, check_same_thread=False
            )
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.Error as error:
                connection.close()
                if primary_code(error) == sqlite3.SQLITE_BUSY:
                    return False
                raise
        self._connection = connection
        return True

    def release(self) -> None:
        """Let others have it; nothing happens where it is not held."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> FileLock:
        if not self.take():
            raise JournalFailure("The journal cannot be used", f"another process keeps it locked ({self._path})")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
