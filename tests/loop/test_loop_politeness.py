"""The loop in an org whose calls run out, on a route with a quota, in a terminal that nobody looks at."""

from __future__ import annotations

from tests.loop.fakes import Story
from tests.made import uid
from tui.loop.pace import ASK_AGAIN
from tui.loop.pulse import Phase, Pulse
from tui.presence.model import ApiUse
from tui.presence.ports import Toggle
from tui.presence.problems import OrgFailure
from tui.presence.settings import BrakeSettings, LoopSettings, Settings

CALM = Settings(brake=BrakeSettings(share=1.0))
CALMLY = ApiUse(2, 400, 1000)
MUCH = ApiUse(2, 850, 1000)
MORE = ApiUse(2, 940, 1000)
TOO_MUCH = ApiUse(2, 960, 1000)
WHY = "96 % of the org's API calls are used; reading pauses above 95 %"


async def paused(story: Story) -> Pulse:
    """The pulse in which readings begin to pause."""
    story.org.api = TOO_MUCH
    return await story.until(lambda pulse: pulse.phase is Phase.RETRYING)


async def test_above_80_percent_it_reads_and_cycles_half_as_often() -> None:
    story = Story({1, 2}, {1, 2}, settings=CALM, applying=True)
    story.org.api = MUCH
    await story.cycle()
    started, reads = story.clock.seconds, story.org.log.count("read")
    await story.cycle()
    assert story.clock.seconds - started == 600
    assert story.org.log.count("read") - reads == 5


async def test_it_goes_as_set_again_once_less_is_used() -> None:
    story = Story({1}, {1}, settings=CALM, applying=True)
    story.org.api = MORE
    await story.cycle()
    story.org.api = CALMLY
    await story.cycle()
    started = story.clock.seconds
    await story.cycle()
    assert story.clock.seconds - started == 300


async def test_above_95_percent_it_reads_no_more_and_says_so() -> None:
    story = Story({1}, {1}, settings=CALM, applying=True)
    pulse = await paused(story)
    assert (pulse.why, pulse.pace.paused is not None) == (WHY, True)
    assert pulse.next_at == story.clock.seconds + ASK_AGAIN
    reads = story.org.log.count("read")
    await story.minutes(240)
    assert story.org.log.count("read") == reads


async def test_while_it_pauses_one_call_a_quarter_of_an_hour_asks_whether_it_may_go_on() -> None:
    story = Story({1}, {1})
    await paused(story)
    await story.minutes(120)
    assert story.org.log.count("usage") == 8
    assert story.pulses[-1].phase is Phase.RETRYING


async def test_it_goes_on_at_once_when_less_is_used_again() -> None:
    story = Story({1, 2}, {1}, settings=CALM, applying=True)
    await story.cycle()
    await paused(story)
    story.org.present, story.org.api = {1, 2, 3}, MORE
    ended = await story.cycle()
    assert story.org.on == {1, 2, 3}
    assert ended.phase is Phase.ON
    asked = story.org.log.index("usage")
    assert story.org.log[asked : asked + 2] == ["usage", "read"]


async def test_nothing_is_sent_by_the_loop_while_readings_pause() -> None:
    story = Story({1, 2}, {1, 2}, settings=CALM, applying=True)
    await story.cycle()
    await paused(story)
    story.org.present, before = {1}, len(story.journal.toggles())
    await story.minutes(180)
    assert len(story.journal.toggles()) == before


async def test_a_toggle_sent_by_the_loop_is_not_followed_by_a_reading_once_too_much_is_used() -> None:
    story = Story({1, 2}, {1}, settings=CALM, applying=True)
    story.org.api = TOO_MUCH
    await story.cycle()
    assert story.org.on == {1, 2}
    await story.minutes(10)
    assert story.org.log.count("read") == 1


