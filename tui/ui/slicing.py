"""Brings the view on without letting a key wait: a slice now, the rest beside everything else with pauses between."""

from __future__ import annotations

from collections.abc import Callable

from tui.presence.ports import Clock, Sleep
from tui.ui.table.live_view import LiveView
from tui.ui.table.view import View

FIRST = 0.004  # seconds that the first slice may take: what is ready by then is painted with the key
LATER = 0.002  # seconds of each slice after it
PAUSE = 0.002  # seconds between two: a key goes through several turns of the event loop before it is painted


class Slicing:
    """``show`` gets each view as it gets ready. ``partly`` says whether the first rows may be shown before the rest."""

    def __init__(
        self,
        live: LiveView,
        clock: Clock,
        sleep: Sleep,
        show: Callable[[View], None],
        partly: Callable[[], bool],
    ) -> None:
        self._live, self._clock, self._sleep = live, clock, sleep
        self._show, self._partly = show, partly
        self._shown = live.view
        self._going = False

    def begin(self) -> bool:
        """Do the first slice; True where ``go_on`` must do the rest."""
        self._slice(FIRST, warming=False)
        if not self._fresh() and self._partly() and (view := self._live.so_far) is not None:
            self._show(view)
        return self._live.busy and not self._going

    async def go_on(self) -> None:
        """Do the rest, and what comes up meanwhile."""
        self._going = True
        try:
            while self._live.busy:
                await self._sleep(PAUSE if self._shown.rows else 0)  # before there are rows, nobody moves among them
                self._slice(LATER, warming=True)
                self._fresh()
        finally:
            self._going = False

    def _slice(self, seconds: float, *, warming: bool) -> None:
        end = self._clock.now().monotonic + seconds
        while self._live.busy if warming else self._live.urgent:
            self._live.step()
            if self._clock.now().monotonic >= end:
                return

    def _fresh(self) -> bool:
        """Show the view if it is another one."""
        if self._live.view is self._shown:
            return False
        self._shown = self._live.view
        self._show(self._shown)
        return True
