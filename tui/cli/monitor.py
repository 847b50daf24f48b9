"""The bare command: the monitor, or ``status`` once where standard output is no terminal.

The screen is painted first. What reads and writes an org is imported beside it, when the first frame is there.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.cli import collector
from tui.cli.beginning import LocalClock, settings_file, with_interval, with_saved
from tui.cli.connections.target import DemoTarget, SavedTarget, Target, ignored_variable, target_of
from tui.cli.failures import NotConnected
from tui.cli.given import Given
from tui.cli.local_zone import LocalZone
from tui.cli.log import start_log
from tui.cli.signs import ascii_only
from tui.cli.telling import say
from tui.cli.turns import short_turns
from tui.loop.hand import Hand
from tui.loop.pulse import Phase, Pulse
from tui.loop.rivals import TAKES_OVER, Lookout, Rivals, find_rivals
from tui.presence.chains import JobState
from tui.presence.checks import Check
from tui.presence.chronicle.door import PastDoor
from tui.presence.entry import Entry
from tui.presence.logins import PastLogins
from tui.presence.model import Id, Problem, Session
from tui.presence.problems import BadSettings, Failure, JournalFailure, NothingGiven
from tui.presence.remembered import Remembered
from tui.presence.settings import Settings
from tui.presence.tally import Tally
from tui.store.places import platform_places
from tui.store.saved_orgs import SavedOrgs
from tui.ui.app import MonitorApp
from tui.ui.commands import moved_keys
from tui.ui.setting import Fresh, KnownOrg, OwnJob, Setting

if TYPE_CHECKING:
    from tui.cli.wiring import Wired

logger = logging.getLogger(__name__)
RIVAL = Problem(
    "The loop did not start",
    "another loop is running for this org on this machine",
    "End that one first; this monitor shows what it does.",
)


def open_monitor(given: Given, interval: float | None, *, in_ascii: bool = False) -> int:
    """Open the monitor and return its exit code. Raises Failure for wrong settings and options."""
    unable = _why_no_screen()
    if unable:
        collector.as_ever()
        from tui.cli.status import status

        say(f"{unable}: this is status, once")
        return status(given)
    while True:
        watched = Watched(given, interval, ascii_only=in_ascii)
        app = _app_of(watched)
        chosen = app.run()
        if chosen is None:
            if given.demo is not None and not app.return_code:
                _tell_how_to_connect()
            return Failure.exit_code if app.return_code else 0
        from tui.cli.connections.switching import given_for

        given = given_for(chosen, given, connected=watched.was_connected)


def _why_no_screen() -> str:
    """Why nothing can be drawn here; empty where it can. Textual draws on standard error."""
    for stream, name in ((sys.stdout, "output"), (sys.stderr, "error")):
        if not stream.isatty():
            return f"Standard {name} is no terminal"
    return "This terminal can draw no screen (TERM is dumb)" if os.environ.get("TERM") == "dumb" else ""


def _tell_how_to_connect() -> None:
    """The demo is over: the way to an org of one's own."""
    from tui.cli.paper import print_line
    from tui.ui.words.ways import AFTER_DEMO

    widest = max(len(way.command) for way in AFTER_DEMO)
    print_line("That was the simulated org. To see your own:")
    for way in AFTER_DEMO:
        print_line(f"  {way.command:<{widest}}   {way.what}")


def monitor_app(given: Given, interval: float | None) -> MonitorApp:
    """The monitor, wired and not yet running. Raises Failure for wrong settings and options."""
    return _app_of(Watched(given, interval))


