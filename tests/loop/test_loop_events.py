"""Live events in the loop: they wake a reading of their users, and the ordinary plan follows (R16)."""

from __future__ import annotations

from functools import partial

from tests.loop.events_story import cycling, looked, presence
from tests.loop.fakes import Story
from tests.made import uid
from tui.loop.hand import HoldOrder
from tui.loop.heard import MOST_USERS
from tui.presence.events import EventsState
from tui.presence.memory import Hold
from tui.presence.model import Presence
from tui.presence.problems import OrgFailure
from tui.presence.settings import BrakeSettings, Settings

CALM = Settings(brake=BrakeSettings(share=1.0))
DOWN = OrgFailure("The org does not answer", "timed out after 10 s", "Check the network.")


async def test_who_logs_out_of_their_last_session_is_off_by_one_reading_of_them_alone() -> None:
    story = await cycling({1, 2, 3}, {1, 2, 3})
    await story.left(2)
    ended = await story.cycle()
    assert story.org.log == ["read 1", "toggle 1"]
    assert story.org.on == {1, 3}
    assert presence(ended, 2) is Presence.ABSENT
    assert (2, "off", "done", "loop") in story.journal.toggles()


async def test_who_still_has_another_browser_open_stays_on() -> None:
    story = await cycling({1, 2}, {1, 2})
    await story.tell("logout", 2)
    await looked(story)
    assert story.org.log == ["read 1"]
    await story.minutes(6)
    assert story.org.on == {1, 2}


async def test_a_logout_whose_user_stays_is_settled_by_that_reading_and_confirms_no_later_one() -> None:
    story = await cycling({1, 2}, {1, 2})
    await story.tell("logout", 2)
    await looked(story)
    story.org.present = {1}
    story.hand.refresh()
    seen = await story.until(lambda pulse: pulse.roster and presence(pulse, 2) is Presence.ABSENT)
    assert seen.plan is not None
    assert [one.why for one in seen.plan.withheld if one.user_id == uid(2)] == ["to be confirmed"]


async def test_who_logs_in_is_on_by_one_reading_of_them_alone() -> None:
    story = await cycling({1}, {1})
    await story.came(2)
    await story.cycle()
    assert story.org.log == ["read 1", "toggle 1"]
    assert story.org.on == {1, 2}


async def test_what_came_of_it_is_read_from_de_soon_after() -> None:
    story = await cycling({1, 2}, {1, 2})
    await story.left(2)
    await story.cycle()
    began = story.clock.seconds
    shown = await story.until(lambda pulse: pulse.roster and pulse.roster.standings[uid(2)].de == "off")
    assert story.clock.seconds - began < 10
    assert shown.memory.of(uid(2)).off_shown


async def test_with_the_loop_off_a_logout_is_shown_and_nothing_is_sent() -> None:
    story = Story({1, 2}, {1, 2})
    await story.until(lambda pulse: pulse.roster)
    await story.left(2)
    seen = await looked(story)
    assert presence(seen, 2) is Presence.ABSENT
    await story.minutes(10)
    assert story.org.on == {1, 2}


async def test_a_loop_that_only_shows_tells_a_cycle_and_sends_nothing() -> None:
    story = await cycling({1, 2}, {1, 2}, sends=False)
    await story.left(2)
    ended = await story.cycle()
    assert ended.cycle is not None
    assert ended.cycle.woken
    assert [one.user_id for one in ended.cycle.plan.off] == [uid(2)]
    assert story.journal.toggles() == []


async def test_a_cycle_that_events_woke_counts_its_users_and_no_others() -> None:
    story = await cycling({1, 2, 3}, {1, 3})
    story.org.on = {1, 3}
    await story.left(1)
    ended = await story.cycle()
    assert ended.cycle is not None
    assert (ended.cycle.users, ended.cycle.complete) == (1, True)
    assert {one.user_id for one in ended.cycle.plan.toggles} == {uid(1)}


async def test_the_time_of_the_next_cycle_is_not_moved_by_one_that_events_woke() -> None:
    story = Story({1, 2, 3}, {1, 2, 3}, settings=CALM, applying=True)
    await story.cycle()
    began = story.clock.seconds
    await story.left(2)
    await story.until(lambda pulse: pulse.cycle and pulse.cycle.woken)
    await story.until(lambda pulse: pulse.cycle and not pulse.cycle.woken)
    assert story.clock.seconds - began == 300


async def test_the_age_of_the_data_stays_that_of_the_last_reading_of_all() -> None:
    story = await cycling({1, 2}, {1, 2})
    at = story.pulses[-1].data_at
    await story.left(2)
    seen = await story.cycle()
    assert seen.data_at == at
    assert seen.roster is not None
    assert seen.roster.at.timestamp() == at.wall if at else False


async def test_a_hold_keeps_the_loop_away_from_who_comes_back() -> None:
    story = await cycling({1, 2}, {1, 2})
    story.hand.order(HoldOrder((uid(2),), Hold("leave her alone")))
    await story.left(2)
    await story.minutes(6)
    assert story.org.on == {1, 2}


