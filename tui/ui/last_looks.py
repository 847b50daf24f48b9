"""The last looks at every line that is drawn: whether it can be read, and whether the terminal has its signs.

Text that its ground would swallow is moved until it can be read. Themes are many, also a person's own, and what they
make of quiet and dim text, of a cursor on a mark on a red bar, no stylesheet can foresee. So it is computed, of what is
really drawn, in the colours that the terminal really has.
"""

from __future__ import annotations

from rich.color import Color as RichColor
from rich.color import ColorSystem
from rich.color_triplet import ColorTriplet
from rich.console import COLOR_SYSTEMS
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from textual.color import Color
from textual.filter import LineFilter

from tui.ui.ascii_twins import in_ascii
from tui.ui.contrast import BLACK, LEAST, WHITE, Shown, as_it_is, contrast, readable

KEPT = 4096
DRAWN = frozenset(map(chr, range(0x2500, 0x25A0))) | {" "}  # lines, bars and blocks are no text


class Legible(LineFilter):
    """Gives text a contrast of 4.5 to 1 at least. ``system`` is Rich's name for how many colours there are.

    Textual means its filters for its own use, and has no other place that sees every widget's lines, the colours below
    them included. A terminal's own sixteen colours are nobody's to know, and stay as they are.
    """

    def __init__(self, system: str | None) -> None:
        super().__init__()
        self.shown = _shown(COLOR_SYSTEMS.get(system or "truecolor", ColorSystem.TRUECOLOR))
        self._made: dict[tuple[Style, Color], Style] = {}

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, each in colours that can be read."""
        return [
            one if one.style is None or DRAWN.issuperset(one.text)
            else Segment(one.text, self._readable(one.style, background), one.control)
            for one in segments
        ]  # fmt: skip

    def _readable(self, style: Style, background: Color) -> Style:
        key = style, background
        found = self._made.get(key)
        if found is None:
            if len(self._made) >= KEPT:
                self._made.clear()
            found = self._made[key] = self._mended(style, background)
        return found

    def _mended(self, style: Style, background: Color) -> Style:
        ink, paper = style.color, style.bgcolor or background.rich_color
        if ink is None:
            return style
        if ink.triplet is not None and paper.triplet is not None:
            mended = readable(ink.triplet, paper.triplet, self.shown)
            return style if mended == ink.triplet else style + Style(color=RichColor.from_triplet(mended))
        if paper.is_default:
            return style if ink.triplet is None else style + Style(color=ink.downgrade(ColorSystem.STANDARD))
        return style if _stands_out(ink, paper) else style + Style(color=_opposite(paper), dim=False)


class AsciiLines(LineFilter):
    """Draws every line in ASCII, each cell where it was: frames, scroll bars and names too."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 — Textual's signature
        """The same segments in ASCII."""
        return [one if one.text.isascii() else Segment(in_ascii(one.text), one.style, one.control) for one in segments]


def _stands_out(ink: RichColor, paper: RichColor) -> bool:
    """Whether one of the sixteen can be read on another, as most terminals have them."""
    return not ink.is_default and contrast(_nominal(ink), _nominal(paper)) >= LEAST


def _opposite(paper: RichColor) -> RichColor:
    """The one of the sixteen that is never mistaken for this ground."""
    ground = _nominal(paper)
    return RichColor.from_ansi(15 if contrast(WHITE, ground) >= contrast(BLACK, ground) else 0)


def _nominal(colour: RichColor) -> ColorTriplet:
    return colour.get_truecolor(DEFAULT_TERMINAL_THEME)


def _shown(system: ColorSystem) -> Shown:
    if system is ColorSystem.TRUECOLOR:
        return as_it_is

    def fewer(colour: ColorTriplet) -> ColorTriplet:
        return _nominal(RichColor.from_triplet(colour).downgrade(system))

    return fewer
