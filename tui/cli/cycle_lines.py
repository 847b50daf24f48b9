"""A cycle in lines for people."""

from __future__ import annotations

from collections.abc import Iterator

from tui.cli.shapes import CycleShape
from tui.loop.pulse import Cycle
from tui.presence.model import Id
from tui.presence.plan import Planned
from tui.presence.roster import Roster
from tui.presence.words import plural
from tui.ui.plain import plain


def cycle_lines(shape: CycleShape, cycle: Cycle, roster: Roster | None) -> Iterator[str]:
    """What was read and planned, then each toggle with how it ended, then each withheld one with why."""
    plan, read = cycle.plan, shape.read
    yield plain(
        f"{shape.finished_at}  cycle {shape.cycle}: {plural(read.users, 'user')}, {plural(read.sessions, 'session')}"
        f"{'' if read.complete else ', incomplete'}; plan {plan.id}: {len(plan.on)} on, {len(plan.off)} off,"
        f" {len(shape.plan.withheld)} withheld"
    )
    ends = dict.fromkeys(shape.applied.ok, "done")
    ends |= {one.id: f"failed: {one.error or 'no reason given'}" for one in shape.applied.failed}
    ends |= dict.fromkeys(shape.applied.unsettled, "unsettled")
    for one in plan.toggles:
        yield plain(_toggle_line(one, roster, ends.get(one.user_id)))
    for held in shape.plan.withheld:
        yield plain(f"  held   {_name(held.id, roster)}  {held.why} ({held.rule})")
    if shape.brake is not None:
        yield plain(f"  braked: {shape.brake}")


def _toggle_line(one: Planned, roster: Roster | None, end: str | None) -> str:
    last = [f"last one on in team {team}" for team in one.last_in]
    words = [f"  → {'on ' if one.to else 'off'}  {_name(one.user_id, roster)}", one.why, *last, end or "not sent"]
    return "  ".join(words)


def _name(user_id: Id, roster: Roster | None) -> str:
    standing = roster.standings.get(user_id) if roster else None
    return standing.user.name if standing else user_id
