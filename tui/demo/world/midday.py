"""The org at the moment it is opened: mid-day, most at work, some idle, some away, a handful out of step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random

from tui.demo.world.de import Engine, Hours, Toggle
from tui.demo.world.life import Life
from tui.demo.world.pace import Pace
from tui.demo.world.people import Person
from tui.demo.world.population import Population, hours_around
from tui.demo.world.sessions import AuthSession, Sessions
from tui.demo.world.visits import Visit

IDLE_SHARE = 0.10
ABSENT_SHARE = 0.30


@dataclass
class Midday:
    """Puts people where they are at ``start``. ``visits`` are begun at the end, when the opening has had its say."""

    sessions: Sessions
    engine: Engine
    life: Life
    rng: Random
    start: datetime
    active: list[Visit] = field(default_factory=list)
    idle: list[Visit] = field(default_factory=list)
    absent: list[Person] = field(default_factory=list)
    arrivals: dict[str, datetime] = field(default_factory=dict)

    def seat(self, population: Population, pace: Pace) -> None:
        """Everybody to their place: at work, idle, or away until they log in."""
        staff = self.rng.sample(population.staff, len(population.staff))
        idle = max(2, round(len(staff) * IDLE_SHARE))
        absent = round(len(staff) * ABSENT_SHARE)
        for person in staff[:idle]:
            self.idle.append(self._idle(person))
        for person in staff[idle : idle + absent]:
            self._away(person, pace)
        for person in staff[idle + absent :]:
            self.active.append(self._at_work(person, toggled=True))

    def begin(self) -> None:
        """Let everybody's day go on from here."""
        for visit in [*self.active, *self.idle]:
            self.life.begin(visit, self.start)
        for person in self.absent:
            self.life.at(self.arrivals[person.id], partial(self.life.arrive, person))

    def at_work(self, people: Iterable[Person], *, toggled: bool = False) -> None:
        """Visits of people who have no part in the opening; their day goes on like the others'."""
        for person in people:
            self.life.begin(self._at_work(person, toggled=toggled), self.start)

    def program(self, person: Person, session_type: str = "Oauth2") -> AuthSession:
        """A program's session, in use all day."""
        login_type = "Remote Access 2.0" if session_type == "Oauth2" else "Other Apex API"
        began = self._ago(60, 80_000)
        login = self.sessions.log_in(person, began, login_type, application="Data Hub")
        root = self.sessions.open(login, session_type, began, self.rng.choice((7_200, 14_400, 86_400)))
        root.modified = max(began, self._ago(0, root.valid * 0.48))
        self.life.begin(Visit(root, self.start + timedelta(days=3_650), logs_out=False, screen=False), self.start)
        return root

    def orphan(self, person: Person) -> None:
        """A Visualforce page that is left alone, its user away from everything else."""
        began = self._ago(600, 3_000)
        login = self.sessions.log_in(person, began, person.login_type)
        root = self.sessions.open(login, "Visualforce", began, 7_200)
        self.life.begin(Visit(root, began, logs_out=False, screen=False, left=True), self.start)

    def set_toggle(self, person: Person, on: bool, reason: str | None = None) -> None:
        """The toggle as somebody left it some time today."""
        self.engine.set(person.id, Toggle(on, reason, person.id, self._ago(300, 20_000)))

    def shift(self, person: Person, hours: Hours) -> None:
        """The same own shift in each of the person's teams."""
        for team in self.engine.teams:
            if person.id in team.members:
                team.members[person.id] = hours

    def shift_over(self, person: Person) -> None:
        """A shift that ended an hour ago."""
        self.shift(person, hours_around(self.start, before=9, after=-1))

    def shift_soon(self, person: Person) -> None:
        """A shift that begins in a few minutes."""
        self.shift(person, hours_around(self.start, before=-4 / 60, after=8))

    def away_until(self, person: Person, days: float) -> None:
        """Out of office, which counts in all teams."""
        self.engine.out_of_office[person.id] = self.start + timedelta(days=days)

    def _at_work(self, person: Person, *, toggled: bool) -> Visit:
        if toggled:
            self.set_toggle(person, on=True)
        return self._visit(person, self.rng.uniform(0, 0.48) * person.timeout)

    def _idle(self, person: Person) -> Visit:
        """Nothing seen since the half mark. Most closed the browser; the others come back before the end."""
        self.set_toggle(person, on=True)
        visit = self._visit(person, self.rng.uniform(0.52, 0.96) * person.timeout)
        if self.rng.random() < 0.6:
            visit.left = True
        else:
            visit.back = self.start + (visit.root.expires - self.start) * self.rng.uniform(0.1, 0.9)
        return visit

    def _away(self, person: Person, pace: Pace) -> None:
        self.set_toggle(person, on=False)
        self.absent.append(person)
        wait = 150 * pace.opening + self.rng.expovariate(1 / pace.away)
        self.arrivals[person.id] = self.start + timedelta(seconds=wait)
        if self.rng.random() < 0.4:
            root = self._visit(person, self.rng.uniform(1.02, 1.6) * person.timeout).root
            self.life.sweep(root, self.start)

    def _visit(self, person: Person, age: float) -> Visit:
        """A visit whose sessions were last modified ``age`` seconds ago, after some half-lives of work before."""
        worked = self.rng.choice((0, 0, 1, 2)) * self.rng.uniform(0.5, 0.7) * min(person.timeout, 14_400)
        created = self._ago(age + worked, age + worked)
        visit = self.life.visit(person, created, self.start)
        age_visit(self.sessions, visit, self._ago(age, age))
        return visit

    def _ago(self, least: float, most: float) -> datetime:
        return self.start - timedelta(seconds=round(self.rng.uniform(least, most)))


def age_visit(sessions: Sessions, visit: Visit, modified: datetime) -> None:
    """Make a visit's sessions last modified then, and begun no later."""
    for row in sessions.family(visit.root):
        row.modified = modified
        row.created = min(row.created, modified)
    visit.root.login.at = min(visit.root.login.at, modified)
