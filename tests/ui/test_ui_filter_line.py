"""The filter line: it explains and completes what is typed; filters are saved by a name; the desk is as it was left."""

from __future__ import annotations

from msgspec.structs import replace
from textual.widgets import Input

from tests.ui.opened import Monitor, opened
from tests.ui.opened import plain as drawn
from tests.ui.story import FEMKE, HOSTILE, INES, MAJA, OFFICE, Stage, pulse_of
from tui.presence.filtering.fields import FIELDS
from tui.presence.model import Team
from tui.presence.remembered import Remembered
from tui.ui.lines.filter_line import FilterHint, FilterInput
from tui.ui.screens.filters_dialog import FilterNames, FiltersDialog
from tui.ui.screens.help_sheet import HelpSheet


def names(monitor: Monitor) -> list[str]:
    return [row.name for row in monitor.app.desk.view.rows]


def hint(monitor: Monitor) -> str:
    return drawn(monitor.app.desk.query_one(FilterHint))


def field(monitor: Monitor) -> FilterInput:
    return monitor.app.desk.query_one(FilterInput)


async def type_filter(monitor: Monitor, text: str) -> None:
    await monitor.press("slash")
    await monitor.write(text)


async def test_the_filter_is_said_in_words_while_it_is_typed() -> None:
    async with opened() as monitor:
        await type_filter(monitor, "idle:>30m !maja")
        assert 'idle for more than 30 min, not "maja"' in hint(monitor)


async def test_a_wrong_word_is_explained_at_once_and_the_others_filter_on() -> None:
    async with opened() as monitor:
        await type_filter(monitor, "presence:ilde femke")
        assert 'ignored: presence is never "ilde": idle?' in hint(monitor)
        assert "1 shown · 1 word ignored" in monitor.counts()
        assert names(monitor) == [FEMKE.name]


async def test_a_wrong_word_is_told_again_when_the_line_closes() -> None:
    async with opened() as monitor:
        await type_filter(monitor, "idle:abc")
        await monitor.press("enter")
        assert "idle wants a length of time" in monitor.toasts()


async def test_tab_takes_the_first_suggestion_and_then_the_next() -> None:
    async with opened() as monitor:
        await type_filter(monitor, "presence:a")
        assert "tab active  absent" in hint(monitor)
        await monitor.press("tab")
        assert field(monitor).value == "presence:active"
        await monitor.press("tab")
        assert field(monitor).value == "presence:absent"
        assert names(monitor)[0] == INES.name
        await monitor.press("shift+tab", "space")
        assert field(monitor).value == "presence:active "


async def test_tab_mends_a_wrong_word() -> None:
    async with opened() as monitor:
        await type_filter(monitor, "presnce:idle")
        await monitor.press("tab")
        assert names(monitor) == [FEMKE.name]


async def test_the_right_arrow_takes_the_suggestion_at_the_end_alone() -> None:
    async with opened() as monitor:
        await type_filter(monitor, "presence:i")
        await monitor.press("left", "right")
        assert field(monitor).value == "presence:i"
        await monitor.press("right")
        assert field(monitor).value == "presence:idle"


async def test_teams_are_completed_by_the_orgs_names_in_quotes_where_they_need_them() -> None:
    first = pulse_of()
    assert first.roster is not None
    teams = {one: Team(one, f"Key {HOSTILE[1]} {team.name}") for one, team in first.roster.teams.items()}
    async with opened(Stage(replace(first, roster=replace(first.roster, teams=teams)))) as monitor:
        await type_filter(monitor, "team:smb")
        await monitor.press("tab")
        assert field(monitor).value == f'team:"Key {HOSTILE[1]} SMB"'
        assert MAJA.name not in names(monitor)
        assert INES.name in names(monitor)


async def test_up_and_down_bring_back_what_was_kept() -> None:
    async with opened() as monitor:
        for text in ("femke", "maja"):
            await type_filter(monitor, text)
            await monitor.press("enter", "escape")
        await type_filter(monitor, "co")
        seen = []
        for key in ("up", "up", "up", "down", "down"):
            await monitor.press(key)
            seen.append(field(monitor).value)
        assert seen == ["maja", "femke", "femke", "maja", "co"]
        assert names(monitor) == [INES.name]


async def test_time_alone_lets_a_filter_of_ages_show_somebody() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        await type_filter(monitor, "expires:<10m")
        assert names(monitor) == []
        monitor.app.setting.clock.seconds += 240  # type: ignore[attr-defined]  # the story's clock
        await monitor.wait_until(lambda: names(monitor) == [FEMKE.name])


