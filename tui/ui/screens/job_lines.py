"""The org's own job as lines: what is known of it, its living links, and the latest that ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from textwrap import wrap

from rich.cells import cell_len
from textual.content import Content

from tui.presence.chains import JobState
from tui.ui.glyphs import Glyphs
from tui.ui.plain import fit
from tui.ui.tones import QUIET
from tui.ui.words.job import ALIVE_HEADS, ENDED_HEADS, PURPOSE, LinkRow, alive_rows, ended_rows, facts

LABEL, GAP, BELOW = 12, "   ", 4
WIDE = 96  # cells from which a link's user has room beside it; they stand above too
ENDED_STYLES = {"Failed": "$text-error", "Aborted": "$text-warning"}


def job_lines(state: JobState, now: datetime, zone: tzinfo, width: int, signs: Glyphs) -> list[Content]:
    """All of it in so many cells."""
    if not state.chains and state.installed is False and not state.ended:
        return [Content(one) for one in wrap(PURPOSE, max(20, width))]
    lines = [line for label, told in facts(state, now, zone) for line in _fact(label, signs.say(told), width)]
    if state.chains:
        lines += [Content(), *_alive(alive_rows(state, now, zone), width, signs)]
    if state.ended:
        lines += [Content(), *_ended(ended_rows(state, now, zone), width, signs)]
    return lines


def _fact(label: str, told: str, width: int) -> list[Content]:
    first, *more = Content(told).wrap(max(20, width - LABEL)) or [Content()]
    begin = Content.styled(label.ljust(LABEL), QUIET)
    return [Content.assemble(begin, first), *(Content.assemble(" " * LABEL, one) for one in more)]


def _alive(rows: Sequence[LinkRow], width: int, signs: Glyphs) -> list[Content]:
    wide = width >= WIDE
    cells = [[one.name, one.status, one.since, one.then, *([one.who] if wide else [])] for one in (ALIVE_HEADS, *rows)]
    widths = _widths(cells)
    head, *others = (_row(one, widths, signs) for one in cells)
    sign = Content.styled(f"{signs.active} ", "$text-success")
    return [Content.assemble("  ", head).stylize("bold"), *(Content.assemble(sign, one) for one in others)]


def _ended(rows: Sequence[LinkRow], width: int, signs: Glyphs) -> list[Content]:
    """Why one ended stands beside it where it is wide, else below it."""
    cells = [[one.name, one.status, one.since] for one in (ENDED_HEADS, *rows)]
    widths = _widths(cells)
    headed = width >= WIDE and any(one.then for one in rows)
    lines: list[Content] = []
    for row, begin in zip((ENDED_HEADS, *rows), cells, strict=True):
        left = Content.assemble("  ", _row(begin, widths, signs))
        indent = left.cell_length + len(GAP) if width >= WIDE else BELOW
        told = "" if row is ENDED_HEADS and not headed else row.then
        why = Content(signs.say(told)).wrap(max(20, width - indent)) if told else []
        if width >= WIDE:
            left, why = Content.assemble(left, GAP, *why[:1]), why[1:]
        drawn = (left, *(Content.assemble(" " * indent, one) for one in why))
        style = "bold" if row is ENDED_HEADS else ENDED_STYLES.get(row.status, QUIET)
        lines += [one.stylize(style) for one in drawn]
    return lines


def _widths(cells: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(cell_len, column)) for column in zip(*cells, strict=True)]


def _row(cells: Sequence[str], widths: Sequence[int], signs: Glyphs) -> Content:
    return Content(GAP.join(fit(signs.say(cell), width) for cell, width in zip(cells, widths, strict=True)))
