"""Tells the watcher: the phase from the loop's state, the facts of the last reading, and what happened just now."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tui.loop.cycle import Reading
from tui.loop.hand import Hand
from tui.loop.keeper import Keeper
from tui.loop.pace import Pace
from tui.loop.pulse import Phase, Pulse
from tui.presence.events import EventsState
from tui.presence.model import ApiUse, OrgFacts, Problem, Routes
from tui.presence.ports import Clock
from tui.presence.settings import Settings


class Teller:
    """Builds pulses. ``asking``, ``brake`` and ``failure`` are the states that outlive a step; the loop sets them.

    ``next_in``, ``pace`` and what is known of events it sets before every pulse.
    """

    def __init__(self, hand: Hand, keeper: Keeper, clock: Clock, settings: Settings) -> None:
        self._hand, self._keeper, self._clock = hand, keeper, clock
        self._pulse = Pulse(Phase.OFF, settings=settings)
        self.asking = False
        self.brake: str | None = None
        self.failure: Problem | None = None
        self.next_in: float | None = None
        self.pace = Pace()
        self.events: EventsState | None = None
        self.strangers = 0

    def adopt(self, settings: Settings) -> None:
        """Other settings from now on."""
        self._pulse = replace(self._pulse, settings=settings)

    def took(self, reading: Reading) -> None:
        """Facts of a new reading; told with every pulse from now on."""
        snapshot = reading.snapshot
        self.failure = None
        self._pulse = replace(
            self._pulse,
            data_at=snapshot.taken,
            org=snapshot.org,
            routes=snapshot.routes,
            permissions=snapshot.permissions,
            api=snapshot.api,
            roster=reading.roster,
            plan=reading.plan,
            problems=reading.problems,
        )

    def took_some(self, whole: Reading) -> None:
        """Some users were read; how old everybody's data is stays as it was."""
        self._pulse = replace(self._pulse, roster=whole.roster, plan=whole.plan)

    def found(self, org: OrgFacts | None, routes: Routes) -> None:
        """What is known of the org though a reading failed; before it was connected to, that is nothing."""
        if org is not None:
            self._pulse = replace(self._pulse, org=org, routes=routes)

    def used(self, api: ApiUse) -> None:
        """The org's use of its calls, told between two readings; the calls of the last reading stay."""
        self._pulse = replace(self._pulse, api=replace(api, calls=self._pulse.api.calls))

    def tell(self, busy: Phase | None = None, **passing: Any) -> Pulse:
        """The next pulse. ``busy`` is what is under way; ``passing`` facts (step, entries, cycle) are told once."""
        phase, why = self._phase(busy)
        fields: dict[str, Any] = {
            "phase": phase,
            "why": why,
            "applying": self._hand.applying,
            "reading": busy is Phase.READING,
            "next_at": None if self.next_in is None else self._clock.now().monotonic + max(0.0, self.next_in),
            "pace": self.pace,
            "events": self.events,
            "strangers": self.strangers,
            "memory": self._keeper.memory,
            "problems": self._problems(),
        }
        return replace(self._pulse, **fields, **passing)

    def _phase(self, busy: Phase | None) -> tuple[Phase, str]:
        if busy is Phase.APPLYING:
            return busy, ""
        if self.failure is not None and busy is None:
            return Phase.RETRYING, str(self.failure)
        if not self._hand.applying:
            return Phase.OFF, ""
        if self.asking:
            return Phase.ASKING, "the first plan waits for your word"
        if self.brake is not None:
            return Phase.BRAKED, self.brake
        return busy or Phase.ON, ""

    def _problems(self) -> tuple[Problem, ...]:
        first = tuple(one for one in (self.failure, self._keeper.problem) if one is not None)
        return first + tuple(one for one in self._pulse.problems if one not in first)
