"""One line of the screen from parts that give way by rank where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

GAP = 3


class Part(NamedTuple):
    """A part of a line; the one with the highest ``rank`` gives way first, rank 0 never does, but may be cut."""

    content: Content
    rank: int = 0


def spread(left: Sequence[Part], right: Sequence[Part], width: int, *, gap: int = GAP) -> Content:
    """The left parts from the left edge, the right parts to the right edge, in exactly ``width`` cells at most."""
    left, right = [one for one in left if one.content], [one for one in right if one.content]
    while wide((*left, *right), gap) > width:
        worst = max((*left, *right), key=lambda one: one.rank, default=None)
        if worst is None or worst.rank == 0:
            break
        left = [one for one in left if one is not worst]
        right = [one for one in right if one is not worst]
    begin, end = _joined(left, gap), _joined(right, gap)
    room = width - end.cell_length - (gap if right else 0)
    begin = begin.truncate(max(0, room), ellipsis=True)
    if not right:
        return begin
    fill = " " * max(0, width - begin.cell_length - end.cell_length)
    return Content.assemble(begin, fill, end)


def wide(parts: Sequence[Part], gap: int) -> int:
    """How many cells these parts take beside each other."""
    return sum(one.content.cell_length for one in parts) + gap * max(0, len(parts) - 1)


def _joined(parts: Sequence[Part], gap: int) -> Content:
    return Content(" " * gap).join([one.content for one in parts])