async def test_a_persons_toggle_goes_while_readings_pause_and_brings_no_reading() -> None:
    story = Story({1}, {1})
    await paused(story)
    report = story.hand.toggle([Toggle(uid(1), False)], "Lunch", None)
    await story.until(lambda _: report.done())
    await story.minutes(10)
    assert story.org.on == set()
    assert story.org.log.count("read") == 1


async def test_a_person_reads_once_while_readings_pause() -> None:
    story = Story({1}, {1})
    await paused(story)
    story.hand.refresh()
    await story.minutes(10)
    assert story.org.log.count("read") == 2
    assert story.pulses[-1].why == WHY


async def test_while_it_pauses_the_age_of_the_data_goes_on() -> None:
    story = Story({1}, {1})
    read = await paused(story)
    await story.minutes(40)
    assert story.pulses[-1].data_at == read.data_at


async def test_a_question_that_fails_while_it_pauses_is_told_and_asked_again_a_quarter_of_an_hour_later() -> None:
    story = Story({1}, {1})
    await paused(story)
    story.org.failures = [OrgFailure("The org does not answer", "timed out", "Check the network.")]
    failed = await story.until(lambda pulse: "does not answer" in pulse.why)
    asked = story.clock.seconds
    await story.until(lambda pulse: pulse.why == WHY)
    assert failed.phase is Phase.RETRYING
    assert story.clock.seconds - asked == ASK_AGAIN


async def test_a_pause_is_one_line_in_the_log_and_its_end_another() -> None:
    story = Story({1}, {1})
    await paused(story)
    await story.minutes(60)
    story.org.api = CALMLY
    await story.minutes(60)
    lines = [one.why for one in story.journal.entries if one.kind == "error"]
    assert lines == [WHY, "reading goes on: 40 % of the org's API calls are used"]


async def test_a_pause_that_began_between_two_cycles_is_told_by_the_next() -> None:
    story = Story({1}, {1}, settings=CALM, applying=True)
    await story.cycle()
    await paused(story)
    story.org.api = CALMLY
    after, later = await story.cycle(), await story.cycle()
    assert after.cycle is not None
    assert later.cycle is not None
    assert [one.title for one in after.cycle.problems] == [WHY]
    assert later.cycle.problems == ()


async def test_r5_two_readings_make_an_absence_at_a_quarter_of_the_pace_too() -> None:
    story = Story({1, 2}, {1, 2}, settings=CALM, applying=True)
    story.org.api = MORE
    await story.cycle()
    story.org.present = {1}
    left = story.clock.seconds
    await story.until(lambda _: story.org.on == {1})
    assert story.clock.seconds - left <= 2 * 1200


async def test_r5_holds_where_slowed_readings_lie_further_apart_than_the_hour_of_r6() -> None:
    settings = Settings(loop=LoopSettings(interval=3600, refresh=3600), brake=BrakeSettings(share=1.0))
    story = Story({1, 2}, {1, 2}, settings=settings, applying=True)
    story.org.rest = 9000
    await story.cycle()
    story.org.present = {1}
    await story.until(lambda _: story.org.on == {1}, most=200)


async def test_r11_time_releases_the_brake_at_a_quarter_of_the_pace_too() -> None:
    settings = Settings(loop=LoopSettings(interval=120))
    story = Story({1, 2, 3, 4}, {1, 2, 3, 4}, settings=settings, applying=True)
    story.org.api = MORE
    await story.cycle()
    story.org.present = set()
    braked = await story.until(lambda pulse: pulse.cycle and pulse.cycle.brake)
    assert braked.phase is Phase.BRAKED
    began = story.clock.seconds
    await story.until(lambda _: not story.org.on)
    assert story.clock.seconds - began <= 900 + 480


async def test_r11_the_brake_counts_offs_over_the_interval_that_there_is() -> None:
    settings = Settings(loop=LoopSettings(interval=300, refresh=60), brake=BrakeSettings(share=0.5, release_after=0))
    story = Story(set(range(1, 7)), set(range(1, 7)), settings=settings, applying=True)
    story.org.api = MORE
    await story.cycle()
    story.org.present = {3, 4, 5, 6}
    await story.until(lambda _: len(story.org.on) == 4)
    story.org.present = {5, 6}
    braked = await story.until(lambda pulse: pulse.cycle and pulse.cycle.plan.braked)
    assert braked.cycle is not None
    assert len(story.org.on) == 4


