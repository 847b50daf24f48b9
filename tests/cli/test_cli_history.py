"""``history``: what the journal has, without a reading of the org."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.stage import Ran, Serve
from tui.cli import main
from tui.org.wire.literals import long_id
from tui.presence.chronicle.page import Page, Person, State
from tui.presence.entry import Entry
from tui.presence.memory import Memory, Past
from tui.presence.model import DE, Presence
from tui.presence.remembered import Remembered
from tui.presence.settings import JournalSettings
from tui.store.desk_memory import DeskMemory
from tui.store.journal import SqliteJournal
from tui.store.places import platform_places

ORG = long_id("00D5e000000abcD")
NOW = datetime.now(UTC).replace(microsecond=0)
ANNA, BEN = "005000000000001AAA", "005000000000002AAA"
Run = Callable[..., Ran]
KEYS = ["at", "kind", "user", "name", "from", "to", "why", "by", "route", "outcome"]
ENTRIES = [
    Entry(NOW - timedelta(days=3), "presence", BEN, "Ben", "active", "absent", "No live session"),
    Entry(NOW - timedelta(hours=2), "toggle", ANNA, "Anna", "on", "off", "Lunch", "person", "anonymous", "done"),
    Entry(NOW - timedelta(minutes=5), "toggle", BEN, "=Ben", "on", "off", "x", "loop", "action", "sent"),
]


@pytest.fixture
def journal(places: Path, monkeypatch: pytest.MonkeyPatch) -> SqliteJournal:
    """An org's journal; its token tells which, and nothing answers at its address."""
    monkeypatch.setenv("SF_ACCESS_TOKEN", f"{ORG[:15]}!secret")
    monkeypatch.setenv("SF_ORG_INSTANCE_URL", "http://127.0.0.1:9")
    journal = SqliteJournal(places / f"XDG_STATE_HOME/de-presence/journals/{ORG}.db", JournalSettings())
    journal.note(ENTRIES)
    journal.keep(Memory(), {ANNA: Past(), BEN: Past()})
    return journal


@pytest.fixture
def run(journal: SqliteJournal, capfd: pytest.CaptureFixture[str]) -> Iterator[Run]:
    def running(*args: str) -> Ran:
        code = main(["history", *args])
        return Ran(code, *capfd.readouterr())

    yield running
    journal.close()


def test_json_is_an_object_a_line_newest_first_with_the_contracts_keys(run: Run) -> None:
    found = run("--json").objects
    assert [list(one) for one in found] == [KEYS] * 3
    assert [one["user"] for one in found] == [BEN, ANNA, BEN]


def test_what_was_sent_and_never_answered_is_unsettled(run: Run) -> None:
    assert run("--json").objects[0]["outcome"] == "unsettled"


@pytest.mark.parametrize("word", [ANNA, ANNA[:15], "Anna", "anna"])
def test_one_user_is_found_by_id_or_name(run: Run, word: str) -> None:
    assert [one["user"] for one in run("--json", "--user", word).objects] == [ANNA]


def test_a_user_whom_the_journal_does_not_know_exits_2(run: Run) -> None:
    ran = run("--user", "Ann")
    assert ran.code == 2
    assert "Anna" in ran.err


@pytest.mark.parametrize(("since", "number"), [("1h", 1), ("1d", 2), ("30d", 3)])
def test_since_leaves_out_what_is_older(run: Run, since: str, number: int) -> None:
    assert len(run("--json", "--since", since).objects) == number


def test_csv_is_defused(run: Run) -> None:
    rows = run("--csv").rows
    assert list(rows[0]) == KEYS
    assert rows[0]["name"] == "'=Ben"


def test_a_table_for_people_says_what_changed(run: Run) -> None:
    ran = run()
    assert ran.code == 0
    assert "on → off" in ran.out
    assert "Lunch" in ran.out


def test_forget_erases_one_user_and_says_how_much(run: Run) -> None:
    ran = run("--forget", "Anna")
    assert (ran.code, "1 entry" in ran.out) == (0, True)
    assert {one["user"] for one in run("--json").objects} == {BEN}
    assert run("--forget", "Anna").code == 2


def test_forget_erases_a_user_from_the_desk_too(run: Run) -> None:
    desk = DeskMemory(platform_places().desk(ORG))
    desk.remember(Remembered(watched=frozenset({ANNA, BEN})))
    run("--forget", "Anna")
    assert desk.recall().watched == {BEN}


def test_an_org_without_a_journal_has_no_history(serve: Serve) -> None:
    ran = serve().run("history", "--json")
    assert (ran.code, ran.out) == (0, "")


def test_a_token_that_does_not_tell_its_org_asks_the_org(serve: Serve) -> None:
    stage = serve(answers="toggle")
    stage.in_step()
    stage.run("toggle", "off", stage.people()[0].id, "--yes")
    assert len(stage.run("history", "--json").objects) == 1


def chronicled(journal: SqliteJournal) -> None:
    """Two hours ago Anna was there; an hour ago she left; then nothing ran."""
    here, away = (State(one, DE.ON, 1, ("a0B000000000001AAA",)) for one in (Presence.ACTIVE, Presence.ABSENT))
    people, begin = {ANNA: Person("Anna")}, NOW - timedelta(hours=2)
    journal.chronicle(Page(begin, {ANNA: here}, people, {"a0B000000000001AAA": "=Rose"}, begins=True, whole=True), None)
    journal.chronicle(Page(begin + timedelta(hours=1), {ANNA: away}, people), None)
    journal.chronicle(Page(begin + timedelta(minutes=90), {}), None)


def test_the_table_as_it_was_is_asked_by_a_moment(run: Run, journal: SqliteJournal) -> None:
    chronicled(journal)
    then = run("--at", "90m", "--json").objects[0]
    assert (then["known"], [one["presence"] for one in then["users"]]) == (True, ["active"])
    assert "Anna" in run("--at", "45m", "--user", "Anna").out


def test_a_moment_at_which_nothing_ran_is_not_an_empty_office(run: Run, journal: SqliteJournal) -> None:
    chronicled(journal)
    found = run("--at", "10 min ago")
    assert found.code == 1
    assert "Not known" in found.out
    assert run("--at", "10m", "--json").objects[0]["known_before"] is not None


def test_totals_are_of_all_that_is_known_unless_a_time_is_given(run: Run, journal: SqliteJournal) -> None:
    chronicled(journal)
    found = run("--totals", "--json").objects[0]
    assert (found["known_seconds"], found["users"][0]["active"], found["users"][0]["absent"]) == (5400, 3600, 1800)
    assert found["users"][0]["toggles_by_person"] == 1
    assert found["teams"][0]["members"] == 1
    assert run("--totals", "--since", "45m", "--until", "40m", "--json").objects[0]["known_seconds"] == 300
    assert "'=Rose" in run("--totals", "--csv").out
    assert "1 h 00" in run("--totals").out


def test_kind_and_until_narrow_the_entries_down(run: Run) -> None:
    assert [one["user"] for one in run("--kind", "toggle", "--until", "1h", "--json").objects] == [ANNA]
    assert len(run("--kind", "toggle", "--kind", "presence", "--json").objects) == 3


@pytest.mark.parametrize(
    "words", [("--at", "1h", "--since", "2h"), ("--totals", "--kind", "hold"), ("--forget", "Anna", "--totals")]
)
def test_what_makes_no_sense_together_is_refused(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).code == 2
