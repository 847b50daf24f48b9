"""The loop when something breaks, stops or leaves in the middle: what stays, what is left over, what comes next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from tests.loop.fakes import Story
from tests.made import uid
from tui.loop.hand import ToggleOrder
from tui.loop.pulse import Phase, Pulse
from tui.presence.memory import Hold, Memory
from tui.presence.ports import Outcome, Progress, Toggle
from tui.presence.problems import Aborted, AnswerLost
from tui.presence.settings import BrakeSettings, LoopSettings, Settings

CALM = Settings(brake=BrakeSettings(share=1.0))


async def test_incomplete_readings_at_a_due_cycle_are_not_repeated_without_a_pause() -> None:
    story = Story({1}, {1}, settings=CALM, applying=True)
    await story.cycle()
    story.org.broken = True
    await story.until(lambda pulse: pulse.cycle and not pulse.cycle.complete)
    before = story.org.log.count("read")
    await story.minutes(10)
    assert story.org.log.count("read") - before <= 10


async def test_the_cycle_that_an_incomplete_reading_missed_comes_with_the_next_complete_one() -> None:
    story = Story({1}, {1}, settings=CALM, applying=True)
    await story.cycle()
    story.org.broken = True
    await story.until(lambda pulse: pulse.cycle and not pulse.cycle.complete)
    missed, story.org.broken = story.clock.seconds, False
    await story.cycle()
    assert story.clock.seconds - missed == 60


async def test_a_missed_cycle_waits_no_longer_than_a_short_interval() -> None:
    settings = Settings(loop=LoopSettings(interval=10, refresh=60))
    story = Story({1}, {1}, settings=settings, applying=True)
    await story.cycle()
    story.org.broken = True
    await story.until(lambda pulse: pulse.cycle and not pulse.cycle.complete)
    missed, story.org.broken = story.clock.seconds, False
    await story.cycle()
    assert story.clock.seconds - missed == 10


async def test_a_long_read_that_a_person_stopped_is_not_begun_again_at_once() -> None:
    story = Story({1}, {1}, settings=Settings(loop=LoopSettings(interval=60)), applying=True)
    await story.cycle()
    story.org.failures = [Aborted("Stopped", "a person stopped it", "")]
    await story.until(lambda _: not story.org.failures)
    stopped, reads = story.clock.seconds, story.org.log.count("read")
    await story.until(lambda _: story.org.log.count("read") > reads)
    assert story.clock.seconds - stopped == 60


async def test_an_abort_that_reaches_the_wire_first_ends_neither_the_loop_nor_the_record() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True)
    story.org.toggle = _raising(Aborted("Stopped", "a person stopped it", ""))  # type: ignore[assignment,method-assign]
    ended = await story.cycle()
    assert ended.cycle is not None
    assert [one.ok for one in ended.cycle.report.outcomes] == [False]
    assert story.journal.toggles() == [(1, "on", "failed", "loop")]


async def test_an_answer_that_the_org_reports_as_lost_is_unsettled_and_not_refused() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True)
    story.org.toggle = _raising(AnswerLost("No answer", "reset", ""))  # type: ignore[assignment,method-assign]
    await story.cycle()
    assert story.journal.toggles() == [(1, "on", "unsettled", "loop")]


async def test_a_toggle_that_breaks_in_an_unknown_way_is_unsettled_in_journal_and_memory() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True)
    story.org.toggle = _raising(ValueError("nobody expected this"))  # type: ignore[assignment,method-assign]
    with pytest.raises(ValueError, match="nobody"):
        await story.cycle()
    assert story.journal.toggles() == [(1, "on", "unsettled", "loop")]
    assert [one.outcome for one in story.journal.kept.of(uid(1)).sends] == ["unsettled"]


async def test_closing_the_loop_in_the_middle_of_a_toggle_ends_it_before_the_close_returns() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True)
    await _until_under_way(story)
    await story.source().aclose()
    assert story.journal.toggles() == [(1, "on", "unsettled", "loop")]
    assert [one.outcome for one in story.journal.kept.of(uid(1)).sends] == ["unsettled"]


async def test_what_was_stopped_before_does_not_stop_the_next_order_nor_its_reading() -> None:
    story = Story({1, 2}, {1, 2})
    await story.until(lambda pulse: pulse.roster)
    story.org.during = lambda: story.hand.stop_step() if story.org.log[-1] != "read" else None
    first = story.hand.toggle([Toggle(uid(1), False)], "", None)
    second = story.hand.toggle([Toggle(uid(2), False)], "", None)
    await story.until(lambda _: first.done() and second.done())
    assert [one.ok for one in second.result().outcomes] == [True]
    await story.until(lambda pulse: pulse.reading)
    assert not story.hand.aborted


async def test_a_confirmation_is_void_once_the_loop_was_aborted() -> None:
    story = Story({1, 2}, {1, 3}, settings=CALM, memory=Memory(), applying=True)
    asked = await story.cycle()
    assert asked.plan is not None
    story.hand.confirm(asked.plan.id)
    story.hand.abort()
    await story.until(lambda pulse: pulse.phase is Phase.OFF)
    story.hand.start()
    assert (await story.cycle()).phase is Phase.ASKING
    assert story.journal.toggles() == []


async def test_a_confirmation_said_to_a_loop_that_is_off_does_not_wait_for_its_start() -> None:
    story = Story({1, 2}, {1, 3}, settings=CALM, memory=Memory())
    shown = await story.until(lambda pulse: pulse.plan and story.org.log.count("read") == 2)
    assert shown.plan is not None
    story.hand.confirm(shown.plan.id)
    story.hand.start()
    assert (await story.cycle()).phase is Phase.ASKING
    assert story.journal.toggles() == []


async def test_an_incomplete_reading_leaves_the_first_plans_question_open() -> None:
    story = Story({1, 2}, {1, 3}, settings=CALM, memory=Memory(), applying=True)
    await story.cycle()
    story.org.broken = True
    assert (await story.cycle()).phase is Phase.ASKING


async def test_an_incomplete_reading_does_not_loosen_the_brake() -> None:
    story = Story({1, 2, 3, 4}, {1, 2, 3, 4}, applying=True)
    await story.cycle()
    story.org.present = set()
    await story.until(lambda pulse: pulse.cycle and pulse.cycle.brake)
    story.org.broken = True
    assert (await story.until(lambda pulse: pulse.cycle and not pulse.cycle.complete)).phase is Phase.BRAKED


async def test_what_an_undo_ends_counts_no_more_so_a_lost_way_back_is_gone_again() -> None:
    story = Story({1}, {1}, settings=CALM)
    await story.until(lambda pulse: pulse.roster)
    off = story.hand.toggle([Toggle(uid(1), False)], "", Hold("toggled by you", until_presence=True))
    await story.until(lambda _: off.done())
    story.org.lost, story.org.deaf = {1}, True
    await story.until(lambda pulse: not pulse.reading)
    story.hand.order(ToggleOrder((Toggle(uid(1), True),), "", None, holds=((uid(1), None),)))
    await story.minutes(2)
    story.org.lost, story.org.deaf = set(), False
    story.hand.start()
    await story.cycle()
    assert story.org.on == {1}


def _raising(error: Exception) -> Callable[[Sequence[Toggle], Progress], Awaitable[list[Outcome]]]:
    async def toggle(_toggles: Sequence[Toggle], _progress: Progress) -> list[Outcome]:
        raise error

    return toggle


async def _until_under_way(story: Story) -> Pulse:
    """Until a toggle is in flight and the loop stands at a pulse."""
    story.org.gate = asyncio.Event()
    flight = asyncio.ensure_future(story.until(lambda pulse: pulse.sending and pulse.step))
    await story.org.at_gate.wait()
    assert story.org.watching is not None
    story.org.watching.step("toggles", 0, 1)
    return await flight
