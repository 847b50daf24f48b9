"""Textual's least: one word on the screen. With ``clock`` it shows the time, anew every second."""

from __future__ import annotations

import sys
from datetime import datetime

from textual.app import App, ComposeResult
from textual.widgets import Static


class Hello(App[None]):
    """One word."""

    def compose(self) -> ComposeResult:
        """It."""
        yield Static("Hello")

    def on_mount(self) -> None:
        """The clock, where it is wanted."""
        if "clock" in sys.argv:
            self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        self.query_one(Static).update(f"{datetime.now().astimezone():%H:%M:%S}")


if __name__ == "__main__":
    Hello().run()
