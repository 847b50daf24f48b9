"""Hostile names, ids, usernames, reasons and JSON go through every room unharmed, and do no harm there."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import Phase as Stop
from hypothesis import strategies as st
from msgspec.structs import replace
from textual.widgets import Input

from tests.cli.stage import Stage as Served
from tests.faults.drawn import picture_is_whole, wrong
from tests.faults.hostile import PICKED, crowd, words
from tests.faults.listening import Listening, listening
from tests.made import CALLER, NINE, session, snapshot, tid, uid, user
from tests.ui.opened import opened
from tests.ui.story import NOW, Person, Stage, person, pulse_of
from tui.cli.log import stop_log
from tui.cli.toggle import LONGEST_REASON
from tui.loop.pulse import Phase, Pulse
from tui.presence.entry import Entry
from tui.presence.evaluate import evaluate
from tui.presence.memory import Hold, Memory
from tui.presence.model import Presence, Problem, User
from tui.presence.plan import Plan, plan
from tui.presence.problems import Failure
from tui.presence.settings import JournalSettings, PresenceSettings, Settings
from tui.store.journal import SqliteJournal
from tui.ui.exported import FORMULA
from tui.ui.screens.first_plan import FirstPlan

FUZZ = settings(max_examples=60, deadline=None)
SLOW = settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Stop.explicit, Stop.reuse, Stop.generate],  # made smaller, a case would take minutes
)
STATES = (
    {"seen": 1}, {"seen": 107}, {"seen": None}, {"answer": (False, False)}, {"seen": None, "answer": (False,)},
    {"is_active": False}, {"is_frozen": True, "answer": (False,)}, {"queue": True},
)  # fmt: skip
KEYS = (
    ("A", "x"),
    ("x",),
    ("h",),
    ("P",),
    ("enter",),
    ("question_mark",),
    ("ctrl+p",),
    ("c",),
    ("slash", "[", "/", "]"),
)
several = st.lists(words, min_size=8, max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=8,
)


def visible(text: str) -> bool:
    """Whether nothing in this line moves a cursor or turns the line round."""
    return not any(unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"} or "\u202a" <= one <= "\u202e" for one in text)


# evaluate, plan


def planned(names: list[str]) -> Plan:
    people = tuple(person(n, name, **STATES[n % len(STATES)]) for n, name in enumerate(names))
    made = pulse_of(people).plan
    assert made is not None
    return made


@FUZZ
@given(names=several)
def test_what_people_are_called_changes_nothing_of_what_is_planned(names: list[str]) -> None:
    hostile, plain = planned(names), planned(["x"] * len(names))
    assert hostile.id == plain.id
    assert set(hostile.toggles) == set(plain.toggles)
    assert set(hostile.withheld) == set(plain.withheld)


@FUZZ
@given(ids=st.lists(words, max_size=6, unique=True), teams=st.lists(words, min_size=1, max_size=3, unique=True))
def test_nobody_is_planned_whose_id_is_not_a_users(ids: list[str], teams: list[str]) -> None:
    answer = {team: dict.fromkeys(ids, True) | {uid(1): True} for team in teams}
    users = {one: User(one, one, one) for one in ids} | {uid(1): user(1)}
    told = replace(snapshot(), answer=answer, users=users)
    roster = evaluate(told, PresenceSettings(), NINE)
    made = plan(roster, Settings(), Memory(begun=True, last_complete=NINE), CALLER)
    assert {one.user_id for one in (*made.toggles, *made.braked)} <= {uid(1), *(one for one in ids if one[:3] == "005")}


@FUZZ
@given(kinds=st.lists(st.tuples(st.none() | words, st.none() | words, words), max_size=8))
def test_whatever_the_types_of_sessions_are_called_a_plain_one_still_counts(
    kinds: list[tuple[str | None, str | None, str]],
) -> None:
    odd = [
        replace(session(n + 10, 1), session_type=kind, login_type=login, parent_id=parent)
        for n, (kind, login, parent) in enumerate(kinds)
    ]
    for rows in ((session(1, 1), *odd), (*odd, session(1, 1))):
        roster = evaluate(snapshot(rows, {tid(1): {uid(1): True, uid(2): True}}), PresenceSettings(), NINE)
        assert roster.standings[uid(1)].presence is Presence.ACTIVE
        assert roster.standings[uid(2)].presence is Presence.ABSENT


# the wire


@pytest.fixture(scope="module")
def org() -> Iterator[Listening]:
    """A served org."""
    with listening() as place:
        yield place


@settings(max_examples=10, deadline=None)
@given(names=several)
def test_names_come_over_the_wire_letter_for_letter(org: Listening, names: list[str]) -> None:
    org.rename(names)
    org.reconnect()
    told = org.place.read().users
    for one in org.place.world.population.staff[: len(names)]:
        assert told[one.id].name == (one.name or one.id)


@settings(max_examples=30, deadline=None)
@given(value=json_values)
@pytest.mark.parametrize("path", ["/query", "/sobjects", "/describe", "/apex", "getUserAvailabilityAllTeams"])
def test_whatever_json_comes_it_is_read_or_one_of_our_own_failures(org: Listening, path: str, value: object) -> None:
    org.place.world.received.clear()
    org.reconnect()
    with org.instead(path, value), suppress(Failure):
        told = org.place.read()
        roster = evaluate(told, PresenceSettings(), told.at)
        plan(roster, Settings(), Memory(begun=True), CALLER)
    assert org.received() == []


# the journal


@settings(max_examples=25, deadline=None)
@given(names=several, why=words, reason=words)
def test_the_journal_keeps_what_it_is_given_and_finds_it_again(names: list[str], why: str, reason: str) -> None:
    entries = [
        Entry(NINE + timedelta(seconds=n), "toggle", uid(n), name, "on", "off", f"{why} {reason}", "person", "action")
        for n, name in enumerate(names)
    ]
    with TemporaryDirectory() as folder:
        journal = SqliteJournal(Path(folder) / "org.db", JournalSettings())
        numbers = journal.sending(entries)
        journal.settle({n: replace(one, outcome="done") for n, one in zip(numbers, entries, strict=True)})
        journal.keep(Memory(pasts={}), {uid(0): replace(Memory().of(uid(0)), hold=Hold(why, until_presence=True))})
        assert journal.names() == {uid(n): name for n, name in enumerate(names)}
        assert [one.why for one in journal.history(uid(3))] == [f"{why} {reason}"]
        assert journal.memory().of(uid(0)).hold == Hold(why, until_presence=True)
        journal.close()


@settings(max_examples=15, deadline=None)
@given(name=words.filter(lambda text: len(text.encode()) > 6))
def test_of_a_forgotten_user_the_journals_files_hold_no_trace(name: str) -> None:
    with TemporaryDirectory() as folder:
        journal = SqliteJournal(Path(folder) / "org.db", JournalSettings())
        journal.note([Entry(NINE, "presence", uid(n), name if n == 1 else "other", why="x") for n in range(40)])
        journal.forget(uid(1))
        kept = [one.read_bytes() for one in Path(folder).iterdir()]
        journal.close()
    assert not any(name.encode() in told for told in kept)


# table and dialogs


def hostile_pulse(people: tuple[Person, ...], names: list[str]) -> Pulse:
    """These people in an org of hostile names, with a problem and log lines of hostile words."""
    entries = tuple(Entry(NOW, "error", one.id, one.name, why=one.name, to=one.name) for one in people)
    told = pulse_of(people, entries=entries, problems=(Problem(*names[-3:]),), begun=False)
    assert told.org is not None
    facts = replace(told.org, name=names[-4], username=names[-5], sandbox=False)
    return replace(told, org=facts, phase=Phase.RETRYING, why=names[-6])


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_every_screen_stays_whole_whatever_people_are_called(size: tuple[int, int]) -> None:
    names = crowd(sum(size))
    people = tuple(person(20 + n, name, **STATES[n % len(STATES)]) for n, name in enumerate(names))
    async with opened(Stage(hostile_pulse(people, names), people), size=size, writable=True) as monitor:
        assert wrong(monitor) == []
        met = set()
        for keys in KEYS:
            await monitor.press(*keys)
            met.add(type(monitor.screen).__name__)
            assert wrong(monitor) == [], keys
            assert picture_is_whole(monitor), keys
            await monitor.press("escape")
        assert met >= {"BulkDialog", "HoldDialog", "PlanSheet", "DetailsSheet", "HelpSheet", "CommandPalette", "Desk"}


async def test_the_first_plan_and_single_toggles_are_drawn_whatever_the_names() -> None:
    names = crowd(1)
    people = tuple(person(20 + n, name, **STATES[n % 2]) for n, name in enumerate(names))
    stage = Stage(pulse_of(people), people)
    async with opened(stage) as monitor:
        for number in range(1, 5):
            await monitor.press("x")
            assert wrong(monitor) == []
            await monitor.press("enter")
            await monitor.wait_until(partial(ordered, stage, number))
            assert wrong(monitor) == []
            await monitor.press("pagedown")
        stage.show(replace(pulse_of(people, phase=Phase.ASKING, begun=False, why=names[-1]), applying=True))
        await monitor.opens(FirstPlan)
        assert wrong(monitor) == []


def ordered(stage: Stage, number: int) -> bool:
    """Whether so many orders have come."""
    return len(stage.orders) >= number


async def test_a_reason_of_hostile_letters_is_typed_sent_and_shown_as_text() -> None:
    async with opened() as monitor:
        await monitor.press("home", "x")
        monitor.screen.query_one(Input).value = "[bold]\u202e'); [@click=app.quit]x[/] \u200b=1"
        await monitor.press("enter")
        await monitor.wait_until(lambda: "toggle" in monitor.log())
        assert wrong(monitor) == []
        assert "[bold]" in monitor.log()


# CSV and JSON


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Served]:
    """A served org and a shell before it."""
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    stage = Served(tmp_path, monkeypatch, capfd, {"answers": "toggle", "size": 90})
    yield stage
    stage.server.stop()
    stop_log()


def test_json_and_csv_hold_one_row_for_each_user_whatever_they_are_called(served: Served) -> None:
    wanted = {}
    for one, name in zip(served.people(), crowd(3), strict=False):
        served.world.rename(one.id, name)
        wanted[one.id] = one.name or one.id
    assert len(wanted) > len(PICKED)
    told = {one["id"]: one["name"] for one in served.run("status", "--json").json["users"]}
    assert {one: told[one] for one in wanted} == wanted
    rows = list(csv.reader(io.StringIO(served.run("status", "--csv").out, newline="")))
    assert len(rows) == len(told) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert [cell for row in rows for cell in row if not safe(cell)] == []
    assert all(visible(line) for line in served.run("status").out.split("\n"))


@SLOW
@given(name=words, reason=words.filter(lambda text: not text.startswith("-") and len(text) <= LONGEST_REASON))
def test_a_toggle_with_a_hostile_reason_is_told_alike_by_history_in_every_form(
    served: Served, name: str, reason: str
) -> None:
    one = served.people()[0]
    served.world.rename(one.id, name)
    ran = served.run("toggle", "off", one.id, "--yes", "--reason", reason)
    assert ran.code == 0, ran.err
    assert served.toggles()[-1] == (one.id, False, reason or None)
    newest = json.loads(served.run("history", "--json").out.split("\n")[0])
    assert (newest["user"], newest["outcome"]) == (one.id, "done")
    rows = list(csv.reader(io.StringIO(served.run("history", "--csv").out, newline="")))
    assert all(safe(cell) for row in rows for cell in row)
    assert all(visible(line) for text in (ran.out, served.run("history").out) for line in text.split("\n"))


@SLOW
@given(word=words.filter(lambda text: not text.startswith("-")))
def test_a_hostile_word_for_a_user_toggles_nobody(served: Served, word: str) -> None:
    ran = served.run("toggle", "off", "--yes", "--", word)
    assert ran.code == 2
    assert served.toggles() == []
    assert len(ran.err.splitlines()) <= 3
    assert all(visible(line) for line in ran.err.split("\n"))


def safe(cell: str) -> bool:
    """Whether no spreadsheet takes this for a formula, and no terminal for an order."""
    return visible(cell) and not cell.lstrip().startswith(FORMULA)
