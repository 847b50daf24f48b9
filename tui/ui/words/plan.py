"""The plan in lines: what the next cycle sends, what waits, and why. Pure, no Textual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo

from msgspec import Struct

from tui.loop.pulse import Pulse
from tui.presence.holds import hold_words
from tui.presence.model import Id
from tui.presence.plan import Plan, Planned, Withheld
from tui.ui.plain import plain
from tui.ui.words.details import local_time, local_words

ORDER = {"R11": 0, "R12": 1, "R5": 2, "R7": 3, "R9": 4}


class PlanLine(Struct, frozen=True):
    """One user of the plan. ``mark`` is ``→ on`` or ``→ off`` for what is sent, ``braked`` for what waits for a word.

    For what is withheld it is the value that is not sent, ``held``, or a dash where nothing can be said.
    """

    mark: str
    name: str
    why: str
    rule: str = ""
    withheld: bool = False


def headline(plan: Plan) -> str:
    """The plan in numbers: ``Next cycle: 1 on, 2 off, 4 withheld``."""
    braked = f", {len(plan.braked):,} braked" if plan.braked else ""
    word = "First plan" if plan.first else "Next cycle"
    return f"{word}: {len(plan.on):,} on, {len(plan.off):,} off{braked}, {len(plan.withheld):,} withheld"


def safety_words(pulse: Pulse) -> str:
    """Whether toggles are really sent, and how near the brake is: its offs of the most that were on."""
    dry, plan = f"dry run {'on' if pulse.settings.loop.dry_run else 'off'}", pulse.plan
    if plan is None:
        return dry
    if plan.brake:
        return f"{dry} · brake: {plain(plan.brake)}"
    if not plan.most_on:
        return f"{dry} · brake: nobody was on"
    share = f"{plan.offs / plan.most_on:.1%}".replace("%", " %")
    return f"{dry} · brake: {plan.offs:,} of {plan.most_on:,} is {share}"


def plan_lines(pulse: Pulse, zone: tzinfo) -> list[PlanLine]:
    """Every user of the plan: ons, offs, braked ones, then the withheld by rule."""
    plan = pulse.plan
    if plan is None:
        return []
    lines = _by_name(_planned(one, "→ on", pulse, zone) for one in plan.on)
    lines += _by_name(_planned(one, "→ off", pulse, zone) for one in plan.off)
    lines += _by_name(_planned(one, "braked", pulse, zone, "R11") for one in plan.braked)
    return lines + list(_withheld(plan, pulse, zone))


def _by_name(lines: Iterable[PlanLine]) -> list[PlanLine]:
    return sorted(lines, key=lambda line: line.name.casefold())


def _planned(one: Planned, mark: str, pulse: Pulse, zone: tzinfo, rule: str = "") -> PlanLine:
    why = local_words(one.why, zone)
    if one.reason and one.reason.casefold() != one.why.casefold():
        why += f", reason {plain(one.reason)}"
    if one.last_in:
        why += f", last one on in team {plain(', '.join(one.last_in))}!"
    return PlanLine(mark, _name(one.user_id, pulse), why, rule)


def _withheld(plan: Plan, pulse: Pulse, zone: tzinfo) -> Iterator[PlanLine]:
    for one in sorted(plan.withheld, key=lambda one: (one.would is None, ORDER.get(one.rule, 9), one.rule)):
        mark = "held" if one.rule == "R9" else one.would or "–"
        yield PlanLine(mark, _name(one.user_id, pulse), _why(one, pulse, zone), one.rule, withheld=True)


def _why(one: Withheld, pulse: Pulse, zone: tzinfo) -> str:
    """The rule's reason; a hold's end by the reader's own clock."""
    hold = pulse.memory.of(one.user_id).hold
    if one.rule != "R9" or hold is None:
        return local_words(one.why, zone).removeprefix("nothing: ")
    until = local_time(hold.until, zone) if hold.until else None
    return f"{hold_words(hold, until).removeprefix('held ')}, {plain(hold.why)}"


def _name(user_id: Id, pulse: Pulse) -> str:
    standing = pulse.roster.standings.get(user_id) if pulse.roster else None
    return plain(standing.user.name) if standing else user_id
