"""The drawing half of the table: which lines are in sight, what each shows, and which must be drawn again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from textual.geometry import Offset, Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.presence.model import Id
from tui.ui.glyphs import glyphs
from tui.ui.table.anchor import Stand
from tui.ui.table.cells import ages
from tui.ui.table.columns import NATURAL, Chosen, Layout, layout
from tui.ui.table.painter import Line, Painter
from tui.ui.table.palette import COMPONENTS, Palette
from tui.ui.table.rows import CALM, Row
from tui.ui.table.view import View

FLASH = timedelta(seconds=2)
HEADER = 1  # lines above the first row
NOTHING_READ = ("No DE users yet", "They appear with the first reading of the org")
NOBODY = ("No DE users", "No Distribution Engine team that you can see has members")
NO_MATCH = ("Nothing matches the filter", "escape clears it")


class RosterLines(ScrollView):
    """Draws its visible lines straight from a view.

    Measured against ``DataTable`` a repaint costs a tenth at any size: nothing here is proportional to the number of
    rows. ``roster_table`` moves the cursor and the marks.
    """

    ALLOW_SELECT = False  # rows are copied by key; a drag would select across columns
    COMPONENT_CLASSES: ClassVar[set[str]] = set(COMPONENTS)
    DEFAULT_CSS = """
    RosterLines {
        background: $surface;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        scrollbar-color: $foreground 20%;
        scrollbar-color-hover: $foreground 35%;
        scrollbar-color-active: $primary;
        scrollbar-background: $surface;
        scrollbar-background-hover: $surface;
        scrollbar-background-active: $surface;

        & > .roster--header { background: $panel; color: $foreground 70%; }
        & > .roster--header-sorted { color: $foreground; text-style: bold; }
        & > .roster--header-hover { color: $foreground; text-style: underline; }

        & > .roster--odd { background: $foreground 3%; }
        & > .roster--marked { background: $accent 10%; }
        & > .roster--hover { background: $foreground 6%; }
        & > .roster--cursor { background: $primary 20%; }
        &:focus > .roster--cursor { background: $primary 40%; }
        & > .roster--bar { color: $primary; }
        & > .roster--mark { color: $text-accent; text-style: bold; }
        & > .roster--flash { background: $accent 28%; }

        & > .roster--quiet { color: $foreground 60%; }
        & > .roster--soft { color: $foreground 80%; }
        & > .roster--news { text-style: bold; }
        & > .roster--active { color: $text-success; }
        & > .roster--idle { color: $text-warning; }
        & > .roster--absent { color: $foreground 60%; }
        & > .roster--unknown { color: #c678dd; }

        & > .roster--de-on { color: $foreground; }
        & > .roster--de-off { color: $foreground 60%; }
        & > .roster--de-mixed { color: $text-warning; }
        & > .roster--de-unknown { color: #c678dd; }
        & > .roster--sending { color: $text-accent; text-style: bold; }

        & > .roster--next-on { color: $text-success; text-style: bold; }
        & > .roster--next-off { color: $text-error; text-style: bold; }
        & > .roster--next-soon { color: $text-warning; }
        & > .roster--next-held { color: $text-primary; }
        & > .roster--next-held-back { color: $foreground 70%; text-style: italic; }
        & > .roster--next-waiting { color: $foreground 70%; }
        & > .roster--next-unknown { color: #c678dd; }
        & > .roster--next-sending { color: $text-accent; text-style: bold; }

        & > .roster--empty { color: $foreground; text-style: bold; }
        & > .roster--empty-hint { color: $foreground 60%; }

        &:light {
            & > .roster--cursor { background: $primary 14%; }
            &:focus > .roster--cursor { background: $primary 24%; }
            & > .roster--unknown { color: #9333a8; }
            & > .roster--de-unknown { color: #9333a8; }
            & > .roster--next-unknown { color: #9333a8; }
        }
        &:nocolor {
            & > .roster--cursor { background: $foreground 12%; }
            &:focus > .roster--cursor { background: $foreground 20%; }
            & > .roster--bar { color: $foreground; }
        }
        &:ansi {
            & > .roster--odd, & > .roster--hover, & > .roster--marked { background: transparent; }
            & > .roster--cursor { background: transparent; }
            &:focus > .roster--cursor { background: transparent; text-style: reverse; }
            & > .roster--flash { background: transparent; text-style: reverse; }
            & > .roster--quiet, & > .roster--absent, & > .roster--de-off, & > .roster--empty-hint { text-style: dim; }
            & > .roster--unknown, & > .roster--de-unknown, & > .roster--next-unknown { color: ansi_magenta; }
        }
    }
    """

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:  # noqa: A002 — Textual's name
        super().__init__(id=id)
        self.view = View()
        self._signs = glyphs(ascii_only=ascii_only)
        self._painter: Painter | None = None
        self._fits: tuple[int, Mapping[str, int], Chosen] | None = None
        self.chosen = NATURAL
        self._stand = Stand()
        self._marks: frozenset[Id] = frozenset()
        self._watched: frozenset[Id] = frozenset()
        self._pointer: Offset | None = None
        self._now: datetime | None = None
        self._flashes: list[tuple[Mapping[Id, frozenset[str]], datetime]] = []
        self._drawn: dict[int, tuple[Row, Line] | None] = {}

    def sign(self, watched: frozenset[Id]) -> None:
        """Give the lines of these users the sign of the watched, and no others."""
        if watched != self._watched:
            self._watched = watched
            self._repaint_changed()

    def tick(self, now: datetime) -> None:
        """Let ages move on to ``now``, the org's clock. Redraws the visible lines that read differently for it."""
        self._now = now
        if self._flashes:
            self._flashes = [one for one in self._flashes if one[1] > now]
        self._repaint_changed()

    @property
    def formatted(self) -> int:
        """How many rows were put together since the layout or the theme last changed: the cost of painting."""
        return self._painter.formatted if self._painter else 0

    def choose(self, chosen: Chosen) -> None:
        """Show these columns from now on."""
        if chosen != self.chosen:
            self.chosen = chosen
            self._repaint()

    @property
    def laid_out(self) -> Layout:
        """Where the columns are now."""
        return self._paint.layout

    @property
    def shown_columns(self) -> tuple[str, ...]:
        """The ids of the columns that fit now, from left to right."""
        return self._paint.layout.ids

    def render_line(self, y: int) -> Strip:
        """One line of the screen: the header, a row, or air."""
        if y < HEADER:
            at = self._pointer
            hovered = self._paint.layout.at(at.x) if at is not None and at.y < HEADER else None
            return self._paint.header(self.view.sort, reverse=self.view.reverse, hovered=hovered)
        state = self._drawn[y] = self._on(y)
        if state is not None:
            return self._paint.row(*state)
        return self._paint.blank() if self.view.rows else self._air(y)

    def _on(self, y: int) -> tuple[Row, Line] | None:
        """The row on a line of the screen, and the state it is in there."""
        view, index = self.view, self._top + y - HEADER
        if not 0 <= index < len(view.rows):
            return None
        row = view.rows[index]
        return row, Line(
            ages(row, view.at, self._now),
            cursor=row.id == self._stand.cursor,
            marked=row.id in self._marks,
            hovered=self._pointer is not None and self._pointer.y == y,
            odd=index % 2 == 1,
            stale=view.stale,
            flashed=self._flashed(row.id) if self._flashes else CALM,
            watched=row.id in self._watched,
        )

    def _air(self, y: int) -> Strip:
        """A line of a table without rows: two of them say why."""
        words = NOTHING_READ if self.view.at is None else NO_MATCH if self.view.everyone else NOBODY
        line = y - HEADER - max(0, self._height // 2 - 2)
        if line in (0, 1):
            return self._paint.said(words[line], ("empty", "empty-hint")[line])
        return self._paint.blank()

    @property
    def _paint(self) -> Painter:
        """The painter for the width, the theme and the signs of now."""
        fits = (self.size.width, self.view.widest, self.chosen)
        if self._painter is None or self._fits != fits:
            _, _, background, foreground = self.colors
            palette = Palette(self.get_component_styles, background, foreground)
            found = layout(self.scrollable_content_region.width, self.view.widest, self.chosen)
            self._painter, self._fits = Painter(palette, self._signs, found), fits
        return self._painter

    def notify_style_update(self) -> None:
        """Theme or focus changed: every style is composed anew."""
        super().notify_style_update()
        self._painter = None

    def _repaint(self) -> None:
        self._drawn.clear()
        self.refresh()

    def _repaint_changed(self) -> None:
        """Redraw the visible lines that would come out differently from how they stand."""
        for y in range(HEADER, HEADER + self._height):
            if y in self._drawn and not _same(self._drawn[y], self._on(y)):
                self._redraw(y)

    def _redraw_row(self, index: int) -> None:
        """Redraw a row's line, where it is in sight."""
        y = index - self._top + HEADER
        if HEADER <= y < HEADER + self._height:
            self._redraw(y)

    def _redraw(self, y: int) -> None:
        self.refresh(Region(0, y, self.size.width, 1))

    @property
    def _top(self) -> int:
        """The index of the first row in sight."""
        return self.scroll_offset.y

    @property
    def _height(self) -> int:
        """The number of lines for rows."""
        return max(0, self.scrollable_content_region.height - HEADER)

    def _fit(self) -> None:
        """Tell Textual how far there is to scroll."""
        size = Size(self.scrollable_content_region.width, len(self.view.rows) + HEADER)
        if size != self.virtual_size:
            self.virtual_size = size

    def _flash(self, view: View) -> None:
        if self._now is not None and view.changed:
            self._flashes.append((view.changed, self._now + FLASH))

    def _flashed(self, user_id: Id) -> frozenset[str]:
        """The columns of a user that flash now: the latest news, while it is young."""
        return next((news[user_id] for news, _ in reversed(self._flashes) if user_id in news), CALM)


def _same(one: tuple[Row, Line] | None, other: tuple[Row, Line] | None) -> bool:
    if one is None or other is None:
        return one is other
    return one[0] is other[0] and one[1] == other[1]
