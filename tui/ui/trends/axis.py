"""The time axis below a plot: round times of the reader's clock, as many as there is room for. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

STEPS = tuple(timedelta(minutes=one) for one in (5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080))
DAY = timedelta(days=1)
APART = 10  # cells from one label to the next
TICK = "|"


def axis(since: datetime, until: datetime, width: int, zone: tzinfo) -> str:
    """A line of ``width`` cells with a tick and a time at each round moment: ``|09:00     |09:30``."""
    line = [" "] * width
    length = until - since
    step = next((one for one in STEPS if length / one * APART <= width), STEPS[-1])
    for at in round_times(since, until, step, zone):
        place = int((at - since) / length * width)
        local = at.astimezone(zone)
        begins_day = length > DAY and (local.hour, local.minute) == (0, 0)
        label = TICK + local.strftime("%a %d" if begins_day else "%H:%M")
        if place + len(label) <= width:
            line[place : place + len(label)] = label
    return "".join(line)


def round_times(since: datetime, until: datetime, step: timedelta, zone: tzinfo) -> list[datetime]:
    """The moments in between that are whole steps after the reader's midnight."""
    midnight = since.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if step >= DAY:
        days = range((until - since).days + 2)
        found = [(midnight + number * DAY).astimezone(UTC) for number in days]  # a day of 23 hours begins at midnight
    else:
        first = midnight.astimezone(UTC)
        found = [first + number * step for number in range(int((until - first) / step) + 1)]
    return [one for one in found if since <= one < until]
