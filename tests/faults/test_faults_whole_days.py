"""Whole days of an office, in both meanings of DE's answer: nobody who left stays on, nobody who is there stays off."""

from __future__ import annotations

import pytest

from tests.faults.office import Office, seconds_of, spread
from tests.made import uid
from tui.loop.pulse import Phase
from tui.presence.memory import Hold
from tui.presence.ports import Toggle
from tui.presence.settings import LoopSettings, Settings

pytestmark = pytest.mark.parametrize("availability", [True, False], ids=["answers availability", "answers the toggle"])


@pytest.mark.parametrize("of", [2, 9, 40])
@pytest.mark.parametrize("last", ["08:00", "08:20", "09:30"])
async def test_in_the_morning_everybody_who_comes_is_on_within_an_interval(
    of: int, last: str, *, availability: bool
) -> None:
    office = Office(of, availability=availability)
    for who, time in spread(office.people, "08:00", last).items():
        office.comes(who, time)
    await office.until("10:00")
    assert office.complaints == []
    assert office.org.on == set(office.people)
    assert [office.sent_to(who, "08:00") for who in office.people] == [["on"]] * of


@pytest.mark.parametrize("of", [2, 9, 40])
@pytest.mark.parametrize("last", ["17:00", "17:04", "17:20", "18:30"])
async def test_in_the_evening_everybody_who_leaves_is_off_in_time_and_nobody_must_confirm_it(
    of: int, last: str, *, availability: bool
) -> None:
    office = _at_work(of, availability)
    for who, time in spread(office.people, "17:00", last).items():
        office.leaves(who, time)
    await office.until("19:30")
    assert office.complaints == []
    assert office.org.on == set()
    assert [office.sent_to(who, "17:00") for who in office.people] == [["off"]] * of


async def test_a_night_of_nobody_sends_nothing_and_goes_on_reading(*, availability: bool) -> None:
    office = _at_work(9, availability)
    for who in office.people:
        office.leaves(who, "18:00")
    await office.until("19:00")
    sent = list(office.org.sent)
    pulse = await office.until("30:00")
    assert office.org.sent == sent
    assert office.complaints == []
    assert pulse.roster is not None
    assert seconds_of("30:00") - pulse.roster.at.timestamp() <= 60
    assert pulse.phase not in (Phase.BRAKED, Phase.RETRYING)


async def test_after_a_night_the_next_morning_turns_everybody_on_again(*, availability: bool) -> None:
    office = _at_work(9, availability)
    for who in office.people:
        office.leaves(who, "18:00")
        office.comes(who, f"32:0{who}")
    await office.until("33:00")
    assert office.complaints == []
    assert office.org.on == set(office.people)
    assert [office.sent_to(who, "30:00") for who in office.people] == [["on"]] * 9


async def test_two_shifts_hand_over_and_whoever_waits_for_theirs_is_told_why(*, availability: bool) -> None:
    office = Office(9, availability=availability)
    for who in office.people:
        opens, closes = ("07:00", "14:00") if who <= 5 else ("13:30", "21:00")
        office.shift(who, opens, closes)
        office.comes(who, "06:40" if who <= 5 else "12:50")
        office.leaves(who, "14:10" if who <= 5 else "21:15")
    await office.until("23:00")
    assert office.complaints == []
    assert office.org.on == set()
    waiting = any("held back by DE" in why for why in office.said[9])
    assert waiting is availability
    assert all(len(office.sent_to(who, "06:30")) <= 4 for who in office.people)


async def test_in_a_shift_everybody_gets_records_from_its_beginning_to_their_leaving(*, availability: bool) -> None:
    office = Office(9, availability=availability)
    for who in office.people:
        office.shift(who, "07:00", "14:00")
        office.comes(who, "06:40")
    await office.until("07:10")
    assert all(office.org.answers_on(who) for who in office.people)
    await office.until("14:00")
    assert all(office.org.on)
    assert office.complaints == []


async def test_a_lunch_toggled_off_by_a_manager_lasts_until_they_turn_it_on_again(*, availability: bool) -> None:
    office = _at_work(9, availability)
    office.manager(3, "12:00", on=False)
    office.manager(3, "13:00", on=True)
    await office.until("12:59")
    assert 3 not in office.org.on
    assert any("turned off there" in why for why in office.said[3])
    await office.until("17:00")
    assert 3 in office.org.on
    assert office.sent_to(3, "12:00") == []
    assert office.complaints == []


async def test_whoever_was_toggled_off_for_lunch_and_forgotten_is_on_again_once_they_come_back(
    *, availability: bool
) -> None:
    office = _at_work(9, availability)
    office.manager(3, "12:00", on=False)
    office.leaves(3, "12:05")
    office.comes(3, "13:00")
    await office.until("13:10")
    assert 3 in office.org.on
    assert office.complaints == []


async def test_a_lunch_toggled_off_here_comes_back_by_itself_when_its_time_is_over(*, availability: bool) -> None:
    office = _at_work(9, availability)
    pulse = await office.until("12:00")
    assert pulse.roster is not None
    hold = Hold("lunch", office.org.time.replace(hour=13, minute=0, second=0))
    office.story.hand.toggle([Toggle(uid(3), False, "Lunch")], "lunch", hold)
    await office.until("12:58")
    assert 3 not in office.org.on
    assert any("lunch" in why for why in office.said[3])
    await office.until("13:12")
    assert 3 in office.org.on
    assert office.complaints == []


async def test_a_team_of_one_is_no_last_one_and_is_turned_off_like_anybody(*, availability: bool) -> None:
    settings = Settings(loop=LoopSettings(last_one_grace=1800))
    office = _at_work(5, availability, settings=settings, teams={1: (1,), 2: (2, 3, 4, 5)})
    office.leaves(1, "17:00")
    await office.until("17:08")
    assert office.org.on == {2, 3, 4, 5}
    assert not any("last one on" in why for why in office.said[1])


async def test_the_last_one_of_a_team_waits_the_grace_and_is_told_to_be_waited_for(*, availability: bool) -> None:
    office = _at_work(9, availability, settings=Settings(loop=LoopSettings(last_one_grace=600)))
    for who, time in spread(office.people, "17:00", "18:20").items():
        office.leaves(who, time)
    await office.until("18:29")
    assert office.org.on == {9}
    assert any("last one on in team" in why for why in office.said[9])
    await office.until("19:00")
    assert office.org.on == set()
    assert office.complaints == []


async def test_a_whole_day_of_nine_takes_one_toggle_for_each_coming_and_leaving(*, availability: bool) -> None:
    office = Office(9, availability=availability)
    for people, verb in (("08:00 09:00", office.comes), ("17:00 18:00", office.leaves)):
        for who, time in spread(office.people, *people.split()).items():
            verb(who, time)
    for who, time in spread(office.people, "11:30", "12:30").items():
        office.leaves(who, time)
        office.comes(who, f"{13 + int(time[:2]) - 12}:{time[3:]}")
    await office.until("20:00")
    assert office.complaints == []
    assert office.org.on == set()
    assert [office.sent_to(who, "08:00") for who in office.people] == [["on", "off", "on", "off"]] * 9


def _at_work(
    of: int, availability: bool, *, settings: Settings | None = None, teams: dict[int, tuple[int, ...]] | None = None
) -> Office:
    """An office where everybody is at work since eight."""
    office = Office(of, availability=availability, settings=settings, teams=teams, opens="07:30")
    for who in office.people:
        office.comes(who, "08:00")
    return office
