"""ASCII for all that is shown, where the terminal has nothing else, cell for cell. Pure, no Textual.

The table's signs have twins that mean something (``glyphs``); this is for the rest: frames, scroll bars, prose, names.
A letter with a mark on it loses the mark, of another script nothing is left but its place: the username tells who.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import get_character_cell_size

_TWINS = {
    "→": ">", "←": "<", "↑": "^", "↓": "v", "…": ">", "·": "-", "–": "-", "—": "-", "•": "-", "×": "x", "≥": ">",
    "≤": "<", "▲": "^", "▼": "v", "△": "^", "▽": "v", "▸": "+", "▾": "-", "▴": "^", "●": "*", "◐": "~", "○": "o",
    "◆": "w", "✓": "+", "✗": "x", "⭘": "O", "▶": ">", "’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ",
    "─": "-", "━": "=", "│": "|", "┃": "|", "═": "=", "║": "|", "▔": "-", "▁": "_", "▂": "_", "▃": "_", "█": "#",
    "▏": "|", "▎": "|", "▍": "|", "▌": "|", "▐": "|", "▕": "|", "░": ".", "▒": ":", "▓": "#",
}  # fmt: skip
_FRAMES = range(0x2500, 0x2580)
_BLOCKS = range(0x2580, 0x25A0)


def in_ascii(text: str) -> str:
    """``text`` in ASCII, in as many cells as it had."""
    return "".join(one if one.isascii() else _twin(one) for one in text)


@lru_cache(1024)
def _twin(character: str) -> str:
    cells = get_character_cell_size(character)
    bare = _TWINS.get(character) or unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    if not bare and ord(character) in _FRAMES:
        bare = "+"
    if not bare and ord(character) in _BLOCKS:
        bare = "#"
    return bare if len(bare) == cells else "?" * cells
