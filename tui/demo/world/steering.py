"""Turning the world by hand: what a test, or a person who plays, makes happen to one user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import RLock

from tui.demo.options import Options
from tui.demo.world.de import Engine, Toggle
from tui.demo.world.jobs.queue import ApexJobs
from tui.demo.world.jobs.twin import KitJob
from tui.demo.world.life import Life
from tui.demo.world.people import Person
from tui.demo.world.population import Population
from tui.demo.world.sessions import AuthSession, Sessions
from tui.demo.world.visits import screen_type


class Steering:
    """The hands of a world. Each takes effect at once, at the org's now; KeyError for an Id that is no user's."""

    options: Options
    lock: RLock
    users: dict[str, Person]
    sessions: Sessions
    engine: Engine
    life: Life
    jobs: ApexJobs
    kit_job: KitJob
    population: Population
    _clock: Callable[[], datetime]

    def quiet(self) -> None:
        """Stop the scripted life: nothing happens by itself but that sessions run out."""
        with self.lock:
            self.life.quiet()

    def log_in(
        self, user_id: str, session_type: str | None = None, login_type: str | None = None, valid: int | None = None
    ) -> str:
        """A login with one root session of that type, valid for so many seconds; its Id. Nobody works in it."""
        with self.lock:
            person, at = self.users[user_id], self._second()
            login = self.sessions.log_in(person, at, login_type or person.login_type)
            session = self.sessions.open(login, session_type or screen_type(person), at, valid or person.timeout)
            return session.id

    def work(self, user_id: str) -> None:
        """A click in each of the user's sessions: LastModifiedDate moves after half of the timeout only."""
        with self.lock:
            at = self._second()
            for session in self.sessions.of(user_id):
                session.touch(at)

    def log_out(self, user_id: str) -> None:
        """Log out of the screen everywhere: those rows vanish at once, sessions of programs stay."""
        with self.lock:
            for root in self._screens(user_id):
                self.life.log_out(root, self._second())

    def expire(self, user_id: str) -> None:
        """Let all sessions run out now, as if unused for their whole time; the rows stay."""
        with self.lock:
            for session in self.sessions.of(user_id):
                if not session.current:
                    session.modified = self._second() - timedelta(seconds=session.valid)

    def idle(self, user_id: str, left: int) -> None:
        """Let all sessions be unused for so long that they run out in ``left`` seconds."""
        with self.lock:
            for session in self.sessions.of(user_id):
                if not session.current:
                    session.modified = self._second() - timedelta(seconds=session.valid - left)

    def manager_toggles(self, user_id: str, on: bool, reason: str | None = None) -> None:
        """A manager toggles the user in DE itself."""
        with self.lock:
            self.users[user_id]
            self.engine.set(user_id, Toggle(on, reason, "a manager", self._second()))

    def out_of_office(self, user_id: str, days: float) -> None:
        """An entry in DE's out of office, from now on; 0 days ends it."""
        with self.lock:
            self.engine.out_of_office[user_id] = self._second() + timedelta(days=days)

    def enqueue(self, class_name: str, status: str = "Queued") -> str:
        """An Apex job of the org's own in that state, made by the caller; its Id. It does nothing and stays so."""
        with self.lock:
            return self.jobs.put(class_name, status, self._second(), self.population.caller).id

    def fail_links(self, error: str, times: int = 1) -> None:
        """So many queueable jobs, the next ones, end by what no Apex can catch, such as a limit."""
        with self.lock:
            self.jobs.failing.extend([error] * times)

    def break_de(self, error: str | None) -> None:
        """DE throws this at every link of the kit's job; None mends it."""
        with self.lock:
            self.kit_job.failure = error

    def deactivate(self, user_id: str) -> None:
        """Setup's *Active* is unticked: the sessions end, the memberships stay."""
        with self.lock:
            person = self._changed(user_id)
            person.active = False
            for root in [one for one in self.sessions.of(user_id) if one.parent is None]:
                self.sessions.end(root)

    def freeze(self, user_id: str, frozen: bool = True) -> None:
        """Setup's *Freeze*: no new login; sessions live on."""
        with self.lock:
            self._changed(user_id).frozen = frozen

    def rename(self, user_id: str, name: str) -> None:
        """Give the user another name, whatever it is."""
        with self.lock:
            person = self._changed(user_id)
            person.first, person.last = "", name

    def revoke(self, what: str) -> None:
        """Take ``manage-users`` or ``author-apex`` from the caller, or the action from the org."""
        self._without(self.options.without | {what})

    def grant(self, what: str) -> None:
        """Give back what was lacking."""
        self._without(self.options.without - {what})

    def _without(self, lacking: frozenset[str]) -> None:
        if "package" in lacking ^ self.options.without:
            raise ValueError("the package is there from the start or never")
        with self.lock:
            self.options = replace(self.options, without=lacking)

    def _changed(self, user_id: str) -> Person:
        person = self.users[user_id]
        person.modified = self._second()
        return person

    def _screens(self, user_id: str) -> list[AuthSession]:
        roots = [one for one in self.sessions.of(user_id) if one.parent is None]
        return [one for one in roots if one.session_type in {"UI", "ChatterNetworks"}]

    def _second(self) -> datetime:
        return self._clock().replace(microsecond=0)
