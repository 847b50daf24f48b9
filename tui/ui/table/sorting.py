"""The order of the rows: one key a column, names as the tie break."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

from msgspec import Struct

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


by_name: Callable[[Row], str] = attrgetter("haystack")  # begins with the folded name and holds the Id: never equal


class Backwards:
    """A text that sorts the other way round."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Backwards) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __lt__(self, other: Backwards) -> bool:
        return other.text < self.text


class Order(Struct, frozen=True):
    """By a column, or the other way round. An unknown column sorts by name.

    Reversed, names among equals still go from A to Z: that is where a person looks for them.
    """

    sort: str = DEFAULT_SORT
    reverse: bool = False

    @property
    def value(self) -> Callable[[Row], Any] | None:
        """What the column sorts by; None where that is the name itself."""
        return KEYS.get(self.sort)

    @property
    def key(self) -> Callable[[Row], Any]:
        """A key that no two rows share, by which rows in this order ascend: for finding places among them."""
        value = self.value
        if value is None:
            return (lambda row: Backwards(row.haystack)) if self.reverse else by_name
        if not self.reverse:
            return lambda row: (value(row), row.haystack)
        return lambda row: (_turned(value(row)), row.haystack)


def _turned(value: float | str) -> float | Backwards:
    return Backwards(value) if isinstance(value, str) else -value


def in_order(rows: Iterable[Row], order: Order) -> list[Row]:
    """The rows in this order, sorted at once."""
    value = order.value
    found = sorted(rows, key=by_name, reverse=order.reverse and value is None)
    if value is not None:
        found.sort(key=value, reverse=order.reverse)
    return found
