"""The journal of one org in SQLite: what is remembered, what was sent and how it ended, and what happened.

Several processes may use one file at a time (write-ahead log); a write waits for another for two seconds at most.
Nothing is opened before it is needed, and a file that could not be opened is tried again by the next call, so the
loop recovers by itself once the disk does (R19). No IP address and no place is ever given to it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock

from msgspec.structs import replace

from tui.presence.chronicle.page import Page
from tui.presence.diff import overlaid
from tui.presence.entry import Entry
from tui.presence.memory import Memory, Past
from tui.presence.model import Id, Problem
from tui.presence.settings import JournalSettings
from tui.presence.tally import Tally
from tui.store import statements
from tui.store.chronicle import ChronicleWriter, forget, forget_all, tallies
from tui.store.failures import WAITING, as_journal_failures, primary_code
from tui.store.opening import load_memory, open_journal
from tui.store.pruning import DAY, prune
from tui.store.rows import clean, entry_row, memory_text, microseconds, past_row, read_entry


class SqliteJournal:
    """Implements ``presence.ports.Journal``, and what the command line asks of a journal besides.

    ``remembers`` is False for an org that is born anew each run (``--demo``): entries are kept, but what is remembered
    of its users ends with the run.
    """

    def __init__(self, path: Path, settings: JournalSettings, *, remembers: bool = True) -> None:
        self.path = path
        self.set_aside: Path | None = None
        self._settings = settings
        self._remembers = remembers
        self._open: sqlite3.Connection | None = None
        self._one_at_a_time = RLock()
        self._known = Memory()
        self._pasts: Mapping[Id, Past] = {}  # never changed in place: it is given away, and may be somebody's own
        self._known_version: int | None = None
        self._pruned: datetime | None = None
        self._watched_before: bool | None = None  # by earlier runs; not known before the file was first opened
        self._chronicle = ChronicleWriter()

    @property
    def problem(self) -> Problem | None:
        """What a person should know of a damaged file that was set aside; None where all is well."""
        if self.set_aside is None:
            return None
        return Problem(
            "The journal was damaged and a new one is begun",
            f"the old one is kept as {self.set_aside}",
            "The next plan is a first plan: look at it before you confirm it",
        )

    def adopt(self, settings: JournalSettings) -> None:
        """Keep by these settings from now on."""
        self._settings = settings

    def memory(self) -> Memory:
        """What was remembered at the end of the last run, or what another process on this machine wrote since."""
        with self._using() as connection:
            if self._remembers:
                self._look_again(connection)
            return replace(self._known, pasts=self._pasts)

    def keep(self, memory: Memory, changed: Mapping[Id, Past]) -> None:
        """Keep the memory's own fields and the pasts that changed; once a day drop what is past its time."""
        if self._remembers:
            with self._writing() as connection:
                connection.execute(statements.FORGET_MEMORY)
                connection.execute(statements.KEEP_MEMORY, (memory_text(memory),))
                rows = (past_row(user_id, past) for user_id, past in changed.items())  # one at a time: they may be many
                connection.executemany(statements.KEEP_PAST, rows)
        self._known = replace(memory, pasts={}, anchor=None)
        self._pasts = overlaid(self._pasts, changed, memory.pasts)
        self._prune_daily(memory.last_complete)

    def note(self, entries: Sequence[Entry]) -> None:
        """Append entries; presence changes only where the settings want them kept."""
        kept = [one for one in entries if self._settings.presence or one.kind != "presence"]
        if kept:
            with self._writing() as connection:
                connection.executemany(statements.ADD_ENTRY, [entry_row(one) for one in kept])

    def sending(self, entries: Sequence[Entry]) -> list[int]:
        """Append toggles as ``sent``, on the disk before this returns (R15); their numbers."""
        rows = [entry_row(replace(one, outcome="sent")) for one in entries]
        with self._writing() as connection:
            return [int(connection.execute(statements.ADD_ENTRY, row).lastrowid or 0) for row in rows]

    def settle(self, outcomes: Mapping[int, Entry]) -> None:
        """Write how each numbered toggle ended; one that was forgotten meanwhile stays forgotten."""
        rows = [(one.route, one.outcome, clean(one.why), number) for number, one in outcomes.items()]
        with self._writing() as connection:
            connection.executemany(statements.SETTLE, rows)

    def history(self, user: Id | None = None, since: datetime | None = None, limit: int | None = None) -> list[Entry]:
        """Entries, newest first."""
        query = statements.ENTRIES if user is None else statements.ENTRIES_OF
        values = {
            "user": user,
            "since": statements.EVER if since is None else microseconds(since),
            "limit": -1 if limit is None else limit,
        }
        with self._using() as connection:
            return [read_entry(row) for row in connection.execute(query, values)]

    def open_toggles(self) -> list[Entry]:
        """Toggles that were sent and never settled, oldest first: a killed run's, or lost answers (R15)."""
        with self._using() as connection:
            return [read_entry(row) for row in connection.execute(statements.OPEN_TOGGLES)]

    def chronicle(self, page: Page, tally: Tally | None) -> bool:
        """Add what a complete reading showed; False where this is no whole page and the one before it is not here."""
        if not self._chronicle.needs(page, tally):
            return True
        with self._writing() as connection:
            return self._chronicle.write(connection, page, tally, presence=self._settings.presence)

    def tallies(self, since: datetime) -> list[Tally]:
        """The tallies since then, oldest first."""
        with self._using() as connection:
            return tallies(connection, since)

    def names(self) -> dict[Id, str]:
        """Every user in the journal, with the newest name it has for them."""
        with self._using() as connection:
            return dict(connection.execute(statements.NAMES_OF_USERS))

    def forget(self, user: Id) -> int:
        """Erase everything about one user, so that the file holds no trace of it; how many entries that were."""
        with self._writing() as connection:
            connection.execute(statements.FORGET_PAST, (user,))
            number = connection.execute(statements.FORGET_ENTRIES, (user,)).rowcount
            forget(connection, user)
        self._pasts = {one: past for one, past in self._pasts.items() if one != user}
        with self._using() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return number

    def discard(self) -> None:
        """R10's cancel: no first plan was accepted, so nothing that was concluded for it is left.

        A person's toggles and holds are theirs and stay (R9); so does what earlier runs watched, as it is no part of
        the plan. Where there is nothing of that the file goes too, unless another process has it open.
        """
        with self._writing() as connection:
            connection.execute(statements.FORGET_MEMORY)
            connection.execute(statements.FORGET_UNHELD)
            if not self._watched_before:
                connection.execute(statements.FORGET_ALL_BUT_TOGGLES)
                forget_all(connection)
            left = self._watched_before or connection.execute(statements.ANYTHING_LEFT).fetchone() is not None
        self._known_version = None
        self._known, self._pasts = Memory(), {}
        if not left:
            self._remove()

    def ready(self) -> None:
        """Make sure that the file is there, sound and up to date, for others that read it."""
        with self._using():
            pass

    def close(self) -> None:
        """Close the file; a later call opens it again."""
        with self._one_at_a_time:
            if self._open is not None:
                self._open.close()
            self._open, self._known_version = None, None

    def _remove(self) -> None:
        with self._using() as connection:
            alone = _alone(connection)
            self.close()
            if alone:
                self.path.unlink(missing_ok=True)

    def _look_again(self, connection: sqlite3.Connection) -> None:
        """Read the memory where another process wrote since the last look; ``data_version`` tells, for nothing.

        The file counts, not what SQLite still has of it in its cache: one that was damaged meanwhile is noticed here,
        before anything is sent whose record would be lost (R19).
        """
        connection.execute("PRAGMA shrink_memory")
        connection.execute("PRAGMA schema_version").fetchone()
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        if version == self._known_version:
            return
        memory = load_memory(connection)
        self._known, self._pasts = replace(memory, pasts={}), memory.pasts
        self._known_version = version

    def _prune_daily(self, at: datetime | None) -> None:
        """By the org's clock and after a complete reading only, so that no jump of the local clock can empty it."""
        if at is None or (self._pruned is not None and at - self._pruned < DAY):
            return
        with self._writing() as connection:
            prune(connection, at, self._settings.keep_days)
        self._pruned = at

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        with self._one_at_a_time, as_journal_failures(self.path):
            if self._open is None:
                self._open, aside = open_journal(self.path)
                self.set_aside = aside or self.set_aside
                if self._watched_before is None:
                    self._watched_before = self._open.execute(statements.ANYTHING_WATCHED).fetchone() is not None
            try:
                yield self._open
            except sqlite3.Error as error:
                if primary_code(error) not in WAITING:
                    self.close()
                raise

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing; committed, and on the disk, when the block ends."""
        with self._using() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # a full disk may have rolled it back already
                    connection.execute("ROLLBACK")
                raise


def _alone(connection: sqlite3.Connection) -> bool:
    """Whether no other process has the file open: only then SQLite lets the write-ahead log go."""
    try:
        return bool(connection.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",))
    except sqlite3.OperationalError:
        return False
