"""The poll loop, told as what an admin sees."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.loop.fakes import Story
from tests.made import NINE, uid
from tui.loop.hand import HoldOrder
from tui.loop.pulse import Phase
from tui.loop.steps import backoff
from tui.presence.entry import Entry
from tui.presence.memory import Hold, Memory
from tui.presence.ports import Toggle
from tui.presence.problems import OrgFailure
from tui.presence.settings import BrakeSettings, LoopSettings, Settings

CALM = Settings(brake=BrakeSettings(share=1.0))
DOWN = OrgFailure("The org does not answer", "timed out after 10 s", "Check the network.")


async def test_with_the_loop_off_it_reads_every_refresh_and_sends_nothing() -> None:
    story = Story({1}, {2})
    await story.minutes(10)
    assert story.org.log == ["read"] * len(story.org.log)
    assert 10 <= len(story.org.log) <= 12
    assert story.pulses[-1].phase is Phase.OFF


async def test_the_loop_turns_on_who_came_and_off_who_left() -> None:
    story = Story({1, 2}, {1, 3}, settings=CALM, applying=True)
    await story.cycle()
    assert story.org.on == {1, 2}
    assert (2, "on", "done", "loop") in story.journal.toggles()
    assert (3, "off", "done", "loop") in story.journal.toggles()


async def test_the_first_cycle_makes_the_second_reading_itself() -> None:
    story = Story({1, 2}, {1, 2, 3}, settings=CALM, applying=True)
    await story.cycle()
    assert story.clock.slept == [20]


async def test_it_applies_every_interval_and_reads_in_between() -> None:
    story = Story({1, 2}, {1, 2}, settings=CALM, applying=True)
    await story.cycle()
    started = story.clock.seconds
    await story.cycle()
    assert story.clock.seconds - started == 300


async def test_after_a_toggle_it_reads_at_once_to_show_what_de_answers() -> None:
    story = Story({1, 2}, {1, 3}, settings=CALM, applying=True)
    await story.cycle()
    slept = list(story.clock.slept)
    after = await story.until(lambda pulse: pulse.changes)
    assert story.clock.slept == slept
    assert after.roster is not None
    assert after.roster.standings[uid(2)].de == "on"


async def test_an_interval_shorter_than_refresh_is_kept() -> None:
    settings = Settings(loop=LoopSettings(interval=10, refresh=60), brake=BrakeSettings(share=1.0))
    story = Story({1, 2}, {1, 2}, settings=settings, applying=True)
    await story.cycle()
    started = story.clock.seconds
    for _ in range(6):
        await story.cycle()
    assert story.clock.seconds - started == 60


async def test_one_request_at_a_time_whatever_is_ordered() -> None:
    story = Story({1, 2}, {1, 3, 4}, settings=CALM, applying=True)
    story.org.during = story.hand.refresh
    await story.until(lambda _: len(story.org.log) > 12)
    assert story.org.most_busy == 1


async def test_a_first_plan_is_asked_and_nothing_is_sent_before_the_answer() -> None:
    story = Story({1, 2}, {1, 3}, settings=CALM, memory=Memory(), applying=True)
    asked = await story.cycle()
    assert asked.phase is Phase.ASKING
    await story.minutes(11)
    assert story.journal.toggles() == []
    plan = story.pulses[-1].plan
    assert plan is not None
    story.hand.confirm(plan.id)
    await story.until(lambda pulse: pulse.cycle and not pulse.cycle.asked)
    assert story.org.on == {1, 2}
    assert story.journal.kept.begun


async def test_only_off_holds_the_refused_ons_until_presence_changes() -> None:
    story = Story({1, 2}, {1, 3}, settings=CALM, memory=Memory(), applying=True)
    asked = await story.cycle()
    assert asked.plan is not None
    story.hand.confirm(asked.plan.id, only_off=True)
    await story.until(lambda pulse: pulse.cycle and not pulse.cycle.asked)
    assert story.org.on == {1}
    hold = story.journal.kept.of(uid(2)).hold
    assert hold is not None
    assert hold.until_presence


async def test_a_first_plan_confirmed_by_an_id_that_was_never_shown_is_asked_again() -> None:
    story = Story({1, 2}, {1, 3}, settings=CALM, memory=Memory(), applying=True)
    await story.cycle()
    story.hand.confirm("12345678")
    assert (await story.cycle()).phase is Phase.ASKING
    assert story.journal.toggles() == []


async def test_a_cancelled_first_plan_leaves_no_journal_and_is_asked_again() -> None:
    story = Story({1, 2}, {1, 3}, settings=CALM, memory=Memory(), applying=True)
    await story.cycle()
    story.hand.abort()
    await story.until(lambda pulse: pulse.phase is Phase.OFF)
    assert story.journal.kept == Memory()
    story.hand.start()
    assert (await story.cycle()).phase is Phase.ASKING


async def test_a_first_plan_is_not_begun_by_a_loop_that_only_shows() -> None:
    story = Story({1, 2}, {1, 2}, settings=CALM, memory=Memory(), applying=True, sends=False)
    await story.cycle()
    assert not story.journal.kept.begun


async def test_a_hold_given_by_another_process_counts_here_at_once() -> None:
    story = Story({1, 2}, {2}, settings=CALM)
    await story.until(lambda pulse: pulse.roster)
    held = replace(story.journal.kept.of(uid(1)), hold=Hold("by a colleague"))
    story.journal.kept = replace(story.journal.kept, pasts={**story.journal.kept.pasts, uid(1): held})
    story.hand.start()
    await story.cycle()
    assert story.org.on == {2}
    assert story.journal.kept.of(uid(1)).hold == Hold("by a colleague")


async def test_a_hold_given_elsewhere_while_a_reading_is_under_way_is_neither_lost_nor_sent_against() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True)

    def colleague() -> None:
        held = replace(story.journal.kept.of(uid(1)), hold=Hold("by a colleague"))
        story.journal.kept = replace(story.journal.kept, pasts={**story.journal.kept.pasts, uid(1): held})

    story.org.during = colleague
    await story.cycle()
    assert story.org.on == {2}
    assert story.journal.kept.of(uid(1)).hold == Hold("by a colleague")


async def test_without_a_screen_first_ok_needs_no_question() -> None:
    story = Story({1, 2}, {1, 3}, settings=CALM, memory=Memory(), applying=True, first_ok=True)
    await story.cycle()
    assert story.org.on == {1, 2}


async def test_a_braked_loop_keeps_reading_says_why_and_sends_what_a_person_confirms() -> None:
    story = Story({1, 2, 3, 4}, {1, 2, 3, 4}, applying=True)
    await story.cycle()
    story.org.present = set()
    braked = await story.until(lambda pulse: pulse.cycle and pulse.cycle.brake)
    assert braked.phase is Phase.BRAKED
    assert "offs in one interval" in braked.why
    assert story.org.on == {1, 2, 3, 4}
    assert braked.cycle is not None
    story.hand.confirm(braked.cycle.plan.id)
    await story.cycle()
    assert story.org.on == set()


async def test_a_confirmation_sends_only_what_was_shown_and_is_still_asked_for() -> None:
    story = Story({1, 2, 3, 4, 5}, {1, 2, 3, 4, 5}, applying=True)
    await story.cycle()
    story.org.present = {5}
    braked = await story.until(lambda pulse: pulse.cycle and pulse.cycle.brake)
    assert braked.cycle is not None
    story.org.present = {1, 5}
    story.hand.confirm(braked.cycle.plan.id)
    await story.cycle()
    assert story.org.on == {1, 5}


async def test_abort_stops_after_the_request_in_flight() -> None:
    story = Story(set(range(1, 7)), set(), settings=CALM, applying=True)
    story.org.during = story.hand.abort
    await story.until(lambda pulse: pulse.phase is Phase.OFF and len(story.org.log) > 1)
    await story.minutes(20)
    assert sum(one.startswith("toggle") for one in story.org.log) <= 1


async def test_a_failure_is_a_state_and_the_loop_goes_on() -> None:
    story = Story({1}, {1}, applying=True)
    story.org.failures = [DOWN, DOWN, DOWN]
    retrying = await story.until(lambda pulse: pulse.phase is Phase.RETRYING)
    assert retrying.why == "The org does not answer: timed out after 10 s"
    await story.cycle()
    assert story.clock.slept[:3] == [2, 4, 8]


async def test_the_loop_outlives_a_week_of_failures_with_a_capped_delay() -> None:
    story = Story({1}, {1})
    story.org.failures = [DOWN] * 200
    await story.until(lambda pulse: not story.org.failures and pulse.phase is Phase.OFF, most=2000)
    assert max(story.clock.slept) == 60


def test_backoff_doubles_is_capped_jittered_and_waits_longer_where_asked() -> None:
    assert [backoff(n, lambda: 0.5, None) for n in (1, 2, 3, 50)] == [2, 4, 8, 60]
    assert (backoff(1, lambda: 0.0, None), backoff(1, lambda: 1.0, None)) == (1.5, 2.5)
    assert backoff(1, lambda: 0.5, 120) == 120
    assert backoff(1, lambda: 0.5, 1e9) == 600


async def test_an_incomplete_reading_sends_nothing() -> None:
    story = Story({1, 2}, {1, 3}, settings=CALM, applying=True)
    story.org.broken = True
    ended = await story.cycle()
    assert ended.cycle is not None
    assert not ended.cycle.complete
    await story.minutes(20)
    assert story.journal.toggles() == []


async def test_a_persons_toggle_goes_at_once_is_journalled_and_holds() -> None:
    story = Story({1}, {1})
    await story.until(lambda pulse: pulse.roster)
    report = story.hand.toggle([Toggle(uid(1), False, "Lunch")], "Lunch", Hold("toggled by you", until_presence=True))
    sending = await story.until(lambda pulse: pulse.sending)
    assert sending.sending == ((uid(1), False),)
    await story.until(lambda _: report.done())
    assert report.result().outcomes[0].ok
    assert story.journal.toggles() == [(1, "off", "done", "person")]
    after = await story.until(lambda pulse: pulse.roster and pulse.roster.standings[uid(1)].de == "off")
    assert after.memory.of(uid(1)).hold is not None


async def test_the_loop_leaves_alone_whom_a_person_toggled_since_the_plan() -> None:
    story = Story(set(range(1, 7)), set(), settings=CALM, applying=True)
    await story.until(lambda pulse: pulse.reading)
    story.hand.order(HoldOrder((uid(3),), Hold("leave her alone")))
    await story.minutes(6)
    assert 3 not in story.org.on
    assert story.org.on == {1, 2, 4, 5, 6}


async def test_a_lost_answer_is_unsettled_until_the_next_reading_settles_it() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True)
    story.org.lost = {1}
    await story.cycle()
    assert story.journal.toggles() == [(1, "on", "unsettled", "loop")]
    settled = await story.until(lambda pulse: pulse.entries)
    assert settled.entries[0].outcome == "done"
    assert story.journal.toggles() == [(1, "on", "done", "loop")]


async def test_a_lost_toggle_that_never_arrived_is_not_applied() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True)
    story.org.lost, story.org.deaf = {1}, True
    await story.cycle()
    await story.until(lambda pulse: pulse.entries)
    assert story.journal.toggles() == [(1, "on", "not-applied", "loop")]


async def test_a_toggle_that_a_killed_run_left_behind_is_settled_by_the_first_reading() -> None:
    story = Story({1, 2}, {1, 2})
    left = Entry(NINE - timedelta(hours=3), "toggle", uid(1), "Ada", "off", "on", by="loop", outcome="sent")
    story.journal.entries.append(left)
    await story.until(lambda pulse: pulse.entries)
    assert story.journal.toggles() == [(1, "on", "done", "loop")]


async def test_a_lost_toggle_that_a_later_one_overtook_says_so() -> None:
    story = Story({1, 2}, {1, 2})
    await story.until(lambda pulse: pulse.roster)
    story.org.lost = {1}
    story.hand.toggle([Toggle(uid(1), False)], "", None)
    story.hand.toggle([Toggle(uid(1), True)], "", None)

    def time_passes() -> None:
        story.clock.seconds += 1
        story.org.lost = set() if story.org.log.count("toggle 1") > 1 else {1}

    story.org.during = time_passes
    await story.until(lambda _: "overtaken" in [one.outcome for one in story.journal.entries])


async def test_a_refusal_is_told_for_that_user_alone() -> None:
    story = Story({1, 2}, set(), settings=CALM, applying=True)
    story.org.refused = {1}
    ended = await story.cycle()
    assert ended.cycle is not None
    assert {one.user_id: one.ok for one in ended.cycle.report.outcomes} == {uid(1): False, uid(2): True}
    assert (1, "on", "failed", "loop") in story.journal.toggles()


async def test_sent_is_in_the_journal_before_the_request_leaves() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True)
    seen: list[list[tuple[int, str, str | None, str | None]]] = []
    story.org.during = lambda: seen.append(story.journal.toggles()) if story.org.log[-1] != "read" else None
    await story.cycle()
    assert seen == [[(1, "on", "sent", "loop")]]


async def test_a_watcher_that_goes_away_in_the_middle_of_a_toggle_leaves_it_unsettled() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True)
    story.org.gate = asyncio.Event()
    waiting = asyncio.ensure_future(story.cycle())
    await story.org.at_gate.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert story.journal.toggles() == [(1, "on", "unsettled", "loop")]
