"""The teams sheet's lines: a team in columns, a person below their team; drawn when they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import NamedTuple, overload

from msgspec import Struct
from rich.cells import cell_len
from textual.content import Content

from tui.presence.model import Id
from tui.presence.roster import Roster
from tui.presence.teams import TeamCount, Trouble
from tui.ui.glyphs import Glyphs
from tui.ui.plain import fit, plain
from tui.ui.screens.teams_entries import Entries, Entry, Member
from tui.ui.tones import PRESENCE_STYLES, QUIET
from tui.ui.words.teams import note

WIDE = 130  # cells of a page from which the columns' titles stand whole
GAP = 2
FOLD = 2  # cells of the sign before a team's name
NAME_AT_LEAST, NAME_AT_MOST = 16, 34
TONES = {
    Trouble.NOBODY_ON_THOUGH_PRESENT: "bold $text-error",
    Trouble.NOBODY_ON: "$text-warning",
    Trouble.OUT_OF_STEP: "",
    Trouble.PRESENT_NOT_ON: "",
    Trouble.NONE: QUIET,
    Trouble.NOBODY_IN_IT: QUIET,
}


class Column(NamedTuple):
    """One column: its Id, its title, a short one for a narrow page, and the key that teams are sorted by."""

    id: str
    title: str
    short: str
    key: Callable[[TeamCount], tuple[object, ...]]


COLUMNS = (
    Column("name", "Team", "Team", lambda _: ()),
    Column("users", "People", "People", lambda one: (-one.users,)),
    Column("present", "Present", "Present", lambda one: (-one.present,)),
    Column("on", "On", "On", lambda one: (-one.on,)),
    Column("both", "Present and on", "Both", lambda one: (-one.both,)),
    Column("step", "Out of step", "Out", lambda one: (-one.out_of_step,)),
    Column("trouble", "Trouble", "Trouble", lambda one: (one.trouble, -one.out_of_step)),
)
DEFAULT_SORT = "trouble"


class Columns(Struct, frozen=True):
    """The cells of each column in a page of some width, and whether its titles stand whole."""

    widths: tuple[int, ...]
    wide: bool

    def title(self, place: int) -> str:
        """A column's title."""
        return COLUMNS[place].title if self.wide else COLUMNS[place].short

    def at(self, x: int) -> str | None:
        """The column at a cell of a line; None left and right of all."""
        end = 0
        for column, width in zip(COLUMNS, self.widths, strict=True):
            end += width + GAP
            if x < end:
                return column.id if x >= 0 else None
        return None


def columns(width: int, widest: int) -> Columns:
    """The columns for a line of ``width`` cells, where the longest name of a team has ``widest``."""
    wide = width >= WIDE
    numbers = [max(6 if wide else 4, len(one.title if wide else one.short)) for one in COLUMNS[1:-1]]
    fixed = sum(numbers) + GAP * (len(COLUMNS) - 1) + FOLD
    room = width - fixed
    name = max(min(NAME_AT_LEAST, room // 2), min(NAME_AT_MOST, widest, room // 2)) + FOLD
    return Columns((name, *numbers, max(4, room + FOLD - name)), wide)


class Look(Struct, frozen=True):
    """How lines look: the signs, and the reader's zone."""

    signs: Glyphs
    zone: tzinfo


class TeamLines(Sequence[Content]):
    """A line for each entry. ``next_of`` tells what the loop will do for a user, in words."""

    def __init__(
        self,
        entries: Entries,
        roster: Roster,
        cells: Columns,
        next_of: Callable[[Id], str],
        look: Look,
    ) -> None:
        self._entries, self._roster = entries, roster
        self._cells, self._next_of, self._look = cells, next_of, look

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, index: int) -> Content: ...
    @overload
    def __getitem__(self, index: slice) -> list[Content]: ...
    def __getitem__(self, index: int | slice) -> Content | list[Content]:
        if isinstance(index, slice):
            return [self._line(self._entries[one]) for one in range(*index.indices(len(self)))]
        return self._line(self._entries[index])

    def _line(self, entry: Entry) -> Content:
        return self._member(entry.member) if entry.member else self._team(entry.team)

    def _team(self, team: TeamCount) -> Content:
        signs, told = self._look.signs, self._roster.answer_complete
        sign = signs.unfolded if team.id in self._entries.members else signs.folded
        blind = bool(self._roster.blind)
        texts = (
            f"{sign} {plain(team.name)}",
            f"{team.users:,}",
            "?" if blind else f"{team.present:,}",
            f"{team.on:,}" if told else "?",
            "?" if blind or not told else f"{team.both:,} of {team.users:,}" if self._cells.wide else f"{team.both:,}",
            f"{team.out_of_step:,}" if team.out_of_step else signs.nothing,
            signs.say(note(team, self._roster, self._look.zone)) if told and not blind else "",
        )
        cells = [self._cell(place, text) for place, text in enumerate(texts)]
        trouble = team.trouble if told else Trouble.NONE
        dead = trouble in (Trouble.NOBODY_ON, Trouble.NOBODY_ON_THOUGH_PRESENT)
        styles = [
            "bold",
            "",
            "",
            TONES[trouble] if dead else "",
            "",
            "bold" if team.out_of_step else QUIET,
            TONES[trouble],
        ]
        parts = [Content.styled(*one) for one in zip(cells, styles, strict=True)]
        return Content(" " * GAP).join(parts)

    def _cell(self, place: int, text: str) -> str:
        width, more = self._cells.widths[place], self._look.signs.more
        if place in (0, len(COLUMNS) - 1):
            return fit(text, width, more)
        return text.rjust(width)

    def _member(self, member: Member) -> Content:
        standing = self._roster.standings.get(member.user_id)
        name = plain(standing.user.name) if standing else member.user_id
        begin = fit(f"{' ' * (FOLD + 2)}{name}", self._cells.widths[0] + 8, self._look.signs.more)
        if standing is None or standing.user.queue:
            return Content.styled(f"{begin}  {self._look.signs.queue} queue", QUIET)
        signs, presence = self._look.signs, standing.presence
        there = f"{signs.of(presence)} {presence}"
        on = ("on" if member.on else "off") if self._roster.answer_complete else "?"
        return Content.assemble(
            begin,
            "  ",
            (there.ljust(12), PRESENCE_STYLES[presence]),
            (on.ljust(6), "" if member.on else QUIET),
            (signs.say(self._next_of(member.user_id)), QUIET),
        )


def head(cells: Columns, sort: str, *, reverse: bool, signs: Glyphs) -> Content:
    """The columns' titles, with the sign on the sorted one."""
    parts = []
    for place, column in enumerate(COLUMNS):
        title, width = cells.title(place), cells.widths[place]
        if column.id == sort:
            title += signs.descending if reverse else signs.ascending
        lead = " " * FOLD if place == 0 else ""
        ends = place in (0, len(COLUMNS) - 1)
        text = fit(lead + title, width, signs.more) if ends else title.rjust(width)
        parts.append(Content.styled(text, "bold" if column.id == sort else QUIET))
    return Content(" " * GAP).join(parts)


def in_order(teams: Sequence[TeamCount], sort: str, *, reverse: bool) -> list[TeamCount]:
    """The teams by a column, names as the tie break."""
    key = next(one.key for one in COLUMNS if one.id == sort)
    return sorted(teams, key=lambda one: (*key(one), one.name.casefold(), one.id), reverse=reverse)


def widest(teams: Sequence[TeamCount]) -> int:
    """The cells of the longest name."""
    return max((cell_len(plain(one.name)) for one in teams), default=0)
