"""Draws one line of the table: a row in its state, the header, or a word where there are no rows."""

from __future__ import annotations

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.ui.glyphs import Glyphs
from tui.ui.plain import fit
from tui.ui.table.cells import BOLD, Ages, shortened, styles, texts
from tui.ui.table.columns import GAP, GUTTER, Layout, Place
from tui.ui.table.palette import Palette
from tui.ui.table.rows import Row

KEPT = 1024  # drawn lines; a page down and back up finds its lines again


class Line(Struct, frozen=True):
    """Everything that a row's line depends on beside the row: equal lines of one row look the same."""

    aged: Ages
    cursor: bool = False
    marked: bool = False
    hovered: bool = False
    odd: bool = False
    stale: bool = False
    flashed: frozenset[str] = frozenset()
    watched: bool = False


class Painter:
    """Draws lines for one layout, one palette and one set of signs; a new one is made when any of them changes.

    ``formatted`` counts the rows that were really put together, not found again.
    """

    def __init__(self, palette: Palette, signs: Glyphs, layout: Layout) -> None:
        self._palette = palette
        self._signs = signs
        self.layout = layout
        self.formatted = 0
        self._kept: dict[tuple[int, Line], tuple[Row, Strip]] = {}

    def row(self, row: Row, line: Line) -> Strip:
        """The line of a row. A row is known by its identity: a changed one is another object."""
        key = (id(row), line)
        kept = self._kept.get(key)
        if kept is not None and kept[0] is row:
            return kept[1]
        if len(self._kept) >= KEPT:
            self._kept.clear()
        strip = self._row(row, line)
        self._kept[key] = (row, strip)
        return strip

    def _row(self, row: Row, line: Line) -> Strip:
        self.formatted += 1
        ground = _ground(line)
        blank = self._palette.of(*ground)
        content, worn = texts(row, line.aged, self._signs), styles(row)
        segments = self._gutter(line, ground)
        end, flash = GUTTER, ""
        for place in self.layout.places:
            if place.x > end:
                _apart(segments, place.x - end, blank if flash else None)
            bold = "news" if row.out_of_step and place.id in BOLD else ""
            flash = "flash" if place.id in line.flashed else ""
            text = self._fitted(place, content[place.id])
            if place.id == "presence":
                segments.append(Segment(text[:1], self._palette.of(*ground, bold, worn["presence"], flash)))
                text, worn["presence"] = text[1:], worn["presence-word"]
            segments.append(Segment(text, self._palette.of(*ground, bold, worn[place.id], flash)))
            end = place.x + place.width
        return self._whole(segments, end, blank)

    def _fitted(self, place: Place, text: str) -> str:
        if len(text) > place.width:
            text = shortened(place.id, text)
        return fit(text, place.width, self._signs.more)

    def _gutter(self, line: Line, ground: tuple[str, ...]) -> list[Segment]:
        bar = self._signs.cursor if line.cursor else " "
        signs = (self._signs.mark if line.marked else "") + (self._signs.watched if line.watched else "")
        return [
            Segment(bar, self._palette.of(*ground, "bar")),
            Segment(signs.ljust(GUTTER - 1), self._palette.of(*ground, "mark")),
        ]

    def header(self, sort: str, *, reverse: bool, hovered: str | None) -> Strip:
        """The header's line: titles, and the sign on the sorted column. A sign may lean into the gap."""
        sign = self._signs.descending if reverse else self._signs.ascending
        blank = self._palette.of("header")
        segments = [Segment(" " * GUTTER, blank)]
        end = GUTTER
        for place in self.layout.places:
            segments.append(Segment(" " * (place.x - end), blank))
            width = place.width + GAP - 1 if place is not self.layout.places[-1] else place.width
            width = min(width, self.layout.width - place.x - len(self.layout.sign))
            title = _titled(place, sign) if place.id == sort else place.column.title
            look = "header-sorted" if place.id == sort else "header-hover" if place.id == hovered else ""
            segments.append(Segment(fit(title, width, self._signs.more), self._palette.of("header", look)))
            end = place.x + width
        if self.layout.hidden:
            segments.append(Segment(" " * (self.layout.width - len(self.layout.sign) - end), blank))
            look = "header-hover" if hovered == "more" else "header-sorted"
            segments.append(Segment(self.layout.sign, self._palette.of("header", look)))
            end = self.layout.width
        return self._whole(segments, end, blank)

    def said(self, text: str, look: str) -> Strip:
        """A line with words in its middle, for a table without rows."""
        width = self.layout.width
        shown = fit(text, min(width, cell_len(text)), self._signs.more)
        left = (width - cell_len(shown)) // 2
        style = self._palette.of(look)
        return Strip([Segment(" " * left + shown + " " * (width - left - cell_len(shown)), style)], width)

    def blank(self) -> Strip:
        """A line below the last row."""
        return Strip([Segment(" " * self.layout.width, self._palette.of(""))], self.layout.width)

    def _whole(self, segments: list[Segment], end: int, blank: Style) -> Strip:
        """The segments as a strip of exactly the layout's width."""
        width = self.layout.width
        if end < width:
            segments.append(Segment(" " * (width - end), blank))
        strip = Strip([one for one in segments if one.text], max(end, width))
        return strip.crop(0, width) if end > width else strip


def _apart(segments: list[Segment], cells: int, style: Style | None) -> None:
    """Air behind a cell: in a style of its own, else part of the cell, whose ground is the line's.

    Each segment is cut, filtered and written at every paint, so that half as many are half the work.
    """
    if style is not None:
        segments.append(Segment(" " * cells, style))
    else:
        text, own, _ = segments[-1]
        segments[-1] = Segment(text + " " * cells, own)


def _titled(place: Place, sign: str) -> str:
    title = place.column.title
    apart = " " if len(title) + 1 < place.width else ""
    return f"{title}{apart}{sign}"


def _ground(line: Line) -> tuple[str, ...]:
    """The names of the line's own styles, from below."""
    return (
        "odd" if line.odd else "",
        "marked" if line.marked else "",
        "hover" if line.hovered else "",
        "cursor" if line.cursor else "",
        "stale" if line.stale else "",
    )
