"""ASCII: everything that is drawn has a twin, in as many cells."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.ui.story import OFFICE, STRANGERS
from tests.ui.tour import STOPS, back, go, lines, tour
from tui.ui.ascii_twins import in_ascii
from tui.ui.plain import plain


@given(st.text())
def test_a_text_keeps_its_cells_in_ascii(text: str) -> None:
    shown = in_ascii(plain(text))
    assert shown.isascii()
    assert len(shown) == cell_len(plain(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [("Dubois, Léo", "Dubois, Leo"), ("on → off · done…", "on > off - done>"), ("╭──╮", "+--+"), ("花子", "????")],
)
def test_what_has_a_twin_is_told_by_it(text: str, shown: str) -> None:
    assert in_ascii(text) == shown


async def test_every_screen_is_drawn_in_ascii_alone_and_no_line_is_shifted(tmp_path: Path) -> None:
    async with tour(tmp_path, people=OFFICE[:5] + STRANGERS, ascii_only=True) as monitor:
        for stop in STOPS:
            await go(monitor, stop)
            drawn = lines(monitor)
            assert [line for line in drawn if not line.isascii()] == [], stop
            assert {len(line) for line in drawn} == {120}, stop
            await back(monitor)
