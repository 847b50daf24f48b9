"""Whether DE showed the ons that it accepted: counted for the doctor, used by no rule."""

from __future__ import annotations

from tests.presence.days import Day
from tui.presence.ons import Ons, hours_told


def test_an_on_that_de_shows_at_the_next_complete_reading_is_counted_in_the_hour_it_was_sent() -> None:
    day = Day(present={1, 2}, on={1})
    day.read()
    day.send(2, to=True)
    day.read()
    assert day.memory.ons == Ons({9: 1}, {})


def test_an_on_that_de_does_not_show_is_counted_apart() -> None:
    day = Day(present={1, 2}, on={1})
    day.read()
    day.send(2, to=True, shown=False)
    day.read()
    assert day.memory.ons == Ons({}, {9: 1})


def test_only_the_next_complete_reading_counts() -> None:
    day = Day(present={1, 2}, on={1})
    day.read()
    day.send(2, to=True, shown=False)
    day.read()
    day.on.add(2)
    day.read()
    assert day.memory.ons == Ons({}, {9: 1})


def test_an_incomplete_reading_waits_for_a_complete_one() -> None:
    day = Day(present={1, 2}, on={1})
    day.read()
    day.send(2, to=True)
    day.broken()
    assert day.memory.ons == Ons()
    day.read()
    assert day.memory.ons == Ons({9: 1}, {})


def test_offs_refusals_and_lost_answers_tell_nothing() -> None:
    day = Day(present={1, 2, 3}, on={1})
    day.read()
    day.send(1, to=False)
    day.send(2, to=True, outcome="failed")
    day.send(3, to=True, outcome="unsettled")
    day.read()
    assert day.memory.ons == Ons()


def test_an_on_followed_by_an_off_before_the_reading_tells_nothing() -> None:
    day = Day(present={1, 2}, on={1})
    day.read()
    day.send(2, to=True)
    day.send(2, to=False)
    day.read()
    assert day.memory.ons == Ons()


def test_hours_are_told_on_the_readers_clock_neighbours_as_one_span() -> None:
    assert hours_told({5: 1, 6: 2, 17: 4}, 1) == "06:00 to 08:00 (3), 18:00 to 19:00 (4)"


def test_a_span_of_hours_goes_over_midnight() -> None:
    assert hours_told({22: 1, 23: 1, 0: 1}, 0) == "22:00 to 01:00 (3)"


def test_all_hours_of_the_day_are_one_span() -> None:
    assert hours_told(dict.fromkeys(range(24), 1), 0) == "00:00 to 00:00 (24)"


def test_no_hours_are_no_words() -> None:
    assert not hours_told({3: 0}, 0)
