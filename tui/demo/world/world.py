"""The simulated org's world: who is in it, what they do, and what DE makes of it. The server answers from here."""

from __future__ import annotations

import string
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from threading import RLock

from tui.demo.options import Options
from tui.demo.world.catalogue import schema, tooling
from tui.demo.world.de import DEError, Engine, Received
from tui.demo.world.ids import record_id
from tui.demo.world.jobs.article import ArticleJob
from tui.demo.world.jobs.queue import LINKS_OF_DEVELOPERS, ApexJobs
from tui.demo.world.jobs.twin import KitJob
from tui.demo.world.kit.birth import COMPANION, born, companion
from tui.demo.world.kit.deployed import Deployed
from tui.demo.world.kit.logout import follow
from tui.demo.world.kit.rows import CustomRows
from tui.demo.world.life import Life
from tui.demo.world.midday import Midday
from tui.demo.world.opening import open_day
from tui.demo.world.pace import pace
from tui.demo.world.people import Person
from tui.demo.world.population import Population, populate
from tui.demo.world.savepoints import Mark
from tui.demo.world.sessions import AuthSession, Sessions
from tui.demo.world.steering import Steering
from tui.demo.world.tables import Tables
from tui.demo.world.visits import LogoutEvent

__all__ = ["DEError", "LogoutEvent", "Options", "Received", "World"]

SESSIONS_PER_USER = 2.4
_CALLERS_SESSION = 7_200
# Orgs of two sizes are two orgs: whoever keeps something by the org's Id must not mix their people.
_FIRST_ORG, _SEEDS = 40_000_000, 9_000_000