def _app_of(watched: Watched) -> MonitorApp:
    log = start_log(watched.given.log_level)
    target = watched.target()
    saved = target.saved if isinstance(target, SavedTarget) else None
    given = with_saved(watched.given, saved)
    setting = Setting(
        watched.general,
        watched.clock,
        LocalZone(),
        watched.details,
        read_only=given.read_only,
        writable=given.writable,
        demo=f"demo {target.size}" if isinstance(target, DemoTarget) else "",
        log_file=str(log or ""),
        ascii_only=watched.ascii_only or ascii_only(sys.stdout, os.environ),
        history=watched.history,
        logins=watched.logins,
        painted=collector.go_on,
        past=watched.past,
        tallies=watched.tallies,
        rivals=watched.rivals,
        left_on=watched.left_on,
        doctor=watched.doctor,
        orgs=lambda: _orgs_beside(target),
        reread=watched.reread,
        job=OwnJob(watched.job, watched.start_job, watched.abort_jobs),
        recall=watched.recall,
        remember=watched.remember,
    )
    return MonitorApp(None if target is None else watched.pulses, setting)


def keys_refused(keys: Mapping[str, str]) -> Mapping[str, str]:
    """Which of the settings' keys cannot be had, and why."""
    return moved_keys(keys).problems


class Watched:
    """The org behind a monitor, connected after its first frame, and again after a failure.

    ``file`` are the settings that count; a file that is broken later changes nothing. ``ascii_only``: somebody asked
    for it. Raises BadSettings.
    """

    def __init__(self, given: Given, interval: float | None, *, ascii_only: bool = False) -> None:
        self.ascii_only = ascii_only
        self.clock = LocalClock()
        self.file = settings_file(given, keys_refused)
        self.given, self._interval = given, interval
        self._run: Wired | None = None

    @property
    def general(self) -> Settings:
        """The settings for every org."""
        return with_interval(self.file.general, self._interval)

    @property
    def was_connected(self) -> bool:
        """Whether an org has answered."""
        return self._run is not None

    def target(self) -> Target | None:
        """The org that is meant; None where nobody said which. Raises the other failures of ``target_of``."""
        try:
            target = target_of(self.given, os.environ, SavedOrgs(platform_places()))
        except NothingGiven:
            return None
        if (ignored := ignored_variable(self.given, os.environ)) is not None:
            say(ignored)
        return target

    async def pulses(self, hand: Hand) -> AsyncGenerator[Pulse, None]:
        """Connect and watch. Raises the failures of ``wired`` where that cannot be."""
        short_turns()
        await asyncio.to_thread(_import_the_wire)
        from tui.cli.wiring import wired
        from tui.loop.watch import watch

        warn = logger.warning  # ``target`` has said it; now there is a screen
        async with wired(self.given, os.environ, interval=self._interval, file=self.file, warn=warn) as self._run:
            run, lookout = self._run, Lookout(self._run.org, hand)
            source = watch(run.org, run.journal, run.settings, run.clock, hand, events=run.events)
            async with aclosing(source) as pulses:
                async for pulse in pulses:
                    yield self._alone(run, await _looked_out(lookout, pulse), hand)

    async def details(self, user_id: Id) -> tuple[datetime, tuple[Session, ...]]:
        """All sessions of one user now."""
        return await self._connected().org.sessions_of(user_id)

    async def logins(self, user_id: Id) -> PastLogins:
        """The latest logins of one user."""
        return await self._connected().org.logins_of(user_id)

    def history(self, user_id: Id) -> list[Entry]:
        """What the journal has of one user."""
        return self._connected().journal.history(user_id)

    def past(self) -> PastDoor:
        """The journal, to be asked of the past."""
        from tui.store.looking_back import LookingBack

        return LookingBack(self._connected().journal)

    def tallies(self, since: datetime) -> list[Tally]:
        """What the journal has of readings in numbers, oldest first."""
        return self._connected().journal.tallies(since)

    def recall(self) -> Remembered:
        """How the desk of this org was left."""
        return self._connected().desk.recall()

    def remember(self, desk: Remembered) -> None:
        """Keep how it is now."""
        self._connected().desk.remember(desk)

    async def doctor(self) -> tuple[Check, ...]:
        """What works on this machine and in the org that is open."""
        from tui.cli.doctor.examining import checks_of, folded

        return folded(await checks_of(self._run, self.given, os.environ))

    async def job(self) -> JobState:
        """The org's own job as it is now."""
        return await self._connected().org.job()

    async def start_job(self) -> JobState:
        """Start it."""
        return await self._connected().org.start_job()

    async def abort_jobs(self) -> JobState:
        """End all its chains."""
        return await self._connected().org.abort_jobs()

    async def rivals(self) -> Rivals:
        """Who else toggles in this org, while our own loop is off."""
        run = self._connected()
        return await find_rivals(run.org, locked=_locked_by_another(run))

    def left_on(self) -> bool:
        """Whether a loop was on when the last run ended without a word; told once."""
        try:
            return self._connected().loop_lock.left_on()
        except JournalFailure:
            logger.warning("the loop's mark cannot be used", exc_info=True)
            return False

    def reread(self) -> Fresh | None:
        """Read the settings file again; None where it says what it said. Raises BadSettings, and keeps the old ones."""
        try:
            file = settings_file(self.given, keys_refused)
        except BadSettings as failure:
            was = failure.problem
            raise BadSettings(f"{was.title}: the old ones stay", was.cause, was.next) from failure
        if file == self.file:
            return None
        self.file = file
        if self._run is None:
            return Fresh(self.general)
        org = with_interval(file.of(*self._run.names), self._interval)
        self._run.journal.adopt(org.journal)
        return Fresh(self.general, org)

    def _connected(self) -> Wired:
        if self._run is None:
            raise NotConnected("There is no connection yet", "", "Wait until the first reading is there")
        return self._run

    @staticmethod
    def _alone(run: Wired, pulse: Pulse, hand: Hand) -> Pulse:
        """The pulse; a loop that has just begun while another holds the lock is aborted before it sends anything."""
        aside = run.journal.problem
        if aside is not None:
            pulse = replace(pulse, problems=(*pulse.problems, aside))
        if not pulse.applying:
            if pulse.phase is not Phase.APPLYING:  # an aborted loop's last batch is still under way
                run.loop_lock.release()
        elif (problem := _why_not_alone(run)) is not None and not (problem is RIVAL and hand.beside):
            hand.abort()
            entry = Entry(datetime.now(UTC), "error", why=f"{problem}. {problem.next}")
            return replace(pulse, problems=(problem, *pulse.problems), entries=(*pulse.entries, entry))
        return pulse