async def test_what_others_are_missing_is_counted_by_readings_of_all_alone() -> None:
    story = await cycling({1, 2, 3}, {1, 2, 3})
    story.org.present -= {3}
    await story.left(2)
    seen = await looked(story)
    assert seen.memory.of(uid(3)).missing_readings == 0
    assert presence(seen, 3) is Presence.ACTIVE
    assert story.org.log[0] == "read 1"


async def test_a_logout_that_comes_with_a_due_reading_waits_for_no_cycle() -> None:
    story = await cycling({1, 2, 3}, {1, 2, 3})
    await story.left(2)
    story.hand.refresh()
    ended = await story.cycle()
    assert story.org.log[:2] == ["read", "toggle 1"]
    assert ended.cycle is not None
    assert ended.cycle.woken
    assert story.org.on == {1, 3}


async def test_without_events_who_leaves_is_off_within_one_cycle() -> None:
    story = await cycling({1, 2, 3}, {1, 2, 3})
    story.org.present -= {2}
    began = story.clock.seconds
    await story.until(lambda _: 2 not in story.org.on)
    assert story.clock.seconds - began <= 300


async def test_r16_a_reading_without_the_callers_own_session_concludes_nothing_and_all_is_read() -> None:
    story = await cycling({1, 2, 3}, {1, 2, 3})
    story.org.broken, began = True, story.clock.seconds
    await story.left(2)
    await story.until(lambda _: "read 1" in story.org.log)
    story.org.broken = False
    await story.cycle()
    assert story.org.log == ["read 1", "read", "toggle 1"]
    assert story.org.on == {1, 3}
    assert story.clock.seconds - began < 5  # of the script


async def test_in_an_org_whose_readings_tell_nothing_events_bring_no_calls() -> None:
    story = Story({1, 2}, {1, 2}, settings=CALM)
    story.org.broken = True
    await story.until(lambda pulse: pulse.roster)
    story.org.log.clear()
    began = story.clock.seconds
    while story.clock.seconds < began + 300:
        await story.tell("logout", 2)
        await story.minutes(0.5)
    assert set(story.org.log) == {"read"}
    assert len(story.org.log) <= 6


async def test_events_of_users_whom_de_does_not_know_are_counted_and_bring_nothing() -> None:
    story = await cycling({1, 2}, {1, 2})
    await story.tell("login", 77, 78)
    seen = await story.until(lambda pulse: pulse.strangers)
    assert (seen.strangers, seen.happened) == (2, ())
    await story.minutes(0.5)
    assert set(story.org.log) == {"read"}


async def test_logins_and_logouts_are_told_once_with_their_place() -> None:
    story = await cycling({1, 2}, {1, 2})
    await story.left(2)
    seen = await story.until(lambda pulse: pulse.happened)
    assert [(one.kind, one.user_id, one.place) for one in seen.happened] == [("logout", uid(2), "Utrecht, NL")]
    await story.minutes(2)
    assert sum(len(pulse.happened) for pulse in story.pulses) == 1


async def test_the_state_of_the_events_is_told_when_it_changes() -> None:
    story = Story({1}, {1})
    await story.until(lambda pulse: pulse.roster)
    await story.hear(EventsState("catching up"), EventsState("live"))
    await story.until(lambda pulse: pulse.events == EventsState("live"))
    await story.hear(EventsState("off", "Customize Application is missing"))
    seen = await story.until(lambda pulse: pulse.events and pulse.events.state == "off")
    assert seen.events == EventsState("off", "Customize Application is missing")


async def test_events_before_the_first_reading_are_not_lost() -> None:
    story = Story({1, 2}, {1, 2})
    await story.tell("logout", 2, 77)
    seen = await story.until(lambda pulse: pulse.happened)
    assert [one.user_id for one in seen.happened] == [uid(2)]


async def test_a_storm_is_gathered_into_few_readings() -> None:
    everybody = set(range(1, 31))
    story = Story(everybody, everybody, settings=CALM, applying=True)
    story.org.of = 30
    await story.cycle()
    story.org.log.clear()

    def leaves(number: int) -> None:
        story.org.present.discard(number)
        story.events.tell(story.happening("logout", number))

    now = story.clock.seconds
    story.clock.moments = [(now + number, partial(leaves, number)) for number in range(1, 31)]
    await story.minutes(1.5)
    assert story.org.on == set()
    assert sum(one.startswith("read ") for one in story.org.log) <= 7
    assert story.org.log.count("read") <= 8


async def test_of_more_users_than_one_question_takes_all_are_read() -> None:
    everybody = set(range(1, MOST_USERS + 10))
    story = Story(everybody, everybody, settings=CALM)
    story.org.of = len(everybody)
    await story.until(lambda pulse: pulse.roster)
    story.org.log.clear()
    await story.left(*range(2, MOST_USERS + 5))
    seen = await story.until(lambda pulse: pulse.roster and presence(pulse, 2) is Presence.ABSENT)
    assert story.org.log == ["read"]
    assert seen.memory.of(uid(3)).present is False
