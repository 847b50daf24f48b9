"""The vocabulary of the screen's stories: open the monitor, press keys, read what is drawn, wait until."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from textual.content import Content
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList

from tests.ui.story import NOW, Stage, StoryClock
from tui.presence.model import Id, Session
from tui.presence.settings import Settings
from tui.ui.app import MonitorApp
from tui.ui.lines.activity_log import ActivityLog
from tui.ui.lines.counts import CountsLine
from tui.ui.lines.key_line import KeyLine
from tui.ui.lines.loop_line import LoopLine
from tui.ui.lines.problem_line import ProblemLine
from tui.ui.lines.top_line import TopLine
from tui.ui.page import Page
from tui.ui.screens.sheet import SheetTitle
from tui.ui.setting import KnownOrg, Setting, Source

TRIES = 400


async def no_sessions(_user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
    """An org where nobody has a session."""
    return NOW, ()


def setting_of(**more: Any) -> Setting:
    """A run's setting for a story."""
    chosen: dict[str, Any] = {"settings": Settings(), "clock": StoryClock(), "zone": UTC, "details": no_sessions}
    return Setting(**{**chosen, **more})


class Monitor:
    """The open monitor, as a person sees and uses it."""

    def __init__(self, app: MonitorApp, pilot: Pilot[KnownOrg]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def screen(self) -> Screen[Any]:
        return self.app.screen

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def write(self, text: str) -> None:
        await self.press(*("space" if character == " " else character for character in text))

    async def wait_until(self, condition: Callable[[], object]) -> None:
        """Give the app turns until something is so; a story that waits in vain fails with what is on the screen."""
        for _ in range(TRIES):
            await self.pilot.pause()
            if condition():
                return
            await asyncio.sleep(0.005)
        raise AssertionError(f"never came to be; the screen shows:\n{self.text()}")

    async def opens(self, kind: type[Screen[Any]]) -> None:
        """Wait until this kind of screen is open."""
        await self.wait_until(lambda: isinstance(self.screen, kind) and self.screen.is_mounted)

    def applying(self) -> bool:
        """Whether the loop was told to toggle by itself."""
        return self.app.hand.applying

    # what is drawn

    def top(self) -> str:
        return plain(self.app.desk.query_one(TopLine))

    def loop(self) -> str:
        return plain(self.app.desk.query_one(LoopLine))

    def counts(self) -> str:
        return plain(self.app.desk.query_one(CountsLine))

    def problem(self) -> str:
        line = self.app.desk.query_one(ProblemLine)
        return plain(line) if line.display else ""

    def log(self) -> str:
        return plain(self.app.desk.query_one(ActivityLog))

    def footer(self) -> str:
        return plain(self.screen.query_one(KeyLine))

    def table(self) -> str:
        table = self.app.desk.table
        return "\n".join(table.render_line(y).text.rstrip() for y in range(table.size.height))

    def row(self, name: str) -> str:
        """The line of the table that shows this name."""
        found = [line for line in self.table().splitlines() if name in line]
        assert found, f"{name} is not in\n{self.table()}"
        return found[0]

    def page(self) -> str:
        return self.screen.query_one(Page).text

    def toasts(self) -> str:
        return "\n".join(one.message for one in self.app._notifications)

    def text(self) -> str:
        """Everything that is drawn on the screen in front."""
        return "\n".join(plain(widget) for widget in self.screen.walk_children(Widget))


def plain(widget: Widget) -> str:
    """What a widget draws, without its colours."""
    if isinstance(widget, Page):
        return widget.text
    if isinstance(widget, SheetTitle):
        return widget.render().plain
    if isinstance(widget, OptionList):
        return "\n".join(str(option.prompt) for option in widget.options)
    drawn = widget.render()
    if isinstance(drawn, Content):
        return drawn.plain
    return "" if widget.is_container else str(drawn)


@asynccontextmanager
async def opened(
    source: Source | Stage | None = None, *, size: tuple[int, int] = (120, 40), **more: Any
) -> AsyncIterator[Monitor]:
    """Open the monitor over a stage and wait for its first rows."""
    app = MonitorApp(source or Stage(), setting_of(**more))
    async with app.run_test(size=size, notifications=True) as pilot:
        monitor = Monitor(app, pilot)
        if isinstance(source, Stage) or source is None:
            await monitor.wait_until(lambda: app.desk.view.at is not None)
        yield monitor
