"""An org that answers, but where DE cannot be read or nobody's presence be told: what the lines say of it."""

from __future__ import annotations

from tests.ui.opened import opened
from tests.ui.story import Stage, org, pulse_of
from tui.loop.pulse import Phase, Pulse
from tui.presence.checks import Check
from tui.presence.model import Problem, Routes
from tui.presence.reading import ONLY_OWN_SESSIONS
from tui.presence.settings import Settings
from tui.ui.screens.doctor_sheet import DoctorSheet

NARROW, VERY_NARROW = (80, 24), (40, 24)
NO_DE = Problem("Distribution Engine is not installed", "no class answers", "Install the package")


async def doctor() -> tuple[Check, ...]:
    """A doctor who finds nothing."""
    return ()


def unread(routes: Routes) -> Pulse:
    """The org is known, and nothing was read."""
    return Pulse(Phase.RETRYING, why=str(NO_DE), next_at=1030.0, org=org(), routes=routes, problems=(NO_DE,))


async def test_the_top_line_names_the_org_and_the_routes_that_there_are() -> None:
    stage = Stage()
    async with opened(stage) as monitor:
        stage.show(unread(Routes(write="action")))
        await monitor.wait_until(lambda: "read none · write action" in monitor.top())
        assert monitor.top().startswith("Acme Sales   SANDBOX   admin@acme.example")


async def test_the_doctor_has_the_org_in_its_title() -> None:
    stage = Stage()
    async with opened(stage, doctor=doctor) as monitor:
        stage.show(unread(Routes()))
        await monitor.wait_until(lambda: "D explains" in monitor.problem())
        await monitor.press("D")
        await monitor.opens(DoctorSheet)
        assert "Doctor  Acme Sales   SANDBOX" in monitor.text()


async def test_at_80_columns_the_key_that_explains_is_among_the_keys() -> None:
    stage = Stage()
    async with opened(stage, doctor=doctor, size=NARROW) as monitor:
        stage.show(unread(Routes()))
        await monitor.wait_until(lambda: "D explains" in monitor.problem())
        assert "D Doctor" in monitor.footer()


async def test_it_stays_among_them_where_only_own_sessions_are_seen_also_when_moved() -> None:
    stage, settings = Stage(pulse_of(blind=ONLY_OWN_SESSIONS)), Settings(keys={"doctor": "f9"})
    async with opened(stage, doctor=doctor, size=VERY_NARROW, settings=settings) as monitor:
        assert "f9 explains" in monitor.problem()
        assert "f9 Doctor" in monitor.footer()


async def test_once_all_is_well_the_doctor_gives_way_again() -> None:
    stage = Stage(pulse_of(blind=ONLY_OWN_SESSIONS))
    async with opened(stage, doctor=doctor, size=NARROW) as monitor:
        stage.show(pulse_of())
        await monitor.wait_until(lambda: not monitor.problem())
        assert "Doctor" not in monitor.footer()


async def test_a_problem_that_no_doctor_explains_keeps_no_key() -> None:
    stage = Stage(pulse_of(problems=(NO_DE,)))
    async with opened(stage, doctor=doctor, size=NARROW) as monitor:
        assert "Install the package" in monitor.problem()
        assert "Doctor" not in monitor.footer()


async def test_who_sees_only_own_sessions_is_told_that_the_loop_toggles_nobody() -> None:
    async with opened(Stage(pulse_of(blind=ONLY_OWN_SESSIONS))) as monitor:
        assert monitor.problem().endswith("presence is unknown, the loop toggles nobody.")


async def test_a_person_may_toggle_them_and_is_told_that_presence_is_unknown() -> None:
    async with opened(Stage(pulse_of(blind=ONLY_OWN_SESSIONS))) as monitor:
        await monitor.press("x")
        await monitor.wait_until(lambda: "Off: Adeyemi, Tola" in monitor.text())
        assert "presence unknown" in monitor.text()


async def test_a_demo_org_is_called_one_at_any_width() -> None:
    async with opened(size=VERY_NARROW, demo="demo typical") as monitor:
        assert "SANDBOX   demo" in monitor.top()


async def test_at_80_columns_its_routes_stay_and_its_size_goes() -> None:
    async with opened(size=NARROW, demo="demo typical") as monitor:
        assert "SANDBOX   demo   " in monitor.top()
        assert "read throw · write action" in monitor.top()


async def test_where_there_is_room_its_size_is_told() -> None:
    async with opened(demo="demo typical", size=(160, 40)) as monitor:
        assert "demo typical  admin@acme.example" in monitor.top()
