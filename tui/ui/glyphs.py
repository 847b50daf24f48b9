"""The few signs that the screen draws, and their ASCII twins for terminals and fonts that lack them."""

from __future__ import annotations

from msgspec import Struct

from tui.presence.model import Presence

_OURS = str.maketrans({"→": "->", "…": "..", "–": "-", "≥": ">=", "·": "-", "×": "x"})


class Glyphs(Struct, frozen=True):
    """One set of signs. Each is one cell wide, but ``more`` and ``at_least``, which are as long as they are.

    ``levels`` are the heights of a bar within one cell, from nothing to all; ``gap`` stands where nothing was read.
    """

    active: str
    idle: str
    absent: str
    unknown: str
    queue: str
    mark: str
    cursor: str
    ascending: str
    descending: str
    more: str
    nothing: str
    at_least: str
    fine: str
    missing: str
    note: str
    ascii: bool = False
    levels: str = "▁▂▃▄▅▆▇█"
    gap: str = "·"
    watched: str = "◆"
    folded: str = "▸"
    unfolded: str = "▾"

    def of(self, presence: Presence) -> str:
        """The sign of a presence."""
        return str(getattr(self, presence.value))

    def say(self, text: str) -> str:
        """Words of ours, with arrows and dashes as this set has them."""
        return text.translate(_OURS) if self.ascii else text


UNICODE = Glyphs("●", "◐", "○", "?", "·", "✓", "▌", "▲", "▼", "…", "–", "≥ ", "✓", "✗", "•")
ASCII = Glyphs("*", "~", "o", "?", ".", "x", ">", "^", "v", "..", "-", ">=", "+", "x", "-", ascii=True,
               levels="_:-=+*%#", gap=".", watched="w", folded="+", unfolded="-")  # fmt: skip


def glyphs(*, ascii_only: bool) -> Glyphs:
    """The set to draw with."""
    return ASCII if ascii_only else UNICODE
