"""Text that can be read in every theme, in as many colours as the terminal has."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color as RichColor
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from tests.ui.opened import Monitor
from tests.ui.tour import STOPS, back, go, inks, tour
from tui.ui.contrast import BLACK, LEAST, WHITE, contrast, readable
from tui.ui.last_looks import DRAWN, Legible
from tui.ui.table.view import aged

colours = st.builds(ColorTriplet, *[st.integers(0, 255)] * 3)


@pytest.fixture(autouse=True)
def all_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of all colours."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


def unreadable(monitor: Monitor) -> set[tuple[str, str]]:
    """The texts on the screen that cannot be read, with their colours."""
    found = set()
    for text, ink, paper, style in inks(monitor):
        assert ink.triplet is not None
        assert paper.triplet is not None
        assert not style.dim
        if contrast(ink.triplet, paper.triplet) < LEAST and not DRAWN.issuperset(text):
            found.add((text.strip(), f"{ink.name} on {paper.name}"))
    return found


def test_the_contrast_of_black_and_white_is_that_of_the_standard() -> None:
    assert contrast(BLACK, WHITE) == contrast(WHITE, BLACK) == pytest.approx(21)
    assert contrast(ColorTriplet(0x76, 0x76, 0x76), WHITE) == pytest.approx(4.54, abs=0.01)


@given(colours, colours)
def test_any_colour_can_be_made_readable_on_any_other(ink: ColorTriplet, paper: ColorTriplet) -> None:
    assert contrast(readable(ink, paper), paper) >= LEAST


@given(colours, colours)
def test_a_colour_that_can_be_read_stays_as_it_is(ink: ColorTriplet, paper: ColorTriplet) -> None:
    assert (readable(ink, paper) == ink) == (contrast(ink, paper) >= LEAST)


def test_a_colour_is_moved_no_further_than_it_must() -> None:
    moved = readable(ColorTriplet(0x50, 0x50, 0x90), ColorTriplet(0x1E, 0x1E, 0x1E))
    assert moved.blue > moved.red
    assert contrast(moved, ColorTriplet(0x1E, 0x1E, 0x1E)) < LEAST + 0.5


@pytest.mark.parametrize("system", ["standard", "256"])
@given(ink=colours, paper=colours)
def test_where_there_are_fewer_colours_those_that_are_shown_can_be_read(
    system: str, ink: ColorTriplet, paper: ColorTriplet
) -> None:
    legible = Legible(system)
    style = Style(color=f"#{ink.hex[1:]}", bgcolor=f"#{paper.hex[1:]}")
    shown = drawn_by(legible, style).triplet
    assert shown is not None
    assert contrast(legible.shown(shown), legible.shown(paper)) >= LEAST


def drawn_by(legible: Legible, style: Style) -> RichColor:
    """The colour that a text of this style gets."""
    ((_, drawn, _),) = legible.apply([Segment("Ada", style)], Color(0, 0, 0))
    assert drawn is not None
    assert drawn.color is not None
    return drawn.color


@pytest.mark.parametrize("ink", ["red", "bright_yellow", "default"])
def test_of_a_terminals_own_colours_none_stands_on_itself(ink: str) -> None:
    drawn = drawn_by(Legible("standard"), Style(color=ink, bgcolor="red"))
    assert drawn.number == (11 if ink == "bright_yellow" else 15)


async def test_every_theme_can_be_read_with_all_that_a_line_may_wear(tmp_path: Path) -> None:
    async with tour(tmp_path) as monitor:
        desk, seen = monitor.app.desk, {}
        await monitor.press("space", "space", "space")
        desk.table.show(aged(desk.view, stale=True))
        for theme in monitor.app.available_themes.values():
            if not theme.ansi:
                monitor.app.theme = theme.name
                await wears(monitor, theme)
                seen[theme.name] = unreadable(monitor)
        assert len(seen) > 15
        assert not {name: texts for name, texts in seen.items() if texts}


async def wears(monitor: Monitor, theme: Theme) -> None:
    """Wait until the screen is drawn in this theme."""
    ground = Color.parse(theme.to_color_system().generate()["background"])
    await monitor.wait_until(lambda: monitor.screen.background_colors[1] == ground)


async def test_every_screen_can_be_read_where_the_theme_gives_little_contrast(tmp_path: Path) -> None:
    async with tour(tmp_path) as monitor:
        monitor.app.theme = "solarized-light"
        for stop in STOPS:
            await go(monitor, stop)
            assert not unreadable(monitor), stop
            await back(monitor)


async def test_sixteen_colours_are_the_terminals_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv("TERM", "linux")
    async with tour(tmp_path) as monitor:
        for _, ink, paper, _ in inks(monitor):
            assert ink.triplet is None
            assert paper.triplet is None
            assert ink != paper or ink.is_default
