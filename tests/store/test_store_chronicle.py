"""The chronicle in the journal: what readings showed is kept as it changes, counted by the minute, and forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tui.presence.chronicle.page import Page, Person, State
from tui.presence.entry import Entry
from tui.presence.memory import Hold, Memory
from tui.presence.model import DE, Presence
from tui.presence.settings import JournalSettings
from tui.presence.tally import Tally, TeamTally
from tui.store import schema
from tui.store.journal import SqliteJournal

AT = datetime(2026, 11, 22, 9, 14, 3, tzinfo=UTC)
ANNA, BEN = "005000000000001AAA", "005000000000002AAA"
ROSE, NORTH = "a0B000000000001AAA", "a0B000000000002AAA"
HERE = State(Presence.ACTIVE, DE.ON, 1, (ROSE,))
AWAY = State(Presence.ABSENT, DE.OFF, 0, (NORTH, ROSE), AT, "loop", Hold("lunch", until=AT))
PEOPLE = {ANNA: Person("Anna", "anna@acme.example"), BEN: Person("Ben")}
WHOLE = Page(AT, {ANNA: HERE, BEN: AWAY}, PEOPLE, {ROSE: "Rose"}, begins=True, whole=True)
TALLY = Tally(AT, 2, 1, 0, 1, 0, 1, 0, {ROSE: TeamTally(2, 1, 1)})

Opening = Callable[..., SqliteJournal]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "org.db"


@pytest.fixture
def journal_of(path: Path) -> Iterator[Opening]:
    """A run's journal of the same org."""
    opened: list[SqliteJournal] = []

    def opening(**settings: object) -> SqliteJournal:
        opened.append(SqliteJournal(path, JournalSettings(**settings)))  # type: ignore[arg-type]
        return opened[-1]

    yield opening
    for journal in opened:
        journal.close()


