"""The keys: what each does, why a dead one is dead, what a read-only run lacks, and how the settings move them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.widgets import Input

from tests.ui.opened import Monitor, opened
from tests.ui.story import FEMKE, INES, LEO, MAJA, NOW, TOLA, Stage, pulse_of
from tui.loop.hand import HoldOrder, ToggleOrder
from tui.loop.pulse import Phase, Pulse
from tui.presence.memory import Hold
from tui.presence.settings import Settings
from tui.ui.commands import COMMANDS, READING
from tui.ui.commands.acting import ToggleOff
from tui.ui.key_ids import KEY_IDS
from tui.ui.screens.details_sheet import DetailsSheet
from tui.ui.screens.help_sheet import HelpSheet
from tui.ui.screens.hold_dialog import HoldDialog

CONTRACT = {
    "mark": "space", "mark-shown": "A", "clear": "escape", "filter": "slash", "filters": "F", "sort": "s",
    "sort-reverse": "S",
    "toggle-on": "o", "toggle-off": "x", "undo": "u", "hold": "h", "poll": "p", "plan": "P", "refresh": "r",
    "details": "enter", "doctor": "D", "job": "J", "orgs": "O", "copy": "c", "copy-id": "i", "copy-json": "y",
    "export": "e", "columns": "C", "help": "question_mark,f1",
    "palette": "ctrl+p", "history": "H", "quit": "q", "teams": "T", "trends": "t",
    "watch": "w", "watched": "W",
}  # fmt: skip


def names(monitor: Monitor) -> list[str]:
    return [row.name for row in monitor.app.desk.view.rows]


def test_ids_and_keys_are_the_contracts() -> None:
    assert {one.id: one.key for one in COMMANDS} == CONTRACT


def test_the_names_that_the_settings_may_use_are_the_commands_ids() -> None:
    assert {one.id for one in COMMANDS} == KEY_IDS


def test_every_command_has_help_of_its_own() -> None:
    assert all(one.help().endswith(".") for one in COMMANDS)
    assert len({one.help() for one in COMMANDS}) == len(COMMANDS)


async def test_capital_a_marks_all_that_the_filter_shows() -> None:
    async with opened() as monitor:
        await monitor.press("slash")
        await monitor.write("presence:idle")
        await monitor.press("enter", "A")
        assert monitor.app.desk.table.marks == {FEMKE.id}


async def test_escape_clears_the_filter_first_and_then_the_marks() -> None:
    async with opened() as monitor:
        await monitor.press("space", "slash")
        await monitor.write("maja")
        await monitor.press("enter", "escape")
        assert len(names(monitor)) == 10
        assert monitor.app.desk.table.marks == {TOLA.id}
        await monitor.press("escape")
        assert not monitor.app.desk.table.marks


async def test_the_filter_works_while_it_is_typed_and_enter_keeps_it() -> None:
    async with opened() as monitor:
        await monitor.press("slash")
        await monitor.write("maj")
        assert names(monitor) == [MAJA.name]
        assert monitor.footer() == "enter Keep the filter  esc Drop it  tab Complete  ctrl+s Save it"
        await monitor.press("enter", "j")
        assert names(monitor) == [MAJA.name]


async def test_what_comes_in_one_burst_after_slash_is_text_and_runs_no_command() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        for key in ("slash", *"xpomaja"):
            monitor.app.simulate_key(key)
        await monitor.wait_until(lambda: monitor.app.desk.filter == "xpomaja")
        assert not monitor.applying()
        assert not stage.orders


async def test_a_burst_that_moves_and_opens_comes_in_its_order() -> None:
    async with opened() as monitor:
        for key in ("j", "j", "enter"):
            monitor.app.simulate_key(key)
        await monitor.opens(DetailsSheet)
        assert monitor.app.desk.table.cursor_id == INES.id
        await monitor.wait_until(lambda: INES.name in monitor.text())


async def test_escape_while_typing_drops_the_filter() -> None:
    async with opened() as monitor:
        await monitor.press("slash")
        await monitor.write("maja")
        await monitor.press("escape")
        assert len(names(monitor)) == 10
        assert "filter" not in monitor.counts()


async def test_s_sorts_by_the_next_column_and_capital_s_turns_it_round() -> None:
    async with opened() as monitor:
        await monitor.press("s")
        assert monitor.app.desk.view.sort == "presence"
        before = names(monitor)
        await monitor.press("S")
        assert monitor.app.desk.view.reverse
        assert names(monitor) != before


async def test_a_click_on_a_column_sorts_by_it_and_again_turns_it_round() -> None:
    async with opened() as monitor:
        for reverse in (False, True):
            await monitor.pilot.click("#roster", offset=(30, 0))
            await monitor.pilot.pause()
            assert (monitor.app.desk.view.sort, monitor.app.desk.view.reverse) == ("presence", reverse)


async def test_p_starts_the_loop_and_p_again_aborts_it() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        assert "p Poll" in monitor.footer()
        await monitor.press("p")
        assert monitor.applying()
        stage.show(pulse_of(phase=Phase.ON))
        await monitor.wait_until(lambda: "p Abort poll" in monitor.footer())
        await monitor.press("p")
        assert not monitor.applying()
        assert monitor.app.hand.aborted


async def test_enter_opens_the_details_and_escape_comes_back() -> None:
    async with opened() as monitor:
        await monitor.press("enter")
        await monitor.opens(DetailsSheet)
        await monitor.press("escape")
        assert monitor.screen is monitor.app.desk


async def test_the_help_names_every_command_of_this_run() -> None:
    async with opened() as monitor:
        await monitor.press("question_mark")
        await monitor.opens(HelpSheet)
        page = " ".join(monitor.page().split())
        assert all(one.help() in page for one in COMMANDS)


async def test_h_holds_for_the_chosen_time() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("h")
        await monitor.opens(HoldDialog)
        assert "30 min" in monitor.text()
        await monitor.press("4")
        await monitor.wait_until(lambda: stage.orders)
        assert stage.orders == [HoldOrder((TOLA.id,), Hold("held by you", until_presence=True))]
        await monitor.wait_until(lambda: "held" in monitor.row(TOLA.name))


async def test_h_holds_until_a_moment_that_is_typed() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("h")
        await monitor.opens(HoldDialog)
        await monitor.press("t")
        await monitor.write("soon")
        await monitor.press("enter")
        assert "no moment to come" in monitor.app.screen.query_one(Input).placeholder
        await monitor.write("45m")
        await monitor.press("enter")
        await monitor.wait_until(lambda: stage.orders)
        (order,) = stage.orders
        assert isinstance(order, HoldOrder)
        assert order.hold is not None
        assert order.hold.until is not None
        assert timedelta(minutes=44) < order.hold.until - NOW < timedelta(minutes=46)


async def test_releasing_is_offered_only_where_somebody_is_held() -> None:
    held = pulse_of(holds={TOLA.id: Hold("Lunch")})
    stage = Stage(held)
    async with opened(stage) as monitor:
        await monitor.press("j", "h")
        await monitor.opens(HoldDialog)
        await monitor.press("6", "escape", "k", "h", "enter")
        await monitor.wait_until(lambda: stage.orders)
        assert stage.orders == [HoldOrder((TOLA.id,), None)]


async def test_a_dead_key_is_dim_and_says_why_when_it_is_pressed() -> None:
    async with opened() as monitor:
        assert "u" in monitor.app.desk.active_bindings
        assert not monitor.app.desk.active_bindings["u"].enabled
        await monitor.press("u")
        assert "Undo the last toggle: nothing was toggled here yet" in monitor.toasts()


async def test_a_toggle_needs_somebody() -> None:
    async with opened() as monitor:
        await monitor.press("slash")
        await monitor.write("nobody")
        await monitor.press("enter", "x")
        assert "Toggle off: nobody is under the cursor" in monitor.toasts()


@pytest.mark.parametrize(
    ("pulse", "read_only"),
    [(pulse_of(), True), (pulse_of(sandbox=False), False), (pulse_of(org=None), False)],
    ids=["asked for", "production", "org not known yet"],
)
async def test_a_read_only_run_has_no_command_that_writes(pulse: Pulse, read_only: bool) -> None:
    stage = Stage(pulse)
    async with opened(stage, read_only=read_only) as monitor:
        assert monitor.app.desk.commands == READING
        for dead in ("x", "o", "h", "u", "p"):
            assert dead not in monitor.app.desk.active_bindings
            await monitor.press(dead)
        assert not stage.orders
        assert not monitor.applying()
        await monitor.app.desk.action_command(ToggleOff.__name__)
        assert monitor.screen is monitor.app.desk
        assert "Off" not in monitor.footer()
        shown = [one.title for one in monitor.app.get_system_commands(monitor.app.desk)]
        assert not [title for title in shown if "oggle" in title]


async def test_the_palette_offers_the_commands_with_their_keys() -> None:
    async with opened() as monitor:
        offered = {one.title: one for one in monitor.app.get_system_commands(monitor.app.desk)}
        assert "Toggle off (x)" in offered
        assert "Abort the poll loop (p)" not in offered
        offered["Help (? f1)"].callback()
        await monitor.opens(HelpSheet)


async def test_the_footer_keeps_what_matters_most_at_80_columns() -> None:
    async with opened(size=(80, 24)) as monitor:
        assert len(monitor.footer()) <= 78
        for kept in ("space Mark", "o On", "x Off", "p Poll", "? Help"):
            assert kept in monitor.footer()


async def test_a_click_on_the_footer_presses_the_key() -> None:
    async with opened() as monitor:
        place = monitor.footer().index("? Help")
        await monitor.pilot.click("KeyLine", offset=(place + 1, 0))
        await monitor.opens(HelpSheet)


async def test_the_settings_move_a_key() -> None:
    stage = Stage()
    async with opened(stage, settings=Settings(keys={"toggle-on": "f5,Z", "details": "b"})) as monitor:
        await monitor.press("b")
        await monitor.opens(DetailsSheet)
        await monitor.press("escape", "enter")
        assert monitor.screen is monitor.app.desk
        await monitor.press("j", "j", "j", "f5")
        await monitor.wait_until(lambda: stage.orders)
        (order,) = stage.orders
        assert isinstance(order, ToggleOrder)
        assert [one.user_id for one in order.toggles] == [LEO.id]
        assert "f5 On" in monitor.footer()


async def test_ctrl_c_says_how_to_quit() -> None:
    async with opened() as monitor:
        await monitor.press("ctrl+c")
        assert "Press q to quit." in monitor.toasts()


async def test_marks_decide_before_the_cursor() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await monitor.press("j", "j", "space", "end")
        assert monitor.app.desk.targets() == (INES.id,)
