"""What a person's word lets go: a first plan (R10) and a braked one (R11), by exactly the toggles that were shown."""

from __future__ import annotations

from collections import deque

from msgspec import Struct
from msgspec.structs import replace

from tui.loop.hand import Hand
from tui.presence.plan import Plan, Planned

KEPT = 20


class Ruling(Struct, frozen=True):
    """What may be sent of a plan. ``begin``: the first plan is answered; ``refused``: its ons that were not wanted.

    ``asking``: nothing goes before a person answered the first plan. ``plan`` is the plan as it now stands.
    """

    plan: Plan
    toggles: tuple[Planned, ...] = ()
    begin: bool = False
    refused: tuple[Planned, ...] = ()
    asking: bool = False


class Shown:
    """The plans lately shown, so that a confirmation means what the person saw."""

    def __init__(self) -> None:
        self._plans: deque[Plan] = deque(maxlen=KEPT)

    def remember(self, plan: Plan) -> None:
        """Keep a plan that is on the screen now. Its id costs a look at all its toggles, and waits to be asked for."""
        if self._plans and _same_toggles(self._plans[-1], plan):
            self._plans.pop()
        self._plans.append(plan)

    def of(self, plan_id: str) -> Plan | None:
        """The plan with this id, if it was shown lately."""
        return next((one for one in reversed(self._plans) if one.id == plan_id), None)


def _same_toggles(one: Plan, other: Plan) -> bool:
    return (one.on, one.off, one.braked) == (other.on, other.off, other.braked)


def may_send(plan: Plan, shown: Shown, hand: Hand, confirmed: str | None, *, quiet: bool) -> Ruling:
    """What may go now. A confirmation covers only toggles that were shown and that this fresh plan still asks for.

    ``quiet``: nothing is really sent, so nothing is asked and nothing begins.
    """
    if quiet:
        return Ruling(plan, plan.toggles)
    seen = shown.of(confirmed) if confirmed else None
    if plan.first and not hand.first_ok:
        if seen is None:
            nothing = not (plan.toggles or plan.braked)
            return Ruling(plan, begin=nothing, asking=not nothing)
        ons = () if hand.only_off else _both(plan.on, seen)
        refused = tuple(one for one in plan.on if one not in ons) if hand.only_off else ()
        offs = _both((*plan.off, *plan.braked), seen)
        return Ruling(_released(plan, offs), (*ons, *offs), begin=True, refused=refused)
    released = _both(plan.braked, seen) if seen else ()
    return Ruling(_released(plan, released), (*plan.toggles, *released), begin=plan.first)


def _both(planned: tuple[Planned, ...], seen: Plan) -> tuple[Planned, ...]:
    before = {(one.user_id, one.to) for one in (*seen.on, *seen.off, *seen.braked)}
    return tuple(one for one in planned if (one.user_id, one.to) in before)


def _released(plan: Plan, offs: tuple[Planned, ...]) -> Plan:
    """The plan with confirmed offs moved from the brake to what is sent."""
    freed = {one.user_id for one in offs}
    braked = tuple(one for one in plan.braked if one.user_id not in freed)
    off = (*plan.off, *(one for one in plan.braked if one.user_id in freed))
    return replace(plan, off=off, braked=braked, brake=plan.brake if braked else None)
