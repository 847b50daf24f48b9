"""The table's styles: which colours a cell wears on which kind of line, taken from the theme by component classes."""

from __future__ import annotations

from collections.abc import Callable

from rich.style import Style
from textual.color import Color
from textual.css.styles import StylesBase

PREFIX = "roster--"
LINES = ("odd", "marked", "hover", "cursor")
CELLS = (
    "header", "header-sorted", "header-hover", "quiet", "soft", "news", "mark", "bar", "flash", "empty", "empty-hint",
    "active", "idle", "absent", "unknown", "de-on", "de-off", "de-mixed", "de-unknown", "sending",
    "next-on", "next-off", "next-soon", "next-held", "next-held-back", "next-waiting", "next-unknown", "next-sending",
)  # fmt: skip
COMPONENTS = frozenset(PREFIX + name for name in (*LINES, *CELLS))


class Palette:
    """Styles by the names above, each composed once: the line's backgrounds from below, then the cell's on top.

    Composed here because Textual's partial component styles drop translucency, and quiet text must stay legible on
    every line of every theme.
    """

    def __init__(self, component: Callable[[str], StylesBase], background: Color, foreground: Color) -> None:
        self._component = component
        self._background = background
        self._foreground = foreground
        self._made: dict[tuple[str, ...], Style] = {}

    def of(self, *names: str) -> Style:
        """The style of a cell: the names of its line first, its own last. Empty names add nothing."""
        if names not in self._made:
            self._made[names] = self._compose(names)
        return self._made[names]

    def _compose(self, names: tuple[str, ...]) -> Style:
        background, foreground, text = self._background, self._foreground, Style()
        dimmed = False
        for name in names:
            if name == "stale":
                dimmed = True
            elif name:
                styles = self._component(PREFIX + name)
                if styles.has_rule("background"):
                    background += styles.background
                if styles.has_rule("color"):
                    foreground = styles.color
                text += styles.text_style
        if text.reverse:  # sixteen colours: the line as a whole is turned round, a coloured cell would be a hole in it
            foreground = self._foreground
        if dimmed:
            text += Style(dim=True)
        return text + Style(color=(background + foreground).rich_color, bgcolor=background.rich_color)
