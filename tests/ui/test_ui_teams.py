"""The teams view through the screen: who is on where, what is wrong, its people, and the way back to the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from tests.ui.opened import Monitor, opened
from tests.ui.story import ENTERPRISE, GRACE, HOSTILE, INES, LEO, MAJA, NOW, OFFICE, SMB, TOLA, Stage, pulse_of
from tui.loop.pulse import Pulse
from tui.presence.memory import Past
from tui.presence.model import Id, Team
from tui.ui.cursor_page import CursorPage
from tui.ui.screens.teams_sheet import TeamsSheet


def named(pulse: Pulse, names: dict[Id, str]) -> Pulse:
    """The same pulse, its teams called otherwise."""
    assert pulse.roster is not None
    teams = {one: Team(one, names.get(one, team.name)) for one, team in pulse.roster.teams.items()}
    return replace(pulse, roster=replace(pulse.roster, teams=teams))


@asynccontextmanager
async def teams(pulse: Pulse, **more: Any) -> AsyncIterator[tuple[Monitor, Stage]]:
    """The open teams view over this pulse."""
    stage = Stage(pulse)
    async with opened(stage, **more) as monitor:
        await monitor.press("T")
        await monitor.opens(TeamsSheet)
        await monitor.wait_until(lambda: monitor.page() or "No Distribution" in monitor.text())
        yield monitor, stage


def lines(monitor: Monitor) -> list[str]:
    return [" ".join(line.split()) for line in monitor.page().splitlines()]


async def test_the_teams_tell_who_is_present_and_on_and_what_is_wrong() -> None:
    async with teams(pulse_of()) as (monitor, _):
        assert lines(monitor) == [
            "▸ Enterprise 9 5 5 3 6 2 present not on · + 1 queue",
            "▸ SMB 5 4 3 3 2 1 present not on",
        ]
        assert "2 teams: somebody is on in each that has people." in monitor.text()


async def test_a_team_with_nobody_on_comes_first_and_is_warned_of() -> None:
    async with teams(pulse_of((INES, replace(GRACE, answer=(True,))))) as (monitor, _):
        assert lines(monitor)[0].startswith("▸ SMB 1 0 0 0 1")
        assert "nobody on · last there Costa, Inês until 08:14" in lines(monitor)[0]
        assert "2 teams: in 1 of them nobody is on, so nobody gets records in that one." in monitor.text()


async def test_a_team_where_people_are_present_and_nobody_is_on_says_so() -> None:
    async with teams(pulse_of((MAJA,))) as (monitor, _):
        assert lines(monitor)[0].endswith("nobody on though 1 present")


async def test_the_last_who_was_there_is_named() -> None:
    pulse = pulse_of((INES, GRACE))
    pasts = {
        INES.id: Past(present=False, since=NOW - timedelta(minutes=9)),
        GRACE.id: Past(present=False, since=NOW - timedelta(days=2)),
    }
    async with teams(replace(pulse, memory=replace(pulse.memory, pasts=pasts))) as (monitor, _):
        assert "last there Costa, Inês until 09:05" in monitor.page()


async def test_space_opens_a_team_into_its_people_and_closes_it() -> None:
    async with teams(pulse_of()) as (monitor, _):
        await monitor.press("j", "space")
        await monitor.wait_until(lambda: len(lines(monitor)) == 7)
        assert lines(monitor)[1:4] == [
            "▾ SMB 5 4 3 3 2 1 present not on",
            "Dubois, Léo ● active off → on",
            "Costa, Inês ○ absent off → off",
        ]
        await monitor.press("space")
        assert len(lines(monitor)) == 2


async def test_enter_filters_the_desk_by_the_team_and_goes_back() -> None:
    async with teams(named(pulse_of(), {SMB: "Key Accounts"})) as (monitor, _):
        await monitor.press("j", "enter")
        await monitor.wait_until(lambda: monitor.screen is monitor.app.desk and monitor.app.desk.filter)
        assert monitor.app.desk.filter == 'team:="Key Accounts"'
        await monitor.wait_until(lambda: len(monitor.app.desk.view.rows) == 5)


async def test_enter_on_a_person_puts_the_cursor_on_them() -> None:
    async with teams(pulse_of()) as (monitor, _):
        await monitor.press("space")
        await monitor.wait_until(lambda: len(lines(monitor)) > 3)
        await monitor.press("j", "j", "enter")
        await monitor.wait_until(lambda: monitor.app.desk.table.cursor_id == MAJA.id)
        assert monitor.app.desk.filter == "team:=Enterprise"


async def test_the_cursor_stays_with_its_team_when_a_reading_turns_the_order_round() -> None:
    async with teams(pulse_of((TOLA, LEO))) as (monitor, stage):
        await monitor.press("j")
        worse = replace(LEO, answer=(True, False)), replace(TOLA, answer=(True, False))
        stage.show(pulse_of(worse))
        await monitor.wait_until(lambda: "nobody on" in monitor.page())
        page = monitor.screen.query_one(CursorPage)
        assert lines(monitor)[0].startswith("▸ SMB")
        assert page.cursor == 0


async def test_s_sorts_by_the_next_column_and_capital_s_turns_it_round() -> None:
    async with teams(pulse_of()) as (monitor, _):
        await monitor.press("s", "S")
        assert [line.split()[1] for line in lines(monitor)] == ["SMB", "Enterprise"]


async def test_a_click_on_a_title_sorts_by_it() -> None:
    async with teams(pulse_of()) as (monitor, _):
        for order in (["Enterprise", "SMB"], ["SMB", "Enterprise"]):
            await monitor.pilot.click("#teams-head", offset=(6, 0))
            await monitor.pilot.pause()
            assert [line.split()[1] for line in lines(monitor)] == order


async def test_an_org_without_teams_says_so() -> None:
    pulse = pulse_of(())
    assert pulse.roster is not None
    async with teams(replace(pulse, roster=replace(pulse.roster, teams={}))) as (monitor, _):
        await monitor.wait_until(lambda: "No Distribution Engine team that you can see has members." in monitor.text())


async def test_a_blind_reading_makes_no_zeros() -> None:
    async with teams(pulse_of(blind="not all pages of sessions arrived")) as (monitor, _):
        assert lines(monitor)[0].startswith("▸ Enterprise 9 ? 5 ?")


async def test_hostile_names_of_teams_are_drawn_as_they_are() -> None:
    names = {ENTERPRISE: HOSTILE[1], SMB: HOSTILE[2]}
    async with teams(named(pulse_of(OFFICE), names), ascii_only=True, size=(80, 24)) as (monitor, _):
        assert "+ [bold]x[/bold]" in monitor.page()
        assert "\x1b" not in monitor.page()
        await monitor.press("enter")
        await monitor.wait_until(lambda: monitor.app.desk.filter == "team:=[bold]x[/bold]")