async def test_a_route_with_a_quota_is_not_read_more_often_than_it_can_bear() -> None:
    story = Story({1, 2}, {1}, settings=CALM, applying=True)
    story.org.rest = 400
    await story.minutes(60)
    assert story.org.on == {1, 2}
    assert story.org.log.count("read") <= 60 * 60 / 400 + 1


async def test_r5_the_first_cycle_does_not_wait_for_the_routes_quota() -> None:
    story = Story({1, 2}, {1, 2, 3}, settings=CALM, applying=True)
    story.org.rest = 400
    await story.cycle()
    assert story.clock.slept == [20]
    assert story.org.on == {1, 2}


async def test_a_persons_toggle_is_followed_by_a_reading_whatever_the_routes_quota() -> None:
    story = Story({1}, {1})
    story.org.rest = 400
    await story.until(lambda pulse: pulse.roster)
    report = story.hand.toggle([Toggle(uid(1), False)], "Lunch", None)
    await story.until(lambda pulse: report.done() and pulse.roster and pulse.roster.standings[uid(1)].de == "off")
    assert story.clock.slept == []


async def test_without_the_focus_it_reads_every_five_minutes() -> None:
    story = Story({1}, {1})
    story.hand.look(focused=False)
    await story.minutes(60)
    assert 12 <= story.org.log.count("read") <= 13


async def test_without_the_focus_cycles_keep_their_interval() -> None:
    story = Story({1}, {1}, settings=Settings(loop=LoopSettings(interval=120)), applying=True)
    story.hand.look(focused=False)
    await story.cycle()
    started = story.clock.seconds
    await story.cycle()
    assert story.clock.seconds - started == 120


async def test_with_the_focus_back_old_data_is_read_anew_at_once() -> None:
    story = Story({1}, {1})
    story.hand.look(focused=False)
    await story.until(lambda pulse: pulse.roster)
    story.clock.seconds += 200
    story.hand.look(focused=True)
    await story.until(lambda _: story.org.log.count("read") == 2)
    assert story.clock.slept == []


async def test_with_the_focus_back_fresh_data_stays() -> None:
    story = Story({1}, {1})
    story.hand.look(focused=False)
    await story.until(lambda pulse: pulse.roster)
    story.clock.seconds += 20
    story.hand.look(focused=True)
    await story.until(lambda _: story.org.log.count("read") == 2)
    assert story.clock.slept == [40]


async def test_notes_of_an_org_are_lines_of_the_log_once_each_time_they_change() -> None:
    story = Story({1}, {1})
    story.org.notes = ("the companion failed; throw is used",)
    await story.minutes(5)
    story.org.notes = ("throw failed; the log is used",)
    await story.minutes(5)
    told = [one.why for pulse in story.pulses for one in pulse.entries]
    assert told == ["the companion failed; throw is used", "throw failed; the log is used"]
    assert [(one.kind, one.by) for one in story.journal.entries] == [("error", "loop")] * 2


async def test_a_note_that_comes_back_is_told_again() -> None:
    story = Story({1}, {1})
    for notes in (("a route was left",), (), ("a route was left",)):
        story.org.notes = notes
        await story.minutes(3)
    assert len(story.journal.entries) == 2


async def test_notes_since_the_last_cycle_are_told_by_the_next() -> None:
    story = Story({1}, {1}, settings=CALM, applying=True)
    await story.cycle()
    story.org.notes = ("a route was left",)
    await story.until(lambda pulse: pulse.entries)
    ended = await story.cycle()
    assert ended.cycle is not None
    assert [one.title for one in ended.cycle.problems] == ["a route was left"]
