"""The chronicle's writing side: what readings showed goes into its tables, and leaves them again.

Kept is what changed: a page costs its own users, never all there are, but for the first one of a run, which is compared
with what was kept last.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from tui.presence.chronicle.page import Page, Person, State
from tui.presence.model import Id
from tui.presence.tally import Tally
from tui.store.chronicle_rows import crew_text, read_state, read_tally, state_row, tally_blob
from tui.store.rows import MICROSECOND, clean, microseconds

MINUTE = timedelta(minutes=1) // MICROSECOND
COARSE = 10 * MINUTE
FINE_FOR = timedelta(days=2)

STATE = "presence, de, teams_on, changed, changed_by, hold"
KNOWN = "UPDATE known SET until = max(until, ?) WHERE begin = ?"
BEGIN = "INSERT OR IGNORE INTO known (begin, until) VALUES (?1, ?1)"
CALL = """INSERT INTO person (user, name, username) VALUES (?, ?, ?) ON CONFLICT (user)
    DO UPDATE SET name = excluded.name, username = excluded.username
    WHERE (name, username) IS NOT (excluded.name, excluded.username)"""
CREW = "INSERT OR IGNORE INTO crew (teams) VALUES (?)"
TEAM = "INSERT OR REPLACE INTO team (id, name) VALUES (?, ?)"
ADD = f"""INSERT OR REPLACE INTO state (person, at, crew, {STATE})
    SELECT person.number, ?, crew.number, ?, ?, ?, ?, ?, ? FROM person, crew WHERE user = ? AND teams = ?"""  # noqa: S608  our own constants
# One seek for each person, their last row: a cross join keeps the order of the tables.
LAST = f"""SELECT user, name, username, {STATE}, teams FROM person
    CROSS JOIN state ON state.person = person.number
        AND state.at = (SELECT max(at) FROM state AS one WHERE one.person = person.number)
    CROSS JOIN crew ON crew.number = state.crew"""  # noqa: S608  our own constants
TALLIED = "SELECT 1 FROM tally WHERE at >= ? AND at < ?"
ADD_TALLY = "INSERT OR IGNORE INTO tally (at, tally) VALUES (?, ?)"
TALLIES = "SELECT tally FROM tally WHERE at >= ? ORDER BY at"
TABLES = ("state", "person", "crew", "team", "known", "tally")

FORGET_STATES = "DELETE FROM state WHERE person = (SELECT number FROM person WHERE user = ?)"
FORGET_PERSON = "DELETE FROM person WHERE user = ?"
# What was last known before the cut tells how things stood there, so it stays; but not of somebody who was gone.
PRUNE_STATES = """DELETE FROM state WHERE at < ?1 AND (de IS NULL OR EXISTS (
    SELECT 1 FROM state AS later WHERE later.person = state.person AND later.at > state.at AND later.at <= ?1))"""
PRUNE_PEOPLE = "DELETE FROM person WHERE NOT EXISTS (SELECT 1 FROM state WHERE state.person = person.number)"
PRUNE_KNOWN = "DELETE FROM known WHERE until < ?"
PRUNE_TALLIES = "DELETE FROM tally WHERE at < ?"
THIN_TALLIES = f"""DELETE FROM tally WHERE at < ?1
    AND at NOT IN (SELECT min(at) FROM tally WHERE at < ?1 GROUP BY at / {COARSE})"""  # noqa: S608  our own constant


class ChronicleWriter:
    """Writes one run's pages. It knows which stretch of ``known`` this run makes longer, and what it wrote last."""

    def __init__(self) -> None:
        self._stretch: int | None = None
        self._minute: int | None = None

    def needs(self, page: Page, tally: Tally | None) -> bool:
        """Whether there is anything to write: a minute in which nothing happened is written down once."""
        return bool(page.states) or page.begins or tally is not None or self._minute != _minute(page.at)

    def write(self, connection: sqlite3.Connection, page: Page, tally: Tally | None, *, presence: bool) -> bool:
        """Add a page and a tally; False where the page before is not in this file. ``presence``: is to be kept."""
        at = microseconds(page.at)
        if not page.whole and not self._goes_on(connection, at):
            return False
        if page.begins:
            connection.execute(BEGIN, (at,))
            self._stretch = at
        states = _changed(connection, page, presence=presence) if page.whole else page.states
        _name(connection, page, states)
        rows = [
            (at, *state_row(one, presence=presence), clean(user_id), crew_text(one)) for user_id, one in states.items()
        ]
        connection.executemany(ADD, rows)
        if tally is not None:
            _add_tally(connection, tally)
        self._minute = _minute(page.at)
        return True

    def _goes_on(self, connection: sqlite3.Connection, at: int) -> bool:
        return self._stretch is not None and connection.execute(KNOWN, (at, self._stretch)).rowcount == 1


def tallies(connection: sqlite3.Connection, since: datetime) -> list[Tally]:
    """The tallies since then, oldest first."""
    return [read_tally(row[0]) for row in connection.execute(TALLIES, (microseconds(since),))]


def forget(connection: sqlite3.Connection, user: Id) -> None:
    """Erase one user. Numbers of many without names stay."""
    connection.execute(FORGET_STATES, (user,))
    connection.execute(FORGET_PERSON, (user,))


def forget_all(connection: sqlite3.Connection) -> None:
    """Erase the whole chronicle."""
    for table in TABLES:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  our own constants


def prune_chronicle(connection: sqlite3.Connection, now: datetime, before: int) -> None:
    """Drop what is older than ``before`` (microseconds); of tallies older than two days keep one in ten minutes."""
    connection.execute(PRUNE_STATES, (before,))
    connection.execute(PRUNE_PEOPLE)
    connection.execute(PRUNE_KNOWN, (before,))
    connection.execute(PRUNE_TALLIES, (before,))
    connection.execute(THIN_TALLIES, (microseconds(now - FINE_FOR),))


def _changed(connection: sqlite3.Connection, page: Page, *, presence: bool) -> Mapping[Id, State | None]:
    """What of a whole page differs from what was kept last; whom nobody answers for any more is gone."""
    left = dict(page.states)
    gone: dict[Id, State | None] = {}
    for user_id, name, username, *row in connection.execute(LAST):
        kept = read_state(row)
        if user_id not in left:
            gone |= {} if kept is None else {user_id: None}
            continue
        state = left[user_id]
        shown = state if presence or state is None else replace(state, presence=None)
        if kept == shown and page.people.get(user_id) == Person(name, username):
            del left[user_id]
    return left | gone


def _name(connection: sqlite3.Connection, page: Page, states: Mapping[Id, State | None]) -> None:
    """Names of people, teams and crews, where they are new or others than before."""
    connection.executemany(CALL, _called(page, states))
    connection.executemany(CREW, [(one,) for one in {crew_text(state) for state in states.values()}])
    connection.executemany(TEAM, [(clean(one), clean(name)) for one, name in page.teams.items()])


def _called(page: Page, states: Mapping[Id, State | None]) -> Iterator[tuple[str, str, str]]:
    for user_id in states:
        person = page.people.get(user_id)
        if person is not None:
            yield clean(user_id), clean(person.name), clean(person.username)


def _add_tally(connection: sqlite3.Connection, tally: Tally) -> None:
    """One a minute, over all processes that watch this org."""
    at = microseconds(tally.at)
    begin = at - at % MINUTE
    if connection.execute(TALLIED, (begin, begin + MINUTE)).fetchone() is None:
        connection.execute(ADD_TALLY, (at, tally_blob(tally)))


def _minute(at: datetime) -> int:
    return microseconds(at) // MINUTE
