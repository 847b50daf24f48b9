"""What is opened and copied without asking anything of the loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.ui import screens
from tui.ui.glyphs import glyphs

if TYPE_CHECKING:
    from tui.ui.desk import Desk


def show_help(desk: Desk) -> None:
    """All keys that exist in this run, as the settings moved them."""
    signs = glyphs(ascii_only=desk.setting.ascii_only)
    desk.app.push_screen(screens.help_sheet.HelpSheet(desk.commands, dict(desk.app.moved_keys), signs))


def show_columns(desk: Desk) -> None:
    """Which there are; what is chosen is shown at once."""
    desk.app.push_screen(screens.columns_sheet.ColumnsSheet(desk))


def show_plan(desk: Desk) -> None:
    """The plan, as it stands and goes on."""
    desk.app.push_screen(screens.plan_sheet.PlanSheet())


def show_doctor(desk: Desk) -> None:
    """What works in this org; it starts looking at once."""
    if desk.setting.doctor is not None:
        desk.app.push_screen(screens.doctor_sheet.DoctorSheet(desk.setting.doctor))


def show_job(desk: Desk) -> None:
    """The org's own job; it starts looking at once."""
    if desk.setting.job is not None:
        desk.app.push_screen(screens.job_sheet.JobSheet(desk.setting.job))
