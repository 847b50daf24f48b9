"""From a key to DE and back: what is asked, what is sent, what is told, what is taken back."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.ui.opened import Monitor, opened
from tests.ui.story import FEMKE, GRACE, INES, LEO, TOLA, Person, Stage, accepted, person, pulse_of
from tui.loop.hand import ToggleOrder
from tui.loop.pulse import Phase
from tui.presence.memory import Hold
from tui.presence.ports import Outcome, Toggle
from tui.ui.screens.bulk_dialog import BulkDialog
from tui.ui.screens.dialog import Question
from tui.ui.screens.hold_dialog import HoldDialog
from tui.ui.screens.reason_line import ReasonLine

CROWD = tuple(person(100 + number, f"Person {number:02d}") for number in range(60))
BY_YOU = Hold("toggled by you", until_presence=True)


async def mark_three(monitor: Monitor) -> None:
    """Adeyemi, Bakker and Dubois, who is off already."""
    await monitor.press("space", "space", "j", "space")


def sent(stage: Stage) -> list[ToggleOrder]:
    return [one for one in stage.orders if isinstance(one, ToggleOrder)]


def production(people: tuple[Person, ...] | None = None) -> Stage:
    stage = Stage(pulse_of(people or Stage().people, sandbox=False))
    stage.people = people or stage.people
    return stage


async def test_one_user_in_a_sandbox_goes_on_at_once() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("j", "j", "j", "o")
        await monitor.wait_until(lambda: stage.orders)
        assert sent(stage) == [ToggleOrder((Toggle(LEO.id, True, None),), "", BY_YOU)]
        await monitor.wait_until(lambda: "on 2/2" in monitor.row(LEO.name))


async def test_one_user_in_a_sandbox_goes_off_after_the_reason_line_with_its_default() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("x")
        await monitor.opens(ReasonLine)
        assert not stage.orders
        await monitor.press("enter")
        await monitor.wait_until(lambda: stage.orders)
        assert sent(stage) == [ToggleOrder((Toggle(TOLA.id, False, "No active session"),), "", BY_YOU)]


async def test_a_typed_reason_travels() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("x")
        await monitor.opens(ReasonLine)
        await monitor.write("Lunch")
        await monitor.press("enter")
        await monitor.wait_until(lambda: "reason Lunch" in monitor.log())
        assert sent(stage)[0].toggles == (Toggle(TOLA.id, False, "Lunch"),)


async def test_a_reason_that_comes_in_one_burst_with_its_key_is_text_and_runs_no_command() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        for key in ("x", *"upho", "enter"):
            monitor.app.simulate_key(key)
        await monitor.wait_until(lambda: stage.orders)
        assert sent(stage)[0].toggles == (Toggle(TOLA.id, False, "upho"),)
        assert not monitor.applying()


async def test_y_in_one_burst_with_the_key_that_opens_the_dialog_confirms_nothing() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("space", "space")
        monitor.app.simulate_key("x")
        monitor.app.simulate_key("y")
        await monitor.opens(BulkDialog)
        assert not stage.orders


async def test_a_reason_in_one_burst_with_the_key_that_goes_to_it_is_text_and_confirms_nothing() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await mark_three(monitor)
        await monitor.press("x")
        await monitor.opens(BulkDialog)
        for key in ("r", *"yi"):
            monitor.app.simulate_key(key)
        field = monitor.app.screen.query_one("#reason", Input)
        await monitor.wait_until(lambda: field.value.endswith("yi"))
        assert isinstance(monitor.app.screen, BulkDialog)
        assert not stage.orders


async def test_a_moment_in_one_burst_with_the_key_that_goes_to_it_chooses_no_other() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("h")
        await monitor.opens(HoldDialog)
        for key in ("t", *"1h"):
            monitor.app.simulate_key(key)
        field = monitor.app.screen.query_one("#until", Input)
        await monitor.wait_until(lambda: field.value == "1h")
        assert isinstance(monitor.app.screen, HoldDialog)


async def test_escape_at_the_reason_line_sends_nothing() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("x")
        await monitor.opens(ReasonLine)
        await monitor.press("escape")
        assert monitor.screen is monitor.app.desk
        assert not stage.orders


async def test_a_user_who_is_there_already_is_not_sent_for() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("o")
        await monitor.wait_until(lambda: "Adeyemi, Tola: already on: nothing is sent" in monitor.toasts())
        assert not stage.orders


async def test_one_user_in_production_is_asked_about() -> None:
    stage = production()
    async with opened(stage, writable=True) as monitor:
        await monitor.press("j", "j", "j", "o")
        await monitor.opens(BulkDialog)
        assert "Toggle on 1 user in Acme Sales   PRODUCTION " in monitor.text()
        await monitor.press("y")
        await monitor.wait_until(lambda: stage.orders)


async def test_a_bulk_shows_who_from_what_to_what_and_who_is_skipped() -> None:
    async with opened() as monitor:
        await mark_three(monitor)
        await monitor.press("x")
        await monitor.opens(BulkDialog)
        assert [line.rstrip() for line in monitor.page().splitlines()] == [
            "Adeyemi, Tola   on 2/2  → off",
            "Bakker, Femke   on 2/2  → off",
            "Dubois, Léo     off 0/2   already off: nothing is sent",
        ]
        assert "Toggle off 3 users in Acme Sales   SANDBOX " in monitor.text()
        assert "y  Toggle 2 off" in monitor.text()
        assert "1 user skipped: nothing is sent for them." in monitor.text()


async def test_cancel_has_the_focus_and_enter_sends_nothing() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await mark_three(monitor)
        await monitor.press("x")
        await monitor.opens(BulkDialog)
        await monitor.press("enter")
        assert monitor.screen is monitor.app.desk
        assert not stage.orders


async def test_the_trigger_key_does_not_confirm() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await mark_three(monitor)
        await monitor.press("x")
        await monitor.opens(BulkDialog)
        await monitor.press("x", "o")
        assert isinstance(monitor.screen, BulkDialog)
        assert not stage.orders


async def test_three_marked_go_off_with_a_reason_and_undo_brings_them_back() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("space", "space", "space", "x")
        await monitor.opens(BulkDialog)
        await monitor.press("r", "ctrl+u")
        await monitor.write("Training")
        await monitor.press("enter", "y")
        await monitor.wait_until(lambda: all("off 0/" in monitor.row(one.name) for one in (TOLA, FEMKE, INES)))
        assert monitor.log().count("reason Training, via anonymous: done") == 3
        assert "DE widget shows it at its next refresh (10 minutes by default)" in monitor.log()
        await monitor.press("u")
        await monitor.opens(BulkDialog)
        assert "Undo: toggle on 3 users in Acme Sales" in monitor.text()
        await monitor.press("y")
        await monitor.wait_until(lambda: all("on 2/2" in monitor.row(one.name) for one in (TOLA, FEMKE, INES)))
        back = sent(stage)[1]
        assert {one.to for one in back.toggles} == {True}
        assert back.hold is None


async def test_undo_restores_the_hold_that_stood_before() -> None:
    lunch = Hold("Lunch")
    stage = Stage(pulse_of(holds={TOLA.id: lunch}))
    async with opened(stage) as monitor:
        await monitor.press("x", "enter")
        await monitor.wait_until(lambda: "off 0/2" in monitor.row(TOLA.name))
        await monitor.press("u")
        await monitor.wait_until(lambda: len(stage.orders) == 2)
        assert sent(stage)[1].holds == ((TOLA.id, lunch),)


async def test_undo_leaves_alone_whom_somebody_else_changed_since_and_names_them() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("space", "space", "x")
        await monitor.opens(BulkDialog)
        await monitor.press("y")
        await monitor.wait_until(lambda: "off 0/2" in monitor.row(FEMKE.name))
        stage.people = tuple(TOLA if one.id == TOLA.id else one for one in stage.people)
        stage.show(pulse_of(stage.people))
        await monitor.wait_until(lambda: "on 2/2" in monitor.row(TOLA.name))
        await monitor.press("u")
        await monitor.wait_until(lambda: len(stage.orders) == 2)
        assert [one.user_id for one in sent(stage)[1].toggles] == [FEMKE.id]
        assert "Changed by somebody else since, left alone: Adeyemi, Tola" in monitor.toasts()


async def test_the_last_one_on_in_a_team_is_warned_of() -> None:
    people = (TOLA, person(2, "Bakker, Femke", answer=(False, False)))
    stage = production(people)
    async with opened(stage, writable=True) as monitor:
        await monitor.press("x")
        await monitor.opens(BulkDialog)
        assert "last one on in team Enterprise!  last one on in team SMB!" in monitor.page()


async def test_an_unknown_presence_is_said() -> None:
    async with opened(Stage(pulse_of(blind="the clock jumped"))) as monitor:
        await monitor.press("space", "space", "x")
        await monitor.opens(BulkDialog)
        assert "Presence of 2 users is unknown: you decide, the loop would not." in monitor.text()


async def test_marked_users_that_the_filter_hides_are_left_out_until_i_includes_them() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("space", "space", "slash")
        await monitor.write("femke")
        await monitor.press("enter", "x")
        await monitor.opens(BulkDialog)
        assert "1 more is marked but hidden by the filter: not included (i to include)." in monitor.text()
        assert "y  Toggle 1 off" in monitor.text()
        await monitor.press("i")
        assert "y  Toggle 2 off" in monitor.text()
        assert "hidden by the filter" not in monitor.text()
        await monitor.press("y")
        await monitor.wait_until(lambda: stage.orders)
        assert {one.user_id for one in sent(stage)[0].toggles} == {TOLA.id, FEMKE.id}


async def test_hidden_marks_alone_do_not_send_the_one_under_the_cursor_unasked() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("space", "slash")
        await monitor.write("maja")
        await monitor.press("enter", "o")
        await monitor.opens(BulkDialog)
        assert "1 more is marked but hidden by the filter: not included." in monitor.text()
        assert not stage.orders


async def test_more_than_fifty_in_production_want_the_count_typed() -> None:
    stage = production(CROWD)
    async with opened(stage, writable=True) as monitor:
        await monitor.press("A", "x")
        await monitor.opens(BulkDialog)
        await monitor.press("y")
        assert isinstance(monitor.screen, BulkDialog)
        await monitor.press("n", "5", "y", "9", "enter")
        assert not stage.orders
        await monitor.press("n", "backspace", "backspace", "6", "0", "enter")
        await monitor.wait_until(lambda: stage.orders)
        assert len(sent(stage)[0].toggles) == 60


async def test_fifty_in_production_want_y_alone() -> None:
    stage = production(CROWD[:50])
    async with opened(stage, writable=True) as monitor:
        await monitor.press("A", "x")
        await monitor.opens(BulkDialog)
        await monitor.press("y")
        await monitor.wait_until(lambda: stage.orders)


async def test_what_is_under_way_shows_an_ellipsis_and_how_far_it_is() -> None:
    stage = Stage()
    stage.slow = True
    async with opened(stage) as monitor:
        await monitor.press("x", "enter")
        await monitor.wait_until(lambda: "… off" in monitor.row(TOLA.name))
        stage.finish()
        await monitor.wait_until(lambda: "off 0/2" in monitor.row(TOLA.name))


@pytest.mark.parametrize("key", ["escape", "p"])
async def test_a_bulk_under_way_is_stopped_by_escape_or_p(key: str) -> None:
    stage = Stage(pulse_of(phase=Phase.APPLYING, applying=False))
    stage.slow = True
    async with opened(stage) as monitor:
        await monitor.press("space", "space", "x")
        await monitor.opens(BulkDialog)
        await monitor.press("y")
        await monitor.wait_until(lambda: monitor.app.pulse.sending)
        assert "toggling 2" in monitor.loop()
        await monitor.press(key)
        assert monitor.app.hand.aborted
        stage.finish()
        await monitor.wait_until(lambda: "Not sent for Adeyemi, Tola; Bakker, Femke" in monitor.toasts())
        assert not monitor.app.hand.applying


async def test_a_refusal_is_told_by_name_with_what_de_said() -> None:
    stage = Stage()

    def refuse(toggle: Toggle) -> Outcome:
        if toggle.user_id == FEMKE.id:
            return Outcome(toggle.user_id, False, "action", error="[/] No access")
        return accepted(toggle)

    stage.answer = refuse
    async with opened(stage) as monitor:
        await monitor.press("space", "space", "x")
        await monitor.opens(BulkDialog)
        await monitor.press("y")
        await monitor.wait_until(lambda: "Refused for Bakker, Femke: [/] No access" in monitor.toasts())
        assert "Bakker, Femke: on → off by you, reason No active session, via action: failed" in monitor.log()


async def test_a_lost_answer_is_called_unsettled() -> None:
    stage = Stage()
    stage.answer = lambda toggle: Outcome(toggle.user_id, None, "action")
    async with opened(stage) as monitor:
        await monitor.press("x", "enter")
        await monitor.wait_until(lambda: "Unsettled, the next reading tells: Adeyemi, Tola" in monitor.toasts())


async def test_without_a_journal_it_asks_once_more() -> None:
    stage = Stage()
    stage.journal_broken = True
    async with opened(stage) as monitor:
        await monitor.press("x", "enter")
        await monitor.opens(Question)
        assert "will not be recorded" in monitor.text()
        await monitor.press("y")
        await monitor.wait_until(lambda: len(stage.orders) == 2)
        assert [one.unrecorded_ok for one in sent(stage)] == [False, True]


async def test_without_a_journal_cancel_sends_nothing() -> None:
    stage = Stage()
    stage.journal_broken = True
    async with opened(stage) as monitor:
        await monitor.press("x", "enter")
        await monitor.opens(Question)
        await monitor.press("escape")
        await monitor.wait_until(lambda: "Not sent for Adeyemi, Tola" in monitor.toasts())
        assert len(stage.orders) == 1


async def test_an_order_under_way_in_a_loop_that_breaks_is_not_waited_for() -> None:
    stage = Stage()
    stage.slow = True

    def explode(_toggle: Toggle) -> Outcome:
        raise RuntimeError

    stage.answer = explode
    async with opened(stage) as monitor:
        await monitor.press("x", "enter")
        await monitor.wait_until(lambda: monitor.app.pulse.sending)
        stage.finish()
        await monitor.wait_until(lambda: "It is not known whether this was sent" in monitor.toasts())
        assert "…" not in monitor.row(TOLA.name)


async def test_a_frozen_user_is_never_turned_on_and_a_queue_never_toggled() -> None:
    async with opened() as monitor:
        await monitor.press("end", "k", "space", "space", "o")
        await monitor.opens(BulkDialog)
        assert "Jansen, Jan" in monitor.page()
        assert "frozen user: never turned on" in monitor.page()
        assert "a queue: never toggled" in monitor.page()
        await monitor.press("y")
        assert isinstance(monitor.screen, BulkDialog)


async def test_marks_of_those_that_were_sent_are_gone_afterwards() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("space", "space", "x")
        await monitor.opens(BulkDialog)
        await monitor.press("y")
        await monitor.wait_until(lambda: stage.orders)
        assert not monitor.app.desk.table.marks
        assert GRACE.id not in {one.user_id for one in sent(stage)[0].toggles}
