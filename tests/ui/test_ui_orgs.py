"""Switching orgs, and the connect screen: which can be opened, what asks first, what the monitor ends with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from tests.ui.opened import Monitor, opened, setting_of
from tests.ui.story import HOSTILE, LEO, Stage, pulse_of
from tui.loop.hand import Hand
from tui.loop.pulse import Phase, Pulse
from tui.presence.problems import NothingGiven, OrgFailure
from tui.ui.app import MonitorApp
from tui.ui.org_list import OrgList
from tui.ui.screens.connect_sheet import ConnectSheet
from tui.ui.screens.dialog import Question
from tui.ui.screens.orgs_sheet import OrgsSheet
from tui.ui.setting import KnownOrg

PROD = KnownOrg("acme", "saved, web login", "admin@acme.example, https://acme.my.salesforce.com", current=True)
FULL = KnownOrg("acme-full", "saved, JWT bearer", "https://acme--full.sandbox.my.salesforce.com", default=True)
UAT = KnownOrg("acme-uat", "Salesforce CLI", "admin@acme.example.uat")
DEMO = KnownOrg("typical", "built in", "the simulated org", demo=True)
ORGS = (PROD, FULL, UAT, DEMO)


def known(*orgs: KnownOrg) -> Callable[[], Awaitable[tuple[KnownOrg, ...]]]:
    async def look() -> tuple[KnownOrg, ...]:
        return orgs

    return look


async def nowhere(_hand: Hand) -> AsyncIterator[Pulse]:
    """A source that finds out that nobody said which org."""
    pulses: tuple[Pulse, ...] = ()
    for pulse in pulses:
        yield pulse
    raise NothingGiven("There is no org to connect to", "the Salesforce CLI has no target org", "Use --demo")


async def shown(monitor: Monitor, kind: type[Any] = OrgsSheet) -> None:
    """Wait until the orgs are listed."""
    await monitor.opens(kind)
    await monitor.wait_until(lambda: monitor.screen.query_one(OrgList).orgs)


async def chosen(monitor: Monitor, *keys: str) -> None:
    """Open the orgs and choose one by these keys."""
    await monitor.press("O")
    await shown(monitor)
    await monitor.press(*keys, "enter")


async def ended(monitor: Monitor) -> KnownOrg | None:
    """What the monitor ended with."""
    await monitor.wait_until(lambda: not monitor.app.is_running)
    return monitor.app.return_value


def listed(monitor: Monitor) -> list[str]:
    prompts = [str(option.prompt) for option in monitor.screen.query_one(OrgList).options]
    return [" ".join(line.split()) for prompt in prompts for line in prompt.splitlines()]


async def test_the_orgs_stand_in_columns_with_what_is_open_and_what_is_the_default() -> None:
    async with opened(orgs=known(*ORGS)) as monitor:
        await monitor.press("O")
        await shown(monitor)
        assert listed(monitor) == [
            "▌ acme saved, web login admin@acme.example, acme.my.salesforce.com open now",
            "acme-full saved, JWT bearer acme--full.sandbox.my.salesforce.com default",
            "acme-uat Salesforce CLI admin@acme.example.uat",
            "demo typical built in the simulated org",
        ]
        assert "4 known" in monitor.text()
        assert "de-presence orgs add NAME --via web" in monitor.page()


async def test_where_it_is_narrow_each_org_has_lines_of_its_own() -> None:
    async with opened(orgs=known(PROD), size=(60, 24)) as monitor:
        await monitor.press("O")
        await shown(monitor)
        assert listed(monitor) == [
            "▌ acme open now",
            "▌ saved, web login · admin@acme.example,",
            "▌ acme.my.salesforce.com",
        ]


async def test_the_cursor_is_a_sign_and_goes_with_its_org() -> None:
    async with opened(orgs=known(*ORGS), ascii_only=True) as monitor:
        await monitor.press("O")
        await shown(monitor)
        await monitor.press("down", "j", "k")
        assert [line.split()[1] for line in listed(monitor) if line.startswith(">")] == ["acme-full"]


async def test_enter_ends_the_monitor_with_the_org_under_the_cursor() -> None:
    async with opened(orgs=known(*ORGS)) as monitor:
        await chosen(monitor, "j", "j")
        assert await ended(monitor) == UAT


async def test_the_cursor_begins_at_the_org_that_is_open_and_opening_it_changes_nothing() -> None:
    async with opened(orgs=known(UAT, FULL, PROD)) as monitor:
        await chosen(monitor)
        await monitor.wait_until(lambda: "acme is open already." in monitor.toasts())
        assert monitor.app.is_running


async def test_escape_goes_back_to_the_desk() -> None:
    async with opened(orgs=known(*ORGS)) as monitor:
        await monitor.press("O")
        await shown(monitor)
        await monitor.press("escape")
        assert monitor.screen is monitor.app.desk
        assert monitor.app.is_running


async def test_a_running_loop_asks_first_and_enter_means_no() -> None:
    async with opened(Stage(pulse_of(phase=Phase.ON)), orgs=known(*ORGS)) as monitor:
        await chosen(monitor, "j")
        await monitor.opens(Question)
        assert "Open acme-full?" in monitor.text()
        assert "The poll loop is running: it stops when you go." in monitor.text()
        await monitor.press("enter")
        await monitor.wait_until(lambda: monitor.screen is monitor.app.desk)
        assert monitor.app.is_running


async def test_a_toggle_under_way_asks_first_and_y_goes() -> None:
    stage = Stage()
    stage.slow = True
    async with opened(stage, orgs=known(*ORGS)) as monitor:
        monitor.app.desk.table.move_to(LEO.id)
        await monitor.press("o")
        await monitor.wait_until(lambda: monitor.app.pulse.sending)
        await chosen(monitor, "j")
        await monitor.opens(Question)
        assert "A toggle is under way." in monitor.text()
        await monitor.press("y")
        assert await ended(monitor) == FULL


async def test_r_looks_again_and_the_cursor_stays_with_its_org() -> None:
    found = [ORGS, (DEMO, *ORGS[:3])]

    async def look() -> tuple[KnownOrg, ...]:
        return found.pop(0)

    async with opened(orgs=look) as monitor:
        await monitor.press("O")
        await shown(monitor)
        await monitor.press("j", "r")
        await monitor.wait_until(lambda: not found)
        assert monitor.screen.query_one(OrgList).highlighted_org == FULL
        await monitor.press("enter")
        assert await ended(monitor) == FULL


async def test_orgs_that_cannot_be_looked_for_are_a_line_that_says_why() -> None:
    async def failing() -> tuple[KnownOrg, ...]:
        raise OrgFailure("The saved orgs cannot be read", "orgs.json, line 2", "Mend it")

    async with opened(orgs=failing) as monitor:
        await monitor.press("O")
        await monitor.opens(OrgsSheet)
        await monitor.wait_until(lambda: "The saved orgs cannot be read: orgs.json, line 2. Mend it" in monitor.text())


async def test_hostile_names_of_orgs_are_drawn_as_they_are() -> None:
    strangers = [KnownOrg(one, one, one) for one in HOSTILE]
    async with opened(orgs=known(*strangers)) as monitor:
        await monitor.press("O")
        await shown(monitor)
        assert "[bold]x[/bold] open" not in monitor.text()
        assert any(line.startswith("[bold]x[/bold] ") for line in listed(monitor))
        assert "\x1b" not in "".join(listed(monitor))


async def test_without_other_orgs_the_key_says_so() -> None:
    async with opened() as monitor:
        await monitor.press("O")
        assert "this run knows no other orgs" in monitor.toasts()


async def test_a_source_that_finds_no_org_opens_the_connect_screen_which_says_why() -> None:
    async with opened(nowhere, orgs=known(FULL, DEMO)) as monitor:
        await shown(monitor, ConnectSheet)
        assert "There is no org to connect to yet: the Salesforce CLI has no target org." in monitor.text()
        assert "sf org login web" in monitor.page()
        await monitor.press("enter")
        assert await ended(monitor) == FULL


@pytest.mark.parametrize("key", ["q", "escape", "ctrl+q"])
async def test_the_connect_screen_is_left_for_good(key: str) -> None:
    async with opened(nowhere, orgs=known(DEMO)) as monitor:
        await shown(monitor, ConnectSheet)
        await monitor.press(key)
        assert await ended(monitor) is None


async def test_where_no_source_is_known_the_demo_org_is_one_enter_away() -> None:
    app = MonitorApp(None, setting_of(orgs=known(DEMO)))
    async with app.run_test(size=(80, 24)) as pilot:
        monitor = Monitor(app, pilot)
        await shown(monitor, ConnectSheet)
        await monitor.press("enter")
        assert await ended(monitor) == DEMO
