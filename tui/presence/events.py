"""What an org tells by itself: who just logged in or out, and whether its events are live.

An event decides nothing: it wakes a reading of that user (R16), and the plan follows from the reading.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from tui.presence.model import Id


class Happening(Struct, frozen=True):
    """Somebody logged in or out at ``at``, on the org's clock; any user of the org, DE's or not.

    ``place`` is a city and country, else the IP address, else empty: for the screen alone, the journal never keeps it.
    ``source`` says in words what told of it: "logout event", "login event", "login history".
    """

    kind: Literal["login", "logout"]
    user_id: Id
    at: datetime
    place: str = ""
    source: str = ""


class EventsState(Struct, frozen=True):
    """Whether logouts are heard as they happen; ``why`` they are not, or what is missing of what is caught up."""

    state: Literal["live", "catching up", "off"]
    why: str = ""


class LastHeard(Struct, frozen=True):
    """The last event of a stream that was heard: its replay id, which only the org understands, and its time."""

    replay_id: int
    at: datetime


class Bookmark(Protocol):
    """Keeps where the hearing of one org's logouts goes on, over runs. Fails silently: the org has 72 hours of them."""

    def last(self) -> LastHeard | None:
        """The last event that was heard, or None where nothing is known of any."""
        ...

    def keep(self, last: LastHeard) -> None:
        """Keep it."""
        ...


class Events(Protocol):
    """The live events of one org."""

    def listen(self) -> AsyncIterator[Happening | EventsState]:
        """Every event once, and every change of state, for ever. Raises nothing but when it is cancelled.

        What was given out before the next one is asked for counts as heard, also over runs.
        """
        ...

    async def close(self) -> None:
        """Take leave of the org; what is in flight is left to time out in its thread."""
        ...
