"""The counts line: how many are there, out of step and held; what is marked, hidden and filtered."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.presence.words import plural
from tui.ui.glyphs import Glyphs
from tui.ui.lines.spread import Part, spread
from tui.ui.plain import fit, plain
from tui.ui.table.view import View
from tui.ui.tones import FAINT, PRESENCE_STYLES

NARROW = 100
FILTER_CELLS, FILTER_CELLS_NARROW = 40, 18


class CountsLine(Widget):
    """``214 users   ● 131 active  ◐ 22 idle  ○ 58 absent  ? 3 unknown   6 out of step        3 marked · filter: x``."""

    view: reactive[View] = reactive(View(), always_update=True)
    marked: reactive[tuple[int, int]] = reactive((0, 0))
    """How many are marked, and how many of those the filter hides."""
    watched: reactive[tuple[int, int]] = reactive((0, 0))
    """How many people are watched, and how many filters."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self._glyphs = glyphs

    def render(self) -> Content:
        """The line in the width that there is: words first, then glyphs and numbers alone."""
        if self.view.at is None:
            return Content()
        narrow = self.size.width < NARROW
        left = [
            Part(Content(plural(self.view.total, "user"))),
            Part(self._presences(narrow=narrow)),
            Part(_number(self.view.out_of_step, "out of step", "bold"), 2),
            Part(_number(self.view.held, "held", ""), 3),
            Part(_number(self.view.held_back, "held back", ""), 4),
        ]
        right = [Part(self._watched(narrow=narrow), 5), Part(self._marked(), 1), Part(self._filter(narrow=narrow))]
        return spread(left, right, self.size.width - 2, gap=2 if narrow else 3)

    def _presences(self, *, narrow: bool) -> Content:
        parts = []
        for presence, style in PRESENCE_STYLES.items():
            count, glyph = self.view.counts[presence], self._glyphs.of(presence)
            words = f"{glyph}{count:,}" if narrow else f"{glyph} {count:,} {presence}"
            parts.append(Content.styled(words, style if count else FAINT))
        return Content(" " if narrow else "  ").join(parts)

    def _marked(self) -> Content:
        marked, hidden = self.marked
        if not marked:
            return Content()
        words = f"{marked:,} marked" + (f" ({hidden:,} hidden)" if hidden else "")
        return Content.styled(words, "bold $text-warning" if hidden else "bold $text-accent")

    def _watched(self, *, narrow: bool) -> Content:
        people, filters = self.watched
        parts = [f"{people:,}"] if people else []
        parts += [plural(filters, "filter")] if filters else []
        words = f"{self._glyphs.watched} {' + '.join(parts)}" + ("" if narrow else " watched")
        return Content.styled(words, "$text-accent") if parts else Content()

    def _filter(self, *, narrow: bool) -> Content:
        if not self.view.filter:
            return Content()
        more = self._glyphs.more if self.view.searching else ""
        shown = f"{len(self.view.rows):,}{more}{'' if narrow else ' shown'}"
        text, most = plain(self.view.filter), FILTER_CELLS_NARROW if narrow else FILTER_CELLS
        ignored = len(self.view.asked.wrong)
        wrong = f" · {plural(ignored, 'word')} ignored" if ignored else ""
        words = f"filter: {fit(text, min(cell_len(text), most))} · {shown}{wrong}"
        return Content.styled(words, "$text-warning" if wrong else "$text-accent")


def _number(count: int, words: str, style: str) -> Content:
    return Content.styled(f"{count:,} {words}", style) if count else Content()
