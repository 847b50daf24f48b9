"""The list of orgs that can be opened: one line each where that fits, else two; a cursor, and enter opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.ui.glyphs import Glyphs
from tui.ui.plain import fit, plain
from tui.ui.setting import KnownOrg
from tui.ui.tones import QUIET

GAP = "   "
INDENT = "  "
EDGES = 3  # cells beside a line: the list's margins and its scroll bar


class OrgList(OptionList):
    """Shows known orgs; the cursor begins at the one that is open, else at the default one."""

    DEFAULT_CSS = """
    OrgList {
        &:focus { background-tint: $background 0%; }
        & > .option-list--option-hover { background: $foreground 6%; }
        & > .option-list--option-highlighted { background: $primary 20%; color: $foreground; text-style: none; }
        &:focus > .option-list--option-highlighted { background: $primary 40%; color: $foreground; text-style: none; }

        &:light:focus > .option-list--option-highlighted { background: $primary 24%; }
        &:nocolor:focus > .option-list--option-highlighted { background: $foreground 20%; }
        &:ansi:focus > .option-list--option-highlighted { background: transparent; text-style: reverse; }
    }
    """  # the cursor of the table
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("enter", "select", "Open"),
    ]

    def __init__(self, signs: Glyphs) -> None:
        super().__init__(id="orgs", compact=True)
        self._signs = signs
        self.orgs: Sequence[KnownOrg] = ()
        self._lines_of_orgs: Sequence[Sequence[Content]] = ()
        self._signed: int | None = None

    def show(self, orgs: Sequence[KnownOrg], width: int) -> None:
        """Show these from now on, in this width; the cursor stays with its org."""
        was = self.highlighted_org
        self.orgs, self._lines_of_orgs = orgs, lines_of(orgs, width - EDGES - len(INDENT), self._signs)
        self.set_options(Option(self._prompt(index)) for index in range(len(orgs)))
        again = (at for at, one in enumerate(orgs) if was and (one.name, one.demo) == (was.name, was.demo))
        self.highlighted = next(again, first_of(orgs))

    def watch_highlighted(self, highlighted: int | None) -> None:
        """The cursor has a sign, as in the table: a colour alone is none for everybody."""
        super().watch_highlighted(highlighted)
        for index in (self._signed, highlighted):
            if index is not None and index < len(self.options):
                self.replace_option_prompt_at_index(index, self._prompt(index))
        self._signed = highlighted

    def _prompt(self, index: int) -> Content:
        here = index == self.highlighted
        gutter = Content.assemble((self._signs.cursor, "$primary"), " ") if here else Content(INDENT)
        return Content("\n").join(gutter + line for line in self._lines_of_orgs[index])

    @property
    def highlighted_org(self) -> KnownOrg | None:
        """The org under the cursor."""
        return self.orgs[self.highlighted] if self.highlighted is not None and self.orgs else None


def first_of(orgs: Sequence[KnownOrg]) -> int | None:
    """Where the cursor begins; None where there are none."""
    wanted = [[one.current for one in orgs], [one.default for one in orgs]]
    return next((marks.index(True) for marks in wanted if True in marks), 0 if orgs else None)


def lines_of(orgs: Sequence[KnownOrg], width: int, signs: Glyphs) -> list[list[Content]]:
    """The lines of each org, one in columns where every one of them fits into the width."""
    rows = [(name_of(one), signs.say(plain(one.how)), signs.say(about_of(one)), one) for one in orgs]
    name = max((cell_len(row[0]) for row in rows), default=0)
    how = max((cell_len(row[1]) for row in rows), default=0)
    ends = (cell_len(about) + len(standing(one)) for _, _, about, one in rows)
    if name + how + max(ends, default=0) + 3 * len(GAP) <= width:
        return [[_line(fit(row[0], name), fit(row[1], how), row[2], row[3])] for row in rows]
    return [_lines(*row, width, signs) for row in rows]


def name_of(org: KnownOrg) -> str:
    """Its name; a demo org's is only a size."""
    return plain(f"demo {org.name}" if org.demo else org.name)


def about_of(org: KnownOrg) -> str:
    """What is known of it, addresses as people read them."""
    return plain(org.about).replace("https://", "")


def standing(org: KnownOrg) -> str:
    """What sets it apart: ``open now``, ``default``."""
    return ", ".join(word for word, so in (("open now", org.current), ("default", org.default)) if so)


def _line(name: str, how: str, about: str, org: KnownOrg) -> Content:
    parts = [(name, "bold"), (how, ""), (about, QUIET), (standing(org), "$text-accent")]
    return Content(GAP).join([Content.styled(*one) for one in parts if one[0]])


def _lines(name: str, how: str, about: str, org: KnownOrg, width: int, signs: Glyphs) -> list[Content]:
    first = Content.assemble((name, "bold"), GAP, (standing(org), "$text-accent"))
    below = Content.styled(signs.say(" · ").join(one for one in (how, about) if one), QUIET)
    return [first, *(Content(INDENT) + line for line in below.wrap(max(20, width - len(INDENT))))]
