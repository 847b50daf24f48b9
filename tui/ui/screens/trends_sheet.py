"""The trends: how many were active, idle, absent, on and out of step, over hours or days; by team on demand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from msgspec import Struct
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content

from tui.ui.glyphs import glyphs
from tui.ui.page import Page
from tui.ui.plain import plain
from tui.ui.screens.sheet import Sheet
from tui.ui.screens.trends_lines import SCALE, TEAM_NUMBERS, Drawn, TeamLines, plots, said_of, team_indent, times
from tui.ui.tones import QUIET, badge
from tui.ui.trends.kept import Tallies, joined, since
from tui.ui.trends.series import slots, stands

Read = Callable[[datetime], Awaitable[Tallies]]
MARGIN = 3  # cells beside a page's lines: its margins and its scroll bar
AROUND = 5  # lines of a sheet around its page, where its words have one line
READING = "reading the journal …"
NOT_OF_TEAMS = "Nothing is known of teams in this time: the journal keeps their numbers while the monitor runs."


class Range(Struct, frozen=True):
    """How far the trends look back."""

    key: str
    word: str
    length: timedelta


RANGES = (
    Range("1", "1 h", timedelta(hours=1)),
    Range("8", "8 h", timedelta(hours=8)),
    Range("2", "24 h", timedelta(hours=24)),
    Range("7", "7 d", timedelta(days=7)),
)


class TrendsSheet(Sheet[None]):
    """``read`` tells what the journal has since a time; ``kept`` are this run's own tallies, which go on.

    The cursor is a slot counted from the right, so that it stays now while time goes on.
    """

    HELP = (
        "How many were active, idle, absent, on and out of step over hours or days. Where nothing was read, "
        "nothing is drawn. The numbers are those of the moment under the cursor."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(one.key, f"range({place})", one.word) for place, one in enumerate(RANGES)),
        Binding("left", "move(-1)", "Earlier", key_display="←", tooltip="What stood at an earlier time", priority=True),
        Binding("right", "move(1)", "Later", key_display="→", tooltip="What stood at a later time", priority=True),
        Binding("T", "teams", "Teams", tooltip="Those present by team, or everybody"),
        Binding("shift+left,pageup", "move(-10)", "Much earlier", show=False, priority=True),
        Binding("shift+right,pagedown", "move(10)", "Much later", show=False, priority=True),
        Binding("home", "move(-1000)", "The beginning", show=False, priority=True),
        Binding("end", "move(1000)", "Now", show=False, priority=True),
        Binding("t", "close", "Back", show=False),
    ]

    def __init__(self, read: Read, kept: Callable[[], Tallies]) -> None:
        super().__init__()
        self._read, self._kept = read, kept
        self._journal: Tallies | None = None
        self._range = RANGES[1]
        self._back = 0
        self._by_team = False
        self._drawn_at: datetime | None = None

    def on_mount(self) -> None:
        """Draw what is known, and look into the journal meanwhile."""
        self.watch(self.app, "now", self._ticked, init=False)
        self._look()

    def on_resize(self) -> None:
        """Slots are as many as the width has cells."""
        self._draw()

    def action_range(self, place: int) -> None:
        """Look back so far."""
        self._range, self._back, self._journal = RANGES[place], 0, None
        self._look()

    def action_move(self, cells: int) -> None:
        """Move the cursor."""
        self._back = max(0, min(self._back - cells, self._cells - 1))
        self._draw()

    def action_teams(self) -> None:
        """By team, or not."""
        self._by_team = not self._by_team
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there."""
        at = event.get_content_offset(self.query_one(Page))
        if at is not None and 0 <= at.x - self._indent < self._cells:
            self._back = self._cells - 1 - (at.x - self._indent)
            self._draw()

    def _look(self) -> None:
        self._draw()
        self.run_worker(self._look_back(), group="trends", exclusive=True, exit_on_error=False)

    async def _look_back(self) -> None:
        await self.app.guarded(self._look_into_journal(), "Reading the trends")
        self._journal = self._journal or ()
        self._draw()

    async def _look_into_journal(self) -> None:
        """The whole range at first, and then what came since."""
        until = self._until()
        if until is None:
            return
        known = self._journal or ()
        begins = known[-1].at if known else until - self._range.length - stands(self.app.pulse)
        found = await self._read(begins)
        self._journal = (*known, *(one for one in found if not known or one.at > begins))

    def _until(self) -> datetime | None:
        kept = self._kept()
        return kept[-1].at if kept else self.app.org_now()

    def _ticked(self) -> None:
        if self._until() != self._drawn_at:
            if self._by_team:  # this run's own tallies know no teams
                self._look()
            else:
                self._draw()

    @property
    def _width(self) -> int:
        return max(1, self.size.width - MARGIN)

    @property
    def _indent(self) -> int:
        return team_indent(self._width) if self._by_team else SCALE

    @property
    def _cells(self) -> int:
        return max(1, self._width - self._indent - (TEAM_NUMBERS + 2 if self._by_team else 0))

    def _draw(self) -> None:
        org, until = self.app.pulse.org, self._until()
        self._drawn_at = until
        if until is None:
            return
        self._back = min(self._back, self._cells - 1)
        name = Content.assemble(f"  {plain(org.name)}  ", badge(sandbox=org.sandbox)) if org else Content()
        left = Content.assemble(Content.styled("Trends by team" if self._by_team else "Trends", "bold"), name)
        drawn = self._laid(until)
        said = f"last {self._range.word}" if self._journal is not None else drawn.signs.say(READING)
        words, lines = self._by_teams(drawn) if self._by_team else self._plots(drawn)
        self.show(left, Content.styled(said, QUIET), words, lines)

    def _plots(self, drawn: Drawn) -> tuple[Content, Sequence[Content]]:
        return Content(said_of(drawn)), plots(drawn, self.size.height - AROUND)

    def _by_teams(self, drawn: Drawn) -> tuple[Content, Sequence[Content]]:
        """The time stands above the teams, and stays while they scroll."""
        roster = self.app.pulse.roster
        known = frozenset(one for slot in drawn.slots if slot.tally for one in slot.tally.teams)
        named = sorted((plain(roster.team_name(one)) if roster else one, one) for one in known)
        if not named:
            return Content(said_of(drawn)), [Content.styled(NOT_OF_TEAMS, QUIET)]
        words = Content("\n").join([Content(said_of(drawn)), Content(), *times(drawn)])
        return words, TeamLines([(one, name) for name, one in named], drawn)

    def _laid(self, until: datetime) -> Drawn:
        known = self._journal or ()
        tallies = tuple(one for one in known if one.teams) if self._by_team else joined(known, self._kept())
        begins = until - self._range.length
        laid = slots(since(tallies, begins), begins, until, self._cells, stands(self.app.pulse))
        signs = glyphs(ascii_only=self.app.setting.ascii_only)
        return Drawn(laid, self._cells - 1 - self._back, self.app.setting.zone, signs, self._indent)
