"""Foreign text made safe and steady: nothing in it moves the cursor, turns the line round or shifts a column."""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len

MARKS_A_LETTER = 2
COMBINING = "\u0300"  # what is printable below is a letter, a digit or a sign by itself, and composed already
_LOST = "\ufffd"
_BARE = "\u25cc"  # the dotted circle that carries a combining mark which came without its letter
# Terminals disagree about the width of what these build (emoji families, skin tones, presentation), so the parts stand
# alone. Language tags are invisible text.
_DROPPED = frozenset(
    {0x00AD, 0x034F, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x115F, 0x1160, 0x3164, 0xFFA0}
    | set(range(0xFE00, 0xFE10))
    | set(range(0x1F3FB, 0x1F400))
    | set(range(0xE0000, 0xE0200))
)
# Bidi controls reorder what follows them on the line, our own columns included (CVE-2021-42574).
_BIDI = frozenset({0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)})


def plain(text: str) -> str:
    """Server text as it may be drawn: one line, no controls, no invisible or reordering characters.

    C0 controls become their pictures (an escape shows as ``␛``), others ``�``. Letters of every script stay.
    """
    if text.isprintable() and (text.isascii() or max(text) < COMBINING):
        return text
    return "".join(_characters(unicodedata.normalize("NFC", text)))


def _characters(text: str) -> list[str]:
    shown: list[str] = []
    marks = 0
    for character in text:
        seen = _seen(character)
        if not seen:
            continue
        if unicodedata.combining(seen) or unicodedata.category(seen) in ("Mn", "Me"):
            if not shown:
                shown.append(_BARE)
            marks += 1
            if marks > MARKS_A_LETTER:
                continue
        else:
            marks = 0
        shown.append(seen)
    return shown


def _seen(character: str) -> str:
    """One character as it may be drawn; empty where it is dropped."""
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if code in _DROPPED:
        return ""
    if code in _BIDI or unicodedata.category(character) in ("Cc", "Cs", "Cn", "Zl", "Zp", "Cf"):
        return _LOST
    return " " if unicodedata.category(character) == "Zs" else character


def fit(text: str, width: int, more: str = "…") -> str:
    """``text`` in exactly ``width`` cells: padded, or cut with ``more``. Wide characters are never halved."""
    if text.isascii():
        length = len(text)
        if length <= width:
            return text.ljust(width)
        return text[: max(0, width - len(more))] + more[:width]
    length = cell_len(text)
    if length <= width:
        return text + " " * (width - length)
    return _cut(text, width, more)


def _cut(text: str, width: int, more: str) -> str:
    room, used, kept = width - cell_len(more), 0, 0
    if room < 0:
        return more[:width]
    for character in text:
        cells = cell_len(character)
        if used + cells > room:
            break
        used += cells
        kept += 1
    return text[:kept] + more + " " * (room - used)
