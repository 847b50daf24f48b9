"""A small org for the tests of the table: forty people in every state that the screen knows, by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tui.loop.pulse import Phase, Pulse
from tui.presence.filtering.compiling import compile_filter
from tui.presence.memory import Hold, Memory, Past
from tui.presence.model import DE, Id, Instant, OrgFacts, Presence, Team, User
from tui.presence.plan import Plan, Planned, Withheld
from tui.presence.roster import Roster, Standing
from tui.ui.table.live_view import LiveView
from tui.ui.table.roster_table import RosterTable
from tui.ui.table.sorting import Order
from tui.ui.table.view import View

AT = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)  # a Tuesday
NAMES = (
    "Adeyemi, Tola", "Bakker, Femke", "Costa, Inês", "Dubois, Léo", "Eriksson, Maja", "Farah, Yusuf", "García, Lucía",
    "Haddad, Nour", "Ivanova, Daria", "Jensen, Søren", "Kowalski, Jan", "Lindqvist, Åsa", "Müller, Jürgen", "Ng, Wei",
    "O'Brien, Ciara", "Park, Jin", "Quispe, Rosa", "Rossi, Marco", "Silva, Rui", "Tanaka, 花子", "Ueda, Ken",
    "van der Berg-Hofstede, Annelies", "Weiß, Klara", "Xu, 小龙", "Yılmaz, Deniz", "Zhang, Wei", "Abbott, Grace",
    "Brandt, Otto", "Cohen, דנה", "Diaz, Mateo", "El-Sayed, Karim", "Fischer, Lena", "Grant, Ava", "Hughes, Tom",
    "Ito, Yui", "Jovanović, Mila", "Khan, Bilal", "Lopez, Ana", "Moreau, Chloé", "Nilsson, Erik",
)  # fmt: skip
TEAMS = {
    "a0T000000000001AAA": Team("a0T000000000001AAA", "Enterprise"),
    "a0T000000000002AAA": Team("a0T000000000002AAA", "Renewals"),
    "a0T000000000003AAA": Team("a0T000000000003AAA", "Mid Market EMEA"),
}


def user_id(number: int) -> Id:
    """The Id of the so-manieth user."""
    return f"005{number:012d}AAA"


def person(number: int, name: str) -> User:
    """A user with a username made of the number."""
    first = name.partition(",")[0].partition(" ")[0].lower().encode("ascii", "ignore").decode()
    return User(user_id(number), name, f"{first or 'user'}{number}@acme.example")


def present(user: User, minutes: int = 1, *, valid: int = 120, sessions: int = 1) -> Standing:
    """Someone whose last session was touched so many minutes ago and lives for ``valid`` minutes."""
    seen = AT - timedelta(minutes=minutes)
    idle_from = seen + timedelta(minutes=valid / 2)
    presence = Presence.IDLE if idle_from <= AT else Presence.ACTIVE
    return Standing(user, presence, "1 live session", sessions, seen, idle_from, seen + timedelta(minutes=valid))


def absent(user: User) -> Standing:
    """Someone without a session."""
    return Standing(user, Presence.ABSENT, "No live session", live_sessions=0)


def unknown(user: User) -> Standing:
    """Someone of whom nothing can be said."""
    return Standing(user, Presence.UNKNOWN, "their sessions' page could not be read")


def in_teams(standing: Standing, on: int, of: int) -> Standing:
    """The standing with what DE answered."""
    state = DE.ON if on == of and of else DE.MIXED if on else DE.OFF
    return replace(standing, de=state, teams_on=on, teams=tuple(TEAMS)[:of])


def roster(standings: Iterable[Standing], at: datetime = AT) -> Roster:
    """A roster of these standings."""
    return Roster(at, {one.id: one for one in standings}, TEAMS)


def pulse(standings: Iterable[Standing], at: datetime = AT, **rest: Any) -> Pulse:
    """A pulse with these standings, quiet unless told otherwise."""
    org = OrgFacts("00D000000000001AAA", "Acme", "admin@acme.example", user_id(36), True, "https://acme.example")
    return Pulse(Phase.ON, data_at=Instant(0, 0), org=org, roster=roster(standings, at), **rest)


def crowd(number: int) -> list[Standing]:
    """So many people at work, all alike."""
    return [in_teams(present(person(one, f"Person {one:05d}")), 1, 1) for one in range(number)]


def office() -> Pulse:
    """Forty people, varied: every presence, DE state and Next word is among them."""
    standings: dict[Id, Standing] = {}
    for number, name in enumerate(NAMES):
        user = person(number, name)
        kind = number % 4
        standing = absent(user) if kind == 2 else present(user, 1 + number * 3 % 55, sessions=1 + (number % 7 == 0))
        on = 0 if kind == 2 and number % 8 == 6 else 1 + number % 3
        standings[user.id] = in_teams(standing, on, 1 + number % 3)
    return _with_stories(standings)


def _with_stories(standings: dict[Id, Standing]) -> Pulse:
    def user(number: int) -> User:
        return standings[user_id(number)].user

    def put(standing: Standing, on: int, of: int) -> None:
        standings[standing.id] = in_teams(standing, on, of)

    put(present(user(1), 107), 2, 2)
    put(absent(user(2)), 1, 1)
    put(present(user(3), 0, sessions=1), 0, 3)
    put(present(user(4), 4), 0, 2)
    put(unknown(user(5)), 2, 2)
    put(present(user(8), 70), 1, 3)
    put(present(user(13), 3), 0, 2)
    put(present(user(19), 400, valid=720), 3, 3)
    queue = User("00G000000000001AAA", "Round Robin Queue")
    standings[queue.id] = in_teams(Standing(queue, Presence.UNKNOWN, "A queue: it has no sessions"), 1, 1)
    gone = person(77, "Vanished, Vera")
    standings[gone.id] = Standing(gone, Presence.UNKNOWN, "DE no longer answers for this user")
    plan = Plan(
        AT,
        on=(Planned(user_id(13), True, "present since 09:11"),),
        off=(Planned(user_id(2), False, "No live session"),),
        braked=(Planned(user_id(10), False, "No live session"),),
        withheld=(
            Withheld(user_id(4), "on", "R7", "held back by DE (hours, out of office, holiday), or turned off there"),
            Withheld(user_id(5), None, "R5", "nothing: no data"),
            Withheld(user_id(14), "off", "R5", "to be confirmed"),
            Withheld(user_id(18), "off", "R14", "excluded by team Renewals in the settings"),
            Withheld(user_id(36), "off", "R4", "this is you: the monitor's own user is never planned"),
            Withheld(user_id(22), "off", "R13", "DE refused: no such member; next try in 12 min"),
        ),
    )
    return pulse(standings.values(), plan=plan, memory=_memory(), sending=((user_id(16), True), (user_id(26), False)))


def _memory() -> Memory:
    at, day = AT, timedelta(days=1)
    pasts = {
        user_id(number): Past(changed=at - timedelta(minutes=7 * number + 2), changed_by="loop")
        for number in range(0, 40, 2)
    }
    pasts[user_id(3)] = Past(
        hold=Hold("Lunch", until=at + timedelta(hours=5)), changed=at - timedelta(minutes=2), changed_by="person"
    )
    pasts[user_id(2)] = Past(changed=at - day, changed_by="loop")
    pasts[user_id(5)] = Past(changed=at - 4 * day, changed_by="loop")
    pasts[user_id(7)] = Past(changed=at - 2 * day, changed_by="outside")
    pasts[user_id(9)] = Past(changed=at - 30 * day, changed_by="person")
    pasts[user_id(11)] = Past(hold=Hold("turned on elsewhere", until_presence=True, by="outside"))
    pasts[user_id(17)] = Past(hold=Hold("on leave"))
    return Memory(pasts=pasts, begun=True)


_LIVE: list[tuple[View, LiveView]] = []  # the last views made, and what goes on from them


def view_of(told: Pulse, previous: View | None = None, **how: Any) -> View:
    """A view of the pulse at its own time, in UTC; it goes on from ``previous`` where that was made here."""
    at = how.pop("now", told.roster.at if told.roster else None)
    live = next((one for view, one in _LIVE if view is previous), None) or LiveView(UTC)
    live.tell(told, at)
    live.finish()
    wanted = Order(how.pop("sort", "name"), how.pop("reverse", False)), compile_filter(how.pop("filter", ""))
    if wanted != (live.view.order, live.view.asked):
        live.want(*wanted, at)
    view = live.finish()
    _LIVE[:] = [*_LIVE[-9:], (view, live)]
    return view


class Host(App[None]):
    """Nothing but the table, and a record of what it said."""

    CSS = "RosterTable { width: 1fr; height: 1fr; }"

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self.ascii_only = ascii_only
        self.said: list[tuple[str, object]] = []

    def compose(self) -> ComposeResult:
        yield RosterTable(ascii_only=self.ascii_only)

    @property
    def table(self) -> RosterTable:
        """The table under test."""
        return self.query_one(RosterTable)

    def on_mount(self) -> None:
        self.table.focus()

    def on_roster_table_opened(self, message: RosterTable.Opened) -> None:
        self.said.append(("opened", message.user_id))

    def on_roster_table_sort_requested(self, message: RosterTable.SortRequested) -> None:
        self.said.append(("sort", message.column_id))

    def on_roster_table_cursor_moved(self, message: RosterTable.CursorMoved) -> None:
        self.said.append(("cursor", message.user_id))

    def on_roster_table_marks_changed(self, message: RosterTable.MarksChanged) -> None:
        self.said.append(("marks", message.marks))

    def lines(self) -> list[str]:
        """The table as text, line by line."""
        table = self.table
        return [table.render_line(y).text for y in range(table.size.height)]


Open = tuple[Host, Pilot[None]]


@asynccontextmanager
async def opened(view: View | None = None, size: tuple[int, int] = (120, 21), **how: bool) -> AsyncIterator[Open]:
    """The table in a terminal of this size, showing a view."""
    app = Host(**how)
    async with app.run_test(size=size) as pilot:
        if view is not None:
            app.table.show(view)
            await pilot.pause()
        yield app, pilot


async def press(pilot: Pilot[None], key: str, times: int = 1) -> None:
    """Press a key so many times, and let the screen settle."""
    await pilot.press(*[key] * times)
    await pilot.pause()
