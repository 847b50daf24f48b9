"""The activity log: what happened lately, newest first, as many lines as there is room for."""

from __future__ import annotations

from datetime import tzinfo

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.ui.lines.opening import open_by_click
from tui.ui.tones import FAINT, QUIET
from tui.ui.words.log import LogLine

TONES = {"": "", "quiet": QUIET, "good": "", "warning": "$text-warning", "error": "$text-error"}
WORD_CELLS = 9


class ActivityLog(Widget):
    """``09:12:40  toggle   Dubois, Léo: on → off by you, reason Lunch, via anonymous: done``."""

    lines: reactive[tuple[LogLine, ...]] = reactive((), always_update=True)

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone

    def render(self) -> Content:
        """The newest lines, each cut to the width."""
        width, height = self.size.width - 2, self.size.height
        shown = [self._line(line).truncate(width, ellipsis=True) for line in self.lines[:height]]
        return Content("\n").join(shown) if shown else Content.styled("Nothing has happened yet.", FAINT)

    async def on_click(self) -> None:
        """A click opens the history."""
        await open_by_click(self, "ShowHistory")

    def _line(self, line: LogLine) -> Content:
        at = line.at.astimezone(self._zone).strftime("%H:%M:%S") if line.at else " " * 8
        return Content.assemble(
            (at, QUIET), "  ", (line.word.ljust(WORD_CELLS), "$text-accent"), (line.text, TONES[line.tone])
        )


def log_height(screen_height: int) -> int:
    """Lines of the log by the height of the screen: one at 24 rows, more where there is room."""
    return 1 if screen_height <= 26 else min(12, max(3, screen_height // 6))
