"""The cells of the fault matrix: every kind of request times every fault, but those that make no sense, by rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.faults.matrix_faults import Trouble, troubles
from tests.faults.matrix_kinds import ANSWER_1, KINDS, MIDWAY, ONCE, READING, START, Kind


@dataclass(frozen=True)
class Cell:
    """One fault at one kind of request, begun with the loop (``START``) or in the midst of its work (``MIDWAY``)."""

    kind: Kind
    trouble: Trouble
    when: str

    def __str__(self) -> str:
        return f"{self.kind}, {self.trouble.name}, {self.when}"


@dataclass(frozen=True)
class LeftOut:
    """A cell that makes no sense, and the rule that says so."""

    kind: str
    trouble: str
    when: str
    why: str


def everything() -> Iterator[Cell | LeftOut]:
    """All there is: cells to play, and those left out."""
    for kind in KINDS:
        for trouble in troubles(kind):
            for when in (START, MIDWAY):
                why = _left_out(kind, trouble, when)
                yield LeftOut(kind.name, trouble.name, when, why) if why else Cell(kind, trouble, when)


def _left_out(kind: Kind, trouble: Trouble, when: str) -> str | None:
    if when == MIDWAY and kind.asked is ONCE:
        return "it is asked once, when the loop connects"
    if when == MIDWAY and trouble.field and kind not in READING:
        return "a field of it is read midway as it is at the start, and nothing that is remembered bears on it"
    if (kind, trouble.name, when) == (ANSWER_1, "empty records", START):
        return "DE that answers for nobody, and never did otherwise, has no teams yet"
    return trouble.left_out(kind)


CELLS = {str(cell): cell for cell in everything() if isinstance(cell, Cell)}
LEFT_OUT = tuple(cell for cell in everything() if isinstance(cell, LeftOut))
