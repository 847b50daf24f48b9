"""The journal as its users see it: what was written comes back, through kills, faults and other processes."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tui.presence.entry import Entry
from tui.presence.memory import Hold, Memory, Past
from tui.presence.model import Instant
from tui.presence.problems import JournalFailure
from tui.presence.reading import Anchor
from tui.presence.settings import JournalSettings
from tui.store.journal import SqliteJournal

AT = datetime(2026, 11, 22, 9, 14, 3, 250_000, tzinfo=UTC)
ANNA, BEN = "005000000000001AAA", "005000000000002AAA"
TOGGLE = Entry(AT, "toggle", ANNA, "Anna", "on", "off", "No active session", "loop", "action", "sent")
PRESENCE = Entry(AT, "presence", ANNA, "Anna", "active", "absent")

Journals = Callable[..., SqliteJournal]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state/journals/00D5e000000abcDEAY.db"


@pytest.fixture
def journal_of(path: Path) -> Iterator[Journals]:
    """A new process's journal of the same org, as far as one process can play it."""
    opened: list[SqliteJournal] = []

    def opening(**settings: object) -> SqliteJournal:
        remembers = bool(settings.pop("remembers", True))
        opened.append(SqliteJournal(path, JournalSettings(**settings), remembers=remembers))  # type: ignore[arg-type]
        return opened[-1]

    yield opening
    for journal in opened:
        journal.close()


def columns(entries: list[Entry]) -> list[Entry]:
    """The entries without their numbers."""
    return [replace(one, number=0) for one in entries]


def test_nothing_is_made_before_it_is_needed(path: Path, journal_of: Journals) -> None:
    journal_of()
    assert not path.parent.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_the_file_and_its_companions_are_private(path: Path, journal_of: Journals) -> None:
    journal_of().note([PRESENCE])
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_new_journal_remembers_nobody_and_is_not_begun(journal_of: Journals) -> None:
    assert journal_of().memory() == Memory()


def test_memory_comes_back_in_the_next_run_without_its_anchor(journal_of: Journals) -> None:
    pasts = {ANNA: Past(present=True, since=AT, hold=Hold("lunch", until=AT)), BEN: Past(present=False)}
    memory = Memory(pasts, begun=True, last_complete=AT, own_shown=True, answered=2, on_counts=((AT, 2),))
    journal_of().keep(replace(memory, anchor=Anchor(AT, Instant(1, 2))), pasts)
    assert journal_of().memory() == memory


def test_only_the_pasts_that_changed_are_written(journal_of: Journals) -> None:
    journal_of().keep(Memory(), {ANNA: Past(present=True), BEN: Past(present=True)})
    journal_of().keep(Memory(), {BEN: Past(present=False)})
    assert journal_of().memory().pasts == {ANNA: Past(present=True), BEN: Past(present=False)}


def test_an_entry_comes_back_exactly_with_the_journals_number(journal_of: Journals) -> None:
    journal_of().note([TOGGLE])
    assert journal_of().history() == [replace(TOGGLE, number=1)]


def test_history_is_newest_first(journal_of: Journals) -> None:
    journal = journal_of()
    journal.note([replace(PRESENCE, at=AT + timedelta(minutes=minutes)) for minutes in (1, 3, 2)])
    assert [one.at.minute - AT.minute for one in journal.history()] == [3, 2, 1]


def test_history_of_one_moment_has_the_last_written_first(journal_of: Journals) -> None:
    journal = journal_of()
    journal.note([PRESENCE, replace(PRESENCE, was="absent", to="active")])
    assert [one.to for one in journal.history()] == ["active", "absent"]


def test_history_can_be_of_one_user_since_a_moment_and_of_so_many(journal_of: Journals) -> None:
    journal = journal_of()
    later = [replace(PRESENCE, at=AT + timedelta(minutes=minutes)) for minutes in range(5)]
    journal.note([*later, replace(PRESENCE, user=BEN)])
    found = journal.history(user=ANNA, since=AT + timedelta(minutes=2), limit=2)
    assert columns(found) == [later[4], later[3]]


def test_presence_entries_are_left_out_where_the_settings_say_so(journal_of: Journals) -> None:
    journal = journal_of(presence=False)
    journal.note([PRESENCE, replace(TOGGLE, outcome="dry-run")])
    assert [one.kind for one in journal.history()] == ["toggle"]


