"""Every command, through the screen: its key does what it says; palette, help and README's table of keys name it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from textual.command import CommandPalette
from textual.screen import Screen

from screenshots.key_table import key_table
from tests.ui.opened import Monitor, opened
from tests.ui.story import FEMKE, LEO, NOW, TOLA, Stage, pulse_of
from tui.loop.hand import ToggleOrder
from tui.loop.pulse import Phase
from tui.presence.chains import JobState
from tui.presence.model import Id
from tui.presence.settings import JournalSettings
from tui.store.journal import SqliteJournal
from tui.store.looking_back import LookingBack
from tui.ui.commands import COMMANDS
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
from tui.ui.lines.filter_line import FilterInput
from tui.ui.screens.columns_sheet import ColumnsSheet
from tui.ui.screens.details_sheet import DetailsSheet
from tui.ui.screens.doctor_sheet import DoctorSheet
from tui.ui.screens.export_dialog import ExportDialog
from tui.ui.screens.filters_dialog import FiltersDialog
from tui.ui.screens.help_sheet import HelpSheet
from tui.ui.screens.history_sheet import HistorySheet
from tui.ui.screens.hold_dialog import HoldDialog
from tui.ui.screens.job_sheet import JobSheet
from tui.ui.screens.orgs_sheet import OrgsSheet
from tui.ui.screens.plan_sheet import PlanSheet
from tui.ui.screens.reason_line import ReasonLine
from tui.ui.screens.teams_sheet import TeamsSheet
from tui.ui.screens.trends_sheet import TrendsSheet
from tui.ui.screens.watched_sheet import WatchedSheet
from tui.ui.setting import OwnJob

Done = Callable[[Monitor, Stage], object]


class Scene(NamedTuple):
    """What has come to be when a command's key was pressed; ``before`` are the keys that lead there."""

    done: Done
    before: tuple[str, ...] = ()
    phase: Phase = Phase.OFF


def opens(kind: type[Screen[Any]]) -> Scene:
    return Scene(lambda monitor, _: isinstance(monitor.screen, kind))


def table(done: Callable[[Monitor], object], *before: str) -> Scene:
    return Scene(lambda monitor, _: done(monitor), before)


def toggled(stage: Stage) -> list[Id]:
    return [one.user_id for order in stage.orders if isinstance(order, ToggleOrder) for one in order.toggles]


SCENES: dict[type[Command], Scene] = {
    Mark: table(lambda on: on.app.desk.table.marks == {TOLA.id} and on.app.desk.table.cursor_id == FEMKE.id),
    MarkShown: table(lambda on: len(on.app.desk.table.marks) == 9),
    Clear: table(lambda on: not on.app.desk.table.marks, "space"),
    Filter: table(lambda on: isinstance(on.app.focused, FilterInput)),
    Sort: table(lambda on: on.app.desk.view.sort == "presence"),
    SortReverse: table(lambda on: on.app.desk.view.reverse),
    Watch: table(lambda on: on.app.desk.remembering.desk.watched == {TOLA.id}),
    Copy: table(lambda on: on.app.clipboard.startswith(f"{TOLA.name}\t")),
    CopyId: table(lambda on: on.app.clipboard == TOLA.id),
    CopyJson: table(lambda on: f'"id": "{TOLA.id}"' in on.app.clipboard),
    Refresh: table(lambda on: on.app.hand.read_now),
    StartPoll: table(lambda on: on.applying()),
    AbortPoll: Scene(lambda monitor, _: monitor.app.hand.aborted, phase=Phase.ON),
    ToggleOn: Scene(lambda _, stage: toggled(stage) == [LEO.id], ("j", "j", "j")),
    Undo: Scene(lambda _, stage: toggled(stage) == [LEO.id, LEO.id], ("j", "j", "j", "o")),
    Quit: table(lambda on: on.app._exit),
    ToggleOff: opens(ReasonLine),
    HoldUsers: opens(HoldDialog),
    ShowPlan: opens(PlanSheet),
    ShowDetails: opens(DetailsSheet),
    ChooseColumns: opens(ColumnsSheet),
    SavedFilters: opens(FiltersDialog),
    Export: opens(ExportDialog),
    ShowHistory: opens(HistorySheet),
    ShowTeams: opens(TeamsSheet),
    ShowTrends: opens(TrendsSheet),
    ShowWatched: opens(WatchedSheet),
    ShowDoctor: opens(DoctorSheet),
    ShowJob: opens(JobSheet),
    SwitchOrg: opens(OrgsSheet),
    Help: opens(HelpSheet),
    Palette: opens(CommandPalette),
}  # fmt: skip


async def nothing() -> tuple[()]:
    return ()


async def no_job() -> JobState:
    return JobState(NOW)


@pytest.fixture
def past(tmp_path: Path) -> Iterator[LookingBack]:
    journal = SqliteJournal(tmp_path / "org.db", JournalSettings())
    yield LookingBack(journal)
    journal.close()


def test_every_command_has_a_scene() -> None:
    assert SCENES.keys() == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.__name__)
async def test_the_key_does_what_it_says_and_is_told_everywhere(command: type[Command], past: LookingBack) -> None:
    scene = SCENES[command]
    stage = Stage(pulse_of(phase=scene.phase))
    job = OwnJob(no_job, no_job, no_job)
    async with opened(stage, doctor=nothing, orgs=nothing, job=job, past=lambda: past) as monitor:
        await monitor.press(*scene.before)
        await monitor.wait_until(lambda: not monitor.app.desk.sending)
        offered = [one.title for one in monitor.app.get_system_commands(monitor.screen)]
        assert command is Palette or [title for title in offered if title.startswith(f"{command.label} (")]
        await monitor.press(command.key.partition(",")[0])
        await monitor.wait_until(lambda: scene.done(monitor, stage))
    assert command.help() in key_table()
