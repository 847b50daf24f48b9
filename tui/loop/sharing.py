"""What the org's own job must learn of a person's orders: which holds they left (R9), and what is said where it cannot.

The loop's own holds are not shared: the job draws its own conclusions of what happens in DE.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from tui.loop.hand import HoldOrder, Order, Report
from tui.presence.entry import Entry
from tui.presence.memory import Hold, Memory
from tui.presence.model import Id, Problem

Holds = Mapping[Id, Hold | None]


def left_by(order: Order, report: Report, memory: Memory) -> dict[Id, Hold | None]:
    """The person's holds that a finished order left on its users, None where it left none."""
    return persons(_touched(order, report), memory)


def persons(user_ids: Iterable[Id], memory: Memory) -> dict[Id, Hold | None]:
    """The holds of these users that a person gave."""
    holds = {one: memory.of(one).hold for one in user_ids}
    return {one: hold if hold is not None and hold.by == "person" else None for one, hold in holds.items()}


def _touched(order: Order, report: Report) -> tuple[Id, ...]:
    """Users whose hold the order set, restored or ended."""
    if isinstance(order, HoldOrder):
        return order.user_ids
    restored = {one for one, _ in order.holds}
    sent = (one.user_id for one in report.outcomes if one.ok is not False)
    return tuple(one for one in sent if order.hold is not None or one in restored)


def unshared(holds: Holds, problem: Problem, at: datetime) -> Entry:
    """The word for the activity log."""
    held = sum(hold is not None for hold in holds.values())
    what = "of this hold" if held == 1 else "of these holds" if held else "that this hold is over"
    return Entry(at, "error", why=f"the org's own job does not know {what}: {problem}", by="loop")


class Owed:
    """Holds that the org was not told of yet, with the presence each was given in; the latest of a user counts."""

    def __init__(self) -> None:
        self._holds: dict[Id, Hold | None] = {}
        self._present: dict[Id, bool | None] = {}

    def add(self, holds: Holds, memory: Memory) -> None:
        """These are to be told, too."""
        self._holds.update(holds)
        self._present.update({one: memory.of(one).present for one in holds})

    def take(self) -> tuple[Holds, Mapping[Id, bool | None]]:
        """All of them; from now on they count as told, whatever becomes of it."""
        taken = self._holds, self._present
        self._holds, self._present = {}, {}
        return taken
