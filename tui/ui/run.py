"""Opens the monitor and waits until it is closed."""

from __future__ import annotations

from tui.ui.app import MonitorApp
from tui.ui.setting import Setting, Source


def run(source: Source | None, setting: Setting) -> int:
    """Run the monitor in this terminal; the exit code of the command. ``source`` None: the connect screen."""
    app = MonitorApp(source, setting)
    app.run()
    return app.return_code or 0
