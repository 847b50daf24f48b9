"""Follows the login history of one org for ever, at its own pace."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from tui.org.events.logins import LoginMark
from tui.org.events.pace import BESIDE_EVENTS, OFTEN, asking_pause, scarce
from tui.org.events.pauses import RARELY
from tui.org.events.payloads import Login
from tui.org.events.source import Source
from tui.org.wire.errors import Misread, MissingPermission, Rejected
from tui.presence.problems import Failure

log = logging.getLogger(__name__)
AT_FIRST = 1.0  # seconds
SOON = 2.0  # seconds to the next question where there was more than one answer holds


class Following:
    """Asks what happened since ``mark``, and tells the new logins.

    ``beside_events`` is whether logins are told by events now, so that the history only tells what those missed.
    """

    def __init__(
        self, source: Source, mark: LoginMark, tell: Callable[[list[Login]], None], beside_events: Callable[[], bool]
    ) -> None:
        self._source, self._mark = source, mark
        self._tell, self._beside_events = tell, beside_events

    async def follow(self) -> None:
        """Follow for ever; ends only when it is cancelled. The first reading goes first: it is what people wait for."""
        await self._source.sleep(AT_FIRST)
        while True:
            await self._source.sleep(await self._asked())

    async def _asked(self) -> float:
        """Ask once, if the org has calls enough; seconds to the next time."""
        if scarce(self._source.use()):
            return BESIDE_EVENTS
        now = datetime.fromtimestamp(self._source.clock.now().wall, UTC)
        try:
            told = await self._source.history(self._mark.ask(now))
        except (MissingPermission, Rejected, Misread) as failure:
            log.warning("logins cannot be followed: %s", failure.problem)
            return RARELY
        except Failure as failure:
            log.info("logins could not be read: %s", failure.problem)
            return OFTEN
        found = self._mark.of_history(told)
        if found:
            self._tell(found)
        return SOON if told.cut and found else asking_pause(told.use, beside_events=self._beside_events())