class World(Steering):
    """An org whose people live by the injected clock (aware UTC). The same seed and start give the same day.

    ``token`` is the caller's access token where it must not come from the seed. The world is thread-safe: ``lock``
    is held in every method, and whoever needs several in a row may hold it around them.
    """

    _first: AuthSession  # the caller's sessions: the one that the day began with, and the one that speaks now
    _own: AuthSession

    def __init__(self, options: Options, clock: Callable[[], datetime], token: str | None = None) -> None:
        self.options = options
        self.tooling = tooling(options)
        self.lock = RLock()
        self._clock = clock
        self.start = clock().astimezone(UTC).replace(microsecond=0)
        self.deployed = born(options, self.start)
        self.schema = schema(options, self.deployed)
        rng = Random(f"{options.seed}/people")
        self.org_id = record_id("00D", _FIRST_ORG + _SEEDS * options.users + rng.randrange(_SEEDS))
        self.access_token = token or f"{self.org_id[:15]}!AQ0AQ{''.join(rng.choices(_TOKEN_LETTERS, k=80))}"
        self.population = populate(options, rng, self.start)
        self.users = {one.id: one for one in self.population.everybody}
        self.sessions = Sessions(rng)
        self.engine = Engine(self.population.teams, self.users.__contains__)
        self.custom = CustomRows(self)
        self.assigned: list[tuple[str, str]] = []
        self.life = self._life(Random(f"{options.seed}/day"))
        short = "developer" in options.extra
        self.jobs = ApexJobs(self, self.life.lasting, LINKS_OF_DEVELOPERS if short else None)
        self.kit_job = KitJob(self)
        self.article_job = ArticleJob(self)
        self.life.heard = lambda event: follow(self, event)
        self._tables = Tables(self)

    @property
    def now(self) -> datetime:
        """The org's clock."""
        return self._clock().astimezone(UTC)

    @property
    def caller(self) -> Person:
        """Whose token the server takes."""
        return self.population.caller

    @property
    def caller_id(self) -> str:
        """The caller's user Id."""
        return self.caller.id

    @property
    def caller_username(self) -> str:
        """The caller's username."""
        return self.caller.username

    @property
    def received(self) -> list[Received]:
        """Every toggle that came from outside and was applied, oldest first."""
        return self.engine.received

    @property
    def logouts(self) -> deque[LogoutEvent]:
        """The logouts from the UI, oldest first; the oldest of very many are forgotten."""
        return self.life.logouts

    def advance(self) -> None:
        """Play all that is due by now; costs what happens, not what exists. A request is activity of the caller's."""
        with self.lock:
            now = self.now
            self.life.play(now)
            self._own.touch(now.replace(microsecond=0))

    def sign_in(self, application: str) -> AuthSession:
        """The caller logs in by OAuth from a program; the session that its access token stands for."""
        with self.lock:
            return self._program(application, self.now.replace(microsecond=0))

    def sign_out(self, session: AuthSession) -> None:
        """A session of the caller's ends, and its row goes. Ended before: nothing happens."""
        with self.lock:
            self.sessions.end(session)

    def speak_as(self, session: AuthSession | None) -> None:
        """Which of the caller's sessions the next request comes with: that alone is current. None: the first."""
        with self.lock:
            self._own.current = False
            self._own = session or self._first
            self._own.current = True

    def records(self, sobject: str) -> Sequence[Mapping[str, object]]:
        """The rows of an object that the caller may see; relationships are nested rows. KeyError for no object."""
        with self.lock:
            return self._tables.rows((self.schema.get(sobject) or self.tooling[sobject]).name)

    def availability(self) -> dict[str, dict[str, bool]]:
        """What ``getUserAvailabilityAllTeams()`` answers now: team Id to member Id to the Boolean."""
        with self.lock:
            raw = self.options.answers == "toggle"
            return self.engine.toggles() if raw else self.engine.availability(self.now)

    def toggle(self, changes: Sequence[tuple[str, bool, str | None]], via: str) -> None:
        """Apply (user Id, online, reason) for all or none. Raises DEError."""
        with self.lock:
            self.engine.toggle(changes, self.now.replace(microsecond=0), via, self.caller_id)

    def savepoint(self) -> Mark:
        """A mark to roll back to when an Apex transaction throws."""
        with self.lock:
            return Mark(self.engine.savepoint(), self.custom.snapshot(), self.jobs.newest())

    def rollback(self, mark: Mark) -> None:
        """Undo every toggle from outside since the mark, every change of a custom row, and every job enqueued."""
        with self.lock:
            self.engine.rollback(mark.toggles)
            self.custom.restore(mark.rows)
            self.jobs.forget(mark.jobs)

    def deploy(self, deployed: Deployed) -> None:
        """What is deployed becomes this; objects come and go with their rows, and assignments with their sets."""
        with self.lock:
            self.deployed = deployed
            self.schema = schema(self.options, deployed)
            self.custom.keep_only([part.name for part in deployed.parts.values() if part.kind == "CustomObject"])
            sets = {part.id for part in deployed.parts.values() if part.kind == "PermissionSet"}
            self.assigned = [one for one in self.assigned if one[1] in sets]

    def install_companion(self) -> None:
        """Somebody puts the companion class into the org, without the rest of the kit."""
        self.deploy(self.deployed.holding([companion(self.now.replace(microsecond=0))]))

    def remove_companion(self) -> None:
        """Somebody takes the companion class out of the org."""
        self.deploy(self.deployed.lacking([("ApexClass", COMPANION)]))

    def install_article(self) -> None:
        """Somebody puts the article's own job into the org, with the errors mended that keep it from compiling."""
        self.deploy(self.deployed.holding([self.article_job.part()]))

    def toggled_on(self, user_id: str) -> bool:
        """The raw toggle, whatever hours and absences make of it."""
        return self.engine.on(user_id)

    def reason_of(self, user_id: str) -> str | None:
        """The reason that the last toggle carried."""
        toggle = self.engine.toggle_of(user_id)
        return toggle.reason if toggle else None

    def _life(self, rng: Random) -> Life:
        tempo = pace(self.options.users)
        life = Life(rng, self.sessions, self.engine, tempo, self.population.staff)
        midday = Midday(self.sessions, self.engine, life, rng, self.start)
        midday.seat(self.population, tempo)
        open_day(midday, self.population, life, tempo)
        self._first = self._program("de-presence", self.start)
        self._own = self._first
        self._own.current = True
        self._fill_up(midday, self.population)
        return life

    def _program(self, application: str, at: datetime) -> AuthSession:
        """A session behind an access token."""
        login = self.sessions.log_in(self.caller, at, "Remote Access 2.0", application=application)
        return self.sessions.open(login, "Oauth2", at, _CALLERS_SESSION)

    def _fill_up(self, midday: Midday, population: Population) -> None:
        """In a big org programs hold what is missing to the usual number of sessions."""
        if self.options.users < 1_000:
            return
        missing = round(self.options.users * SESSIONS_PER_USER) - len(self.sessions.rows)
        for number in range(missing):
            midday.program(population.programs[number % len(population.programs)])


_TOKEN_LETTERS = string.ascii_letters + string.digits + "._"
