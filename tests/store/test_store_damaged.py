"""A damaged journal: kept under a new name, told of, and a new one begun (R10, R19)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui.presence.entry import Entry
from tui.presence.memory import Memory, Past
from tui.presence.problems import JournalFailure
from tui.presence.settings import JournalSettings
from tui.store.damaged import free_name, set_aside
from tui.store.journal import SqliteJournal

AT = datetime(2026, 11, 22, tzinfo=UTC)


def begun(path: Path) -> None:
    """A journal whose first plan was accepted, with enough in it to fill pages."""
    journal = SqliteJournal(path, JournalSettings())
    journal.keep(
        Memory(begun=True, last_complete=AT), {f"005{number:015}": Past(present=True) for number in range(300)}
    )
    journal.note([Entry(AT, "cycle", why="x" * 100)] * 300)
    journal.close()


def overwrite_start(path: Path) -> None:
    path.write_bytes(b"not a database" + path.read_bytes()[14:])


def overwrite_middle(path: Path) -> None:
    content = path.read_bytes()
    half = len(content) // 2
    path.write_bytes(content[:half] + b"\xff" * 4096 + content[half + 4096 :])


def overwrite_all(path: Path) -> None:
    path.write_bytes(b"\xff" * path.stat().st_size)


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def in_sql(statement: str) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        connection = sqlite3.connect(path)
        connection.execute(statement)
        connection.commit()
        connection.close()

    return damage


DAMAGES = {
    "overwritten start": overwrite_start,
    "overwritten middle": overwrite_middle,
    "overwritten all": overwrite_all,
    "cut off": cut_off,
    "memory that is none": in_sql("UPDATE memory SET about = '{]'"),
    "a past that is none": in_sql("""UPDATE past SET past = '{"present": "perhaps"}'"""),
    "an entry that is none": in_sql("UPDATE entry SET kind = 'unheard of'"),
    "a missing table": in_sql("DROP TABLE entry"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_file_is_kept_under_a_new_name_and_a_new_one_begun(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = tmp_path / "org.db"
    begun(path)
    damage(path)
    content = path.read_bytes()
    journal = SqliteJournal(path, JournalSettings())
    assert journal.memory() == Memory()
    assert journal.set_aside == tmp_path / "org.damaged-1.db"
    assert journal.set_aside.read_bytes() == content
    assert journal.problem is not None
    assert str(journal.set_aside) in journal.problem.cause
    journal.close()


def test_a_sound_file_is_nothing_to_tell_of(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "org.db", JournalSettings())
    journal.memory()
    assert journal.problem is None
    journal.close()


def test_a_second_damaged_file_gets_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "org.db"
    for _ in range(2):
        path.write_bytes(b"damaged" * 1000)
        journal = SqliteJournal(path, JournalSettings())
        journal.memory()
        journal.close()
    assert {one.name for one in tmp_path.glob("*damaged*")} == {"org.damaged-1.db", "org.damaged-2.db"}


def test_the_companions_go_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "org.db"
    for suffix in ("", "-wal", "-shm"):
        path.with_name(f"org.db{suffix}").write_text(suffix)
    set_aside(path)
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {
        "org.damaged-1.db": "",
        "org.damaged-1.db-wal": "-wal",
        "org.damaged-1.db-shm": "-shm",
    }


def test_a_name_is_free_only_where_no_companion_has_it_either(tmp_path: Path) -> None:
    (tmp_path / "org.damaged-1.db-wal").touch()
    assert free_name(tmp_path / "org.db").name == "org.damaged-2.db"


def test_damage_under_an_open_journal_is_noticed_before_anything_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "org.db"
    begun(path)
    journal = SqliteJournal(path, JournalSettings())
    assert journal.memory().begun
    overwrite_all(path)
    with pytest.raises(JournalFailure):
        journal.memory()
    assert not journal.memory().begun
    assert journal.problem is not None
    journal.close()
