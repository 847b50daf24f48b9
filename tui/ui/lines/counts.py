"""The counts line: how many are there, out of step and held; what is marked, hidden and filtered."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from tui.presence.words import plural
from tui.ui.glyphs import Glyphs
from tui.ui.lines.spread import Part, spread
from tui.ui.plain import fit, plain
from tui.ui.table.view import View
from tui.ui.tones import FAINT, PRESENCE_STYLES

NARROW = 100
META = "shows"  # what a click on a part filters by, carried by the style of what is drawn there
TYPING, WATCHED = "/", "*"  # in its place: open the filter, open whom one watches
ONLY = "Show only these; once more for everybody"
FILTER_CELLS, FILTER_CELLS_NARROW = 40, 18


class CountsLine(Widget):
    """``214 users   ● 131 active  ◐ 22 idle  ○ 58 absent  ? 3 unknown   6 out of step        3 marked · filter: x``."""

    view: reactive[View] = reactive(View(), always_update=True)
    marked: reactive[tuple[int, int]] = reactive((0, 0))
    """How many are marked, and how many of those the filter hides."""
    watched: reactive[tuple[int, int]] = reactive((0, 0))
    """How many people are watched, and how many filters."""

    class Pressed(Message):
        """A person clicked on a part: ``shows`` is what to filter by, or ``TYPING`` or ``WATCHED``."""

        def __init__(self, shows: str) -> None:
            super().__init__()
            self.shows = shows

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self._glyphs = glyphs

    def render(self) -> Content:
        """The line in the width that there is: words first, then glyphs and numbers alone."""
        if self.view.at is None:
            return Content()
        narrow = self.size.width < NARROW
        left = [
            Part(_shows(Content(plural(self.view.total, "user")), "")),
            Part(self._presences(narrow=narrow)),
            Part(_shows(_number(self.view.out_of_step, "out of step", "bold"), "step:out"), 2),
            Part(_shows(_number(self.view.held, "held", ""), "hold:yes"), 3),
            Part(_shows(_number(self.view.held_back, "held back", ""), "next:held-back"), 4),
        ]
        right = [Part(self._watched(narrow=narrow), 5), Part(self._marked(), 1), Part(self._filter(narrow=narrow))]
        return spread(left, right, self.size.width - 2, gap=2 if narrow else 3)

    def _presences(self, *, narrow: bool) -> Content:
        parts = []
        for presence, style in PRESENCE_STYLES.items():
            count, glyph = self.view.counts[presence], self._glyphs.of(presence)
            words = f"{glyph}{count:,}" if narrow else f"{glyph} {count:,} {presence}"
            parts.append(_shows(Content.styled(words, style if count else FAINT), f"presence:{presence}"))
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
        return _shows(Content.styled(words, "$text-accent"), WATCHED) if parts else Content()

    def _filter(self, *, narrow: bool) -> Content:
        if not self.view.filter:
            return Content()
        more = self._glyphs.more if self.view.searching else ""
        shown = f"{len(self.view.rows):,}{more}{'' if narrow else ' shown'}"
        text, most = plain(self.view.filter), FILTER_CELLS_NARROW if narrow else FILTER_CELLS
        ignored = len(self.view.asked.wrong)
        wrong = f" · {plural(ignored, 'word')} ignored" if ignored else ""
        words = f"filter: {fit(text, min(cell_len(text), most))} · {shown}{wrong}"
        return _shows(Content.styled(words, "$text-warning" if wrong else "$text-accent"), TYPING)

    def on_click(self, event: events.Click) -> None:
        """A click on a part shows only those whom it counts."""
        shows = event.style.meta.get(META)
        if isinstance(shows, str) and not self.screen.get_selected_text():
            self.post_message(self.Pressed(shows))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """What a click would do."""
        shows = event.style.meta.get(META, "")
        self.tooltip = ONLY if shows and shows not in (TYPING, WATCHED) else None


def _shows(part: Content, shows: str) -> Content:
    return part.stylize(Style.from_meta({META: shows}))


def _number(count: int, words: str, style: str) -> Content:
    return Content.styled(f"{count:,} {words}", style) if count else Content()
