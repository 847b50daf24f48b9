"""From the desk to the saved filters and back: the chosen one filters the table."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tui.presence.filtering.compiling import Compiled
from tui.ui import screens

if TYPE_CHECKING:
    from tui.ui.finding import Finding

SLICE = 5_000  # rows between two looks at what else is to be done


async def choose_filter(desk: Finding, *, naming: bool) -> None:
    """Show the saved filters; what is saved and deleted there is remembered at once."""

    async def count(compiled: Compiled) -> int:
        return await shown_by(desk, compiled)

    dialog = screens.filters_dialog.FiltersDialog(
        desk.saved_filters, desk.filter, count=count, keep=desk.save_filters, naming=naming
    )
    text = await desk.app.push_screen_wait(dialog)
    if text is not None:
        desk.close_filter()
        desk.filter_by(text)


async def shown_by(desk: Finding, compiled: Compiled) -> int:
    """How many rows a filter shows, counted in slices so that keys are answered meanwhile."""
    rows, now, found = list(desk.view.everyone.values()), desk.app.org_now(), 0
    for begin in range(0, len(rows), SLICE):
        found += len(compiled.select(rows[begin : begin + SLICE], now))
        await asyncio.sleep(0)
    return found
