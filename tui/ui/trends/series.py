"""What is drawn of tallies: the five series, and tallies laid into slots of equal length. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from tui.loop.pulse import Pulse
from tui.presence.model import Id, Presence
from tui.presence.tally import Tally, TeamTally
from tui.ui.tones import PRESENCE_STYLES

STANDS_AT_LEAST = timedelta(minutes=3)


class Slot(Struct, frozen=True):
    """A stretch of time, and the last tally that stood in it; None where nothing was read.

    ``out_of_step`` is the most in it: one minute out of step should be seen in a slot of an hour.
    """

    begins: datetime
    ends: datetime
    tally: Tally | None = None
    out_of_step: int = 0

    def team(self, team_id: Id) -> TeamTally | None:
        """One team's numbers then; None where they are not known."""
        return self.tally.teams.get(team_id) if self.tally else None


class Series(Struct, frozen=True):
    """One number of a slot that is drawn over time; ``rank`` is its place where there is no room for all."""

    word: str
    of: Callable[[Slot], int]
    style: str
    rank: int


def _of(name: str) -> Callable[[Slot], int]:
    return lambda slot: int(getattr(slot.tally, name))


SERIES: tuple[Series, ...] = (
    Series("active", _of("active"), PRESENCE_STYLES[Presence.ACTIVE], 1),
    Series("idle", _of("idle"), PRESENCE_STYLES[Presence.IDLE], 5),
    Series("absent", _of("absent"), PRESENCE_STYLES[Presence.ABSENT], 4),
    Series("on", _of("on"), "$text-primary", 2),
    Series("out of step", lambda slot: slot.out_of_step, "bold", 3),
)


def values(slots: Sequence[Slot], series: Series) -> list[int | None]:
    """One series over the slots; None for a gap."""
    return [series.of(slot) if slot.tally else None for slot in slots]


def stands(pulse: Pulse) -> timedelta:
    """How long a tally counts while no other follows: they come late at times, and seldom where nobody looks."""
    loop = pulse.settings.loop
    slowest = max(pulse.pace.refresh, loop.refresh, loop.unfocused_refresh)
    return max(STANDS_AT_LEAST, timedelta(seconds=2.5 * slowest))


def slots(
    tallies: Sequence[Tally], since: datetime, until: datetime, count: int, stands: timedelta
) -> tuple[Slot, ...]:
    """``count`` slots from ``since`` to ``until``; the tallies are in the order of their time.

    A tally stands until the next one, but no longer than ``stands``: after that nothing is known.
    """
    step = (until - since) / max(1, count)
    found: list[Slot] = []
    last: Tally | None = None
    place = 0
    for number in range(count):
        begins, ends = since + number * step, since + (number + 1) * step
        closing = number == count - 1
        most = -1
        while place < len(tallies) and (tallies[place].at < ends or (closing and tallies[place].at <= until)):
            last = tallies[place]
            if last.at >= begins:
                most = max(most, last.out_of_step)
            place += 1
        if last is not None and (most >= 0 or last.at + stands > begins):
            found.append(Slot(begins, ends, last, max(most, last.out_of_step)))
        else:
            found.append(Slot(begins, ends))
    return tuple(found)
