"""A cycle in lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len

from tui.cli.paper import WIDEST
from tui.cli.shapes import CycleShape
from tui.loop.pulse import Cycle
from tui.presence.model import Id
from tui.presence.plan import Planned
from tui.presence.roster import Roster
from tui.presence.words import plural
from tui.ui.plain import fit, plain


def cycle_lines(shape: CycleShape, cycle: Cycle, roster: Roster | None) -> Iterator[str]:
    """What was read and planned, then each toggle with how it ended, then each withheld one with why."""
    plan, read = cycle.plan, shape.read
    number = f"cycle {shape.cycle}{', woken by events' if shape.woken else ''}"
    yield plain(
        f"{shape.finished_at}  {number}: {plural(read.users, 'user')}, {plural(read.sessions, 'session')}"
        f"{'' if read.complete else ', incomplete'}; plan {plan.id}: {len(plan.on)} on, {len(plan.off)} off,"
        f" {len(shape.plan.withheld)} withheld"
    )
    ends = dict.fromkeys(shape.applied.ok, "done")
    ends |= {one.id: f"failed: {one.error or 'no reason given'}" for one in shape.applied.failed}
    ends |= dict.fromkeys(shape.applied.unsettled, "unsettled")
    names = _names([*(one.user_id for one in plan.toggles), *(one.id for one in shape.plan.withheld)], roster)
    for one in plan.toggles:
        yield _toggle_line(one, names[one.user_id], ends.get(one.user_id, "not sent"))
    for held in shape.plan.withheld:
        yield f"  held   {names[held.id]}  {plain(held.why)} ({held.rule})"
    if shape.brake is not None:
        yield plain(f"  braked: {shape.brake}")


def _toggle_line(one: Planned, name: str, end: str) -> str:
    last = [f"last one on in team {team}" for team in one.last_in]
    return "  ".join((f"  → {'on ' if one.to else 'off'}  {name}", *map(plain, (one.why, *last, end))))


def _names(user_ids: Iterable[Id], roster: Roster | None) -> dict[Id, str]:
    """The users' names, all of one width."""
    standings = roster.standings if roster else {}
    names = {one: plain(standings[one].user.name) if one in standings else one for one in user_ids}
    width = min(WIDEST, max(map(cell_len, names.values()), default=0))
    return {one: fit(name, width) for one, name in names.items()}
