"""Pictures of the screens in words: what stands where, cell for cell, so that a change of looks is seen and meant.

Text and not Textual's own SVG: a picture must not change with each of Textual's versions, which the gate takes as they
come. Colours are looked after by the tests of contrast. ``PICTURES=new pytest tests/ui/test_ui_pictures.py`` takes them
anew; what then differs is to be looked at before it is kept.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.ui.tour import go, lines, tour

HERE = Path(__file__).parent / "pictures"
PICTURES = {
    "table-80x24": ("desk", (80, 24)),
    "table-120x40": ("desk", (120, 40)),
    "table-200x50": ("desk", (200, 50)),
    "narrow-50x16": ("desk", (50, 16)),
    "bulk-off-80x24": ("bulk off", (80, 24)),
    "plan-100x20": ("plan", (100, 20)),
    "details-120x40": ("details", (120, 40)),
    "history-120x24": ("history", (120, 24)),
    "past-100x20": ("past", (100, 20)),
    "teams-100x20": ("teams", (100, 20)),
    "trends-100x24": ("trends", (100, 24)),
    "doctor-80x24": ("doctor", (80, 24)),
    "ascii-80x24": ("desk", (80, 24)),
}


@pytest.mark.parametrize("name", PICTURES)
async def test_a_screen_looks_as_in_its_picture(name: str, tmp_path: Path) -> None:
    stop, size = PICTURES[name]
    picture = HERE / f"{name}.txt"
    async with tour(tmp_path, size=size, ascii_only=name.startswith("ascii")) as monitor:
        await go(monitor, stop)
        if os.environ.get("PICTURES") == "new":
            picture.write_text(_shown(lines(monitor)), encoding="utf-8")
        expected = picture.read_text(encoding="utf-8")
        await monitor.wait_until(lambda: _shown(lines(monitor)) == expected)


def _shown(drawn: list[str]) -> str:
    return "".join(f"{line.rstrip()}\n" for line in drawn)
