"""What all sheets share: a title, lines that scroll, and the keys that work there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, TypeVar

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tui.ui import screens
from tui.ui.commands.looking import Help
from tui.ui.following import FollowingApp
from tui.ui.keys import MOVES
from tui.ui.lines.key_line import KeyLine
from tui.ui.lines.spread import Part, spread
from tui.ui.page import Page

Answer = TypeVar("Answer")
HELP_KEY = Binding(Help.key, "help_here", Help.footer, tooltip="What one sees here, and the keys", id=Help.id)


class SheetTitle(Widget):
    """The sheet's first line: what it is, and to the right how things stand."""

    def __init__(self) -> None:
        super().__init__()
        self._left = self._right = Content()

    def show(self, left: Content, right: Content) -> None:
        """Show these from now on."""
        self._left, self._right = left, right
        self.refresh()

    def render(self) -> Content:
        """Both, as far as there is room."""
        return spread([Part(self._left)], [Part(self._right, 1)], self.size.width - 2)


class Sheet(Screen[Answer | None]):
    """A screen over the desk that tells something. A subclass draws; ``above`` stands between title and lines.

    Its answer is None where it is only closed, and always where it asks nothing. ``RANKS`` says by binding id which
    keys give way first where the footer is narrow, ``DEAD`` by action why its key can do nothing where it cannot.
    ``HELP`` tells a person what the sheet shows.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "close", "Back", key_display="esc"), HELP_KEY]
    AUTO_FOCUS = "Page"
    DEAD: ClassVar[Mapping[str, str]] = {}
    RANKS: ClassVar[Mapping[str, int]] = {}
    app = getters.app(FollowingApp)

    def compose(self) -> ComposeResult:
        """Title, words, lines, keys."""
        yield SheetTitle()
        yield from self.above()
        yield self.page()
        yield KeyLine(self.RANKS)

    def above(self) -> Iterable[Widget]:
        """What stands between title and lines."""
        yield Static(id="words")

    def page(self) -> Page:
        """What shows the lines."""
        return Page(id="page")

    def show(self, left: Content, right: Content, words: Content, lines: Sequence[Content]) -> None:
        """Draw the sheet."""
        self.query_one(SheetTitle).show(left, right)
        self.query_one("#words", Static).update(words)
        self.query_one("#words").display = bool(words)
        self.query_one(Page).show(lines)

    def on_key(self, event: events.Key) -> None:
        """A dead key says why."""
        if event.key in MOVES:
            return
        active = self.active_bindings.get(event.key)
        why = self.DEAD.get(active.binding.action.partition("(")[0]) if active and not active.enabled else None
        if active is not None and why is not None:
            event.stop()
            self.app.toast(f"{active.binding.description}: {why}", severity="warning")

    def action_help_here(self) -> None:
        """What one sees here, and the keys."""
        self.app.push_screen(screens.here_sheet.here(self))

    def action_close(self) -> None:
        """Back to the desk."""
        self.dismiss(None)
