"""What live events need of the org that they belong to, and of the world around it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tui.org.events.history import Asked, Logins
from tui.org.events.stream import Stream
from tui.presence.events import Bookmark, LastHeard
from tui.presence.model import ApiUse
from tui.presence.ports import Clock, Sleep


class Unkept:
    """The bookmark of an org that does not outlive this run (implements ``Bookmark``)."""

    def __init__(self) -> None:
        self._last: LastHeard | None = None

    def last(self) -> LastHeard | None:
        """What was heard last in this run."""
        return self._last

    def keep(self, last: LastHeard) -> None:
        """Keep it in memory."""
        self._last = last


@dataclass(frozen=True)
class Source:
    """What live events need of an org. ``stream`` connects, and ``history`` asks; both raise OrgFailure.

    ``use`` is the use of calls that the org told last, ``may`` whether the caller has Customize Application; None
    where that is not known yet.
    """

    stream: Callable[[], Awaitable[Stream]]
    history: Callable[[Asked], Awaitable[Logins]]
    clock: Clock
    use: Callable[[], ApiUse] = ApiUse
    may: Callable[[], bool | None] = lambda: None
    sleep: Sleep = asyncio.sleep
    chance: Callable[[], float] = random.random
    bookmark: Bookmark = field(default_factory=Unkept)
