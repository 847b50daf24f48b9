"""How a cycle ends: its record for the watcher, its line in the journal, and the lines of a dry run."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tui.loop.confirm import Ruling
from tui.loop.cycle import Reading
from tui.loop.hand import Report
from tui.loop.orders import name_of
from tui.loop.pulse import Cycle
from tui.presence.entry import Entry
from tui.presence.model import Problem
from tui.presence.plan import Planned


def made_cycle(
    number: int,
    reading: Reading,
    ruling: Ruling,
    times: tuple[datetime, datetime],
    report: Report,
    blocked: str | None,
    news: tuple[Problem, ...] = (),
) -> Cycle:
    """The record of a finished cycle; ``times`` are its start and end, ``news`` what happened since the one before."""
    return Cycle(
        number,
        *times,
        users=reading.roster.people(),
        sessions=len(reading.snapshot.sessions.rows),
        calls=reading.snapshot.api.calls,
        complete=reading.roster.complete,
        plan=ruling.plan,
        report=report,
        asked=ruling.asking and blocked is None,
        brake=blocked or ruling.plan.brake,
        problems=(*reading.problems, *news),
    )


def cycle_entry(cycle: Cycle) -> Entry:
    """What the journal says of a cycle."""
    done = sum(1 for one in cycle.report.outcomes if one.ok)
    plan = cycle.plan
    words = (
        f"planned {len(plan.on)} on, {len(plan.off)} off; sent {done}; withheld {len(plan.withheld) + len(plan.braked)}"
    )
    if cycle.brake:
        words += f"; braked: {cycle.brake}"
    return Entry(cycle.started_at, "cycle", why=words, by="loop")


def dry_run_entries(toggles: Iterable[Planned], reading: Reading | None, at: datetime) -> tuple[Entry, ...]:
    """What would have been sent, had the settings not said ``dry_run``."""
    return tuple(
        Entry(
            at,
            "toggle",
            one.user_id,
            name_of(one.user_id, reading),
            None,
            "on" if one.to else "off",
            one.why,
            by="loop",
            outcome="dry-run",
        )
        for one in toggles
    )