def later(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def test_a_tally_comes_back_as_it_was(journal_of: Opening) -> None:
    journal_of().chronicle(WHOLE, TALLY)
    assert journal_of().tallies(AT) == [TALLY]
    assert journal_of().tallies(later(1)) == []


def test_two_processes_keep_one_tally_a_minute(journal_of: Opening) -> None:
    for seconds in (0, 20, 40, 60):
        at = AT + timedelta(seconds=seconds)
        journal_of().chronicle(replace(WHOLE, at=at), replace(TALLY, at=at))
    assert [one.at for one in journal_of().tallies(AT)] == [AT, AT + timedelta(minutes=1)]


def test_tallies_thin_out_after_two_days_and_end_with_the_journals_time(journal_of: Opening) -> None:
    journal, now = journal_of(keep_days=3), later(0) + timedelta(days=4)
    ages = [timedelta(days=3, minutes=5), *(timedelta(days=2, minutes=n) for n in range(1, 21)), timedelta(minutes=1)]
    for age in ages:
        journal.chronicle(replace(WHOLE, at=now - age), replace(TALLY, at=now - age))
    journal.keep(Memory(last_complete=now), {})
    left = [now - one.at for one in journal.tallies(AT)]
    assert [age // timedelta(minutes=1) for age in left] == [2900, 2894, 2884, 1]


def test_only_what_changed_is_kept(path: Path, journal_of: Opening) -> None:
    journal = journal_of()
    journal.chronicle(WHOLE, None)
    journal.chronicle(Page(later(1), {ANNA: replace(HERE, de=DE.OFF)}, PEOPLE), None)
    assert rows(path, "SELECT de FROM state ORDER BY person, at") == [("on",), ("off",), ("off",)]


def test_the_first_page_of_a_run_adds_what_is_not_as_it_was_kept(path: Path, journal_of: Opening) -> None:
    journal_of().chronicle(WHOLE, None)
    journal_of().chronicle(Page(later(600), {ANNA: HERE}, PEOPLE, begins=True, whole=True), None)
    found = rows(path, "SELECT user, de FROM state JOIN person ON number = person ORDER BY person, at")
    assert found == [(ANNA, "on"), (BEN, "off"), (BEN, None)]


def test_a_new_name_is_taken_over_though_nothing_else_changed(journal_of: Opening) -> None:
    journal_of().chronicle(WHOLE, None)
    renamed = {**PEOPLE, BEN: Person("Benedict")}
    journal_of().chronicle(replace(WHOLE, at=later(1), people=renamed), None)
    assert journal_of().names() == {ANNA: "Anna", BEN: "Benedict"}


def test_what_is_known_ends_with_the_last_page_and_begins_anew_with_the_next_run(
    path: Path, journal_of: Opening
) -> None:
    journal = journal_of()
    journal.chronicle(WHOLE, None)
    journal.chronicle(Page(later(5), {}), None)
    journal_of().chronicle(replace(WHOLE, at=later(60)), None)
    minute = 60_000_000
    first, second = rows(path, f"SELECT (begin - {0}) / 1, until - begin FROM known")
    assert (first[1], second[1]) == (5 * minute, 0)


def test_a_page_that_follows_from_none_in_the_file_is_not_taken(journal_of: Opening) -> None:
    journal = journal_of()
    assert not journal.chronicle(Page(AT, {ANNA: HERE}, PEOPLE), None)
    journal.chronicle(WHOLE, None)
    journal.discard()
    assert not journal.chronicle(Page(later(1), {ANNA: HERE}, PEOPLE), None)


def test_no_presence_is_kept_where_the_settings_want_none(path: Path, journal_of: Opening) -> None:
    journal_of(presence=False).chronicle(WHOLE, TALLY)
    journal_of(presence=False).chronicle(replace(WHOLE, at=later(1)), None)
    assert rows(path, "SELECT presence, de FROM state ORDER BY person") == [(None, "on"), (None, "off")]
    assert len(journal_of().tallies(AT)) == 1


def test_a_forgotten_user_is_nowhere_in_the_file(path: Path, journal_of: Opening) -> None:
    journal = journal_of()
    journal.chronicle(WHOLE, TALLY)
    journal.forget(BEN)
    journal.close()
    assert BEN.encode() not in path.read_bytes()
    assert rows(path, "SELECT user FROM person") == [(ANNA,)]


def test_a_refused_first_plan_leaves_no_chronicle(path: Path, journal_of: Opening) -> None:
    journal = journal_of()
    journal.note([Entry(AT, "toggle", ANNA, "Anna", "on", "off", by="person")])
    journal.chronicle(WHOLE, TALLY)
    journal.discard()
    for table in ("state", "person", "crew", "team", "known", "tally"):
        assert rows(path, f"SELECT * FROM {table}") == []


def test_a_refused_first_plan_leaves_the_chronicle_of_earlier_runs(path: Path, journal_of: Opening) -> None:
    earlier = journal_of()
    earlier.chronicle(WHOLE, TALLY)
    earlier.close()  # nobody else has the file open: it would go if it were taken for empty
    journal_of().discard()
    assert rows(path, "SELECT count(*) FROM state") == [(2,)]
    assert len(journal_of().tallies(AT)) == 1


def test_old_states_go_but_the_one_that_stood_at_the_cut_stays(path: Path, journal_of: Opening) -> None:
    journal, now = journal_of(keep_days=1), AT + timedelta(days=3)
    journal.chronicle(WHOLE, None)
    journal.chronicle(Page(later(5), {ANNA: replace(HERE, de=DE.OFF), BEN: None}, PEOPLE), None)
    journal.keep(Memory(last_complete=now), {})
    assert rows(path, "SELECT user, de FROM state JOIN person ON number = person") == [(ANNA, "off")]
    assert rows(path, "SELECT user FROM person") == [(ANNA,)]


def test_a_journal_from_before_the_chronicle_goes_on(
    monkeypatch: pytest.MonkeyPatch, path: Path, journal_of: Opening
) -> None:
    entry = Entry(AT, "presence", ANNA, "Anna", "active", "absent")
    with monkeypatch.context() as older:
        older.setattr(schema, "STEPS", schema.STEPS[:1])
        connection = sqlite3.connect(path)
        schema.bring_up_to_date(connection)
        connection.close()
    journal = journal_of()
    journal.note([entry])
    assert journal.chronicle(WHOLE, TALLY)
    assert journal.history() == [replace(entry, number=1)]
