"""What the two screens share that choose an org: the list, read anew with ``r``, and the ways to get another in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from tui.presence.problems import Failure
from tui.ui.glyphs import glyphs
from tui.ui.org_list import OrgList
from tui.ui.page import Page
from tui.ui.plain import plain
from tui.ui.screens.sheet import Sheet
from tui.ui.setting import KnownOrg
from tui.ui.tones import QUIET
from tui.ui.words.ways import MORE, Way

GAP = 3
LOOKING = "looking for orgs …"
MARGIN = 4  # cells to the left and right of a page's lines


class OrgChooser(Sheet[KnownOrg]):
    """Lists the orgs that can be opened. Looking for them asks the Salesforce CLI, which takes a second or more.

    A subclass hears ``chosen``, and says by ``words`` what the list is for.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "look", "Look again", tooltip="Look again which orgs there are")
    ]
    AUTO_FOCUS = "OrgList"
    TITLE = "Orgs"
    HEAD = ""
    WAYS: ClassVar[Sequence[Way]] = ()

    def __init__(self) -> None:
        super().__init__()
        self._orgs: tuple[KnownOrg, ...] | None = None
        self._problem = ""

    def above(self) -> Iterable[Widget]:
        """Words and the list."""
        yield Static(id="words")
        yield OrgList(glyphs(ascii_only=self.app.setting.ascii_only))

    def on_mount(self) -> None:
        """Look at once."""
        self.action_look()

    def on_resize(self) -> None:
        """Columns become lines where it is narrow."""
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Looking needs somebody who knows where."""
        return self.app.setting.orgs is not None if action == "look" else super().check_action(action, parameters)

    def action_look(self) -> None:
        """Look which orgs there are; what was found before stays until then."""
        if self.app.setting.orgs is not None:
            self._problem = ""
            self.run_worker(self._look_or_say(), group="orgs", exclusive=True, exit_on_error=False)

    async def _look_or_say(self) -> None:
        self._draw(looking=True)
        await self.app.guarded(self._look(), "Looking for orgs")
        if self._orgs is None and not self._problem:
            self._problem = "It could not be found out which orgs there are."
        self._draw()

    async def _look(self) -> None:
        if self.app.setting.orgs is None:
            return
        try:
            self._orgs = await self.app.setting.orgs()
        except Failure as failure:
            self._problem = plain(f"{failure.problem}. {failure.problem.next}")

    def words(self) -> str:
        """What the list is for."""
        return ""

    def _draw(self, *, looking: bool = False) -> None:
        orgs, width = self._orgs or (), self.size.width
        known = LOOKING if looking else f"{len(orgs):,} known" if orgs else ""
        words = [Content(self.words()), Content.styled(self._problem, "$text-error")]
        lines = [Content.styled(self.HEAD, "bold $text-accent"), *way_lines(self.WAYS, width - MARGIN)]
        self.show(
            Content.styled(self.TITLE, "bold"),
            Content.styled(known, QUIET),
            Content("\n").join([one for one in words if one]),
            lines,
        )
        chooser = self.query_one(OrgList)
        chooser.show(orgs, width)
        if chooser.display != bool(orgs):
            chooser.display = bool(orgs)
            self.set_focus(chooser if orgs else self.query_one(Page))
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.chosen(self.query_one(OrgList).orgs[event.option_index])

    def chosen(self, org: KnownOrg) -> None:
        """Somebody wants this one."""
        raise NotImplementedError


def way_lines(ways: Sequence[Way], width: int) -> list[Content]:
    """Commands with what they do: beside them where both fit, else below."""
    widest = max((len(way.command) for way in ways), default=0)
    beside = all(widest + GAP + len(way.what) + 2 <= width for way in ways)
    lines: list[Content] = []
    for way in ways:
        command = Content.styled(f"  {way.command.ljust(widest) if beside else way.command}", "bold")
        what = Content.styled(" " * (GAP if beside else 6) + way.what, QUIET)
        lines += [command + what] if beside else [command, what]
    return [*lines, Content(), Content.styled(f"  {MORE}", QUIET)]