def test_a_toggle_is_settled_under_its_number(journal_of: Journals) -> None:
    journal = journal_of()
    first, second = journal.sending([TOGGLE, replace(TOGGLE, user=BEN)])
    journal.settle({second: replace(TOGGLE, outcome="failed", route="anonymous", why="no such user")})
    ends = {one.number: (one.outcome, one.route, one.why) for one in journal.history()}
    assert ends == {
        first: ("sent", "action", "No active session"),
        second: ("failed", "anonymous", "no such user"),
    }


def test_what_leaves_is_written_as_sent_whatever_the_entry_says(journal_of: Journals) -> None:
    journal_of().sending([replace(TOGGLE, outcome=None)])
    assert [one.outcome for one in journal_of().history()] == ["sent"]


def test_toggles_without_an_outcome_are_found_by_the_next_run(journal_of: Journals) -> None:
    journal = journal_of()
    numbers = journal.sending([TOGGLE, replace(TOGGLE, user=BEN), replace(TOGGLE, why="third")])
    journal.settle({numbers[0]: replace(TOGGLE, outcome="done"), numbers[1]: replace(TOGGLE, outcome="unsettled")})
    assert [(one.number, one.outcome) for one in journal_of().open_toggles()] == [
        (numbers[1], "unsettled"),
        (numbers[2], "sent"),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_a_toggle_survives_a_kill_right_after_it_was_written_down(path: Path, journal_of: Journals) -> None:
    program = (
        "import os, signal, sys; from datetime import datetime, UTC; from pathlib import Path\n"
        "from tui.presence.entry import Entry; from tui.presence.settings import JournalSettings\n"
        "from tui.store.journal import SqliteJournal\n"
        "SqliteJournal(Path(sys.argv[1]), JournalSettings()).sending("
        "[Entry(datetime.now(UTC), 'toggle', '005A', outcome='sent')])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert [one.user for one in journal_of().open_toggles()] == ["005A"]


def test_every_commit_waits_for_the_disk(path: Path, journal_of: Journals) -> None:
    journal = journal_of()
    journal.memory()
    assert journal._open is not None
    assert journal._open.execute("PRAGMA synchronous").fetchone() == (2,)
    assert journal._open.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_two_runs_see_what_the_other_writes(journal_of: Journals) -> None:
    monitor, command = journal_of(), journal_of()
    monitor.keep(Memory(begun=True), {ANNA: Past(present=True)})
    held = Past(present=True, hold=Hold("by hand", until_presence=True))
    assert command.memory().begun
    command.keep(Memory(begun=True), {ANNA: held})
    assert monitor.memory().of(ANNA) == held


def test_what_one_keeps_does_not_undo_what_another_kept_of_other_users(journal_of: Journals) -> None:
    one, other = journal_of(), journal_of()
    one.memory()
    other.keep(Memory(), {BEN: Past(present=False)})
    one.keep(Memory(), {ANNA: Past(present=True)})
    assert one.memory().pasts == {ANNA: Past(present=True), BEN: Past(present=False)}


def test_a_locked_journal_is_a_failure_in_words_and_works_again_after(
    monkeypatch: pytest.MonkeyPatch, path: Path, journal_of: Journals
) -> None:
    monkeypatch.setattr("tui.store.opening.PATIENCE", 0)
    journal = journal_of()
    journal.memory()
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalFailure) as caught:
            journal.note([PRESENCE])
        other.execute("ROLLBACK")
    other.close()
    assert "another process keeps it locked" in caught.value.problem.cause
    journal.note([PRESENCE])
    assert len(journal.history()) == 1


def test_a_place_where_no_folder_can_be_made_is_a_failure_and_heals(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    journal = SqliteJournal(tmp_path / "state/org.db", JournalSettings())
    with pytest.raises(JournalFailure) as caught:
        journal.memory()
    assert str(tmp_path / "state/org.db") in caught.value.problem.cause
    (tmp_path / "state").unlink()
    assert journal.memory() == Memory()
    journal.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_a_failure(path: Path, journal_of: Journals) -> None:
    path.parent.mkdir(parents=True)
    path.parent.chmod(0o500)
    with pytest.raises(JournalFailure):
        journal_of().memory()


def test_a_journal_that_may_only_be_read_is_a_failure_and_heals(journal_of: Journals) -> None:
    journal = journal_of()
    journal.memory()
    assert journal._open is not None
    journal._open.execute("PRAGMA query_only = ON")  # what a read-only disk answers, for root as well
    with pytest.raises(JournalFailure) as caught:
        journal.sending([TOGGLE])
    assert "it may only be read" in caught.value.problem.cause
    assert len(journal.sending([TOGGLE])) == 1


def test_a_full_disk_is_a_failure_and_leaves_nothing_half_written(journal_of: Journals) -> None:
    journal = journal_of()
    journal.note([PRESENCE])
    assert journal._open is not None
    pages = journal._open.execute("PRAGMA page_count").fetchone()[0]
    journal._open.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(JournalFailure) as caught:
        journal.note([replace(PRESENCE, why="x" * 50_000)] * 50)
    assert "the disk is full" in caught.value.problem.cause
    assert columns(journal.history()) == [PRESENCE]


def test_a_folder_in_place_of_the_file_is_a_failure(path: Path, journal_of: Journals) -> None:
    path.mkdir(parents=True)
    with pytest.raises(JournalFailure) as caught:
        journal_of().memory()
    assert caught.value.problem.next


def test_a_newer_versions_journal_is_left_alone(path: Path, journal_of: Journals) -> None:
    journal_of().note([PRESENCE])
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(JournalFailure, match="newer version"):
        journal_of().history()
    assert [one.name for one in path.parent.glob("*damaged*")] == []


def test_a_file_that_vanished_while_open_is_begun_anew(path: Path, journal_of: Journals) -> None:
    journal = journal_of()
    journal.keep(Memory(begun=True), {})
    journal.close()
    for one in path.parent.iterdir():
        one.unlink()
    assert not journal.memory().begun


def test_old_entries_go_after_their_days_and_toggles_after_four_hundred(journal_of: Journals) -> None:
    journal = journal_of(keep_days=90)
    days = (89, 91, 399, 401)
    journal.note([replace(kind, at=AT - timedelta(days=one)) for kind in (PRESENCE, TOGGLE) for one in days])
    journal.keep(Memory(last_complete=AT), {})
    left = sorted((one.kind, (AT - one.at).days) for one in journal.history())
    assert left == [("presence", 89), ("toggle", 89), ("toggle", 91), ("toggle", 399)]


def test_users_whom_de_answers_no_more_go_too_unless_they_are_held(journal_of: Journals) -> None:
    long_ago = AT - timedelta(days=100)
    pasts = {
        ANNA: Past(answered=True),
        BEN: Past(gone_at=long_ago),
        "005C": Past(gone_at=long_ago, hold=Hold("for good")),
    }
    journal_of().keep(Memory(last_complete=AT), pasts)
    assert set(journal_of().memory().pasts) == {ANNA, "005C"}


def test_nothing_goes_before_a_complete_reading_told_the_orgs_time(journal_of: Journals) -> None:
    journal = journal_of()
    journal.note([replace(PRESENCE, at=AT - timedelta(days=1000))])
    journal.keep(Memory(), {})
    assert len(journal.history()) == 1


@pytest.mark.parametrize("days", [1, 100_000_000, 1_000_000_000])
def test_any_number_of_days_that_the_settings_allow_is_understood(journal_of: Journals, days: int) -> None:
    journal_of(keep_days=days).keep(Memory(last_complete=AT), {})


def test_forgetting_a_user_leaves_no_trace_of_them_in_the_file(path: Path, journal_of: Journals) -> None:
    journal = journal_of()
    journal.note([replace(TOGGLE, name="Xanthippe Forgettable"), replace(TOGGLE, user=BEN, name="Ben")])
    journal.keep(Memory(), {ANNA: Past(hold=Hold("Xanthippe is away")), BEN: Past()})
    assert journal.forget(ANNA) == 1
    assert [one.user for one in journal.history()] == [BEN]
    assert set(journal.memory().pasts) == {BEN}
    assert not any(b"Xanthippe" in one.read_bytes() for one in path.parent.iterdir())


def test_the_newest_name_of_each_user_is_known(journal_of: Journals) -> None:
    journal = journal_of()
    journal.note([replace(PRESENCE, name="Anna Old"), replace(PRESENCE, name="Anna New"), replace(PRESENCE, name="")])
    journal.note([replace(PRESENCE, user=BEN, name=""), Entry(AT, "cycle")])
    assert journal.names() == {ANNA: "Anna New", BEN: ""}


def test_a_refused_first_plan_leaves_no_journal(path: Path, journal_of: Journals) -> None:
    journal = journal_of()
    journal.keep(Memory(last_complete=AT), {ANNA: Past(present=True, since=AT)})
    journal.note([PRESENCE])
    journal.discard()
    assert list(path.parent.iterdir()) == []
    assert journal.memory() == Memory()


def test_a_refused_first_plan_leaves_a_persons_toggles_and_holds(journal_of: Journals) -> None:
    journal = journal_of()
    hold = Past(hold=Hold("by hand", until_presence=True))
    journal.keep(Memory(begun=True), {ANNA: hold, BEN: Past(present=True)})
    journal.note([replace(TOGGLE, by="person", outcome="done"), PRESENCE])
    journal.discard()
    assert journal.memory() == Memory(pasts={ANNA: hold})
    assert [one.kind for one in journal.history()] == ["toggle"]


def test_a_refused_first_plan_leaves_what_earlier_runs_watched(journal_of: Journals) -> None:
    earlier = journal_of()
    earlier.note([PRESENCE])
    earlier.keep(Memory(last_complete=AT), {ANNA: Past(present=True, since=AT)})
    earlier.close()
    journal = journal_of()
    journal.discard()
    assert columns(journal.history()) == [PRESENCE]
    assert journal.memory() == Memory()


def test_a_journal_that_another_run_has_open_is_emptied_and_not_pulled_away(path: Path, journal_of: Journals) -> None:
    other, journal = journal_of(), journal_of()
    journal.ready()
    other.note([PRESENCE])
    journal.discard()
    assert path.exists()
    other.note([TOGGLE])
    assert columns(journal.history()) == [TOGGLE]


def test_an_org_born_anew_each_run_keeps_its_history_and_no_memory(journal_of: Journals) -> None:
    first = journal_of(remembers=False)
    first.keep(Memory(begun=True), {ANNA: Past(present=True)})
    first.note([TOGGLE])
    assert first.memory() == Memory({ANNA: Past(present=True)}, begun=True)
    second = journal_of(remembers=False)
    assert second.memory() == Memory()
    assert len(second.history()) == 1


@pytest.mark.parametrize(
    "text", ["[bold]x[/]", "\x1b[31mred", "שלום", "👩‍👩‍👧", "n" * 300, "a\x00b", "'; DROP TABLE entry; --", ""]
)
def test_hostile_text_comes_back_as_it_was(journal_of: Journals, text: str) -> None:
    entry = replace(TOGGLE, name=text, why=text, was=text, route=text)
    journal_of().note([entry])
    assert columns(journal_of().history()) == [entry]


def test_half_a_surrogate_is_written_as_a_question_mark(journal_of: Journals) -> None:
    journal = journal_of()
    journal.note([replace(TOGGLE, name="half \ud83d")])
    journal.keep(Memory(), {ANNA: Past(hold=Hold("half \ud83d"))})
    assert journal.history()[0].name == "half ?"
    hold = journal_of().memory().of(ANNA).hold
    assert hold is not None
    assert hold.why == "half ?"


def test_ten_runs_that_open_a_new_file_at_once_all_succeed(path: Path) -> None:
    program = (
        "import sys; from datetime import datetime, UTC; from pathlib import Path\n"
        "from tui.presence.entry import Entry; from tui.presence.settings import JournalSettings\n"
        "from tui.store.journal import SqliteJournal\n"
        "journal = SqliteJournal(Path(sys.argv[1]), JournalSettings())\n"
        "sys.stdin.readline()\n"
        "for _ in range(5): journal.note([Entry(datetime.now(UTC), 'cycle')])\n"
    )
    command = [sys.executable, "-c", program, str(path)]
    running = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(10)]
    errors = [one.communicate(b"go\n")[1] for one in running]
    assert errors == [b""] * 10
    journal = SqliteJournal(path, JournalSettings())
    assert len(journal.history()) == 50
    journal.close()
