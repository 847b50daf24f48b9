"""What the journal answers when it is asked of the past: entries, the table as it was, times and toggles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from tui.presence.chronicle.page import Page, Person, State
from tui.presence.chronicle.search import Search
from tui.presence.entry import Entry
from tui.presence.memory import Hold
from tui.presence.model import DE, Presence
from tui.presence.settings import JournalSettings
from tui.store import past_statements as statements
from tui.store.journal import SqliteJournal
from tui.store.looking_back import LookingBack

AT = datetime(2026, 11, 17, 13, tzinfo=UTC)
ANNA, BEN = "005000000000001AAA", "005000000000002AAA"
ROSE = "a0B000000000001AAA"
HERE = State(Presence.ACTIVE, DE.ON, 1, (ROSE,))
AWAY = State(Presence.ABSENT, DE.OFF, 0, (ROSE,))
PEOPLE = {ANNA: Person("Anna", "anna@acme.example"), BEN: Person("Ben")}
SENT = Entry(AT, "toggle", ANNA, "Anna", "on", "off", "No active session", "loop", "action", "done")


def later(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[SqliteJournal]:
    found = SqliteJournal(tmp_path / "org.db", JournalSettings())
    yield found
    found.close()


@pytest.fixture
def past(journal: SqliteJournal) -> LookingBack:
    """An hour in which Anna leaves after 30 minutes and Ben is held from the 10th on; then nothing for an hour."""
    journal.chronicle(Page(AT, {ANNA: HERE, BEN: AWAY}, PEOPLE, {ROSE: "Rose"}, begins=True, whole=True), None)
    held = replace(AWAY, hold=Hold("lunch", until=later(90)))
    journal.chronicle(Page(later(10), {BEN: held}, PEOPLE), None)
    journal.chronicle(Page(later(30), {ANNA: replace(AWAY, changed=later(30), changed_by="loop")}, PEOPLE), None)
    journal.chronicle(Page(later(60), {}), None)
    journal.chronicle(
        Page(later(120), {ANNA: HERE, BEN: AWAY}, {**PEOPLE, BEN: Person("Benedict")}, begins=True, whole=True), None
    )
    journal.note([SENT, replace(SENT, at=later(30), by="person"), replace(SENT, at=later(40), outcome="failed")])
    return LookingBack(journal)


def test_a_new_journal_knows_nothing(journal: SqliteJournal) -> None:
    past = LookingBack(journal)
    assert (list(past.numbers(Search())), past.stretches(), past.names()) == ([], (), {})
    assert past.then(AT).roster.standings == {}
    assert past.change_beside(AT, later=True) is None
    assert past.totals(AT, later(60)).users == ()


def test_entries_come_newest_first_and_by_number(past: LookingBack) -> None:
    numbers = past.numbers(Search())
    assert list(numbers) == [3, 2, 1]
    assert past.entries(numbers[:1])[3].at == later(40)
    assert list(past.numbers(Search(), limit=2)) == [3, 2]


@pytest.mark.parametrize(
    ("search", "numbers"),
    [
        (Search(by=frozenset({"person"})), [2]),
        (Search(outcomes=frozenset({"failed"})), [3]),
        (Search(kinds=frozenset({"hold"})), []),
        (Search(users=frozenset({BEN})), []),
        (Search(users=frozenset({ANNA}), since=later(30)), [3, 2]),
        (Search(until=later(30)), [1]),
        (Search(was=frozenset({"on"}), to=frozenset({"off"})), [3, 2, 1]),
        (Search(to=frozenset({"on"})), []),
        (Search(words=("anna", "session")), [3, 2, 1]),
        (Search(words=("rose",)), []),
        (Search(routes=frozenset({"action'); DROP TABLE entry; --"})), []),
    ],
)
def test_a_search_meets_all_of_what_it_asks(past: LookingBack, search: Search, numbers: list[int]) -> None:
    assert list(past.numbers(search)) == numbers


def test_the_table_is_as_the_last_reading_before_showed_it(past: LookingBack) -> None:
    then = past.then(later(20))
    anna, ben = then.roster.standings[ANNA], then.roster.standings[BEN]
    assert (anna.presence, anna.de, anna.teams_on, anna.teams) == (Presence.ACTIVE, DE.ON, 1, (ROSE,))
    assert (ben.presence, ben.user.name, then.roster.team_name(ROSE)) == (Presence.ABSENT, "Benedict", "Rose")
    assert then.pasts[BEN].hold == Hold("lunch", until=later(90))
    assert past.then(later(30)).pasts[ANNA].changed_by == "loop"


def test_where_nothing_ran_nothing_is_known_and_it_says_when_it_is(past: LookingBack) -> None:
    then = past.then(later(90))
    assert then.roster.standings == {}
    assert (then.around.known, then.around.before, then.around.after) == (False, later(60), later(120))


def test_one_goes_from_change_to_change(past: LookingBack) -> None:
    assert past.change_beside(later(20), later=True) == later(30)
    assert past.change_beside(later(20), later=False) == later(10)
    assert past.change_beside(AT, later=False) is None


def test_times_end_where_nothing_is_known(past: LookingBack) -> None:
    found = past.totals(later(15), later(100))
    times = {one.id: one.times for one in found.users}
    assert found.known == 45 * 60
    assert (times[ANNA].active, times[ANNA].absent, times[ANNA].on) == (15 * 60, 30 * 60, 15 * 60)
    assert (times[BEN].absent, times[BEN].off) == (45 * 60, 45 * 60)


def test_teams_add_up_their_members_and_toggles_count_by_whom_where_they_took_effect(past: LookingBack) -> None:
    found = past.totals(AT, later(60))
    team = found.teams[0]
    assert (team.name, team.members, team.times.present, team.times.on) == ("Rose", 2, 1800, 1800)
    assert dict(team.toggles) == {"loop": 1, "person": 1}


def test_totals_of_one_user_are_of_that_one_alone(past: LookingBack) -> None:
    assert [one.name for one in past.totals(AT, later(60), frozenset({BEN})).users] == ["Benedict"]


def test_nobody_who_writes_waits_for_a_question(journal: SqliteJournal, past: LookingBack) -> None:
    with past._reading() as connection:
        connection.execute("SELECT * FROM entry").fetchone()
        journal.note([SENT])
    assert len(past.numbers(Search())) == 4


def test_no_question_scans_what_it_could_seek(past: LookingBack) -> None:
    plans = {}
    with past._reading() as connection:
        for query, values in (
            (statements.LAST_BEFORE, (1,)),
            (statements.NEXT_CHANGE, (1,)),
            (f"{statements.NUMBERS} {statements.NEWEST_FIRST}", {"limit": 1}),
        ):
            plans[query] = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", values)]
    for query, steps in plans.items():
        assert not any(step.startswith("SCAN state") and "INDEX" not in step for step in steps), query
        assert not any("TEMP B-TREE" in step for step in steps), query