async def test_a_filter_is_saved_by_a_name_and_found_by_it() -> None:
    async with opened() as monitor:
        await type_filter(monitor, "presence:idle")
        await monitor.press("ctrl+s")
        await monitor.opens(FiltersDialog)
        await monitor.write("the idle")
        await monitor.press("enter")
        await monitor.wait_until(lambda: "1 shown" in drawn(monitor.screen.query_one(FilterNames)))
        await monitor.press("escape", "escape")
        await type_filter(monitor, '!@"the idle"')
        assert FEMKE.name not in names(monitor)
        assert len(names(monitor)) == len(OFFICE) - 1


async def test_capital_f_shows_the_saved_filters_and_enter_applies_one() -> None:
    left = Remembered(filters={"quiet": "presence:idle", "away": "present:no"})
    async with opened(recall=lambda: left) as monitor:
        await monitor.press("F")
        await monitor.opens(FiltersDialog)
        await monitor.press("j", "enter")
        assert names(monitor) == [FEMKE.name]
        assert "filter: presence:idle" in monitor.counts()


async def test_a_long_saved_filter_leaves_room_for_its_number_at_every_width() -> None:
    left = Remembered(filters={HOSTILE[1] * 4: "presence:idle " * 20})
    async with opened(recall=lambda: left, size=(60, 24)) as monitor:
        await monitor.press("F")
        await monitor.opens(FiltersDialog)
        names = monitor.screen.query_one(FilterNames)
        for width in (60, 120):
            await monitor.pilot.resize_terminal(width, 24)
            await monitor.wait_until(lambda: drawn(names).endswith("1 shown"))
            assert len(drawn(names)) <= names.content_size.width


async def test_a_saved_filter_is_deleted_and_the_deletion_taken_back() -> None:
    kept: list[Remembered] = []
    left = Remembered(filters={"away": "present:no", "quiet": "presence:idle"}, widths={"name": 9})
    async with opened(recall=lambda: left, remember=kept.append) as monitor:
        await monitor.press("F")
        await monitor.opens(FiltersDialog)
        await monitor.press("d")
        assert "away" not in drawn(monitor.screen.query_one(FilterNames))
        monitor.app.desk.remembering.write()
        await monitor.press("u")
        assert "away" in drawn(monitor.screen.query_one(FilterNames))
    assert [list(one.filters) for one in kept] == [["quiet"], ["away", "quiet"]]
    assert kept[-1].widths == left.widths


async def test_a_filter_with_a_wrong_word_is_not_saved() -> None:
    async with opened() as monitor:
        await type_filter(monitor, "idle:abc")
        await monitor.press("ctrl+s")
        await monitor.opens(FiltersDialog)
        assert "It cannot be saved: idle wants" in monitor.text()
        assert not monitor.screen.query_one("#name", Input).has_focus


async def test_the_desk_is_found_as_it_was_left_and_says_so() -> None:
    left = Remembered("presence", reverse=True, filter="@away", filters={"away": "present:no"}, theme="nord")
    async with opened(recall=lambda: left) as monitor:
        view = monitor.app.desk.view
        assert (view.sort, view.reverse, view.filter, monitor.app.theme) == ("presence", True, "@away", "nord")
        assert INES.name in names(monitor)
        assert MAJA.name not in names(monitor)
        assert "filter: @away" in monitor.counts()
        assert "The filter is as it was left: @away" in monitor.log()


async def test_what_cannot_be_is_left_out_of_what_is_remembered() -> None:
    async with opened(recall=lambda: Remembered("shoe size", theme="of a later version")) as monitor:
        assert monitor.app.desk.view.sort == "name"
        assert len(names(monitor)) == len(OFFICE)


async def test_what_changed_is_remembered_at_the_end() -> None:
    kept: list[Remembered] = []
    async with opened(remember=kept.append) as monitor:
        await type_filter(monitor, "femke")
        await monitor.press("enter", "s")
        monitor.app.theme = "nord"
        assert not kept
    assert kept == [Remembered("presence", filter="femke", theme="nord")]


async def test_the_help_tells_every_field_of_the_language() -> None:
    async with opened() as monitor:
        await monitor.press("question_mark")
        await monitor.opens(HelpSheet)
        page = monitor.page()
        assert all(f"{name}:" in page and field.about in page for name, field in FIELDS.items())