async def _orgs_beside(target: Target | None) -> tuple[KnownOrg, ...]:
    """What can be opened from here."""
    from tui.cli.connections.switching import orgs_to_open

    return await orgs_to_open(os.environ, target)


def _import_the_wire() -> None:
    """In a thread, so that keys are answered meanwhile."""
    import_module("tui.cli.wiring")
    import_module("tui.loop.watch")


async def _looked_out(lookout: Lookout, pulse: Pulse) -> Pulse:
    """The pulse, with the word that the org's own job took over where the lookout stopped the loop for it."""
    found = await lookout.after(pulse)
    if not found:
        return pulse
    entry = Entry(datetime.now(UTC), "error", why=f"{TAKES_OVER}: {found}. {TAKES_OVER.next}")
    return replace(pulse, problems=(TAKES_OVER, *pulse.problems), entries=(*pulse.entries, entry))


def _locked_by_another(run: Wired) -> bool:
    """Whether another process has the lock; one that cannot be told is met again when the loop starts (R19)."""
    try:
        return not run.loop_lock.take(lasting=False)
    except JournalFailure:
        return False
    finally:
        run.loop_lock.release()


def _why_not_alone(run: Wired) -> Problem | None:
    """Why this monitor's loop may not run, or None where it has the lock."""
    try:
        return None if run.loop_lock.take() else RIVAL
    except JournalFailure as failure:
        return failure.problem
