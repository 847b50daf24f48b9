"""What a reading costs is what changed: nobody else is judged, moved on or planned anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.made import CALLER, NINE, session, snapshot, tid, uid
from tui.loop.cycle import Footing, Reading, conclude
from tui.presence import grounds, planning, remember
from tui.presence.memory import Memory, Sent
from tui.presence.model import Id, Presence
from tui.presence.settings import Settings
from tui.presence.since import sending, settled

PEOPLE = range(1, 41)
Asked = list[Id]


class Office:
    """Forty users, each with a session as old as their number in minutes."""

    def __init__(self) -> None:
        self.now, self.memory = NINE, Memory(begun=True)
        self.rows = {one: session(one, one, age=one * 60, valid=4800) for one in PEOPLE}
        self.answer = {tid(1): {uid(one): True for one in PEOPLE}}
        self.last: Reading | None = None

    def read(self, seconds: float = 0) -> Reading:
        self.now += timedelta(seconds=seconds)
        snap = snapshot(tuple(self.rows.values()), self.answer, at=self.now)
        before, footing = (self.last.roster, self.last.footing) if self.last else (None, Footing())
        self.last = conclude(snap, Settings(), self.memory, before, frozenset(), footing)
        self.memory = replace(self.last.memory, anchor=None)
        return self.last


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Asked:
    return noting(monkeypatch, grounds, "verdict_of", lambda user, *_: user.id)


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Asked:
    return noting(monkeypatch, remember, "move_on", lambda _, standing, *__: standing.id)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    return noting(monkeypatch, planning, "word_of", lambda user_id, *_: user_id)


def noting(patch: pytest.MonkeyPatch, where: object, name: str, whom: Callable[..., Id]) -> Asked:
    """Note of whom a function is asked."""
    found: Asked = []
    real = getattr(where, name)

    def note(*args: object, **kwargs: object) -> object:
        found.append(whom(*args))
        return real(*args, **kwargs)

    patch.setattr(where, name, note)
    return found


def settled_office() -> Office:
    """Read until nobody's past moves any more."""
    office = Office()
    for _ in range(3):
        office.read()
    return office


def test_a_reading_in_which_nothing_happened_looks_at_nobody(judged: Asked, moved: Asked, asked: Asked) -> None:
    office = settled_office()
    del judged[:], moved[:], asked[:]
    office.read(30)
    assert (judged, moved, asked) == ([], [], [])


def test_as_many_are_judged_as_pass_their_half_life(judged: Asked) -> None:
    office = settled_office()
    del judged[:]
    read = office.read(180)
    assert sorted(judged) == [uid(one) for one in (37, 38, 39)]  # 40 was at its half-life when the office was read
    assert all(read.roster.standings[one].presence is Presence.IDLE for one in judged)


def test_who_logs_in_alone_is_judged_and_planned(judged: Asked, moved: Asked, asked: Asked) -> None:
    office = settled_office()
    del judged[:], moved[:], asked[:]
    office.rows[99] = session(99, 7, age=0, now=office.now)
    office.read(5)
    assert (judged, moved, asked) == ([uid(7)], [uid(7)], [uid(7)])


def test_what_did_not_change_is_handed_on_as_it_is() -> None:
    office = settled_office()
    before = office.read()
    office.answer = {tid(1): office.answer[tid(1)] | {uid(3): False}}
    office.rows = {one: replace(row) for one, row in office.rows.items()}
    after = office.read(5)
    others = [uid(one) for one in PEOPLE if one != 3]
    assert all(after.roster.standings[one] is before.roster.standings[one] for one in others)
    assert all(after.memory.pasts[one] is before.memory.pasts[one] for one in others)
    assert set(after.kept) == {uid(3)}


def test_after_a_reading_without_a_single_session_whoever_comes_is_seen() -> None:
    office = settled_office()
    rows, office.rows = office.rows, {}
    office.read(30)
    office.rows = rows
    assert any(one.presence.present for one in office.read(30).roster.standings.values())


def test_a_word_of_the_plan_that_stands_is_the_same_one() -> None:
    office = settled_office()
    office.answer = {tid(1): office.answer[tid(1)] | {uid(3): False, uid(4): False}}
    office.memory = replace(office.memory, begun=False)
    before = {office.read(5).plan.of(uid(3)) for _ in range(2)}
    assert office.read(5).plan.of(uid(3)) in before


def test_a_parent_that_turns_out_to_be_a_login_as_takes_the_childs_user_away() -> None:
    office = settled_office()
    child = session(99, 50, parent=98, now=office.now)
    office.answer = {tid(1): office.answer[tid(1)] | {uid(50): True}}
    office.rows[99] = child
    assert office.read(5).roster.standings[uid(50)].presence is Presence.ACTIVE
    office.rows[98] = replace(session(98, 60, kind="SubstituteUser", now=office.now), user_id=CALLER)
    assert office.read(5).roster.standings[uid(50)].presence is Presence.ABSENT


def test_r13_the_time_of_the_next_try_counts_down_though_nothing_else_changes() -> None:
    office = settled_office()
    office.answer = {tid(1): office.answer[tid(1)] | {uid(3): False}}
    past = replace(office.memory.of(uid(3)), on_answered=False)
    for minutes in (9, 6, 3):
        sent = Sent(True, office.now - timedelta(minutes=minutes), "loop", "failed")
        past = settled(sending(past, sent), sent)
    office.memory = replace(office.memory, pasts={**office.memory.pasts, uid(3): past})
    words = [office.read(60).plan.by_user()[uid(3)].why for _ in range(3)]
    assert [word.rpartition("in ")[2] for word in words] == ["50 min", "49 min", "48 min"]


def test_nothing_is_kept_of_sessions_and_users_that_are_gone() -> None:
    office = Office()
    for number in range(100, 160):
        office.rows = {number: session(number, number, age=0, parent=number - 1, now=office.now)}
        office.answer = {tid(1): {uid(one): True for one in range(number, number + 5)}}
        read = office.read(60)
    kept, stood = read.footing.grounds, read.footing.stood
    assert kept is not None
    assert stood is not None
    assert (len(kept.known), len(kept.rows), len(kept.due), len(kept.leaning)) == (2, 1, 1, 1)
    assert len(stood.due) <= len(stood.pasts)
    assert stood.ahead == frozenset()
