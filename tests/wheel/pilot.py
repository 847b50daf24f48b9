"""A pilot of the installed monitor: on the demo org, wait for rows, mark one, quit. It needs no test library."""

from __future__ import annotations

import asyncio

from tui.cli.given import Given
from tui.cli.monitor import monitor_app
from tui.ui.table.roster_table import RosterTable

PATIENCE = 300  # looks of a tenth of a second


async def main() -> None:
    """Raise where the installed monitor does not come to life."""
    app = monitor_app(Given(demo="small"), interval=None)
    async with app.run_test(size=(120, 40)) as pilot:
        table = app.screen.query_one(RosterTable)
        for _ in range(PATIENCE):
            if table.cursor_id is not None:
                break
            await pilot.pause(0.1)
        await pilot.press("space")
        if len(table.marks) != 1:
            raise SystemExit("the monitor showed no rows, or would not mark one")
        print("pilot: rows are there, one is marked")
        await pilot.press("q")


if __name__ == "__main__":
    asyncio.run(main())
