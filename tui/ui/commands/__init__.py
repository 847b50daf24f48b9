"""All commands in the order of footer and help: the one tuple that feeds bindings, palette, footer and help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui.ui.commands.acting import AbortPoll, HoldUsers, StartPoll, ToggleOff, ToggleOn, Undo
from tui.ui.commands.base import Command
from tui.ui.commands.filters import SavedFilters
from tui.ui.commands.history import ShowHistory
from tui.ui.commands.looking import (
    ChooseColumns,
    Clear,
    Filter,
    Help,
    Mark,
    MarkShown,
    Palette,
    Quit,
    Refresh,
    ShowDetails,
    ShowPlan,
    Sort,
    SortReverse,
)
from tui.ui.commands.outside import ShowDoctor, ShowJob, SwitchOrg
from tui.ui.commands.overview import ShowTeams, ShowTrends, ShowWatched, Watch
from tui.ui.commands.taking import Copy, CopyId, CopyJson, Export
from tui.ui.keys import Keymap, keymap

COMMANDS: tuple[type[Command], ...] = (
    Mark, ToggleOn, ToggleOff, HoldUsers, StartPoll, AbortPoll, ShowPlan, ShowDetails, Filter, Undo, Sort, Refresh,
    MarkShown, Clear, SortReverse, ChooseColumns, SavedFilters,
    Copy, CopyId, CopyJson, Export,
    ShowHistory, ShowTeams, ShowTrends, Watch, ShowWatched, ShowDoctor, ShowJob, SwitchOrg, Help, Palette, Quit,
)  # fmt: skip
READING = tuple(command for command in COMMANDS if not command.writes)


def moved_keys(wanted: Mapping[str, str]) -> Keymap:
    """The settings' keys over the commands' own."""
    return keymap(wanted, {one.id: one.key for one in COMMANDS})


def command_named(name: str, commands: Sequence[type[Command]]) -> type[Command] | None:
    """The command whose class has this name, if it is among these."""
    return next((command for command in commands if command.__name__ == name), None)
