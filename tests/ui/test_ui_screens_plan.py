"""The plan and the question before the first one: what they show, and what a person's word lets go."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from tests.ui.opened import opened
from tests.ui.story import GRACE, INES, LEO, MAJA, NOW, OFFICE, Stage, person, pulse_of
from tui.loop.pulse import Phase, Pulse
from tui.presence.memory import Hold
from tui.presence.plan import Plan, Planned
from tui.presence.settings import LoopSettings, Settings
from tui.ui.screens.first_plan import FirstPlan
from tui.ui.screens.plan_sheet import PlanSheet


def braked(pulse: Pulse) -> Pulse:
    """The pulse of a loop whose offs wait at the brake."""
    assert pulse.plan is not None
    plan = replace(
        pulse.plan, off=(), braked=pulse.plan.off, brake="3 offs in one interval are 60% of the 5 that were on"
    )
    return replace(pulse, plan=plan, why=plan.brake or "")


def asking() -> Pulse:
    return pulse_of(phase=Phase.ASKING, begun=False, why="the first plan waits for your word")


async def test_the_plan_shows_ons_offs_and_the_withheld_with_rule_and_why() -> None:
    held = pulse_of(holds={LEO.id: Hold("toggled by you", until=NOW + timedelta(hours=4, minutes=46))})
    async with opened(Stage(held)) as monitor:
        await monitor.press("P")
        await monitor.opens(PlanSheet)
        lines = [" ".join(line.split()) for line in monitor.page().splitlines()]
        assert "→ on Eriksson, Maja present since 08:14" in lines
        assert "→ off Costa, Inês No live session, reason No active session" in lines
        assert "held Dubois, Léo until 14:00, toggled by you (R9)" in lines
        assert "off Ivanov, Ivan inactive user (R4)" in lines
        assert lines.index("Withheld: nothing is sent for these") < lines.index("off Ivanov, Ivan inactive user (R4)")
        assert "Next cycle: 1 on, 3 off, 2 withheld" in monitor.text()
        assert "dry run off · brake: 1 of 40 is 2.5 %" in monitor.text()


async def test_the_last_one_on_in_a_team_is_named_in_the_plan() -> None:
    people = (person(1, "Last, Lou", seen=None), person(2, "Off, Olga", answer=(False, False)))
    async with opened(Stage(pulse_of(people))) as monitor:
        await monitor.press("P")
        await monitor.opens(PlanSheet)
        assert "last one on in team Enterprise, SMB!" in monitor.page()


async def test_a_plan_with_nothing_to_do_says_so() -> None:
    async with opened(Stage(pulse_of((OFFICE[0],)))) as monitor:
        await monitor.press("P")
        await monitor.opens(PlanSheet)
        assert "Everybody is in step" in monitor.page()


async def test_the_plan_follows_the_loop_while_it_is_open() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("P")
        await monitor.opens(PlanSheet)
        stage.show(pulse_of((*OFFICE, person(30, "Newcomer, Nina", answer=(False,)))))
        await monitor.wait_until(lambda: "Newcomer, Nina" in monitor.page())


async def test_y_confirms_exactly_the_braked_plan_that_is_shown() -> None:
    stage = Stage(braked(pulse_of(phase=Phase.BRAKED)))
    async with opened(stage) as monitor:
        assert "poll braked: 3 offs in one interval are 60% of the 5 that were on" in monitor.loop()
        await monitor.press("P")
        await monitor.opens(PlanSheet)
        assert "y Confirm" in monitor.footer()
        assert "The brake holds 3 offs back" in monitor.text()
        await monitor.press("y")
        assert stage.pulse.plan is not None
        assert monitor.app.hand.confirmed == stage.pulse.plan.id
        assert not monitor.app.hand.only_off


async def test_y_confirms_nothing_where_nothing_waits() -> None:
    async with opened(Stage(pulse_of(phase=Phase.ON))) as monitor:
        await monitor.press("P")
        await monitor.opens(PlanSheet)
        assert "Confirm" not in monitor.footer()
        await monitor.press("y")
        assert monitor.app.hand.confirmed is None


async def test_a_read_only_run_cannot_confirm_the_plan() -> None:
    async with opened(Stage(braked(pulse_of(phase=Phase.BRAKED))), read_only=True) as monitor:
        await monitor.press("P")
        await monitor.opens(PlanSheet)
        await monitor.press("y")
        assert monitor.app.hand.confirmed is None


async def test_the_first_plan_is_asked_for_as_soon_as_the_loop_asks() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        stage.show(asking())
        await monitor.opens(FirstPlan)
        assert "The first plan for Acme Sales   SANDBOX " in monitor.text()
        assert "2 on, 3 off, 1 withheld" in monitor.text()
        assert "Grant, Grace" in monitor.page()


async def test_who_looks_at_another_screen_is_told_that_the_first_plan_waits() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("P")
        await monitor.opens(PlanSheet)
        stage.show(asking())
        await monitor.wait_until(lambda: "The first plan waits for your word" in monitor.toasts())
        await monitor.press("escape")
        await monitor.opens(FirstPlan)


async def test_y_applies_the_whole_first_plan() -> None:
    stage = Stage(asking())
    async with opened(stage) as monitor:
        await monitor.opens(FirstPlan)
        await monitor.press("y")
        assert stage.pulse.plan is not None
        assert (monitor.app.hand.confirmed, monitor.app.hand.only_off) == (stage.pulse.plan.id, False)


async def test_f_applies_only_its_offs() -> None:
    stage = Stage(asking())
    async with opened(stage) as monitor:
        await monitor.opens(FirstPlan)
        await monitor.press("f")
        assert stage.pulse.plan is not None
        assert (monitor.app.hand.confirmed, monitor.app.hand.only_off) == (stage.pulse.plan.id, True)


async def test_giving_the_first_plan_up_stops_the_loop_and_does_not_ask_again() -> None:
    stage = Stage(asking())
    async with opened(stage) as monitor:
        monitor.app.hand.applying = True
        await monitor.opens(FirstPlan)
        await monitor.press("enter")
        assert not monitor.applying()
        assert monitor.app.hand.confirmed is None
        stage.show(asking())
        await monitor.pilot.pause()
        assert monitor.screen is monitor.app.desk


async def test_the_question_shows_the_plan_as_it_changes_and_confirms_the_one_that_is_shown() -> None:
    stage = Stage(asking())
    async with opened(stage) as monitor:
        await monitor.opens(FirstPlan)
        smaller = replace(asking(), plan=Plan(NOW, on=(Planned(MAJA.id, True, "present"),), first=True))
        stage.show(smaller)
        await monitor.wait_until(lambda: "1 on, 0 off, 0 withheld" in monitor.text())
        await monitor.press("y")
        assert smaller.plan is not None
        assert monitor.app.hand.confirmed == smaller.plan.id


async def test_the_question_closes_where_the_loop_no_longer_asks() -> None:
    stage = Stage(asking())
    async with opened(stage) as monitor:
        await monitor.opens(FirstPlan)
        stage.show(pulse_of(phase=Phase.RETRYING, why="no answer", next_at=1010.0))
        await monitor.wait_until(lambda: monitor.screen is monitor.app.desk)
        stage.show(asking())
        await monitor.opens(FirstPlan)


async def test_the_question_waits_for_another_dialog() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("P")
        await monitor.opens(PlanSheet)
        stage.show(asking())
        await monitor.wait_until(lambda: monitor.app.pulse.phase is Phase.ASKING)
        assert isinstance(monitor.screen, PlanSheet)
        await monitor.press("escape")
        await monitor.opens(FirstPlan)


async def test_the_plan_sheet_confirms_a_first_plan_too() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("P")
        await monitor.opens(PlanSheet)
        stage.show(asking())
        await monitor.wait_until(lambda: "f Only off" in monitor.footer())
        await monitor.press("f")
        assert monitor.app.hand.only_off
        assert {INES.name, GRACE.name}.isdisjoint(monitor.toasts().splitlines())


async def test_a_dry_run_is_said_on_the_desk_and_on_the_plan() -> None:
    settings = Settings(loop=LoopSettings(dry_run=True))
    async with opened(Stage(pulse_of(settings=settings))) as monitor:
        assert "dry run" in monitor.loop()
        await monitor.press("P")
        await monitor.opens(PlanSheet)
        assert "dry run on" in monitor.text()
