"""The cells of the fault matrix: every kind of request times every fault, but those that make no sense, by rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.faults.matrix_faults import troubles
from tests.faults.matrix_grounds import GROUNDS, PLAIN, Ground
from tests.faults.matrix_kinds import (
    ANSWER_1,
    ANSWER_N,
    COMPANION_1,
    COMPANION_N,
    LOG_1,
    LOG_N,
    MIDWAY,
    ONCE,
    READING,
    RENEWAL,
    SESSIONS_N,
    START,
    Kind,
)
from tests.faults.matrix_trouble import Trouble

NEXT_PAGES = (COMPANION_N, LOG_N)
MIDWAY_FIELDS = (SESSIONS_N, ANSWER_N, COMPANION_1, LOG_1)


@dataclass(frozen=True)
class Cell:
    """One fault at one kind of request, begun with the loop (``START``) or in the midst of its work (``MIDWAY``)."""

    kind: Kind
    trouble: Trouble
    when: str
    ground: Ground = PLAIN

    def __str__(self) -> str:
        words = (f"{self.kind}", self.trouble.name, self.when, self.ground.name)
        return ", ".join(one for one in words if one)


@dataclass(frozen=True)
class LeftOut:
    """A cell that makes no sense, and the rule that says so."""

    kind: str
    trouble: str
    when: str
    why: str


def everything() -> Iterator[Cell | LeftOut]:
    """All there is: cells to play, and those left out."""
    for ground in GROUNDS:
        for kind in ground.kinds:
            for trouble in troubles(kind):
                for when in (START, MIDWAY):
                    why = _left_out(kind, trouble, when) or _of_ground(ground, kind, trouble, when)
                    left = LeftOut(kind.name, trouble.name, when, why or "")
                    yield left if why else Cell(kind, trouble, when, ground)


def _left_out(kind: Kind, trouble: Trouble, when: str) -> str | None:
    if when == MIDWAY and kind.asked is ONCE:
        return "it is asked once, when the loop connects"
    if when == MIDWAY and trouble.field and kind not in READING:
        return "a field of it is read midway as it is at the start, and nothing that is remembered bears on it"
    if when == START and (kind in NEXT_PAGES or (trouble.field and kind in MIDWAY_FIELDS)):
        return "it is read at the start as it is midway, where more hangs on it"
    if (trouble.name, when) == ("empty records", START) and kind in {ANSWER_1, LOG_1}:
        return "DE that answers for nobody, and never did otherwise, has no teams yet"
    return trouble.left_out(kind)


def _of_ground(ground: Ground, kind: Kind, trouble: Trouble, when: str) -> str | None:
    if ground.goes_on and trouble.field:
        return "a field is read alike whatever other routes there are"
    if ground.goes_on and not kind.writes and not trouble.falls_to_another(kind):
        return "it closes no way, so that other routes do not come into it"
    if ground.goes_on and when == START:
        return "another route is taken at the start as it is midway"
    if kind is RENEWAL and when == START:
        return "a login is renewed at the start as it is midway"
    return None


CELLS = {str(cell): cell for cell in everything() if isinstance(cell, Cell)}
LEFT_OUT = tuple(cell for cell in everything() if isinstance(cell, LeftOut))
