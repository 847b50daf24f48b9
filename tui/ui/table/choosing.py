"""Choosing columns: which are shown, in which order, how wide. Pure: each step makes another choice from one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from tui.ui.table.columns import COLUMNS, NATURAL, Chosen

ALWAYS = "name"  # a line of nobody would be of no use
NARROWEST, WIDEST = 3, 120  # cells
IDS = tuple(column.id for column in COLUMNS)
ABOUT: Mapping[str, str] = {
    "name": "who; always shown",
    "username": "their username",
    "presence": "active, idle for how long at least, absent or unknown",
    "sessions": "how many live sessions count",
    "seen": "when the platform last saw them",
    "expires": "when the last session expires by itself",
    "de": "what DE answers, and in how many teams",
    "teams": "their DE teams",
    "next": "what the loop does next, or why it does not",
    "change": "the last toggle, and by whom",
    "why": "the reason for what comes next",
}


def remembered(ids: Sequence[str], widths: Mapping[str, int]) -> Chosen:
    """What was remembered, as far as it still fits: unknown columns are left out."""
    known = tuple(dict.fromkeys(one for one in ids if one in IDS))
    if known and ALWAYS not in known:
        known = (ALWAYS, *known)
    return _natural(Chosen(known, {one: bounded(cells) for one, cells in widths.items() if one in IDS}))


def listed(chosen: Chosen) -> tuple[str, ...]:
    """All columns: those that are chosen in their order, then the others."""
    ids = chosen.ids or IDS
    return (*ids, *(one for one in IDS if one not in ids))


def turned(chosen: Chosen, column_id: str) -> Chosen:
    """With this column shown, or no longer; the name always is."""
    ids = chosen.ids or IDS
    if column_id not in ids:
        return _natural(replace(chosen, ids=(*ids, column_id)))
    if column_id == ALWAYS:
        return chosen
    return _natural(replace(chosen, ids=tuple(one for one in ids if one != column_id)))


def moved(chosen: Chosen, column_id: str, step: int) -> Chosen:
    """With this column so many places further to the right; one that is not shown stays where it is."""
    ids = list(chosen.ids or IDS)
    if column_id not in ids:
        return chosen
    place = ids.index(column_id)
    ids.insert(max(0, min(len(ids) - 1, place + step)), ids.pop(place))
    return _natural(replace(chosen, ids=tuple(ids)))


def sized(chosen: Chosen, column_id: str, cells: int | None) -> Chosen:
    """With this width for a column; None for the layout's own."""
    widths = {one: width for one, width in chosen.widths.items() if one != column_id}
    if cells is not None:
        widths[column_id] = bounded(cells)
    return replace(chosen, widths=widths)


def bounded(cells: int) -> int:
    """A width that a column may have."""
    return max(NARROWEST, min(WIDEST, cells))


def _natural(chosen: Chosen) -> Chosen:
    """All columns in our order is no choice: later versions may bring more."""
    return replace(chosen, ids=NATURAL.ids) if chosen.ids == IDS else chosen
