"""The order of the rows: one key a column, names as the tie break."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from tui.presence.model import DE, Presence
from tui.ui.table.rows import Row

DEFAULT_SORT = "name"
PRESENCE_ORDER = {Presence.ACTIVE: 0, Presence.IDLE: 1, Presence.ABSENT: 2, Presence.UNKNOWN: 3}
DE_ORDER = {DE.ON: 0, DE.MIXED: 1, DE.OFF: 2, DE.UNKNOWN: 3}
NEXT_ORDER = ("sending", "off", "on", "waiting", "soon", "held-back", "held", "unknown", "")


def _presence(row: Row) -> float:
    """Active, idle by how long, absent, unknown; queues last."""
    if row.queue:
        return 9e12
    idle_from = row.standing.idle_from if row.presence is not Presence.ACTIVE else None
    return PRESENCE_ORDER[row.presence] * 1e12 - (idle_from.timestamp() if idle_from else 0)


def _seen(row: Row) -> float:
    """The latest first."""
    return -row.standing.last_seen.timestamp() if row.standing.last_seen else 0


def _expires(row: Row) -> float:
    """The next to expire first; those without a session last."""
    return row.standing.expires_at.timestamp() if row.standing.expires_at else 9e12


def _change(row: Row) -> float:
    """The latest first; never changed last."""
    return -row.changed_at.timestamp() if row.changed_at else 0


def _sessions(row: Row) -> float:
    """The most first; unknown last."""
    return -(row.standing.live_sessions if row.standing.live_sessions is not None else -1)


KEYS: Mapping[str, Callable[[Row], float | str]] = {
    "presence": _presence,
    "sessions": _sessions,
    "seen": _seen,
    "expires": _expires,
    "de": lambda row: DE_ORDER[row.standing.de] * 1e6 - row.standing.teams_on,
    "next": lambda row: NEXT_ORDER.index(row.next_kind),
    "change": _change,
    "username": lambda row: row.username.lower(),
    "teams": lambda row: row.team_hay,
    "why": lambda row: row.why,
}


def in_order(rows: Iterable[Row], sort: str, *, reverse: bool) -> tuple[Row, ...]:
    """The rows by a column's key, by name among equals. An unknown column sorts by name.

    Reversed, names among equals still go from A to Z: that is where a person looks for them.
    """
    key = KEYS.get(sort)
    by_name = sorted(rows, key=_name, reverse=reverse and key is None)
    if key is not None:
        by_name.sort(key=key, reverse=reverse)
    return tuple(by_name)


def _name(row: Row) -> tuple[str, str]:
    return row.sort_name, row.id
