"""The doctor's screen: what is missing stands first, with why it matters and what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.ui.opened import Monitor, opened
from tests.ui.story import HOSTILE, Stage, pulse_of
from tui.presence.checks import Check
from tui.presence.problems import OrgFailure
from tui.presence.reading import ONLY_OWN_SESSIONS
from tui.presence.settings import Settings
from tui.ui.screens.doctor_sheet import DoctorSheet

SESSIONS = Check(
    "Sees all sessions",
    False,
    "only its own: Manage Users is missing",
    "Presence of everybody else is unknown.",
    "Give the user a permission set with Manage Users.",
    permission=True,
)
EVENTS = Check("Logout events", None, "not available", "A logout is noticed at the next reading.")
REACHABLE = Check("Reachable", True, "answers in 128 ms", "Everything goes this way.")
CHECKS = (REACHABLE, EVENTS, SESSIONS)


def doctor(*checks: Check) -> Callable[[], Awaitable[tuple[Check, ...]]]:
    async def look() -> tuple[Check, ...]:
        return checks

    return look


async def looked(monitor: Monitor) -> None:
    """Open the doctor and wait until it has looked."""
    await monitor.press("D")
    await monitor.opens(DoctorSheet)
    await monitor.wait_until(lambda: "looking" not in monitor.text())


def words(monitor: Monitor) -> list[str]:
    return [" ".join(line.split()) for line in monitor.page().splitlines() if line]


async def test_what_is_missing_stands_first_with_why_it_matters_and_the_next_step() -> None:
    async with opened(doctor=doctor(*CHECKS)) as monitor:
        await looked(monitor)
        assert words(monitor) == [
            "Missing",
            "✗ Sees all sessions only its own: Manage Users is missing",
            "Presence of everybody else is unknown.",
            "→ Give the user a permission set with Manage Users.",
            "Worth knowing",
            "• Logout events not available",
            "A logout is noticed at the next reading.",
            "Fine",
            "✓ Reachable answers in 128 ms",
        ]


async def test_the_title_counts_and_names_the_org() -> None:
    async with opened(doctor=doctor(*CHECKS)) as monitor:
        await looked(monitor)
        title = monitor.text().splitlines()[1]
        assert title.startswith("Doctor  Acme Sales   SANDBOX")
        assert title.endswith("1 missing   1 worth knowing   1 fine")


async def test_where_nothing_is_missing_it_says_so() -> None:
    async with opened(doctor=doctor(REACHABLE, EVENTS)) as monitor:
        await looked(monitor)
        assert "Everything that is needed is there." in monitor.text()


async def test_where_something_is_missing_it_does_not_say_that_all_is_there() -> None:
    async with opened(doctor=doctor(*CHECKS)) as monitor:
        await looked(monitor)
        assert "Everything that is needed" not in monitor.text()


async def test_where_it_is_very_wide_advice_stands_beside_what_was_found() -> None:
    async with opened(doctor=doctor(*CHECKS), size=(200, 50)) as monitor:
        await looked(monitor)
        lines = words(monitor)
        assert lines[1].endswith("Manage Users is missing Presence of everybody else is unknown.")
        assert lines[2] == "→ Give the user a permission set with Manage Users."


@pytest.mark.parametrize("width", [40, 80, 120, 200])
async def test_no_line_is_wider_than_the_screen(width: int) -> None:
    long = Check("A check with a name that is rather long", False, "found " * 60, "why " * 60, "next " * 60)
    async with opened(doctor=doctor(long, *CHECKS), size=(width, 30)) as monitor:
        await looked(monitor)
        assert max(len(line) for line in monitor.page().splitlines()) <= width - 3
        assert monitor.page().count("found") == 60


async def test_the_ascii_twin_has_signs_of_its_own() -> None:
    async with opened(doctor=doctor(*CHECKS), ascii_only=True) as monitor:
        await looked(monitor)
        assert monitor.page().isascii()
        assert [line[0] for line in words(monitor) if line[1:].startswith((" Sees", " Logout", " Reach"))] == list(
            "x-+"
        )


async def test_while_it_looks_it_says_for_how_long() -> None:
    gate = asyncio.Event()

    async def slow() -> tuple[Check, ...]:
        await gate.wait()
        return CHECKS

    async with opened(doctor=slow) as monitor:
        await monitor.press("D")
        await monitor.opens(DoctorSheet)
        assert "looking … 0:00" in monitor.text()
        monitor.app.setting.clock.seconds += 7  # type: ignore[attr-defined]  # the story's clock
        await monitor.wait_until(lambda: "looking … 0:07" in monitor.text())
        gate.set()
        await monitor.wait_until(lambda: "1 missing" in monitor.text())


async def test_r_looks_again_and_what_was_found_stays_meanwhile() -> None:
    gate = asyncio.Event()
    gate.set()
    looks: list[int] = []

    async def again() -> tuple[Check, ...]:
        looks.append(1)
        await gate.wait()
        return CHECKS if len(looks) == 1 else (REACHABLE,)

    async with opened(doctor=again) as monitor:
        await looked(monitor)
        gate.clear()
        await monitor.press("r", "r")
        assert "looking" in monitor.text()
        assert "Sees all sessions" in monitor.page()
        gate.set()
        await monitor.wait_until(lambda: "Sees all sessions" not in monitor.page())
        assert len(looks) == 2


async def test_c_copies_all_of_it_as_text() -> None:
    async with opened(doctor=doctor(*CHECKS)) as monitor:
        await looked(monitor)
        await monitor.press("c")
        assert monitor.app.clipboard.splitlines() == [
            "de-presence doctor, Acme Sales: 1 missing, 1 worth knowing, 1 fine",
            "",
            "Missing",
            "  Sees all sessions: only its own: Manage Users is missing",
            "    Presence of everybody else is unknown.",
            "    next: Give the user a permission set with Manage Users.",
            "",
            "Worth knowing",
            "  Logout events: not available",
            "    A logout is noticed at the next reading.",
            "",
            "Fine",
            "  Reachable: answers in 128 ms",
            "    Everything goes this way.",
        ]
        assert "Findings copied" in monitor.toasts()


async def test_a_doctor_that_cannot_look_says_why_and_what_to_do() -> None:
    async def failing() -> tuple[Check, ...]:
        raise OrgFailure("The login is over", "INVALID_SESSION_ID", "de-presence login acme")

    async with opened(doctor=failing) as monitor:
        await looked(monitor)
        assert "The login is over: INVALID_SESSION_ID. de-presence login acme" in monitor.text()
        assert "Everything that is needed" not in monitor.text()


async def test_a_doctor_that_breaks_is_an_error_that_can_be_seen_and_the_monitor_lives_on() -> None:
    async def broken() -> tuple[Check, ...]:
        raise KeyError("x")

    async with opened(doctor=broken) as monitor:
        await looked(monitor)
        assert "The doctor could not finish." in monitor.text()
        await monitor.press("escape")
        assert "The doctor broke: KeyError" in monitor.log()


async def test_hostile_words_of_a_server_are_drawn_as_they_are() -> None:
    checks = [Check(one, ok, one, one, one) for one in HOSTILE for ok in (True, False, None)]
    async with opened(doctor=doctor(*checks)) as monitor:
        await looked(monitor)
        assert "[bold]x[/bold]" in monitor.page()
        assert "\x1b" not in monitor.page()
        await monitor.press("c")
        assert "\x1b" not in monitor.app.clipboard


async def test_without_a_doctor_the_key_says_so() -> None:
    async with opened() as monitor:
        await monitor.press("D")
        assert monitor.screen is monitor.app.desk
        assert "there is no doctor in this run" in monitor.toasts()


async def test_a_user_who_sees_only_own_sessions_is_sent_to_the_doctor_by_its_key() -> None:
    stage = Stage(pulse_of(blind=ONLY_OWN_SESSIONS))
    async with opened(stage, doctor=doctor(), settings=Settings(keys={"doctor": "f9"})) as monitor:
        assert monitor.problem().endswith("presence is unknown, the loop toggles nobody. f9 explains.")
        await monitor.press("f9")
        await monitor.opens(DoctorSheet)
