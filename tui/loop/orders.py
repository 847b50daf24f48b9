"""What an order means for memory and journal, and what a sender needs to carry it out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from msgspec.structs import replace

from tui.loop.cycle import Reading
from tui.loop.hand import Hand, HoldOrder, ToggleOrder
from tui.loop.send import Errand
from tui.presence.entry import Entry
from tui.presence.holds import held, hold_words, released
from tui.presence.memory import Hold, Memory, Past
from tui.presence.model import Id
from tui.presence.plan import Planned
from tui.presence.ports import Toggle
from tui.presence.words import iso

REFUSED = "you did not want it turned on by the first plan"


def person_errand(order: ToggleOrder) -> Errand:
    """A person's toggles; nothing stops them but the person."""
    return Errand(
        order.toggles,
        "person",
        {one.user_id: order.why for one in order.toggles},
        order.hold,
        dict(order.holds),
        order.unrecorded_ok,
    )


def loop_errand(
    toggles: Iterable[Planned], *, stop: Callable[[], str | None], dropped: Callable[[Collection[Id]], frozenset[Id]]
) -> Errand:
    """A plan's toggles; stopped by an abort or an old reading, without the users a person took over meanwhile."""
    planned = tuple(toggles)
    return Errand(
        tuple(Toggle(one.user_id, one.to, one.reason) for one in planned),
        "loop",
        {one.user_id: one.why for one in planned},
        stop=stop,
        dropped=dropped,
    )


def ordered(hand: Hand) -> frozenset[Id]:
    """Users whom a person toggled or held since the plan (R15)."""
    found: set[Id] = set()
    for order, _ in hand.orders:
        found |= set(order.user_ids) if isinstance(order, HoldOrder) else {one.user_id for one in order.toggles}
    return frozenset(found)


def holds_of(order: HoldOrder, memory: Memory, at: datetime) -> dict[Id, Past]:
    """The pasts of the users that an order holds or releases."""
    return {
        user_id: held(memory.of(user_id), order.hold) if order.hold else released(memory.of(user_id), at)
        for user_id in order.user_ids
    }


def hold_entries(order: HoldOrder, reading: Reading | None, at: datetime) -> tuple[Entry, ...]:
    """What the journal says of holds given or ended by a person; its end in UTC, for readers in every zone."""
    hold = order.hold
    to, why = (hold_words(hold, iso(hold.until)), hold.why) if hold else ("released", "")
    return tuple(
        Entry(at, "hold", user_id, name_of(user_id, reading), None, to, why, by="person") for user_id in order.user_ids
    )


def holding(refused: Iterable[Planned], memory: Memory) -> dict[Id, Past]:
    """R10: ons of the first plan that were not wanted are held until presence changes."""
    hold = Hold(REFUSED, until_presence=True)
    return {one.user_id: replace(memory.of(one.user_id), hold=hold) for one in refused}


def name_of(user_id: Id, reading: Reading | None) -> str:
    """The user's name in the last reading, or the Id."""
    standing = reading.roster.standings.get(user_id) if reading else None
    return standing.user.name if standing else user_id
