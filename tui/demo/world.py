"""The simulated org's world: who is in it, what they do, and what DE makes of it. The server answers from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tui.demo.catalogue import schema
from tui.demo.options import Options


class DEError(Exception):
    """DE refused the whole call; nothing of it was applied."""


@dataclass(frozen=True)
class Received:
    """A toggle that came from outside and was applied. ``via`` is ``anonymous`` or ``action``."""

    at: datetime
    user_id: str
    online: bool
    reason: str | None
    via: str
    actor: str


class World:
    """An org whose people live by the injected clock (aware UTC). The same seed and start give the same day."""

    def __init__(self, options: Options, clock: Callable[[], datetime], token: str | None = None) -> None:
        self.options = options
        self._clock = clock
        self.schema = schema(options)
        self.received: list[Received] = []
        self.org_id = "00D5e0000001LxVEAU"
        self.caller_id = "0055e0000001LxVAAU"
        self.caller_username = "admin@acme.example"
        self.access_token = token or f"{self.org_id[:15]}!AQ0AQ"

    @property
    def now(self) -> datetime:
        """The org's clock."""
        return self._clock()

    def advance(self) -> None:
        """Play all that is due by now; costs what happens, not what exists."""

    def records(self, sobject: str) -> Sequence[Mapping[str, object]]:
        """The rows of an object that the caller may see; relationships are nested rows. KeyError for no object."""
        self.schema[sobject]
        return ()

    def availability(self) -> dict[str, dict[str, bool]]:
        """What ``getUserAvailabilityAllTeams()`` answers now: team Id to member Id to the Boolean."""
        return {}

    def toggle(self, changes: Sequence[tuple[str, bool, str | None]], via: str) -> None:
        """Apply (user Id, online, reason) for all or none. Raises DEError."""

    def savepoint(self) -> object:
        """A mark to roll back to."""
        return len(self.received)

    def rollback(self, savepoint: object) -> None:
        """Undo every toggle since the savepoint."""
