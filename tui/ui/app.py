"""The monitor's app, wiring only: the desk, the settings' keys over the commands, and the loop that it follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from tui.presence.model import Problem
from tui.ui import screens
from tui.ui.commands import moved_keys
from tui.ui.commands.looking import Palette, Quit
from tui.ui.desk import Desk
from tui.ui.following import FollowingApp
from tui.ui.keys import keys_of, keys_shown
from tui.ui.setting import Setting, Source

KEPT_SYSTEM_COMMANDS = ("Theme", "Screenshot")


class MonitorApp(FollowingApp):
    """The monitor. ``source`` is the loop's pulses by hand, None where no connection is known."""

    TITLE = "de-presence"
    CSS_PATH = "monitor.tcss"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [Palette.app_binding()]

    def __init__(self, source: Source | None, setting: Setting) -> None:
        super().__init__(source, setting)
        self.desk = Desk(setting)

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
