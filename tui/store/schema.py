"""The journal's tables, and how an older file becomes a newer one.

``PRAGMA user_version`` says how many of ``STEPS`` a file has been through. A step is never edited once it has shipped:
a change of the tables is a new step at the end.
"""

from __future__ import annotations

import sqlite3

from tui.presence.problems import JournalFailure

STEPS: tuple[tuple[str, ...], ...] = (
    (
        # `about` holds one row: the memory's own fields as JSON.
        "CREATE TABLE memory (about TEXT NOT NULL)",
        # `past` is JSON; who holds the user and when DE last answered for them stand beside it, to be asked for.
        "CREATE TABLE past (user TEXT PRIMARY KEY, past TEXT NOT NULL, held_by TEXT, in_answer INTEGER) WITHOUT ROWID",
        # Times are microseconds since 1970 in UTC, so that they come back exactly and sort as numbers.
        """CREATE TABLE entry (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            user TEXT,
            name TEXT NOT NULL,
            was TEXT,
            "to" TEXT,
            why TEXT NOT NULL,
            by TEXT,
            route TEXT,
            outcome TEXT
        )""",
        "CREATE INDEX entry_at ON entry (at)",
        "CREATE INDEX entry_user ON entry (user, at)",
    ),
    (
        # The chronicle: a row of `state` holds from its time to the next of its person, wherever `known` covers it.
        # Names stand once, and so do the sets of teams that people are in (Ids with blanks between them).
        """CREATE TABLE person (
            number INTEGER PRIMARY KEY,
            user TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            username TEXT NOT NULL
        )""",
        "CREATE TABLE crew (number INTEGER PRIMARY KEY, teams TEXT NOT NULL UNIQUE)",
        "CREATE TABLE team (id TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID",
        # `de` is NULL from where on DE answers for them no more; `hold` is JSON.
        """CREATE TABLE state (
            person INTEGER NOT NULL,
            at INTEGER NOT NULL,
            presence TEXT,
            de TEXT,
            teams_on INTEGER NOT NULL,
            crew INTEGER NOT NULL,
            changed INTEGER,
            changed_by TEXT,
            hold TEXT,
            PRIMARY KEY (person, at)
        ) WITHOUT ROWID""",
        "CREATE INDEX state_at ON state (at)",
        "CREATE TABLE known (begin INTEGER PRIMARY KEY, until INTEGER NOT NULL)",
        # `tally` is JSON, compressed: numbers of one reading, of all and by team.
        "CREATE TABLE tally (at INTEGER PRIMARY KEY, tally BLOB NOT NULL)",
        # Asked at each reading; few are open at a time, and no other entry is looked at for them.
        "CREATE INDEX entry_open ON entry (number) WHERE outcome IN ('sent', 'unsettled')",
    ),
)


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Take the file through the steps it lacks, all or none.

    Raises JournalFailure for a file that a newer version wrote, and sqlite3.Error.
    """
    if version(connection) == len(STEPS):
        return
    connection.execute("BEGIN IMMEDIATE")  # two processes may open a new file at once: the second waits, then looks
    try:
        done = version(connection)
        if done > len(STEPS):
            raise JournalFailure(
                "The journal was written by a newer version",
                f"it has version {done} and this program knows {len(STEPS)}",
                "Update de-presence, or move the journal away",
            )
        for step in STEPS[done:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def version(connection: sqlite3.Connection) -> int:
    """How many steps the file has been through; 0 for a new one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
