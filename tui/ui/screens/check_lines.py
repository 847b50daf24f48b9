"""The doctor's checks as lines: sign and name, what was found, why it matters and the next step.

Those two stand below what was found; beside it where it is very wide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content

from tui.presence.checks import Check
from tui.ui.glyphs import Glyphs
from tui.ui.plain import fit
from tui.ui.tones import QUIET
from tui.ui.words.doctor import Group

TONES: Mapping[bool | None, str] = {False: "$text-error", None: "$text-warning", True: "$text-success"}
NAME_CELLS, GAP = 26, 2
LONGEST = 96  # cells of a line that the eye still follows
BESIDE = 150  # cells from which advice stands beside what was found


class Columns(Struct, frozen=True):
    """Cells of a line's parts: the name, what was found, and the advice beside it (0: below it)."""

    name: int
    found: int
    advice: int


def check_lines(found: Sequence[Group], width: int, signs: Glyphs) -> list[Content]:
    """All groups, each under its word."""
    columns = _columns(found, width)
    lines: list[Content] = []
    for group in found:
        lines += [Content()] if lines else []
        lines.append(Content.styled(group.word.capitalize(), f"bold {TONES[group.ok]}"))
        for check in group.checks:
            lines += _lines(check, columns, signs)
    return lines


def _columns(found: Sequence[Group], width: int) -> Columns:
    names = [cell_len(check.name) for group in found for check in group.checks]
    name = min(NAME_CELLS, width // 3, max(names, default=0))
    room = max(12, width - name - 4 - GAP)
    if width < BESIDE:
        return Columns(name, min(room, LONGEST), 0)
    half = (room - GAP) * 2 // 5
    return Columns(name, half, min(room - half - GAP, LONGEST))


def _lines(check: Check, columns: Columns, signs: Glyphs) -> list[Content]:
    found = Content.styled(signs.say(check.found), QUIET if check.ok else "").wrap(columns.found)
    if columns.advice:
        right = _advice(check, columns.advice, signs)
    else:
        found += [] if check.ok else _advice(check, columns.found, signs)
        right = []
    sign = {False: signs.missing, None: signs.note, True: signs.fine}[check.ok]
    name = fit(check.name, columns.name, signs.more)
    begin = Content.assemble(" ", (sign, TONES[check.ok]), "  ", (name, "" if check.ok else "bold"))
    indent = Content(" " * (columns.name + 4))
    gap = " " * GAP
    lines: list[Content] = []
    for left, other in zip_longest(found, right, fillvalue=Content()):
        beside = Content.assemble(" " * (columns.found - left.cell_length), gap, other) if other else Content()
        lines.append(Content.assemble(begin if not lines else indent, gap, left, beside))
    return lines


def _advice(check: Check, width: int, signs: Glyphs) -> list[Content]:
    """Why it matters, and the next step behind an arrow."""
    why = Content.styled(signs.say(check.why), QUIET).wrap(width) if check.why else []
    if not check.next:
        return why
    arrow = signs.say("→ ")
    first, *more = Content(signs.say(check.next)).wrap(width - len(arrow))
    return [*why, Content.assemble((arrow, "$text-accent"), first), *(Content(" " * len(arrow)) + one for one in more)]
