"""Whom a person watches: people as they stand now, and filters; from here one goes there, or watches them no longer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from tui.presence.filtering.compiling import compile_filter
from tui.presence.model import Id
from tui.presence.words import plural
from tui.ui.cursor_page import CursorPage
from tui.ui.flows.watching import YOU_ARE_TOLD, watch_filter, watch_users
from tui.ui.glyphs import Glyphs, glyphs
from tui.ui.plain import fit, plain
from tui.ui.screens.sheet import Sheet
from tui.ui.tones import PRESENCE_STYLES, QUIET, badge

if TYPE_CHECKING:
    from tui.ui.desk import Desk

NAME_CELLS = 30
NOBODY = "You watch nobody yet."


class WatchedSheet(Sheet[None]):
    """The list lives in what is remembered of the org, so that it is there again in the next run."""

    HELP = (
        "Whom you watch: people, and filters. You are told when they come, leave or get out of step, by a word in "
        "the corner, the bell and a line in the log."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "go", "Go there", tooltip="Back to the desk: to this person, or with this filter", priority=True
        ),
        Binding("w,delete", "drop", "No longer", key_display="w", tooltip="Watch them no longer"),
        Binding("W", "close", "Back", show=False),
    ]
    DEAD: ClassVar[Mapping[str, str]] = {
        "go": "you watch nobody yet",
        "drop": "you watch nobody yet",
    }

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._people: tuple[Id, ...] = ()
        self._filters: tuple[str, ...] = ()

    def page(self) -> CursorPage:
        """The list."""
        return CursorPage(self._signs, id="page")

    @property
    def _signs(self) -> Glyphs:
        return glyphs(ascii_only=self.app.setting.ascii_only)

    def on_mount(self) -> None:
        """Follow the loop: presence goes on."""
        self.watch(self.app, "pulse", self._draw)

    def on_resize(self) -> None:
        """Lines are as wide as the page."""
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Something must be there."""
        if action in ("go", "drop"):
            return True if self._people or self._filters else None
        return super().check_action(action, parameters)

    @on(CursorPage.Opened)
    def action_go(self) -> None:
        """To this person, whatever the filter; or with this filter."""
        chosen = self._chosen
        if chosen in self._filters:
            self._desk.filter_by(chosen)
        elif chosen and not self._desk.table.move_to(chosen):
            self._desk.filter_by("")
            self._desk.call_after_refresh(self._desk.table.move_to, chosen)
        self.dismiss(None)

    def action_drop(self) -> None:
        """Watch them no longer."""
        chosen = self._chosen
        if chosen in self._filters:
            watch_filter(self._desk, chosen)
        elif chosen:
            watch_users(self._desk, (chosen,))
        self._draw()

    @property
    def _chosen(self) -> str:
        """The Id or the filter under the cursor; empty where nothing is there."""
        listed, cursor = (*self._people, *self._filters), self.query_one(CursorPage).cursor
        return listed[cursor] if cursor < len(listed) else ""

    def _draw(self) -> None:
        left, org, page = self._desk.remembering.desk, self.app.pulse.org, self.query_one(CursorPage)
        names = dict(zip(left.watched, self.app.names(left.watched), strict=True))
        self._people = tuple(sorted(left.watched, key=lambda one: (names[one].casefold(), one)))
        self._filters = left.watched_filters
        lines = [self._person(one, names[one]) for one in self._people] + [self._filter(one) for one in self._filters]
        head = Content.assemble(("Watched", "bold"), f"  {plain(org.name)}  " if org else "")
        head += Content.assemble(badge(sandbox=org.sandbox)) if org else Content()
        people, filters = plural(len(self._people), "person", "people"), plural(len(self._filters), "filter")
        words = f"Of those whom you watch {YOU_ARE_TOLD}." if lines else f"{NOBODY} w at the desk watches somebody."
        self.show(head, Content.styled(f"{people}, {filters}", QUIET), Content(words), page.lines)
        page.show_at(lines, page.cursor)
        self.refresh_bindings()

    def _person(self, user_id: Id, name: str) -> Content:
        row, signs = self._desk.view.everyone.get(user_id), self._signs
        begin = Content.assemble((f"{signs.watched} ", "$text-accent"), fit(name, NAME_CELLS, signs.more), "  ")
        if row is None:
            return Content.assemble(begin, ("not among DE's users now", QUIET))
        presence = (f"{signs.of(row.presence)} {row.presence}".ljust(12), PRESENCE_STYLES[row.presence])
        return Content.assemble(begin, presence, row.standing.de.value.ljust(9), (signs.say(row.next), QUIET))

    def _filter(self, text: str) -> Content:
        words = compile_filter(text, self._desk.saved_filters).words
        begin = Content.assemble(("/ ", "$text-accent"), (plain(text), "bold"))
        return Content.assemble(begin, (f"   {plain(words)}" if words else "", QUIET))
