"""What opens over the desk: dialogs that ask, sheets that tell.

Each is imported when it is first opened, as ``screens.plan_sheet.PlanSheet()``: all together they would take a good
part of the time to the first frame, which shows none of them.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.ui.screens import bulk_dialog as bulk_dialog
    from tui.ui.screens import columns_sheet as columns_sheet
    from tui.ui.screens import connect_sheet as connect_sheet
    from tui.ui.screens import details_sheet as details_sheet
    from tui.ui.screens import dialog as dialog
    from tui.ui.screens import doctor_sheet as doctor_sheet
    from tui.ui.screens import export_dialog as export_dialog
    from tui.ui.screens import filters_dialog as filters_dialog
    from tui.ui.screens import first_plan as first_plan
    from tui.ui.screens import help_sheet as help_sheet
    from tui.ui.screens import here_sheet as here_sheet
    from tui.ui.screens import history_sheet as history_sheet
    from tui.ui.screens import hold_dialog as hold_dialog
    from tui.ui.screens import job_sheet as job_sheet
    from tui.ui.screens import orgs_sheet as orgs_sheet
    from tui.ui.screens import plan_sheet as plan_sheet
    from tui.ui.screens import reason_line as reason_line
    from tui.ui.screens import taken as taken
    from tui.ui.screens import teams_sheet as teams_sheet
    from tui.ui.screens import trends_sheet as trends_sheet
    from tui.ui.screens import watched_sheet as watched_sheet


def __getattr__(name: str) -> ModuleType:
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        raise AttributeError(f"no module {error.name}") from error
