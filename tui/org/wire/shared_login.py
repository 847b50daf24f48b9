"""One login for several wires of one org: a token that one of them renewed serves the others too.

Without this each would renew by itself, and with logins that keep a single token alive they would kill each other's.
"""

from __future__ import annotations

import threading
from dataclasses import replace

from tui.org.wire.connection import Connection, Renew
from tui.presence.model import Instant
from tui.presence.ports import Clock

_FRESH = 900.0  # seconds; the shortest session timeout that an org can set


class SharedLogin:
    """Gives each wire a connection of its own. Their ``renew`` may be called from different threads at once."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection, self._clock = connection, clock
        self._lock = threading.Lock()
        self._newest = connection.token
        self._renewed: Instant | None = None

    def connection(self) -> Connection:
        """A connection for one more wire."""
        renew = self._connection.renew
        with self._lock:
            token = self._newest
        return replace(self._connection, token=token, renew=_Holder(self, token, renew) if renew else None)

    def instead_of(self, dead: str, renew: Renew) -> str:
        """A token in place of a dead one: another wire's, where that one is fresh, else a new one."""
        with self._lock:
            if dead == self._newest or not self._is_fresh():
                self._newest = renew()
                self._renewed = self._clock.now()
            return self._newest

    def _is_fresh(self) -> bool:
        return self._renewed is not None and self._renewed.until(self._clock.now()) < _FRESH


class _Holder:
    """The ``renew`` of one wire: knows which token that wire holds."""

    def __init__(self, login: SharedLogin, token: str, renew: Renew) -> None:
        self._login, self._held, self._renew = login, token, renew

    def __call__(self) -> str:
        """A token other than the one that this wire found dead. Raises what the login's own ``renew`` raises."""
        self._held = self._login.instead_of(self._held, self._renew)
        return self._held
