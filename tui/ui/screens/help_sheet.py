"""The help: every key with what it does, and what the signs mean. Made from the commands themselves."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.keys import format_key

from tui.presence.model import Presence
from tui.ui.commands.base import Command
from tui.ui.glyphs import Glyphs
from tui.ui.plain import fit
from tui.ui.screens.sheet import Sheet
from tui.ui.tones import PRESENCE_STYLES

KEY_CELLS = 12
MOVES = (
    ("↑ ↓ j k", "Move; page up, page down, home and end likewise."),
    ("click", "Put the cursor there; a click on a column's head sorts by it."),
)
SIGNS = (
    (Presence.ACTIVE, "present: a live session, seen in the first half of its lifetime"),
    (Presence.IDLE, "present, but the platform has seen nothing for at least the time shown"),
    (Presence.ABSENT, "no live session"),
    (Presence.UNKNOWN, "the data cannot carry a verdict; the loop never toggles an unknown"),
)
WORDS = (
    ("on, off, mixed", "what DE last answered, over all teams of the user; 2/3 is on in two of three teams"),
    ("→ on, → off", "the next cycle sends this, while the poll loop is on"),
    ("held", "a person wants this user left alone, or toggled them here"),
    ("held back by DE", "on was sent, and DE answers off: hours, out of office, holiday, or turned off there"),
    ("…", "a toggle is under way; then DE's own answer takes its place"),
)


class HelpSheet(Sheet):
    """All commands that exist in this run."""

    def __init__(self, commands: Sequence[type[Command]], moved: dict[str, str], glyphs: Glyphs) -> None:
        super().__init__()
        self._commands, self._moved, self._glyphs = commands, moved, glyphs

    def on_mount(self) -> None:
        """Draw once."""
        lines = [_head("Keys"), *(_line(key, words) for key, words in MOVES)]
        lines += [_line(keys_shown(self._moved.get(one.id, one.key)), one.help()) for one in self._commands]
        lines += [Content(), _head("Presence")]
        lines += [_sign(self._glyphs.of(presence), presence, words) for presence, words in SIGNS]
        lines += [Content(), _head("Words"), *(_line(word, words, cells=17) for word, words in WORDS)]
        read_only = "" if self.app.may_write else "This run is read-only: no command that writes exists in it."
        self.show(Content.styled("Help", "bold"), Content("esc goes back"), Content(read_only), lines)


def keys_shown(keys: str) -> str:
    """Keys as a keyboard shows them: ``?`` for ``question_mark``."""
    return " ".join(format_key(key.strip()) if len(key) > 1 else key for key in keys.split(","))


def _head(text: str) -> Content:
    return Content.styled(text, "bold $text-accent")


def _line(key: str, words: str, *, cells: int = KEY_CELLS) -> Content:
    return Content.assemble("  ", (fit(key, cells), "bold"), "  ", words)


def _sign(glyph: str, presence: Presence, words: str) -> Content:
    return Content.assemble("  ", (f"{glyph} {presence}".ljust(KEY_CELLS), PRESENCE_STYLES[presence]), "  ", words)
