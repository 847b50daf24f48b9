"""How long the hearing rests after a failure: it begins anew for ever, and burdens nobody."""

from __future__ import annotations

from collections.abc import Callable

from tui.org.wire.errors import LimitReached, MissingPermission, Rejected
from tui.presence.model import Instant
from tui.presence.ports import Clock
from tui.presence.problems import Failure

STEADY = 20.0  # seconds that a stream has lived for its end to be an ordinary one: proxies and orgs cut long polls
LONGEST = 60.0
RARELY = 900.0  # where somebody has to change something in the org first
_REFUSALS = (MissingPermission, Rejected, LimitReached)


class Pauses:
    """Counts failures in a row. ``chance`` gives the jitter, 0 to 1: many listeners should not come back at once."""

    def __init__(self, clock: Clock, chance: Callable[[], float]) -> None:
        self._clock, self._chance = clock, chance
        self._failures = 0
        self._began: Instant | None = None

    def began(self) -> None:
        """A stream is live."""
        self._began = self._clock.now()

    @property
    def live(self) -> bool:
        """Whether the stream that ends now has been live."""
        return self._began is not None

    @property
    def failed(self) -> bool:
        """Whether this is not the first failure in a row."""
        return self._failures > 0

    def after(self, failure: Failure) -> float:
        """Seconds to rest. The first end of a stream that has lived rests for a moment only, whatever was said."""
        lived = self._began is not None
        if self._began is not None and self._began.until(self._clock.now()) >= STEADY:
            self._failures = 0
        self._began = None
        self._failures += 1
        if isinstance(failure, _REFUSALS) and not lived:
            return RARELY * (0.75 + self._chance() / 2)
        backoff = min(LONGEST, 2.0 ** (self._failures - 2)) * (0.5 + self._chance() / 2)
        return max(backoff, min(failure.retry_after or 0.0, RARELY))
