"""What was heard: how soon it is looked at, and when it is answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import pytest

from tests.loop.fakes import FakeClock
from tests.made import NINE, session, snapshot, tid, uid
from tui.loop.cycle import conclude
from tui.loop.heard import GATHERED, LONGEST, MOST_USERS, QUIET, Heard
from tui.presence.events import Happening
from tui.presence.memory import Memory
from tui.presence.settings import Settings

OF = MOST_USERS + 50
READ = conclude(
    snapshot(tuple(session(n, n) for n in range(1, OF)), {tid(1): {uid(n): True for n in range(1, OF + 1)}}),
    Settings(),
    Memory(begun=True),
    None,
)


class Ear:
    """An org's events by hand, heard after the reading of nine o'clock."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.heard = Heard(self.clock)

    def tell(self, kind: Literal["login", "logout"], *numbers: int, at: datetime = NINE) -> None:
        for number in numbers:
            self.heard.hear(Happening(kind, uid(number), at))
        self.heard.sort(READ.roster, READ.memory)

    def passes(self, seconds: float) -> None:
        self.clock.seconds += seconds

    def left(self, factor: float = 1.0) -> float:
        left = self.heard.left(factor)
        assert left is not None
        return left

    def looks(self) -> None:
        """A reading of some answers all."""
        self.heard.answered(self.heard.ask(), NINE, by_all=False)


def near(seconds: float) -> object:
    return pytest.approx(seconds, abs=1e-5)


def test_nobody_waits_where_nothing_was_heard() -> None:
    assert Ear().heard.left(1.0) is None


def test_one_is_looked_at_soon_and_others_that_come_meanwhile_with_them() -> None:
    ear = Ear()
    ear.tell("logout", 1)
    assert ear.left() == near(QUIET)
    ear.passes(0.2)
    ear.tell("logout", 2)
    assert ear.left() == near(QUIET)


def test_the_first_waits_no_longer_than_a_second_however_many_come() -> None:
    ear = Ear()
    ear.tell("logout", 1)
    for number in range(2, 7):
        ear.passes(0.19)
        ear.tell("logout", number)
    assert ear.left() == near(GATHERED - 0.95)


def test_each_look_within_a_minute_waits_twice_as_long_after_the_one_before() -> None:
    ear = Ear()
    waits = []
    for number in range(1, 8):
        ear.tell("logout", number)
        waits.append(ear.left())
        ear.passes(waits[-1])
        ear.looks()
    assert waits == [near(one) for one in (QUIET, 1, 2, 4, 8, LONGEST, LONGEST)]
    ear.passes(61)
    ear.tell("logout", 8)
    assert ear.left() == near(QUIET)


def test_what_came_of_one_look_is_read_at_once_and_of_many_less_and_less_often() -> None:
    ear = Ear()
    pauses = []
    for number in range(1, 7):
        ear.tell("logout", number)
        ear.looks()
        pauses.append(ear.heard.pause())
    assert pauses == [0, 1, 2, 4, 8, LONGEST]


def test_several_sessions_that_end_at_once_are_told_once() -> None:
    ear = Ear()
    left = Happening("logout", uid(1), NINE, "Utrecht, NL")
    for one in (left, left, Happening("logout", uid(1), NINE, "Gouda, NL")):
        ear.heard.hear(one)
    assert len(ear.heard.sort(READ.roster, READ.memory)) == 2


def test_where_calls_are_few_everything_waits_as_many_times_as_long() -> None:
    ear = Ear()
    ear.tell("logout", 1)
    assert ear.left(4.0) == near(4 * QUIET)


def test_more_than_one_question_takes_are_many() -> None:
    ear = Ear()
    ear.tell("logout", *range(1, MOST_USERS + 1))
    assert not ear.heard.many
    ear.tell("logout", MOST_USERS + 1)
    assert ear.heard.many


def test_what_is_told_while_a_reading_is_under_way_waits_for_the_next() -> None:
    ear = Ear()
    ear.tell("logout", 1)
    asked = ear.heard.ask()
    ear.passes(0.5)
    ear.tell("logout", 1, 2, at=NINE + timedelta(seconds=1))
    ear.heard.answered(asked, NINE, by_all=True)
    later = ear.heard.ask()
    assert [asked.ids, later.ids] == [frozenset({uid(1)}), frozenset({uid(1), uid(2)})]
    assert later.logged_out == {uid(1), uid(2)}


def test_a_login_after_a_logout_takes_back_that_the_user_is_gone() -> None:
    ear = Ear()
    ear.tell("logout", 1)
    ear.tell("login", 1, at=NINE + timedelta(seconds=1))
    asked = ear.heard.ask()
    assert [asked.ids, asked.logged_out] == [frozenset({uid(1)}), frozenset()]


def test_a_login_before_a_logout_that_is_told_later_takes_nothing_back() -> None:
    ear = Ear()
    ear.tell("logout", 1)
    ear.tell("login", 1, at=NINE - timedelta(seconds=1))
    assert ear.heard.ask().logged_out == {uid(1)}


def test_what_a_reading_showed_well_after_it_happened_needs_no_other() -> None:
    ear = Ear()
    ear.tell("logout", 1, at=NINE - timedelta(seconds=6))
    assert ear.heard.left(1.0) is None
    ear.tell("logout", 2, at=NINE - timedelta(seconds=4))  # the platform may have shown a session that had ended
    assert ear.heard.ask().ids == {uid(2)}


def test_who_was_looked_at_since_the_reading_of_all_is_known_as_of_then() -> None:
    ear, ten = Ear(), NINE + timedelta(hours=1)
    ear.tell("logout", 1)
    ear.heard.answered(ear.heard.ask(), ten, by_all=False)
    ear.tell("logout", 1, 2, at=ten - timedelta(seconds=6))
    assert ear.heard.ask().ids == {uid(2)}


def test_a_reading_of_all_tells_more_than_looks_before_it() -> None:
    ear = Ear()
    ear.tell("logout", 1)
    ear.heard.answered(ear.heard.ask(), NINE - timedelta(hours=1), by_all=False)
    ear.heard.answered(ear.heard.ask(), NINE, by_all=True)
    ear.tell("logout", 1, at=NINE - timedelta(minutes=30))
    assert ear.heard.left(1.0) is None


def test_an_absence_that_is_not_sure_yet_is_looked_at_whenever_its_logout_is_told() -> None:
    ear = Ear()
    ear.tell("logout", OF, at=NINE - timedelta(hours=1))
    assert ear.heard.ask().logged_out == {uid(OF)}


def test_after_a_reading_that_told_nothing_nobody_is_looked_at_before_one_of_all() -> None:
    ear = Ear()
    ear.tell("logout", 1)
    ear.heard.doubt()
    ear.passes(60)
    assert ear.heard.left(1.0) is None
    ear.heard.answered(ear.heard.ask(), NINE, by_all=True)
    ear.tell("logout", 2)
    assert ear.heard.left(1.0) is not None
