"""The columns: which are shown, in which order, how wide. The table above shows each choice at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from tui.ui import screens
from tui.ui.cursor_page import CursorPage
from tui.ui.glyphs import glyphs
from tui.ui.lines.key_line import KeyLine
from tui.ui.plain import fit
from tui.ui.screens.sheet import HELP_KEY, SheetTitle
from tui.ui.table.choosing import ABOUT, listed, moved, sized, turned
from tui.ui.table.columns import COLUMNS, NATURAL, Chosen
from tui.ui.tones import QUIET

if TYPE_CHECKING:
    from tui.ui.desk import Desk

TITLES = {one.id: one.title for one in COLUMNS}
TITLE_CELLS, WIDTH_CELLS = 14, 17
RANKS = {"column-own": 4, "column-reset": 3, "column-left": 2, "column-right": 1}
BOX_CELLS = 4  # of a line's sign, where a click turns it


class ColumnsSheet(ModalScreen[None]):
    """``desk`` shows what is chosen here and remembers it; escape gives it what it showed before."""

    HELP = (
        "The columns of the table, those that are shown first. What you choose is shown at once above and remembered "
        "for this org. Where the terminal is too narrow for all of them, some give way; +3 at the end of the table's "
        "head says how many, and a click there opens this."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "Keep", tooltip="Keep what is chosen", priority=True),
        Binding("escape", "drop", "Drop", key_display="esc", tooltip="As it was before", priority=True),
        Binding("space", "turn", "Show or hide", tooltip="Show this column, or no longer"),
        Binding("K,shift+up", "order(-1)", "Left", tooltip="Further to the left in the table", id="column-left"),
        Binding("J,shift+down", "order(1)", "Right", tooltip="Further to the right", id="column-right"),
        Binding("right", "size(1)", "Wider", key_display="→", tooltip="A cell wider", priority=True),
        Binding("left", "size(-1)", "Narrower", key_display="←", tooltip="A cell narrower", priority=True),
        Binding("0", "natural", "Own width", tooltip="As wide as the layout has it", id="column-own"),
        Binding("r", "reset", "Reset", tooltip="All columns, in the first order and width", id="column-reset"),
        Binding("C,q", "keep", "Keep", show=False),
        HELP_KEY,
    ]
    AUTO_FOCUS = "CursorPage"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._before = desk.table.chosen

    def compose(self) -> ComposeResult:
        """A box below the table."""
        with Vertical(id="columns"):
            yield SheetTitle()
            yield CursorPage(glyphs(ascii_only=self._desk.setting.ascii_only), id="page")
            yield KeyLine(RANKS)

    def on_mount(self) -> None:
        """Follow the table, whose widths go on with what it shows."""
        self.watch(self._desk.app, "pulse", self._draw)

    def on_resize(self) -> None:
        """Others fit now; the table is laid out first."""
        self.call_after_refresh(self._draw)

    @property
    def _chosen(self) -> Chosen:
        return self._desk.table.chosen

    @property
    def _here(self) -> str:
        return listed(self._chosen)[self.query_one(CursorPage).cursor]

    def _draw(self) -> None:
        layout, page = self._desk.table.laid_out, self.query_one(CursorPage)
        widths = {place.id: place.width for place in layout.places}
        number = len(self._chosen.columns)
        fits = "" if not layout.hidden else f", of which {number - layout.hidden} fit this width"
        words = Content.styled(f"{number} of {len(COLUMNS)} shown{fits}", QUIET)
        self.query_one(SheetTitle).show(Content.styled("Columns", "bold"), words)
        page.show_at([self._line(one, widths) for one in listed(self._chosen)], page.cursor)

    def _line(self, column_id: str, widths: dict[str, int]) -> Content:
        chosen = self._chosen
        shown = not chosen.ids or column_id in chosen.ids
        signs = glyphs(ascii_only=self._desk.setting.ascii_only)
        cells = widths.get(column_id)
        how = "set" if column_id in chosen.widths else "own"
        size = f"{cells} cells, {how}" if cells else "does not fit" if shown else ""
        return Content.assemble(
            (f"[{signs.mark if shown else ' '}] ", "bold $text-accent"),
            (fit(TITLES[column_id], TITLE_CELLS), "bold" if shown else QUIET),
            (fit(size, WIDTH_CELLS), "$text-warning" if shown and not cells else ""),
            (ABOUT[column_id], QUIET),
        )

    def _choose(self, chosen: Chosen, at: str) -> None:
        """Show this at once; the cursor stays with its column."""
        self._desk.choose_columns(chosen)
        self.query_one(CursorPage).cursor = listed(chosen).index(at)
        self._draw()

    def action_turn(self) -> None:
        """Show it; or no longer, and the next stands under the cursor."""
        here, page = self._here, self.query_one(CursorPage)
        chosen = turned(self._chosen, here)
        if chosen == self._chosen:
            self._desk.app.toast(f"{TITLES[here]}: always shown", severity="warning")
        hidden = len(chosen.columns) < len(self._chosen.columns)
        self._choose(chosen, listed(chosen)[page.cursor] if hidden else here)

    def action_order(self, step: int) -> None:
        """Move it."""
        self._choose(moved(self._chosen, self._here, step), self._here)

    def action_size(self, cells: int) -> None:
        """Make it wider, or narrower; one that is not in sight keeps its width."""
        here = self._here
        place = next((one for one in self._desk.table.laid_out.places if one.id == here), None)
        if place is not None:
            self._choose(sized(self._chosen, here, self._chosen.widths.get(here, place.width) + cells), here)

    def action_natural(self) -> None:
        """As the layout has it."""
        self._choose(sized(self._chosen, self._here, None), self._here)

    def action_reset(self) -> None:
        """Everything as at first."""
        self._choose(NATURAL, self._here)

    @on(CursorPage.Pressed)
    def _pressed(self, event: CursorPage.Pressed) -> None:
        if event.x < BOX_CELLS:
            self.action_turn()

    @on(CursorPage.Opened)
    def action_keep(self) -> None:
        """Back to the table."""
        self.dismiss(None)

    def action_drop(self) -> None:
        """Back, and as it was."""
        self._desk.choose_columns(self._before)
        self.dismiss(None)

    def action_help_here(self) -> None:
        """What one sees here, and the keys."""
        self.app.push_screen(screens.here_sheet.here(self))
