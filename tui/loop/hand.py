"""A person's hand on the loop: orders it carries out between two requests, and switches it looks at."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

from msgspec import Struct

from tui.presence.memory import Hold
from tui.presence.model import Id, Problem
from tui.presence.ports import Outcome, Toggle
from tui.presence.settings import Settings


class Report(Struct, frozen=True):
    """How an order ended: one outcome for each toggle that was sent, and what stopped the rest, if anything.

    ``unsent`` are users whose toggle never left. ``unrecorded``: the journal could not be written (R19).
    """

    outcomes: tuple[Outcome, ...] = ()
    unsent: tuple[Id, ...] = ()
    problem: Problem | None = None
    unrecorded: bool = False


class ToggleOrder(Struct, frozen=True):
    """Toggle these users now. ``hold`` is put on those accepted (R9); ``holds`` restores earlier ones (undo)."""

    toggles: tuple[Toggle, ...]
    why: str
    hold: Hold | None
    holds: tuple[tuple[Id, Hold | None], ...] = ()
    unrecorded_ok: bool = False


class HoldOrder(Struct, frozen=True):
    """Hold these users, or release them where ``hold`` is None."""

    user_ids: tuple[Id, ...]
    hold: Hold | None


Order = ToggleOrder | HoldOrder


class Hand:
    """What a person may do to a running loop. Everything returns at once; the loop answers in its own time.

    ``applying``: cycles run. ``sends``: they may send what they plan; without it they only show. ``first_ok``: a first
    plan needs no question (R10), said by whoever started a run without a screen. ``beside``: a person knows that
    something else toggles in this org, and wants this loop all the same. ``settings`` are to be taken over.
    ``focused``: somebody may be looking; a terminal that never tells counts as looked at.
    """

    def __init__(self, *, applying: bool = False, sends: bool = True, first_ok: bool = False) -> None:
        self.applying = applying
        self.sends = sends
        self.first_ok = first_ok
        self.beside = False
        self.focused = True
        self.settings: Settings | None = None
        self.confirmed: str | None = None
        self.only_off = False
        self.wake = asyncio.Event()
        self.aborted = False
        self.read_now = False
        self.orders: deque[tuple[Order, asyncio.Future[Report]]] = deque()

    def start(self, *, beside: bool = False) -> None:
        """Let the loop apply its plans from now on."""
        self.applying, self.beside = True, beside
        self.read_now = True
        self.wake.set()

    def abort(self) -> None:
        """Stop applying, after the request in flight; what is not sent yet stays unsent, what was confirmed is void."""
        self.applying, self.confirmed = False, None
        self.stop_step()

    def stop_step(self) -> None:
        """Stop the long read or bulk toggle that is under way, between two of its requests."""
        self.aborted = True
        self.wake.set()

    def adopt(self, settings: Settings) -> None:
        """Go by these settings from the next step on."""
        self.settings = settings
        self.wake.set()

    def look(self, *, focused: bool) -> None:
        """The terminal got or lost the focus: readings come as often as set, or less often."""
        self.focused = focused
        self.wake.set()

    def refresh(self) -> None:
        """Read now."""
        self.read_now = True
        self.wake.set()

    def confirm(self, plan_id: str, *, only_off: bool = False) -> None:
        """Let a first or braked plan go: those of its toggles that a fresh complete reading still asks for.

        A loop that is off has nothing to let go; what is said then does not wait for its next start.
        """
        if not self.applying:
            return
        self.confirmed, self.only_off = plan_id, only_off
        self.read_now = True
        self.wake.set()

    def order(self, order: Order) -> asyncio.Future[Report]:
        """Carry this out between two requests; the future holds how it ended."""
        future: asyncio.Future[Report] = asyncio.get_running_loop().create_future()
        self.orders.append((order, future))
        self.wake.set()
        return future

    def toggle(self, toggles: Sequence[Toggle], why: str, hold: Hold | None) -> asyncio.Future[Report]:
        """Order toggles made by a person."""
        return self.order(ToggleOrder(tuple(toggles), why, hold))
