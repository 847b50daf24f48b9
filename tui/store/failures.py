"""The boundary at which SQLite's and the disk's errors become ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tui.presence.problems import JournalFailure

DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
WAITING = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
NEXT = "Nothing is applied until it can be written; the loop tries again by itself"
DAMAGED_NEXT = "It is set aside at the next try, and a new one begun; the next plan is then a first plan"

# SQLite's primary result codes, each with its cause in words and what to do.
CAUSES = {
    sqlite3.SQLITE_BUSY: ("another process keeps it locked", NEXT),
    sqlite3.SQLITE_LOCKED: ("another process keeps it locked", NEXT),
    sqlite3.SQLITE_FULL: ("the disk is full", "Make room on the disk; the loop tries again by itself"),
    sqlite3.SQLITE_READONLY: ("it may only be read", "Make it writable for you; the loop tries again by itself"),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "Make its folder writable for you, or set XDG_STATE_HOME"),
    sqlite3.SQLITE_CORRUPT: ("the file is damaged", DAMAGED_NEXT),
    sqlite3.SQLITE_NOTADB: ("the file is not a journal", DAMAGED_NEXT),
}


class Damaged(Exception):
    """The file is there and cannot be understood; it is to be set aside."""


@contextmanager
def as_journal_failures(path: Path) -> Iterator[None]:
    """Turn every error of SQLite and of the disk into a JournalFailure that names the file."""
    try:
        yield
    except sqlite3.Error as error:
        cause, todo = CAUSES.get(primary_code(error), (str(error), NEXT))
        raise JournalFailure("The journal cannot be used", f"{cause} ({path})", todo) from error
    except msgspec.DecodeError as error:
        cause, todo = CAUSES[sqlite3.SQLITE_CORRUPT]
        raise JournalFailure("The journal cannot be used", f"{cause} ({path})", todo) from error
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise JournalFailure("The journal cannot be used", f"{cause} ({path})", NEXT) from error


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code (the extended ones carry it in their lowest byte); -1 where Python gives none."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else -1
