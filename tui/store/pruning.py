"""What leaves the journal with time."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from tui.store import statements
from tui.store.chronicle import prune_chronicle
from tui.store.rows import MICROSECOND, microseconds

DAY = timedelta(days=1)
TOGGLE_DAYS = 400


def prune(connection: sqlite3.Connection, now: datetime, keep_days: int) -> None:
    """Drop entries older than ``keep_days``, toggles older than 400 days, and users whom DE answers no more.

    ``now`` is the org's. A user under a hold is never dropped.
    """
    others, toggles = _days_before(now, keep_days), _days_before(now, max(keep_days, TOGGLE_DAYS))
    connection.execute(statements.PRUNE_OTHERS, (others,))
    connection.execute(statements.PRUNE_TOGGLES, (toggles,))
    connection.execute(statements.PRUNE_PASTS, (others,))
    prune_chronicle(connection, now, others)


def _days_before(now: datetime, days: int) -> int:
    """As microseconds since 1970; so many days that no calendar has them mean ever."""
    return max(microseconds(now) - days * (DAY // MICROSECOND), statements.EVER)
