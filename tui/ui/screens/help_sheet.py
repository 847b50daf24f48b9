"""The help: every key with what it does, and what the signs mean. Made from the commands themselves."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content

from tui.presence.filtering.fields import FIELDS
from tui.presence.filtering.kinds import Field
from tui.presence.model import Presence
from tui.ui.commands.base import Command
from tui.ui.glyphs import Glyphs
from tui.ui.keys import keys_shown
from tui.ui.plain import fit
from tui.ui.screens.sheet import Sheet
from tui.ui.tones import PRESENCE_STYLES

KEY_CELLS = 10
WORD_CELLS = 17
MOVES = (
    ("↑ ↓ j k", "Move; page up, page down, home and end likewise."),
    ("click", "Put the cursor there, twice for the details; in the gutter it marks. A column's head sorts by it."),
    ("", "A count shows only those whom it counts; key line, loop line, trends and log open what they tell of."),
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
FILTER = (
    ("words", "those who have all of them in name, username, Id or team; quotes hold words together"),
    ("!word", "those who do not; also !presence:idle and so on"),
    ("a,b", "any of these values; a value may be cut short; team:=SMB wants the whole name"),
    (">30m, <2h", "more and less; s, m, h, d and w are lengths of time"),
    ("@name", "a saved filter"),
)


class HelpSheet(Sheet[None]):
    """All commands that exist in this run."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,f1", "close", "Back", show=False, id="help")]
    HELP = "All keys of the desk, and what its signs and words mean."

    def __init__(self, commands: Sequence[type[Command]], moved: dict[str, str], glyphs: Glyphs) -> None:
        super().__init__()
        self._commands, self._moved, self._glyphs = commands, moved, glyphs

    def on_resize(self, event: events.Resize) -> None:
        """Draw it in the width that there is."""
        lines = [head_line("Keys")]
        for key, words in (*MOVES, *((self._key(one), one.help()) for one in self._commands)):
            lines += term_lines((key, "bold"), KEY_CELLS, words, event.size.width)
        lines += [Content(), head_line("Presence")]
        for presence, words in SIGNS:
            sign = (f"{self._glyphs.of(presence)} {presence}", PRESENCE_STYLES[presence])
            lines += term_lines(sign, KEY_CELLS, words, event.size.width)
        lines += [Content(), head_line("Words")]
        for word, words in WORDS:
            lines += term_lines((word, "bold"), WORD_CELLS, words, event.size.width)
        lines += [Content(), head_line("Filter")]
        for word, words in (*FILTER, *((f"{name}:", _told(field)) for name, field in FIELDS.items())):
            lines += term_lines((word, "bold"), WORD_CELLS, words, event.size.width)
        read_only = "" if self.app.may_write else "This run is read-only: no command that writes exists in it."
        self.show(Content.styled("Help", "bold"), Content("esc goes back"), Content(read_only), lines)

    def _key(self, command: type[Command]) -> str:
        return keys_shown(self._moved.get(command.id, command.key))


def _told(field: Field) -> str:
    return f"{field.about}: {' '.join(field.examples)}" if field.examples else field.about


def head_line(text: str) -> Content:
    """A heading of a help."""
    return Content.styled(text, "bold $text-accent")


def term_lines(head: tuple[str, str], cells: int, words: str, width: int) -> list[Content]:
    """A term and its words, which go on below themselves where they are long."""
    term, style = head
    wrapped = wrap(words, max(20, width - cells - 8)) or [""]
    first = Content.assemble("  ", (fit(term, cells), style), "  ", wrapped[0])
    return [first, *(Content(" " * (cells + 4) + line) for line in wrapped[1:])]
