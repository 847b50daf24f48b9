"""Every screen in every size, whoever is in the org: nothing breaks, and nothing is shifted."""

from __future__ import annotations

from datetime import timedelta, timezone
from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from tests.ui.opened import Monitor
from tests.ui.story import OFFICE, STRANGERS, TOLA, Person, person, pulse_of
from tests.ui.tour import STOPS, back, drawn, go, lines, tour
from tui.loop.pulse import Pulse

SIZES = ((200, 50), (30, 8))
WIDE = (
    person(30, "花子 山田"), person(31, "👩‍👩‍👧‍👦 Família Gómez"), person(32, "e\u0301e\u0301 Combining"), *STRANGERS
)  # fmt: skip


def whole(monitor: Monitor, width: int, height: int) -> None:
    """The screen is exactly as large as the terminal, cell for cell."""
    shown = drawn(monitor)
    assert len(shown) == height
    assert {sum(cell_len(text) for text, _, _ in line) for line in shown} == {width}


async def resized(monitor: Monitor, width: int, height: int) -> None:
    await monitor.pilot.resize_terminal(width, height)
    await monitor.wait_until(lambda: monitor.screen.size == (width, height) and len(drawn(monitor)) == height)


async def test_every_screen_survives_any_size_and_comes_back_as_it_was(tmp_path: Path) -> None:
    async with tour(tmp_path, people=OFFICE + WIDE, size=(80, 24)) as monitor:
        for stop in STOPS:
            await go(monitor, stop)
            before, kind = lines(monitor), type(monitor.screen)
            for width, height in SIZES:
                await resized(monitor, width, height)
                whole(monitor, width, height)
            await resized(monitor, 80, 24)
            await shows(monitor, before)
            assert type(monitor.screen) is kind, stop
            await back(monitor)


async def shows(monitor: Monitor, expected: list[str]) -> None:
    await monitor.wait_until(lambda: lines(monitor) == expected)


async def test_a_choice_that_cannot_be_made_now_can_be_read(tmp_path: Path) -> None:
    async with tour(tmp_path, size=(80, 24)) as monitor:
        await go(monitor, "filters")
        shown = "\n".join(lines(monitor))
        assert all(word in shown for word in ("Save the current one", "Delete", "Take back", "Cancel"))


async def test_a_line_that_is_longer_than_its_page_is_cut_with_a_sign_beside_the_scroll_bar(tmp_path: Path) -> None:
    async with tour(tmp_path, people=OFFICE + WIDE, size=(80, 24)) as monitor:
        await go(monitor, "bulk on")
        assert any("already on: nothing is se…" in line for line in lines(monitor))


def no_teams(pulse: Pulse) -> Pulse:
    """The same where no team is known by its name."""
    assert pulse.roster is not None
    return replace(pulse, roster=replace(pulse.roster, teams={}))


@pytest.mark.parametrize(
    ("people", "pulse"),
    [
        ((), None),
        ((TOLA,), None),
        (WIDE, None),
        (OFFICE, no_teams(pulse_of())),
    ],
    ids=["nobody", "one person", "strange names", "teams without names"],
)
async def test_every_screen_opens_whoever_is_there(
    people: tuple[Person, ...], pulse: Pulse | None, tmp_path: Path
) -> None:
    zone = timezone(timedelta(hours=5, minutes=45))
    async with tour(tmp_path, people=people, pulse=pulse, size=(80, 24), zone=zone) as monitor:
        for stop in STOPS:
            await go(monitor, stop)
            whole(monitor, 80, 24)
            text = "".join(lines(monitor))
            assert not any(ord(one) < 32 or 0x202A <= ord(one) <= 0x202E for one in text), stop
            await back(monitor)


async def test_times_are_those_of_a_zone_of_half_hours(tmp_path: Path) -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    async with tour(tmp_path, zone=zone) as monitor:
        for stop, time in (("desk", "14:44:00"), ("details", "14:44"), ("history", "14:39:00"), ("plan", "")):
            await go(monitor, stop)
            assert time in "\n".join(lines(monitor)), stop
            assert "09:14" not in "\n".join(lines(monitor)), stop
            await back(monitor)
