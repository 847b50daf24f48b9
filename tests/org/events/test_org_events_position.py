"""Where the hearing goes on, and how long it rests: decided without any org."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.org.scripted import Still
from tui.org.events.pauses import LONGEST, RARELY, STEADY, Pauses
from tui.org.events.payloads import Logout
from tui.org.events.position import Position
from tui.org.wire.errors import LimitReached, MissingPermission, Rejected, Unreachable
from tui.presence.events import LastHeard
from tui.presence.model import Instant

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
USER = "0055e0000000001AAA"


def logout(number: int, minutes: float = 0) -> Logout:
    return Logout(number, USER, NOON + timedelta(minutes=minutes))


def test_at_first_only_what_is_new_is_wanted() -> None:
    assert Position(None).replay == -1


def test_after_an_event_it_goes_on_after_it() -> None:
    position = Position(None)
    position.opened(NOON)
    position.new([logout(7), logout(9)])
    assert position.replay == 9


def test_without_any_event_all_since_the_first_subscription_is_wanted() -> None:
    position = Position(None)
    position.opened(NOON)
    assert position.replay == -2
    position.opened(NOON + timedelta(minutes=10))
    assert position.new([logout(3, -5), logout(4, 5)]) == [logout(4, 5)]


def test_an_event_that_comes_again_is_not_new() -> None:
    position = Position(LastHeard(7, NOON))
    position.opened(NOON)
    assert position.new([logout(7), logout(8), logout(8)]) == [logout(8)]
    assert position.new([logout(8), logout(9)]) == [logout(9)]


def test_an_event_that_is_told_late_is_new_where_the_org_goes_on_by_its_own_number() -> None:
    position = Position(LastHeard(7, NOON))
    position.opened(NOON)
    assert position.new([logout(8, -3)]) == [logout(8, -3)]


def test_an_event_that_is_gone_makes_way_for_all_that_is_kept_since() -> None:
    position = Position(LastHeard(7, NOON))
    assert position.gone()
    assert position.replay == -2
    position.opened(NOON)
    assert position.new([logout(90, -60), logout(91, 1)]) == [logout(91, 1)]
    assert position.replay == 91


def test_what_is_gone_twice_is_no_news() -> None:
    position = Position(LastHeard(7, NOON))
    assert [position.gone(), position.gone()] == [True, False]
    assert Position(None).gone() is False


@given(some.lists(some.lists(some.integers(1, 40), max_size=8), max_size=12))
def test_whatever_comes_again_each_event_is_new_once(batches: list[list[int]]) -> None:
    position = Position(None)
    position.opened(NOON)
    heard = [one.replay_id for batch in batches for one in position.new(logout(each) for each in batch)]
    assert len(heard) == len(set(heard))
    assert set(heard) == {each for batch in batches for each in batch}


def pauses(chance: float = 1.0) -> tuple[Pauses, Still]:
    clock = Still()
    return Pauses(clock, lambda: chance), clock


def wait(clock: Still, seconds: float) -> None:
    clock.at = Instant(clock.at.wall + seconds, clock.at.monotonic + seconds)


def test_rests_grow_to_a_limit() -> None:
    one, _ = pauses()
    assert [one.after(Unreachable("x")) for _ in range(9)] == [0.5, 1, 2, 4, 8, 16, 32, LONGEST, LONGEST]


def test_chance_takes_up_to_half_of_a_rest() -> None:
    assert [pauses(chance)[0].after(Unreachable("x")) for chance in (0.0, 0.5, 1.0)] == [0.25, 0.375, 0.5]


def test_a_stream_that_has_lived_is_opened_anew_at_once() -> None:
    one, clock = pauses()
    for _ in range(6):
        one.after(Unreachable("x"))
    one.began()
    wait(clock, STEADY)
    assert one.after(Unreachable("x")) == 0.5


def test_a_stream_that_ends_again_and_again_rests_longer() -> None:
    one, _ = pauses()
    rests = []
    for _ in range(5):
        one.began()
        rests.append(one.after(Unreachable("x")))
    assert rests == [0.5, 1, 2, 4, 8]


@pytest.mark.parametrize("kind", [MissingPermission, Rejected, LimitReached])
def test_what_somebody_has_to_change_is_tried_rarely(kind: type[MissingPermission]) -> None:
    assert RARELY * 0.75 <= pauses(0.0)[0].after(kind("x")) <= pauses(1.0)[0].after(kind("x")) <= RARELY * 1.25


def test_an_org_that_asks_for_time_gets_it() -> None:
    assert pauses()[0].after(Unreachable("x", retry_after=120)) == 120
    assert pauses()[0].after(Unreachable("x", retry_after=1e9)) == RARELY
