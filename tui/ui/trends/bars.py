"""Numbers as bars of characters: one cell high, or several. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from tui.ui.glyphs import Glyphs

Numbers = Sequence[int | None]


def most(numbers: Numbers) -> int:
    """The highest of them, at least 1: the top of the scale."""
    return max((one for one in numbers if one is not None), default=0) or 1


def spark(numbers: Numbers, signs: Glyphs) -> str:
    """The numbers as one line of bars, one cell each."""
    return bars(numbers, 1, signs)[0]


def bars(numbers: Numbers, height: int, signs: Glyphs, top: int | None = None) -> list[str]:
    """The numbers as bars of ``height`` lines, the upper line first.

    Nothing is the lowest level, and anything above nothing is higher than that. A gap has a sign of its own.
    ``top`` is the number that fills the height; without it that is the highest one.
    """
    steps = len(signs.levels)
    levels = [_level(one, top or most(numbers), height * steps) for one in numbers]
    return ["".join(_cell(one, line, steps, signs) for one in levels) for line in reversed(range(height))]


def _level(number: int | None, top: int, full: int) -> int:
    """From 1 (nothing) to ``full``; 0 for a gap."""
    return 0 if number is None else 1 + ceil(min(number, top) / top * (full - 1))


def _cell(level: int, line: int, steps: int, signs: Glyphs) -> str:
    """What a bar of this level shows in a line, counted from below."""
    if level == 0:
        return signs.gap if line == 0 else " "
    here = level - line * steps
    return signs.levels[min(here, steps) - 1] if here > 0 else " "
