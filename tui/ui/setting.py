"""What the screen is given at its start, by the door that wires everything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, tzinfo

from msgspec import Struct

from tui.loop.hand import Hand
from tui.loop.pulse import Pulse
from tui.presence.entry import Entry
from tui.presence.model import Id, Session
from tui.presence.ports import Clock, Sleep
from tui.presence.settings import Settings

Source = Callable[[Hand], AsyncIterator[Pulse]]
Details = Callable[[Id], Awaitable[tuple[datetime, tuple[Session, ...]]]]
History = Callable[[Id], list[Entry]]


class Setting(Struct, frozen=True):
    """The run's choices and its doors to the outside.

    ``settings`` are the general ones, for the keys; an org's own come with every pulse. ``details`` reads all sessions
    of one user now. ``read_only``: no writing command exists in this run. ``writable`` allows writing in a production
    org, which is read-only otherwise. ``zone`` is the reader's time zone.
    ``demo`` is a word for the top line where the org is simulated. ``log_file`` is named by internal errors.
    """

    settings: Settings
    clock: Clock
    zone: tzinfo
    details: Details
    read_only: bool = False
    writable: bool = False
    demo: str = ""
    log_file: str = ""
    ascii_only: bool = False
    history: History | None = None
    sleep: Sleep = asyncio.sleep

    def may_write(self, pulse: Pulse) -> bool:
        """Whether this run may toggle: not read-only, and in production only where that was allowed.

        Before the org is known nothing may be written.
        """
        if self.read_only or pulse.org is None:
            return False
        return pulse.org.sandbox or self.writable
