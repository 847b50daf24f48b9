"""Keeping the trends alive: the journal's tallies once, and one of our own after every complete reading."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import TYPE_CHECKING

from tui.presence.problems import JournalFailure
from tui.ui import screens
from tui.ui.lines.trend_line import LONG, TrendLine
from tui.ui.trends.kept import Tallies, tally_of_view, with_tally
from tui.ui.trends.series import stands

if TYPE_CHECKING:
    from tui.ui.desk import Desk

logger = logging.getLogger(__name__)


def trending(desk: Desk) -> None:
    """Note what the counts line shows, once a reading; look into the journal at the first."""
    at = desk.view.at
    if at is None or (desk.tallies and desk.tallies[-1].at == at):
        return
    tally = tally_of_view(desk.view, desk.pulse)
    if tally is None:
        return
    first = not desk.tallies
    desk.tallies = with_tally(desk.tallies, tally)
    _show(desk)
    if first:
        desk.start(_look_back(desk, at), "Reading the trends")


def _show(desk: Desk) -> None:
    line = desk.query_one(TrendLine)
    line.stands = stands(desk.pulse)
    line.tallies = desk.tallies


async def _look_back(desk: Desk, at: datetime) -> None:
    earlier = await before(desk, at - LONG)
    desk.tallies = (*(one for one in earlier if one.at < at), *(one for one in desk.tallies if one.at >= at))
    _show(desk)


async def before(desk: Desk, since: datetime) -> Tallies:
    """The journal's tallies since then, read beside the event loop; none where it cannot be read (the loop says so)."""
    if desk.setting.tallies is None:
        return ()
    try:
        return tuple(await asyncio.to_thread(desk.setting.tallies, since))
    except JournalFailure:
        logger.warning("the trends before this run cannot be read", exc_info=True)
        return ()


def show_trends(desk: Desk) -> None:
    """The trends, bigger; they go on while they are open."""
    desk.app.push_screen(screens.trends_sheet.TrendsSheet(lambda since: before(desk, since), lambda: desk.tallies))
