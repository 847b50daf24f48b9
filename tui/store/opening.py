"""Opening a journal's file: made if missing, checked, brought up to date, and set aside where it is damaged."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import msgspec

from tui.presence.memory import Memory
from tui.store.damaged import set_aside
from tui.store.failures import DAMAGED, Damaged, primary_code
from tui.store.lock import FileLock
from tui.store.places import private_folder
from tui.store.rows import COLUMNS, read_entry, read_memory
from tui.store.schema import bring_up_to_date

PATIENCE = 2.0  # seconds to wait for another process that is writing
REPAIR_PATIENCE = 10.0
NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
NEWEST = f"SELECT number, {NAMES} FROM entry ORDER BY number DESC LIMIT 1"  # noqa: S608  our own constants


def open_journal(path: Path) -> tuple[sqlite3.Connection, Path | None]:
    """A connection to a sound file, and the new name of a damaged one where there was one.

    Raises JournalFailure, sqlite3.Error and OSError.
    """
    private_folder(path.parent)
    try:
        return _open_sound(path), None
    except Damaged:
        with FileLock(path.with_name(f"{path.name}.repair"), patience=REPAIR_PATIENCE):
            return _repaired(path)


def _repaired(path: Path) -> tuple[sqlite3.Connection, Path | None]:
    """Under the lock: another process may have set the file aside and begun a new one meanwhile."""
    try:
        return _open_sound(path), None
    except Damaged:
        aside = set_aside(path)
        return _open_sound(path), aside


def _open_sound(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600)  # SQLite gives its companions the same rights
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        _prepare(connection)
    except sqlite3.Error as error:
        connection.close()
        if primary_code(error) in DAMAGED:
            raise Damaged from error
        raise
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Write-ahead log with every commit on the disk (R15), forgotten rows overwritten; sound, and of our version."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")
    if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise Damaged
    bring_up_to_date(connection)
    try:
        load_memory(connection)
        for row in connection.execute(NEWEST):
            read_entry(row)
    except msgspec.DecodeError as error:
        raise Damaged from error
    except sqlite3.OperationalError as error:
        if primary_code(error) == sqlite3.SQLITE_ERROR:  # a table or column is not there
            raise Damaged from error
        raise


def load_memory(connection: sqlite3.Connection) -> Memory:
    """All that is remembered. Raises msgspec.DecodeError for rows that nobody of ours wrote."""
    about = connection.execute("SELECT about FROM memory").fetchone()
    return read_memory(about[0] if about else None, connection.execute("SELECT user, past FROM past"))
