"""An older journal becomes a newer one, all or nothing."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui.presence.entry import Entry
from tui.presence.problems import JournalFailure
from tui.presence.settings import JournalSettings
from tui.store import schema, statements
from tui.store.journal import SqliteJournal

ENTRY = Entry(datetime(2026, 11, 22, tzinfo=UTC), "cycle", number=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The journal of this version, with an entry."""
    journal = SqliteJournal(tmp_path / "org.db", JournalSettings())
    journal.note([ENTRY])
    journal.close()
    return tmp_path / "org.db"


def versions(path: Path) -> tuple[int, list[str]]:
    """The file's version and the columns of its entries."""
    connection = sqlite3.connect(path)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(entry)")]
    found = schema.version(connection)
    connection.close()
    return found, columns


def test_a_later_step_is_taken_once_and_keeps_what_is_there(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, ("ALTER TABLE entry ADD COLUMN extra TEXT",)))
    for _ in range(2):
        journal = SqliteJournal(path, JournalSettings())
        assert journal.history() == [ENTRY]
        journal.close()
    assert versions(path)[0] == len(schema.STEPS)
    assert "extra" in versions(path)[1]


def test_a_step_that_fails_leaves_the_file_as_it_was(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    before = versions(path)
    broken = ("ALTER TABLE entry ADD COLUMN extra TEXT", "ALTER TABLE nowhere ADD COLUMN extra TEXT")
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, broken))
    with pytest.raises(JournalFailure):
        SqliteJournal(path, JournalSettings()).history()
    assert versions(path) == before
    assert list(path.parent.glob("*damaged*")) == []


def test_open_toggles_are_found_without_a_look_at_other_entries() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.bring_up_to_date(connection)
    (step,) = connection.execute(f"EXPLAIN QUERY PLAN {statements.OPEN_TOGGLES}").fetchall()
    assert "entry_open" in step[3]
