"""The teams: the same people by team, the worst team first; it opens into its people, enter filters the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from msgspec import Struct
from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.loop.aside import aside
from tui.loop.pulse import Pulse
from tui.presence.model import Id
from tui.presence.roster import Roster
from tui.presence.tally import those_out_of_step
from tui.presence.teams import TeamCount, count_teams
from tui.ui.cursor_page import GUTTER, CursorPage
from tui.ui.glyphs import glyphs
from tui.ui.plain import plain
from tui.ui.screens.sheet import Sheet
from tui.ui.screens.teams_entries import Entries, Entry, Key, Member, members_of
from tui.ui.screens.teams_lines import (
    COLUMNS,
    DEFAULT_SORT,
    FOLD,
    Columns,
    Look,
    TeamLines,
    columns,
    head,
    in_order,
    widest,
)
from tui.ui.tones import QUIET, badge
from tui.ui.words.teams import NO_TEAMS, UNREAD, summary

COUNTING = "counting …"


class ChosenTeam(Struct, frozen=True):
    """The team that the desk is to show, and whom of it the cursor is to stand on; empty for anybody."""

    name: str
    user_id: Id = ""


class TeamsSheet(Sheet[ChosenTeam]):
    """Follows the loop while it is open; counts beside the event loop, once a reading.

    ``next_of`` tells what the loop will do for a user, in words. The cursor stays with its team or person.
    """

    HELP = (
        "The same people by team: how many are present and on, where nobody is on, who is out of step. A team "
        "opens into its people; enter shows it alone at the desk."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Filter by it", tooltip="Show this team alone at the desk", priority=True),
        Binding("space", "unfold", "People", tooltip="Open a team into its people, or close it"),
        Binding("s", "sort(1)", "Sort", tooltip="Sort by the next column"),
        Binding("S", "reverse", "Turn round", tooltip="Turn the order round"),
        Binding("right,l", "unfold(True)", "Open", show=False),
        Binding("left,h", "unfold(False)", "Close it", show=False),
        Binding("T", "close", "Back", show=False),
    ]

    def __init__(self, next_of: Callable[[Id], str]) -> None:
        super().__init__()
        self._next_of = next_of
        self._sort, self._reverse = DEFAULT_SORT, False
        self._roster: Roster | None = None
        self._counting: Roster | None = None
        self._out: frozenset[Id] = frozenset()
        self._teams: tuple[TeamCount, ...] = ()
        self._members: dict[Id, tuple[Member, ...]] = {}
        self._entries = Entries()

    def above(self) -> Iterable[Widget]:
        """What is to be said of all teams, and the columns' titles."""
        yield Static(id="words")
        yield Static(id="teams-head")

    def page(self) -> CursorPage:
        """The teams."""
        return CursorPage(self._look.signs, id="page")

    @property
    def _page(self) -> CursorPage:
        return self.query_one(CursorPage)

    @property
    def _look(self) -> Look:
        setting = self.app.setting
        return Look(glyphs(ascii_only=setting.ascii_only), setting.zone)

    def on_mount(self) -> None:
        """Count now, and after every reading."""
        self.watch(self.app, "pulse", self._pulsed)

    def on_resize(self) -> None:
        """Columns stretch with the width."""
        self.call_after_refresh(self._draw)

    def _pulsed(self, pulse: Pulse) -> None:
        if pulse.roster is not None and pulse.roster is not self._counting:
            self._counting = pulse.roster
            self._draw()
            self.run_worker(self.app.guarded(self._count(pulse), "Counting the teams"), group="teams", exclusive=True)

    async def _count(self, pulse: Pulse) -> None:
        roster, plan = pulse.roster, pulse.plan
        if roster is None:
            return
        out = those_out_of_step(plan) if plan else frozenset[Id]()
        size = len(roster.standings)
        teams = await aside(size, count_teams, roster, pulse.memory.pasts, out)
        members = {one: await aside(size, members_of, one, roster, out) for one in tuple(self._members)}
        self._members = {one: members[one] if one in members else self._members[one] for one in self._members}
        self._roster, self._out, self._teams = roster, out, teams
        self._arrange()

    # what a person does

    async def action_unfold(self, to: bool | None = None) -> None:
        """Open the team under the cursor into its people, or close it."""
        entry, roster = self._entry, self._roster
        if entry is None or roster is None:
            return
        team_id, was = entry.team.id, entry.team.id in self._members
        if to is was:
            return
        if was:
            del self._members[team_id]
        else:
            self._members[team_id] = await aside(len(roster.standings), members_of, team_id, roster, self._out)
        self._arrange(at=(team_id, ""))

    def action_choose(self) -> None:
        """That is the answer: the desk is to show this team, or this person in it."""
        entry = self._entry
        if entry is not None:
            self.dismiss(ChosenTeam(plain(entry.team.name), entry.member.user_id if entry.member else ""))

    def action_sort(self, steps: int) -> None:
        """Sort by the next column."""
        ids = [one.id for one in COLUMNS]
        self._sort_by(ids[(ids.index(self._sort) + steps) % len(ids)])

    def action_reverse(self) -> None:
        """Turn the order round."""
        self._reverse = not self._reverse
        self._arrange()

    def _sort_by(self, column_id: str) -> None:
        self._reverse = column_id == self._sort and not self._reverse
        self._sort = column_id
        self._arrange()

    @on(events.Click, "#teams-head")
    def _head_clicked(self, event: events.Click) -> None:
        column_id = self._columns.at(event.x - GUTTER)
        if column_id is not None:
            self._sort_by(column_id)

    @on(CursorPage.Opened)
    def _opened(self) -> None:
        self.action_choose()

    @on(CursorPage.Pressed)
    async def _pressed(self, event: CursorPage.Pressed) -> None:
        entry = self._entry
        if entry is not None and entry.member is None and event.x < FOLD:
            await self.action_unfold()

    # what is shown

    @property
    def _entry(self) -> Entry | None:
        cursor = self._page.cursor
        return self._entries[cursor] if cursor < len(self._entries) else None

    @property
    def _columns(self) -> Columns:
        return columns(self._page.room - 1, widest(self._teams))

    def _arrange(self, at: Key | None = None) -> None:
        """Lay the teams and their people out anew; the cursor goes to ``at``, else where its line went."""
        entry = self._entry
        at = at or (entry.key if entry else None)
        self._entries = Entries(in_order(self._teams, self._sort, reverse=self._reverse), dict(self._members))
        cursor = self._entries.line_of(at) if at else None
        self._draw(cursor)

    def _draw(self, cursor: int | None = None) -> None:
        org, roster, cells = self.app.pulse.org, self._roster, self._columns
        name = Content.assemble(f"  {plain(org.name)}  ", badge(sandbox=org.sandbox)) if org else Content()
        left = Content.assemble(("Teams", "bold"), name)
        page, look = self._page, self._look
        if roster is None:
            self.show(left, Content.styled(look.signs.say(COUNTING), QUIET), Content(), ())
            return
        lines = TeamLines(self._entries, roster, cells, self._next_of, look)
        at = roster.at.astimezone(look.zone).strftime("%H:%M:%S")
        self.show(left, Content.styled(f"as read at {at}", QUIET), self._words(roster), page.lines)
        self.query_one("#teams-head", Static).update(
            Content.assemble(" " * GUTTER, head(cells, self._sort, reverse=self._reverse, signs=look.signs))
        )
        page.show_at(lines, page.cursor if cursor is None else cursor)

    def _words(self, roster: Roster) -> Content:
        if not self._teams:
            return Content(NO_TEAMS)
        if not roster.answer_complete:
            return Content.styled(UNREAD, "$text-warning")
        dead = any(one.users and not one.on for one in self._teams)
        return Content.styled(summary(self._teams), "$text-warning" if dead else "")
