"""The loop keeps its word: no journal, no loop (R19); exclusions (R14); permissions reread (R2); what is noted."""

from __future__ import annotations

from msgspec.structs import replace

from tests.loop.fakes import Story
from tests.made import uid
from tui.loop.pulse import Phase
from tui.presence.ports import Toggle
from tui.presence.problems import OrgFailure
from tui.presence.settings import BrakeSettings, ExcludeSettings, LoopSettings, Settings

CALM = Settings(brake=BrakeSettings(share=1.0))
DOWN = OrgFailure("The org does not answer", "timed out after 10 s", "Check the network.")


async def test_r19_while_the_journal_cannot_be_written_the_loop_brakes_and_the_monitor_goes_on() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True)
    story.journal.broken = True
    braked = await story.cycle()
    assert braked.phase is Phase.BRAKED
    assert "disk full" in braked.why
    assert story.org.on == {2}
    story.journal.broken = False
    await story.cycle()
    assert story.org.on == {1, 2}


async def test_r19_a_persons_toggle_is_not_sent_unrecorded_without_a_second_yes() -> None:
    story = Story({1}, {1})
    await story.until(lambda pulse: pulse.roster)
    story.journal.broken = True
    report = story.hand.toggle([Toggle(uid(1), False)], "", None)
    await story.until(lambda _: report.done())
    assert report.result().unrecorded
    assert story.org.on == {1}


async def test_dry_run_records_and_sends_nothing() -> None:
    settings = Settings(loop=LoopSettings(dry_run=True), brake=BrakeSettings(share=1.0))
    story = Story({1, 2}, {2}, settings=settings, applying=True)
    await story.cycle()
    assert story.journal.toggles() == [(1, "on", "dry-run", "loop")]
    assert story.org.on == {2}


async def test_a_loop_that_only_shows_sends_nothing() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True, sends=False)
    ended = await story.cycle()
    assert ended.cycle is not None
    assert [one.user_id for one in ended.cycle.plan.on] == [uid(1)]
    assert story.journal.toggles() == []


async def test_r14_an_exclusion_that_fits_nobody_brakes_the_loop() -> None:
    story = Story({1, 2}, {2}, settings=Settings(exclude=ExcludeSettings(users=("Nobody",))), applying=True)
    braked = await story.cycle()
    assert "exclude.users: Nobody" in braked.why
    assert story.journal.toggles() == []


async def test_r14_who_is_excluded_and_leaves_de_later_does_not_brake_the_loop() -> None:
    story = Story({1, 2}, {2}, settings=Settings(exclude=ExcludeSettings(users=(uid(6),))), applying=True)
    await story.cycle()
    story.org.of = 5
    assert (await story.cycle()).phase is Phase.ON


async def test_r14_exclusions_that_are_reread_are_checked_anew() -> None:
    story = Story({1, 2}, {1, 2}, settings=CALM, applying=True)
    await story.cycle()
    story.hand.adopt(replace(CALM, exclude=ExcludeSettings(teams=("Nobody's",))))
    braked = await story.until(lambda pulse: pulse.cycle and pulse.cycle.brake)
    assert "exclude.teams: Nobody's" in braked.why


async def test_r2_permissions_are_reread_every_ten_readings() -> None:
    story = Story({1}, {1})
    await story.until(lambda _: len(story.org.wanted) == 21)
    assert [n for n, wanted in enumerate(story.org.wanted) if wanted.permissions_anew] == [0, 10, 20]


async def test_r2_permissions_are_reread_before_an_off_that_time_released_from_the_brake() -> None:
    settings = Settings(loop=LoopSettings(interval=1500))
    story = Story({1, 2, 3, 4}, {1, 2, 3, 4}, settings=settings, applying=True)
    await story.cycle()
    story.org.present = set()
    await story.until(lambda _: not story.org.on)
    assert story.org.wanted[-1].permissions_anew


async def test_an_absence_that_takes_long_to_confirm_does_not_stop_the_readings() -> None:
    settings = Settings(loop=LoopSettings(off_after=150), brake=BrakeSettings(share=1.0))
    story = Story({1, 2}, {1, 2, 3}, settings=settings, applying=True)
    await story.cycle()
    assert story.clock.slept == [60, 60, 30]
    assert story.org.on == {1, 2}


async def test_no_route_to_write_is_said_and_nothing_is_lost() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True)
    story.org.route = None
    ended = await story.cycle()
    assert ended.cycle is not None
    assert ended.cycle.report.problem is not None
    assert ended.cycle.report.unsent == (uid(1),)


async def test_presence_changes_and_changes_made_elsewhere_are_noted() -> None:
    story = Story({1, 2}, {1, 2})
    await story.until(lambda pulse: pulse.roster and not pulse.reading)
    story.org.present, story.org.on = {1}, {2}
    await story.minutes(2)
    kinds = {(one.kind, one.user, one.was, one.to, one.by) for one in story.journal.entries}
    assert ("presence", uid(2), "active", "absent", None) in kinds
    assert ("toggle", uid(1), "on", "off", "outside") in kinds
