"""The tallies that a monitor keeps of its own run, beside those of the journal. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tui.loop.pulse import Pulse
from tui.presence.model import Presence
from tui.presence.tally import Tally
from tui.ui.table.view import View

KEPT = timedelta(days=7)
Tallies = tuple[Tally, ...]


def tally_of_view(view: View, pulse: Pulse) -> Tally | None:
    """What the counts line shows, as a tally without teams; None unless both are of one complete reading.

    How many are on was counted by the loop already, so that nothing here is proportional to the number of users.
    """
    roster, counts = pulse.roster, pulse.memory.on_counts
    if roster is None or not roster.complete or view.at != roster.at or not counts or counts[-1][0] != roster.at:
        return None
    return Tally(
        roster.at,
        view.total,
        active=view.counts[Presence.ACTIVE],
        idle=view.counts[Presence.IDLE],
        absent=view.counts[Presence.ABSENT],
        unknown=view.counts[Presence.UNKNOWN],
        on=counts[-1][1],
        out_of_step=view.out_of_step,
    )


def with_tally(kept: Tallies, tally: Tally) -> Tallies:
    """Those kept and this one: one a minute, the newest of it; none older than a week, none after it."""
    minute = tally.at.replace(second=0, microsecond=0)
    return (*(one for one in kept if tally.at - KEPT <= one.at < minute), tally)


def joined(journal: Sequence[Tally], kept: Tallies) -> Tallies:
    """The journal's tallies, which know teams, and after the last of them those of this run."""
    last = journal[-1].at if journal else None
    return (*journal, *(one for one in kept if last is None or one.at > last))


def since(tallies: Sequence[Tally], moment: datetime) -> Sequence[Tally]:
    """The tallies from a moment on, and the one before it, which may still stand."""
    later = next((place for place, one in enumerate(tallies) if one.at >= moment), len(tallies))
    return tallies[max(0, later - 1) :]
