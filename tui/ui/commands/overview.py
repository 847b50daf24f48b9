"""The commands that look at everybody at once: the trends over hours, the teams, and whom a person watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.ui import screens
from tui.ui.commands.base import Command
from tui.ui.commands.looking import NOT_READ
from tui.ui.flows import teaming, trending, watching

if TYPE_CHECKING:
    from tui.ui.desk import Desk


class OfAReading(Command):
    """A command that needs a reading of the org."""

    @classmethod
    def why_not(cls, desk: Desk) -> str | None:
        """The org must have been read."""
        return NOT_READ if desk.pulse.roster is None else None


class ShowTeams(OfAReading):
    """Show the same people by team: present, on, out of step, where nobody is on. Enter filters by a team."""

    id, key, label, footer, rank = "teams", "T", "Teams", "Teams", 11

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Open them, and filter by the one that is chosen."""
        desk.start(teaming.show_teams(desk), "The teams")


class ShowTrends(OfAReading):
    """Show how many were active, idle, absent, on and out of step over the last hours or days; by team on demand."""

    id, key, label, rank = "trends", "t", "Trends", 14

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Open them."""
        trending.show_trends(desk)


class Watch(OfAReading):
    """Be told when the marked users, else the one under the cursor or a filter's, come, leave or get out of step."""

    id, key, label, rank = "watch", "w", "Watch", 13

    @classmethod
    def why_not(cls, desk: Desk) -> str | None:
        """Somebody must be marked or under the cursor, or a filter be set."""
        return super().why_not(desk) or watching.why_not_watch(desk)

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Watch them, or no longer."""
        desk.start(watching.watch(desk), "Watching")


class ShowWatched(OfAReading):
    """Show whom you watch: people and filters. Enter goes there, w watches them no longer."""

    id, key, label = "watched", "W", "Watched"

    @classmethod
    def run(cls, desk: Desk) -> None:
        """Open the list."""
        desk.app.push_screen(screens.watched_sheet.WatchedSheet(desk))
