"""The trend strip under the counts: how they went over the last hours, each as a line of small bars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.presence.tally import Tally
from tui.presence.words import span
from tui.ui.glyphs import Glyphs
from tui.ui.lines.opening import open_by_click
from tui.ui.tones import FAINT, QUIET
from tui.ui.trends.bars import spark
from tui.ui.trends.kept import Tallies, since
from tui.ui.trends.series import SERIES, STANDS_AT_LEAST, Series, Slot, slots, values

LONG, SHORT = timedelta(hours=8), timedelta(hours=1)
CELLS, FEWEST = 24, 10  # cells of a series' bars at most, and at least
GAP = 2
HEIGHT = 28  # lines of a screen that has room for the strip


class TrendLine(Widget):
    """``active ▁▂▃▅▆▇█  idle ▁▂▂▁▁▂▁  absent █▇▆▅▃▂▁  on ▁▂▃▅▆▇█  out of step ▁▁▂▁▁▁▁   last 8 h``.

    ``stands`` is how long a tally counts while no other follows.
    """

    tallies: reactive[Tallies] = reactive((), always_update=True)
    stands: reactive[timedelta] = reactive(STANDS_AT_LEAST)

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self._glyphs = glyphs

    def render(self) -> Content:
        """As many series as there is room for, in the counts line's order."""
        if not self.tallies:
            return Content()
        until = self.tallies[-1].at
        begins = beginning(self.tallies, until)
        words = Content.styled(f"last {span((until - begins).total_seconds()).removesuffix(' 00')}", QUIET)
        width = self.size.width - 2 - words.cell_length - GAP - 1
        shown, cells = fitting(width)
        laid = slots(since(self.tallies, begins), begins, until, cells, self.stands)
        drawn = Content(" " * GAP).join([series_part(one, laid, self._glyphs) for one in shown])
        return Content.assemble(drawn, " " * (GAP + 1), words)

    async def on_click(self) -> None:
        """A click opens the trends."""
        await open_by_click(self, "ShowTrends")


def beginning(tallies: Sequence[Tally], until: datetime) -> datetime:
    """Where the strip begins: hours ago, but only one where nothing older is known."""
    return until - (LONG if tallies[0].at < until - SHORT else SHORT)


def fitting(width: int) -> tuple[tuple[Series, ...], int]:
    """The series that fit into the width with bars that say something, and the cells of each one's bars."""
    shown = SERIES
    while True:
        words = sum(len(one.word) + 1 for one in shown) + GAP * (len(shown) - 1)
        cells = (width - words) // len(shown)
        if cells >= FEWEST or len(shown) == 1:
            return shown, max(1, min(CELLS, cells))
        shown = tuple(one for one in shown if one.rank < max(other.rank for other in shown))


def series_part(series: Series, laid: Sequence[Slot], signs: Glyphs) -> Content:
    """One series: its word and its bars; where nothing was read a quiet sign stands."""
    bars = Content.styled(spark(values(laid, series), signs), series.style)
    for place, slot in enumerate(laid):
        if slot.tally is None:
            bars = bars.stylize(FAINT, place, place + 1)
    return Content.assemble((f"{series.word} ", QUIET), bars)


def trend_fits(screen_height: int) -> bool:
    """Whether a screen has room for the strip: it goes before the log shrinks."""
    return screen_height >= HEIGHT
