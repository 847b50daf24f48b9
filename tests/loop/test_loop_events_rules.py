"""Events and the rules: what they may send, when they wait, and what is caught up once."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.loop.events_story import cycling, looked, presence
from tests.loop.fakes import Story
from tests.made import uid
from tui.loop.hand import HoldOrder
from tui.loop.heard import MOST_USERS
from tui.loop.pulse import Phase
from tui.presence.events import EventsState
from tui.presence.memory import Hold, Memory
from tui.presence.model import ApiUse, Presence
from tui.presence.ports import Toggle
from tui.presence.problems import OrgFailure
from tui.presence.settings import BrakeSettings, ExcludeSettings, LoopSettings, Settings

CALM = Settings(brake=BrakeSettings(share=1.0))
DOWN = OrgFailure("The org does not answer", "timed out after 10 s", "Check the network.")


async def test_r10_events_send_nothing_before_a_first_plan_is_answered() -> None:
    story = Story({1, 2, 3}, {1, 3}, settings=CALM, memory=Memory(), applying=True)
    await story.until(lambda pulse: pulse.phase is Phase.ASKING)
    await story.left(3)
    await story.came(4)
    await story.until(lambda _: "read 2" in story.org.log)
    await story.minutes(1)
    assert story.journal.toggles() == []
    assert not story.journal.kept.begun
    assert story.pulses[-1].phase is Phase.ASKING
    assert not any(pulse.cycle and pulse.cycle.woken for pulse in story.pulses)


async def test_before_the_first_cycle_of_all_events_send_nothing() -> None:
    story = Story({1}, {1, 3}, settings=CALM, applying=True)
    await story.until(lambda pulse: pulse.roster)
    await story.came(2)
    first = (await story.cycle()).cycle
    assert first is not None
    assert not first.woken
    assert {uid(2), uid(3)} <= {one.user_id for one in first.report.outcomes}
    assert "read 1" in story.org.log


async def test_an_off_waits_while_de_cannot_be_read() -> None:
    story = await cycling({1, 2, 3}, {1, 2, 3})
    story.org.refused = {2}
    await story.left(2)
    await story.cycle()
    story.org.mute = True
    story.hand.refresh()
    await story.tell("logout", 2)
    await story.minutes(3)
    assert story.org.log.count("toggle 1") == 1
    story.org.mute, story.org.refused = False, set()
    await story.until(lambda _: story.org.on == {1, 3})


async def test_a_route_with_a_quota_rests_also_in_a_storm() -> None:
    everybody = set(range(1, MOST_USERS + 10))
    story = Story(everybody, everybody, settings=CALM)
    story.org.of, story.org.rest = len(everybody), 180
    await story.until(lambda pulse: pulse.roster)
    began = story.clock.seconds
    story.org.log.clear()
    await story.left(*range(2, MOST_USERS + 5))
    await story.until(lambda _: story.org.log)
    assert (story.org.log, story.clock.seconds - began) == (["read"], 180)


async def test_r16_while_a_quota_rests_one_reading_that_told_nothing_brings_no_other() -> None:
    story = await cycling({1, 2, 3}, {1, 2, 3})
    story.org.rest = 180
    story.hand.refresh()
    await story.until(lambda _: story.org.log == ["read"])
    story.org.broken = True
    await story.left(2)
    await story.until(lambda _: "read 1" in story.org.log)
    story.org.broken = False
    await story.until(lambda _: 2 not in story.org.on)
    assert story.org.log == ["read", "read 1", "read", "toggle 1"]


async def test_r3_what_is_sent_is_as_old_as_the_reading_of_its_users() -> None:
    settings = Settings(loop=LoopSettings(refresh=250), brake=BrakeSettings(share=1.0))
    story = await cycling({1, 2, 3}, {1, 2, 3}, settings=settings)

    def leaves() -> None:
        story.org.present.discard(2)
        story.events.tell(story.happening("logout", 2))

    story.clock.moments = [(story.clock.seconds + 200, leaves)]
    ended = await story.cycle()
    assert ended.cycle is not None
    assert (ended.cycle.woken, ended.cycle.report.problem) == (True, None)
    assert story.org.on == {1, 3}


async def test_r11_offs_by_events_count_for_the_brake_together() -> None:
    story = await cycling({1, 2, 3, 4}, {1, 2, 3, 4}, settings=Settings())
    for number in (1, 2, 3):
        await story.left(number)
        await story.until(lambda pulse: pulse.cycle and pulse.cycle.woken)
    braked = story.pulses[-1]
    assert story.org.on == {3, 4}
    assert braked.phase is Phase.BRAKED
    assert "offs in one interval" in braked.why


async def test_what_the_brake_withheld_of_events_goes_by_a_persons_word() -> None:
    story = await cycling({1, 2}, {1, 2}, settings=Settings())
    await story.left(1, 2)
    await story.until(lambda pulse: pulse.cycle and pulse.cycle.brake)
    plan = story.pulses[-1].plan
    assert plan is not None
    story.hand.confirm(plan.id)
    await story.cycle()
    assert story.org.on == set()


async def test_r13_the_same_value_goes_at_most_three_times_an_hour_to_who_comes_and_goes() -> None:
    story = await cycling({1, 2}, {1, 2})
    for _ in range(6):
        await story.left(2)
        await story.minutes(0.5)
        await story.came(2)
        await story.minutes(0.5)
    sent = [to for number, to, _, by in story.journal.toggles() if (number, by) == (2, "loop")]
    assert (sent.count("off"), sent.count("on")) == (3, 3)


async def test_r14_an_exclusion_holds_for_events_too() -> None:
    settings = replace(CALM, exclude=ExcludeSettings(users=(uid(2),)))
    story = await cycling({1, 2}, {1, 2}, settings=settings)
    await story.left(2)
    await looked(story)
    await story.minutes(1)
    assert story.org.on == {1, 2}


async def test_r15_who_was_taken_over_by_a_person_meanwhile_is_left_alone() -> None:
    story = await cycling({1, 2, 3}, {1, 2, 3})

    def ordered() -> None:
        if story.org.log[-1] == "read 2":
            story.hand.order(HoldOrder((uid(2),), Hold("leave her alone")))

    story.org.during = ordered
    await story.left(2, 3)
    await story.cycle()
    assert story.org.on == {1, 2}


async def test_r19_while_the_journal_cannot_be_written_events_send_nothing() -> None:
    story = await cycling({1, 2, 3}, {1, 2, 3})
    story.journal.broken = True
    await story.left(2)
    braked = await story.until(lambda pulse: pulse.cycle and pulse.cycle.woken)
    assert "disk full" in braked.why
    assert story.org.on == {1, 2, 3}


async def test_a_dry_run_notes_what_events_would_have_sent() -> None:
    story = await cycling({1, 2}, {1, 2}, settings=Settings(loop=LoopSettings(dry_run=True)))
    await story.left(2)
    await story.until(lambda pulse: pulse.cycle and pulse.cycle.woken)
    assert story.journal.toggles() == [(2, "off", "dry-run", "loop")]
    assert story.org.on == {1, 2}


async def test_a_reading_of_some_that_fails_is_tried_again_as_one_of_all() -> None:
    story = await cycling({1, 2, 3}, {1, 2, 3})
    story.org.failures = [DOWN]
    await story.left(2)
    retrying = await story.until(lambda pulse: pulse.phase is Phase.RETRYING)
    assert "timed out" in retrying.why
    await story.cycle()
    assert story.org.log == ["read 1", "read", "toggle 1"]


async def test_while_readings_pause_events_bring_no_call() -> None:
    story = await cycling({1, 2}, {1, 2})
    story.org.api = ApiUse(1, 96, 100)
    story.hand.refresh()
    await story.until(lambda pulse: pulse.pace.paused)
    story.org.log.clear()
    await story.left(2)
    await story.minutes(10)
    assert set(story.org.log) == {"usage"}


async def test_events_that_break_are_told_as_off_and_readings_go_on(caplog: pytest.LogCaptureFixture) -> None:
    story = Story({1}, {1})
    await story.until(lambda pulse: pulse.roster)
    await story.hear(ValueError("nobody expected this"))
    seen = await story.until(lambda pulse: pulse.events)
    assert seen.events == EventsState("off", "an internal error; the log has it")
    assert "nobody expected this" in caplog.text
    before = len(story.org.log)
    await story.minutes(3)
    assert len(story.org.log) > before


async def test_the_listening_ends_with_the_loop() -> None:
    story = Story({1}, {1})
    await story.until(lambda pulse: pulse.roster)
    assert story.events.listening
    await story.source().aclose()
    assert not story.events.listening


async def test_what_was_missed_without_network_is_caught_up_once() -> None:
    story = await cycling({1, 2, 3}, {1, 2, 3})
    story.org.failures = [DOWN] * 12
    story.org.present -= {2}
    await story.until(lambda _: not story.org.failures, most=2000)
    await story.tell("logout", 2, ago=300)
    await story.until(lambda _: 2 not in story.org.on)
    await story.minutes(10)
    assert [one for one in story.journal.toggles() if one[0] == 2] == [(2, "off", "done", "loop")]


async def test_events_told_late_of_what_readings_have_shown_since_bring_no_call() -> None:
    story = await cycling({1, 2, 3}, {1, 2, 3})
    await story.tell("logout", 2, ago=3600)
    await story.tell("login", 1, ago=3600)
    seen = await story.until(lambda pulse: pulse.happened)
    assert len(seen.happened) == 2
    await story.minutes(0.3)
    assert story.org.log == []


async def test_a_late_logout_confirms_an_absence_that_only_one_reading_showed() -> None:
    story = await cycling({1, 2, 3}, {1, 2, 3})
    story.org.present -= {2}
    story.hand.refresh()
    await story.until(lambda pulse: pulse.roster and presence(pulse, 2) is Presence.ABSENT)
    story.clock.seconds += 8
    await story.tell("logout", 2, ago=10)
    await story.until(lambda pulse: pulse.cycle and pulse.cycle.woken)
    assert story.org.on == {1, 3}


async def test_who_logged_in_again_since_is_confirmed_by_two_readings_as_ever() -> None:
    story = await cycling({1, 2, 3}, {1, 2, 3})
    story.org.present -= {2}
    await story.tell("logout", 2, ago=2)
    await story.tell("login", 2)
    seen = await looked(story)
    assert presence(seen, 2) is Presence.ABSENT
    assert seen.memory.of(uid(2)).present is True
    assert story.org.on == {1, 2, 3}


async def test_an_on_that_de_has_not_shown_yet_is_not_sent_again_by_an_event() -> None:
    story = await cycling({1}, {1})
    story.org.rest = 172.8
    story.hand.refresh()
    await story.until(lambda _: story.org.log.count("read") == 1)
    await story.came(2)
    await story.cycle()
    await story.tell("login", 2)
    await looked(story)
    await story.minutes(0.2)
    assert story.org.log == ["read", "read 1", "toggle 1", "read 1"]


async def test_a_persons_toggle_goes_between_event_and_reading() -> None:
    story = await cycling({1, 2, 3}, {1, 2, 3})
    await story.left(2)
    report = story.hand.toggle([Toggle(uid(2), False, "Lunch")], "Lunch", Hold("toggled by you", until_presence=True))
    await story.until(lambda _: report.done())
    await story.minutes(1)
    assert next(one for one in story.journal.toggles() if one[0] == 2) == (2, "off", "done", "person")


async def test_the_presence_that_an_event_brought_to_light_is_in_the_journal() -> None:
    story = await cycling({1, 2}, {1, 2})
    await story.left(2)
    await story.cycle()
    noted = [(one.kind, one.user, one.was, one.to) for one in story.journal.entries if one.kind == "presence"]
    assert noted == [("presence", uid(2), "active", "absent")]
    assert all("Utrecht" not in repr(one) for one in story.journal.entries)
