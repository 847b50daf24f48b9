"""The trends sheet's lines: a plot for each series over one time axis, or a small one for each team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta, tzinfo
from typing import overload

from msgspec import Struct
from textual.content import Content

from tui.presence.model import Id
from tui.presence.words import plural
from tui.ui.glyphs import Glyphs
from tui.ui.plain import fit
from tui.ui.tones import FAINT, QUIET
from tui.ui.trends.axis import axis
from tui.ui.trends.bars import Numbers, bars, most
from tui.ui.trends.series import SERIES, Series, Slot, values

SCALE = 8  # cells for the numbers beside a plot
TALLEST = 8
DAY = timedelta(days=1)
CURSOR = "on $foreground 18%"
TEAM_CELLS, TEAM_NUMBERS = 30, 24


class Drawn(Struct, frozen=True):
    """What a sheet's lines are drawn from: the slots, the one under the cursor, and how times and signs look.

    ``indent`` are the cells before the bars, for the scale or the names of teams.
    """

    slots: Sequence[Slot]
    cursor: int
    zone: tzinfo
    signs: Glyphs
    indent: int = SCALE

    @property
    def here(self) -> Slot:
        """The slot under the cursor."""
        return self.slots[self.cursor]

    def at(self, slot: Slot) -> str:
        """When that was: the time of its reading, with the day where the axis is longer than one."""
        when = (slot.tally.at if slot.tally else slot.begins).astimezone(self.zone)
        days = self.slots[-1].ends - self.slots[0].begins > DAY
        return when.strftime("%a %H:%M" if days else "%H:%M")


def plots(drawn: Drawn, height: int) -> list[Content]:
    """All series, one below the other in ``height`` lines where that can be, and the time below them."""
    tall = max(1, min(TALLEST, (height - 2) // len(SERIES) - 1))
    air = height - 2 - len(SERIES) * (tall + 1) >= len(SERIES) - 1
    lines: list[Content] = []
    for one in SERIES:
        lines += [Content()] if air and lines else []
        lines += plot(one, drawn, tall)
    return lines + times(drawn)


def plot(series: Series, drawn: Drawn, tall: int) -> list[Content]:
    """One series: its head, and its bars beside their scale."""
    numbers = values(drawn.slots, series)
    top = most(numbers)
    scale = [""] * tall
    scale[-1], scale[0] = "0" if tall > 1 else "", f"{top:,}"
    lines = [head(series, numbers, drawn)]
    for label, text in zip(scale, bars(numbers, tall, drawn.signs, top), strict=True):
        row = Content.styled(text, series.style)
        if label is scale[-1]:
            row = faint_gaps(row, numbers)
        lines.append(Content.assemble((f"{label:>{SCALE - 1}} ", QUIET), under_cursor(row, drawn.cursor)))
    return lines


def head(series: Series, numbers: Numbers, drawn: Drawn) -> Content:
    """``active 131   most 140 at 09:12, least 3 at 03:00``; the first number is the cursor's."""
    here = numbers[drawn.cursor]
    known = [(number, slot) for number, slot in zip(numbers, drawn.slots, strict=True) if number is not None]
    begin = Content.assemble(" " * SCALE, (f"{series.word} ", f"bold {series.style}"))
    if not known:
        return begin
    highest, lowest = max(known, key=_number), min(known, key=_number)
    said = f"most {highest[0]:,} at {drawn.at(highest[1])}, least {lowest[0]:,} at {drawn.at(lowest[1])}"
    number = "?" if here is None else f"{here:,}"
    return Content.assemble(begin, (number, "bold"), "   ", (said if highest[0] != lowest[0] else "", QUIET))


def _number(known: tuple[int, Slot]) -> int:
    return known[0]


def faint_gaps(row: Content, numbers: Numbers) -> Content:
    """Bars, the signs of gaps quieter than they."""
    for place, number in enumerate(numbers):
        if number is None:
            row = row.stylize(FAINT, place, place + 1)
    return row


def under_cursor(row: Content, cursor: int) -> Content:
    """Bars, the cursor's cell lit up."""
    return row.stylize(CURSOR, cursor, cursor + 1)


def times(drawn: Drawn) -> list[Content]:
    """The axis, and below it where the cursor stands."""
    width = len(drawn.slots)
    line = axis(drawn.slots[0].begins, drawn.slots[-1].ends, width, drawn.zone)
    words = "now" if drawn.cursor == width - 1 else drawn.at(drawn.here)
    sign = drawn.signs.ascending
    left = drawn.cursor + len(words) + 2 > width
    pointer = f"{words} {sign}".rjust(drawn.cursor + 1) if left else " " * drawn.cursor + f"{sign} {words}"
    return [
        Content.styled(" " * drawn.indent + line, QUIET),
        Content.assemble(" " * drawn.indent, (pointer, "bold")),
    ]


def said_of(drawn: Drawn) -> str:
    """What stood at the cursor, in words."""
    slot = drawn.here
    when = (slot.tally.at if slot.tally else slot.begins).astimezone(drawn.zone)
    begin = f"{when.strftime('%a')} {when.day} {when.strftime('%b %H:%M')}"
    tally = slot.tally
    if tally is None:
        return f"{begin}: nothing was read"
    unknown = f", {tally.unknown:,} unknown" if tally.unknown else ""
    return (
        f"{begin}: of {plural(tally.users, 'user')} {tally.active:,} active, {tally.idle:,} idle, "
        f"{tally.absent:,} absent{unknown}; {tally.on:,} on; {tally.out_of_step:,} out of step"
    )


class TeamLines(Sequence[Content]):
    """A line for each team, drawn when it is looked at: hundreds of teams cost as much as those in sight."""

    def __init__(self, teams: Sequence[tuple[Id, str]], drawn: Drawn) -> None:
        self._teams, self._drawn = teams, drawn

    def __len__(self) -> int:
        return len(self._teams)

    @overload
    def __getitem__(self, index: int) -> Content: ...
    @overload
    def __getitem__(self, index: slice) -> list[Content]: ...
    def __getitem__(self, index: int | slice) -> Content | list[Content]:
        if isinstance(index, slice):
            return [team_line(*one, self._drawn) for one in self._teams[index]]
        return team_line(*self._teams[index], self._drawn)


def team_indent(width: int) -> int:
    """The cells of a team's name and the gap after it, in a page of this width."""
    return min(TEAM_CELLS, width // 3)


def team_line(team_id: Id, name: str, drawn: Drawn) -> Content:
    """``Enterprise   ▁▂▃▅▆▇█   9 of 12 present, 8 on``; a bar that fills its cell is a team that is all there."""
    found = [slot.team(team_id) for slot in drawn.slots]
    numbers = [one.present if one else None for one in found]
    top = max((one.users for one in found if one), default=1) or 1
    row = faint_gaps(Content.styled(bars(numbers, 1, drawn.signs, top)[0], "$text-success"), numbers)
    here = found[drawn.cursor]
    said = f"{here.present:,} of {here.users:,} present, {here.on:,} on" if here else "not known"
    style = "$text-warning" if here and here.users and not here.on else ""
    return Content.assemble(
        fit(name, drawn.indent - 2, drawn.signs.more), "  ", under_cursor(row, drawn.cursor), "  ", (said, style)
    )
