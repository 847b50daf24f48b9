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
EDGES = 6  # cells of the list that are not a line's: its margins, its cursor, its scroll bar


class OrgList(OptionList):
    """Shows known orgs; the cursor begins at the one that is open, else at the default one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("enter", "select", "Open"),
    ]

    def __init__(self, signs: Glyphs) -> None:
        super().__init__(id="orgs", compact=True)
        self._signs = signs
        self.orgs: Sequence[KnownOrg] = ()

    def show(self, orgs: Sequence[KnownOrg], width: int) -> None:
        """Show these from now on, in this width; the cursor stays with its org."""
        was = self.highlighted_org
        self.orgs = orgs
        self.set_options(Option(line) for line in lines_of(orgs, width - EDGES, self._signs))
        self.highlighted = orgs.index(was) if was in orgs else first_of(orgs)

    @property
    def highlighted_org(self) -> KnownOrg | None:
        """The org under the cursor."""
        return self.orgs[self.highlighted] if self.highlighted is not None and self.orgs else None


def first_of(orgs: Sequence[KnownOrg]) -> int | None:
    """Where the cursor begins; None where there are none."""
    wanted = [[one.current for one in orgs], [one.default for one in orgs]]
    return next((marks.index(True) for marks in wanted if True in marks), 0 if orgs else None)


def lines_of(orgs: Sequence[KnownOrg], width: int, signs: Glyphs) -> list[Content]:
    """One text for each org, in columns where every one of them fits into the width."""
    rows = [(plain(one.name), signs.say(plain(one.how)), signs.say(plain(one.about)), one) for one in orgs]
    name = max((cell_len(row[0]) for row in rows), default=0)
    how = max((cell_len(row[1]) for row in rows), default=0)
    one_line = all(
        name + how + cell_len(about) + len(standing(org)) + 3 * len(GAP) <= width for _, _, about, org in rows
    )
    return [
        _line(fit(one, name), fit(how_one, how), about, org) if one_line else _lines(one, how_one, about, org, signs)
        for one, how_one, about, org in rows
    ]


def standing(org: KnownOrg) -> str:
    """What sets it apart: ``open now``, ``default``."""
    return ", ".join(word for word, so in (("open now", org.current), ("default", org.default)) if so)


def _line(name: str, how: str, about: str, org: KnownOrg) -> Content:
    parts = [(name, "bold"), (how, ""), (about, QUIET), (standing(org), "$text-accent")]
    return Content(GAP).join([Content.styled(*one) for one in parts if one[0]])


def _lines(name: str, how: str, about: str, org: KnownOrg, signs: Glyphs) -> Content:
    first = Content.assemble((name, "bold"), GAP, (standing(org), "$text-accent"))
    below = signs.say(" · ").join(one for one in (how, about) if one)
    return Content("\n").join([first, Content.styled(f"  {below}", QUIET)])
