"""A tour of every screen, for tests of what must hold on all of them; and what a terminal would get to draw."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock

from msgspec.structs import replace
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual import _wait
from textual.widgets import Input

from tests.ui.opened import Monitor, opened
from tests.ui.story import ENTERPRISE, NOW, OFFICE, SMB, TEAMS, TOLA, Person, Stage, pulse_of, sessions_of
from tui.loop.pulse import Phase, Pulse
from tui.presence.chains import Chain, JobState
from tui.presence.checks import Check
from tui.presence.chronicle import page
from tui.presence.entry import Entry
from tui.presence.logins import PastLogin, PastLogins
from tui.presence.memory import Hold
from tui.presence.model import DE, Id, Presence, Problem, Session
from tui.presence.remembered import Remembered
from tui.presence.settings import JournalSettings, LoopSettings, Settings
from tui.presence.tally import Tally, TeamTally
from tui.store.journal import SqliteJournal
from tui.store.looking_back import LookingBack
from tui.ui.setting import KnownOrg, OwnJob
from tui.ui.words.log import LogLine, Tone

# How to come from the desk to each screen: keys, and texts after "=", which fill the field that has the focus.
STOPS: Mapping[str, Sequence[str]] = {
    "desk": (),
    "filter": ("slash", "=presence:idle tola xx:1"),
    "reason": ("x",),
    "bulk off": ("space", "space", "space", "space", "x"),
    "bulk on": ("A", "o"),
    "hold": ("h",),
    "plan": ("P",),
    "details": ("down", "enter"),
    "history": ("H",),
    "history search": ("H", "slash", "=kin:x"),
    "totals": ("H", "t"),
    "totals by team": ("H", "t", "t"),
    "past": ("H", "a", "=6:00", "enter"),
    "teams": ("T", "space"),
    "trends": ("t",),
    "trends by team": ("t", "T"),
    "filters": ("F",),
    "watched": ("W",),
    "doctor": ("D",),
    "job": ("J",),
    "job question": ("J", "a"),
    "orgs": ("O",),
    "columns": ("C",),
    "export": ("e",),
    "help": ("question_mark",),
    "help of a sheet": ("T", "question_mark"),
    "palette": ("ctrl+p",),
    "quit": ("p", "q"),
}
WAITS = ("…", "..")  # the whole of a line that is not read yet
PATIENCE = 0.002  # seconds for which the app must be idle after a key; Textual's own 0.02 make a tour ten times as long
LOG: tuple[tuple[str, Tone], ...] = (
    ("done", "good"), ("off", "warning"), ("failed", "error"), ("nothing new", "quiet")
)  # fmt: skip


def journal_of(folder: Path, people: Sequence[Person] = OFFICE) -> SqliteJournal:
    """What was noted of these people: two hours of watching, and an entry of each kind."""
    found = SqliteJournal(folder / "org.db", JournalSettings())
    begin = NOW - timedelta(hours=4)
    known = {one.id: page.Person(one.name) for one in people}
    here, away = page.State(Presence.ACTIVE, DE.ON, 1, (ENTERPRISE,)), page.State(Presence.ABSENT, DE.OFF, 0, (SMB,))
    states = {one.id: here if one.seen is not None else replace(away, hold=Hold("lunch")) for one in people}
    teams = {one: team.name for one, team in TEAMS.items()}
    found.chronicle(page.Page(begin, states, known, teams, begins=True, whole=True), None)
    found.chronicle(page.Page(begin + timedelta(hours=2), {}), None)
    for number, one in enumerate(people[:4]):
        at, who = NOW - timedelta(minutes=50 * number + 5), (one.id, one.name)
        found.note(
            [
                Entry(at, "presence", *who, "active", "absent", "No live session"),
                Entry(at, "toggle", *who, "on", "off", "No active session", "loop", "action", "done"),
                Entry(at, "toggle", *who, "off", "on", "Lunch · over", "person", "action", "failed"),
                Entry(at, "toggle", *who, "off", "on", "?", "outside", "", "unsettled"),
                Entry(at, "hold", *who, to="until 14:00", why="lunch", by="person"),
                Entry(at, "error", why="the org did not answer (timed out after 10 s)", by="loop"),
            ]
        )
    return found


def pulses(people: tuple[Person, ...], *, sandbox: bool, phase: Phase = Phase.OFF) -> Pulse:
    """A pulse in which there is something to say everywhere."""
    settings = Settings(loop=LoopSettings(dry_run=True))
    holds = {one.id: Hold("Lunch", until=NOW + timedelta(hours=5)) for one in people[3:4]}
    problems = (Problem("The org does not answer", "timed out after 10 s", "Wait"), Problem("Another", "so", "Look"))
    return pulse_of(people, sandbox=sandbox, holds=holds, settings=settings, problems=problems, phase=phase)


JOB = JobState(
    NOW,
    True,
    "1.0.0",
    (Chain("7075e0000000001AAA", "DePresenceJob", "Queued", NOW - timedelta(minutes=2), "Ada", "005"),),
    (Chain("7075e0000000000AAA", "DePresenceJob", "Failed", NOW, "Ada", "005", NOW, last_error="no row lock"),),
    False,
    NOW - timedelta(minutes=2),
    runner_active=True,
    runner_sees_all=True,
    delay_minutes=5,
)
CHECKS = (
    Check("Reachable", True, "answers in 128 ms", "Everything goes this way."),
    Check("Logout events", None, "not available", "A logout is noticed at the next reading."),
    Check("Sees all sessions", False, "only its own", "Presence is unknown.", "Ask for Manage Users.", True),
)
ORGS = (
    KnownOrg("acme", "saved, web login", "admin@acme.example", current=True, default=True),
    KnownOrg("typical", "built in", "the simulated org", demo=True),
)
TALLIES = [
    Tally(NOW - timedelta(minutes=20 * n), 20, 20 - n % 9, n % 4, 5, 1, 12, n % 3, {ENTERPRISE: TeamTally(9, 9, 4)})
    for n in range(24)
][::-1]
LOGINS = PastLogins(
    (
        PastLogin("0YaA", NOW - timedelta(hours=1), "Success", "Chrome 141", "Windows 10", "Browser", "Application",
                  "203.0.113.7", "Utrecht, NL"),
        PastLogin("0YaB", NOW - timedelta(hours=2), "Invalid Password", "Firefox", "Linux", ip="203.0.113.9"),
    )
)  # fmt: skip
LEFT = Remembered(
    filters={"late": "idle:>30m", "smb": "team:smb"}, watched=frozenset({TOLA.id}), watched_filters=("de:off",)
)


def doors(journal: SqliteJournal, people: Sequence[Person]) -> dict[str, Any]:
    """Everything that a screen may ask for, each with something of every kind in it."""

    async def sessions(user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
        own = next(sessions_of(one) for one in people if one.id == user_id)
        other = Session("0AkXX0000001QeAAA1", user_id, "Oauth2", "Remote Access 2.0", NOW - timedelta(minutes=2), 7200)
        return NOW, (*own, other)

    return {
        "past": lambda: LookingBack(journal),
        "history": journal.history,
        "tallies": lambda since: [one for one in TALLIES if one.at >= since],
        "details": sessions,
        "logins": AsyncMock(return_value=LOGINS),
        "doctor": AsyncMock(return_value=CHECKS),
        "orgs": AsyncMock(return_value=ORGS),
        "job": OwnJob(*[AsyncMock(return_value=JOB)] * 3),
        "recall": lambda: LEFT,
        "writable": True,
    }


@asynccontextmanager
async def tour(
    folder: Path,
    *,
    size: tuple[int, int] = (120, 40),
    people: tuple[Person, ...] = OFFICE,
    sandbox: bool = False,
    pulse: Pulse | None = None,
    **more: Any,
) -> AsyncIterator[Monitor]:
    """The open monitor, with something to be seen on every screen."""
    journal = journal_of(folder, people)
    patience, _wait.SLEEP_GRANULARITY = _wait.SLEEP_GRANULARITY, PATIENCE
    stage = Stage(pulse or pulses(people, sandbox=sandbox), people)
    try:
        async with opened(stage, size=size, **(doors(journal, people) | more)) as monitor:
            monitor.app.say(*(LogLine(NOW, "note", f"{words}: Costa, Inês · on → off", tone) for words, tone in LOG))
            yield monitor
    finally:
        _wait.SLEEP_GRANULARITY = patience
        journal.close()


async def go(monitor: Monitor, stop: str) -> None:
    """Go from the desk to a screen."""
    for key in STOPS[stop]:
        if key.startswith("="):
            field = monitor.screen.focused
            assert isinstance(field, Input)
            field.value = key[1:]
        else:
            await monitor.press(key)
    await monitor.wait_until(lambda: not any(one.strip(" ▌>") in WAITS or "looking" in one for one in lines(monitor)))


async def back(monitor: Monitor) -> None:
    """Go back to the desk as it was at first."""
    app, desk = monitor.app, monitor.app.desk
    while len(app.screen_stack) > 1:
        await app.pop_screen()
    while desk.filter or desk.table.marks or desk.focused is not desk.table:
        await monitor.press("escape")
    desk.table.action_first()
    await monitor.pilot.pause()


def drawn(monitor: Monitor) -> list[list[Segment]]:
    """The lines of the screen as the terminal gets them, after every filter."""
    return [list(strip) for strip in monitor.app.screen._compositor.render_strips()]


def lines(monitor: Monitor) -> list[str]:
    """The same without colours."""
    return ["".join(one.text for one in line) for line in drawn(monitor)]


def inks(monitor: Monitor) -> Iterator[tuple[str, Color, Color, Style]]:
    """Every piece of text, its colour, that below it, and how else it is drawn."""
    for line in drawn(monitor):
        for text, style, _ in line:
            if style is not None and text.strip():
                assert style.color is not None, text
                assert style.bgcolor is not None, text
                yield text, style.color, style.bgcolor, style
