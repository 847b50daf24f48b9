"""A page of styled lines that scrolls: only what can be seen is drawn, so a plan of thousands costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip


class Page(ScrollView, can_focus=True):
    """Shows lines; keeps its place when they are shown anew."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", show=False),
        Binding("k", "scroll_up", "Up", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 — Textual's name
        super().__init__(id=id)
        self._lines: Sequence[Content] = ()

    @property
    def text(self) -> str:
        """Everything on the page, plain."""
        return "\n".join(line.plain for line in self._lines)

    @property
    def lines(self) -> Sequence[Content]:
        """What is shown, each line as it was given."""
        return self._lines

    def line(self, index: int) -> Content:
        """One line as it is drawn."""
        return self._lines[index]

    def show(self, lines: Sequence[Content]) -> None:
        """Show these lines from now on."""
        self._lines = lines
        self.virtual_size = Size(self.size.width, len(lines))
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 — Textual's signature
        """As high as its lines, where the style leaves the height to the content."""
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        """One line of what can be seen."""
        index, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        style = self.visual_style
        if index >= len(self._lines):
            return Strip.blank(width, style.rich_style)
        line = self.line(index).truncate(width, ellipsis=True)
        parse = self.app.stylesheet.parse_style
        segments = [Segment(text, one.rich_style) for text, one in line.render(style, end="", parse_style=parse)]
        return Strip(segments).adjust_cell_length(width, style.rich_style)
