"""Asks the journal of the past, over a connection of its own: however long it takes, nobody who writes waits.

Every method may be called from any thread and opens the file anew, which costs a tenth of a millisecond.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime

import msgspec

from tui.presence.chronicle.known import KnownTime, Stretch, joined
from tui.presence.chronicle.page import Person
from tui.presence.chronicle.search import Search
from tui.presence.chronicle.then import Last, Then, roster_at
from tui.presence.chronicle.totals import Kept, Totals, totals
from tui.presence.entry import Entry
from tui.presence.memory import By
from tui.presence.model import Id
from tui.store import past_statements as statements
from tui.store.chronicle_rows import read_state
from tui.store.failures import as_journal_failures
from tui.store.journal import SqliteJournal
from tui.store.opening import PATIENCE
from tui.store.past_searching import fold_for_sqlite, where
from tui.store.rows import EPOCH, MICROSECOND, microseconds, read_entry
from tui.store.statements import NAMES_OF_USERS

MILLION = 1_000_000  # microseconds of a second


class LookingBack:
    """Implements ``presence.chronicle.door.PastDoor`` on the file of a journal."""

    def __init__(self, journal: SqliteJournal) -> None:
        self._journal = journal

    def numbers(self, search: Search, limit: int | None = None) -> Sequence[int]:
        """The numbers of the entries that meet a search, newest first."""
        clause, values = where(search)
        with self._reading() as connection:
            found = connection.execute(
                f"{statements.NUMBERS} {clause} {statements.NEWEST_FIRST}",
                {**values, "limit": -1 if limit is None else limit},
            )
            return array("q", (row[0] for row in found))

    def entries(self, numbers: Sequence[int]) -> dict[int, Entry]:
        """These entries by number; those that are gone meanwhile are not in it."""
        wanted = msgspec.json.encode(list(numbers)).decode()
        with self._reading() as connection:
            found = (read_entry(row) for row in connection.execute(statements.ENTRIES_NUMBERED, (wanted,)))
            return {one.number: one for one in found}

    def names(self) -> Mapping[Id, str]:
        """Everybody whom the journal knows."""
        with self._reading() as connection:
            return dict(connection.execute(NAMES_OF_USERS))

    def stretches(self) -> tuple[Stretch, ...]:
        """When it is known how things stood, in order."""
        with self._reading() as connection:
            return _stretches(connection)

    def then(self, at: datetime) -> Then:
        """How everything stood at a moment."""
        with self._reading() as connection:
            rows = connection.execute(statements.LAST_BEFORE, (microseconds(at),))
            lasts = (Last(user, Person(name, username), read_state(row)) for user, name, username, *row in rows)
            return roster_at(at, _stretches(connection), lasts, dict(connection.execute(statements.TEAMS)))

    def change_beside(self, at: datetime, *, later: bool) -> datetime | None:
        """When somebody's state last changed before a moment, or next changed after it."""
        with self._reading() as connection:
            query = statements.NEXT_CHANGE if later else statements.CHANGE_BEFORE
            found = connection.execute(query, (microseconds(at),)).fetchone()[0]
            return None if found is None else _moment(found)

    def totals(self, since: datetime, until: datetime, users: frozenset[Id] | None = None) -> Totals:
        """Times and toggles of everybody, or of these users."""
        span = {"since": microseconds(since), "until": microseconds(until)}
        only = None if users is None else msgspec.json.encode(sorted(users)).decode()
        with self._reading() as connection:
            people = {user: Person(name, other) for user, name, other in connection.execute(statements.PEOPLE)}
            return totals(
                _kept(connection.execute(statements.KEPT, {**span, "users": only})),
                KnownTime(_stretches(connection)),
                since,
                until,
                people,
                dict(connection.execute(statements.TEAMS)),
                _toggles(connection, span),
            )

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to the file, made and brought up to date by the journal where it has not been opened yet."""
        self._journal.ready()
        with (
            as_journal_failures(self._journal.path),
            closing(sqlite3.connect(self._journal.path, timeout=PATIENCE, isolation_level=None)) as connection,
        ):
            connection.execute("PRAGMA query_only = ON")
            connection.create_function("folded", 1, fold_for_sqlite, deterministic=True)
            connection.execute("BEGIN")  # all of an answer is of one moment
            yield connection


def _stretches(connection: sqlite3.Connection) -> tuple[Stretch, ...]:
    return joined(Stretch(_moment(begin), _moment(until)) for begin, until in connection.execute(statements.STRETCHES))


def _kept(rows: Iterable[tuple[Id, int, str | None, str | None, str]]) -> Iterator[Kept]:
    """Rows of the chronicle; crews are few, and taken apart once."""
    crews: dict[str, tuple[Id, ...]] = {}
    for user, at, presence, de, text in rows:
        teams = crews.get(text)
        if teams is None:
            teams = crews[text] = tuple(text.split())
        yield Kept(user, at / MILLION, presence, de, teams)


def _toggles(connection: sqlite3.Connection, span: Mapping[str, int]) -> dict[Id, dict[By, int]]:
    found: dict[Id, dict[By, int]] = {}
    for user, by, number in connection.execute(statements.TOGGLES, span):
        found.setdefault(user, {})[by] = number
    return found


def _moment(at: int) -> datetime:
    return EPOCH + at * MICROSECOND
