"""The columns of the table: which are shown at which width, how wide each is, and where it begins."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from msgspec import Struct

GUTTER = 3  # the cursor's bar, the mark and the sign of the watched, or a blank
GAP = 2
EDGE = 1  # a blank before the scrollbar


class Column(Struct, frozen=True):
    """One column: its id, its header, and the cells below which it is not worth showing."""

    id: str
    title: str
    least: int


COLUMNS: tuple[Column, ...] = (
    Column("name", "Name", 16),
    Column("username", "Username", 22),
    Column("presence", "Presence", 13),
    Column("sessions", "Sessions", 8),
    Column("seen", "Seen", 11),
    Column("expires", "Expires", 7),
    Column("de", "DE", 9),
    Column("teams", "Teams", 16),
    Column("next", "Next", 16),
    Column("change", "Last change", 15),
    Column("why", "Why", 22),
)
# The first to go stands first: from 200 cells down to 80, and on to terminals that are hardly one.
GIVE_WAY = ("username", "teams", "why", "sessions", "seen", "change", "expires", "de")
# Who takes what is left over, in this order, up to so many cells. None: what its longest text needs, with the bound.
STRETCH: tuple[tuple[str, int, bool], ...] = (
    ("name", 26, True),
    ("next", 20, False),
    ("teams", 22, True),
    ("change", 19, False),
    ("next", 27, False),
    ("why", 40, False),
    ("username", 36, True),
    ("teams", 40, True),
    ("name", 40, True),
    ("why", 90, False),
)


class Chosen(Struct, frozen=True):
    """What a person chose: the Ids of columns in their order (empty: all, in ours), and the widths that they set."""

    ids: tuple[str, ...] = ()
    widths: Mapping[str, int] = {}

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, each at least as wide as it was set."""
        known = {column.id: column for column in COLUMNS}
        chosen = [known[one] for one in self.ids] or COLUMNS
        return tuple(Column(one.id, one.title, self.widths.get(one.id, one.least)) for one in chosen)


NATURAL = Chosen()


class Place(Struct, frozen=True):
    """A column on the line: its first cell and its width."""

    column: Column
    x: int
    width: int

    @property
    def id(self) -> str:
        """The column's id."""
        return self.column.id


class Layout(Struct, frozen=True):
    """All columns of a line of ``width`` cells, from left to right; ``hidden`` more are chosen and do not fit."""

    width: int
    places: tuple[Place, ...]
    hidden: int = 0

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the columns that are shown."""
        return tuple(place.id for place in self.places)

    @property
    def sign(self) -> str:
        """What stands at the end of the header for those that do not fit: ``+3``."""
        return f"+{self.hidden}" if self.hidden else ""

    def at(self, x: int) -> str | None:
        """The column at a cell of the header, its gap included; ``mark`` in the gutter, ``more`` where the sign is.

        None right of the line.
        """
        if self.hidden and self.width - len(self.sign) <= x < self.width:
            return "more"
        if x < GUTTER:
            return "mark"
        found = [place for place in self.places if place.x <= x]
        return found[-1].id if found and x < self.width else None


def layout(width: int, widest: Mapping[str, int], chosen: Chosen = NATURAL) -> Layout:
    """The columns that fit ``width`` cells. ``widest`` is the longest text of each stretching column.

    A width that a person set stays as it is, but where that leaves too little for what never gives way.
    """
    shown = _shown(width, chosen.columns)
    if _least(shown) > width and chosen.widths:
        return layout(width, widest, Chosen(chosen.ids))
    widths = {column.id: column.least for column in shown}
    spare = width - _least(shown)
    if spare < 0:
        widths["name"] = max(4, widths["name"] + spare)
    for column_id, most, by_need in STRETCH:
        if column_id in widths and column_id not in chosen.widths and spare > 0:
            target = min(most, widest.get(column_id, 0)) if by_need else most
            more = min(spare, max(0, target - widths[column_id]))
            widths[column_id] += more
            spare -= more
    return Layout(width, _placed(shown, widths), len(chosen.columns) - len(shown))


def _shown(width: int, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    shown = columns
    for column_id in GIVE_WAY:
        if _least(shown) <= width:
            break
        shown = tuple(column for column in shown if column.id != column_id)
    return shown


def _least(columns: tuple[Column, ...]) -> int:
    return GUTTER + sum(column.least for column in columns) + GAP * (len(columns) - 1) + EDGE


def _placed(columns: tuple[Column, ...], widths: Mapping[str, int]) -> tuple[Place, ...]:
    places = [Place(columns[0], GUTTER, widths[columns[0].id])]
    for before, column in pairwise(columns):
        last = places[-1]
        places.append(Place(column, last.x + widths[before.id] + GAP, widths[column.id]))
    return tuple(places)
