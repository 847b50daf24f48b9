"""The monitor's app, wiring only: the desk, the settings' keys over the commands, and the loop that it follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from tui.presence.model import Problem
from tui.ui import screens
from tui.ui.commands import moved_keys
from tui.ui.commands.looking import Palette, Quit
from tui.ui.desk import Desk
from tui.ui.following import FollowingApp
from tui.ui.keys import keys_of, keys_shown
from tui.ui.last_looks import AsciiLines, Legible
from tui.ui.setting import Setting, Source

KEPT_SYSTEM_COMMANDS = ("Theme", "Screenshot")
FEW_COLOURS = ("standard", "windows")  # Rich's names for sixteen
TEXTUALS_OWN = "textual-dark"  # the theme where nobody chose one


class MonitorApp(FollowingApp):
    """The monitor. ``source`` is the loop's pulses by hand, None where no connection is known."""

    TITLE = "de-presence"
    CSS_PATH = "monitor.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [Palette.app_binding()]

    def __init__(self, source: Source | None, setting: Setting) -> None:
        super().__init__(source, setting)
        self.desk = Desk(setting)
        if self.console.color_system in FEW_COLOURS and self.theme == TEXTUALS_OWN and not self.no_color:
            self.theme = "ansi-dark"  # the terminal's own sixteen; nothing is mixed from them that it does not have
        self._last_looks = (Legible(self.console.color_system), *((AsciiLines(),) if setting.ascii_only else ()))

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line goes through before it is written: Textual's own filters, then ours."""
        return [*super().get_line_filters(), *self._last_looks]

    def get_default_screen(self) -> Screen[Any]:
        """The desk, or how to get a connection where there is none."""
        return screens.connect_sheet.ConnectSheet() if self.orgless else self.desk

    def ask_for_org(self, problem: Problem) -> None:
        """The connect screen takes the desk's place for good: whoever chooses an org there leaves with it."""
        self.push_screen(screens.connect_sheet.ConnectSheet(problem.cause))

    def on_mount(self) -> None:
        """Keys first. The door lets no entry in that cannot stand."""
        self.move_keys(self.setting.settings.keys)

    def move_keys(self, wanted: Mapping[str, str]) -> None:
        """Let the commands have the settings' keys."""
        self.moved_keys = moved_keys(wanted).keys
        self.set_keymap(self.moved_keys)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Our commands in the palette, at the desk; and the few of Textual's own that make sense here."""
        if screen is self.desk:
            for command in self.desk.commands:
                if command is not Palette and command.here(self.desk):
                    label = f"{command.label} ({keys_shown(self.moved_keys.get(command.id, command.key))})"
                    yield SystemCommand(label, command.help(), lambda one=command: self.desk.perform(one))
        for other in super().get_system_commands(screen):
            if other.title in KEPT_SYSTEM_COMMANDS:
                yield other

    async def action_quit(self) -> None:
        """Textual's own ctrl+q leaves by the same door."""
        if self.screen is self.desk:
            self.desk.perform(Quit)
        elif self.orgless:
            self.exit()

    def action_help_quit(self) -> None:
        """What ctrl+c says: a person who presses it wants to leave."""
        keys = keys_of(self.moved_keys.get(Quit.id, Quit.key)) or ("q",)
        self.toast(f"Press {keys_shown(keys[0])} to quit.")
