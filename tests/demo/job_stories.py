"""Stories that nobody wrote, in the form of the shared table: what people, managers and DE do, drawn by number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from tests.kit_apex.stories import Case, CaseHold, CasePerson, CaseReading, CaseSession, CaseSettings

_STEPS = (1, 10, 20, 60, 60, 60, 120, 300, 300, 600, 900, 1_800, 3_500, 3_700, 7_300)
_TYPES = ("UI", "Aura", "Visualforce", "Oauth2", "Content", None)
_LOGINS = ("Application", "SysAdmin Switch", "SAML Sfdc Initiated SSO")


@dataclass
class Office:
    """A small office whose next reading can be drawn at any time; ``on`` is what its toggles are."""

    rng: Random
    members: list[str] = field(default_factory=list)
    present: set[str] = field(default_factory=set)
    on: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    at: float = 0

    def case(self) -> Case:
        """Its teams, people and settings."""
        rng = self.rng
        users = [str(number) for number in range(1, rng.randint(2, 6) + 1)]
        teams = {str(number): self._team(users) for number in range(1, rng.randint(1, 3) + 1)}
        self.members = sorted({one for team in teams.values() for one in team if one.isdecimal()})
        self.present = {one for one in self.members if rng.random() < 0.5}
        self.on = {one for one in self.members if rng.random() < 0.5}
        people = {one: self._person() for one in self.members}
        caller = rng.choice(self.members) if rng.random() < 0.1 else None
        return Case("R0", "drawn", teams, (), settings=self._settings(), people=people, caller=caller)

    def reading(self, held: frozenset[str], known: Mapping[str, bool | None]) -> CaseReading:
        """What happens by the next reading. ``held`` have a hold of a person's; ``known`` is who is there so far."""
        rng = self.rng
        self.at += rng.choice(_STEPS)
        for one in self.members:
            self.present ^= {one} if rng.random() < 0.12 else set()
            self.on ^= {one} if rng.random() < 0.08 else set()  # a manager
            self.closed ^= {one} if rng.random() < 0.03 else set()  # hours
        # Not to who is missing though nobody knows them yet: a row cannot tell the job that nothing was known.
        known_or_there = [one for one in self.members if known[one] is not None or one in self.present]
        hold = {one: self._hold() for one in known_or_there if one not in held and rng.random() < 0.04}
        sessions = () if hold else tuple(self._session(one) for one in self.members if rng.random() < 0.06)
        return CaseReading(
            self.at,
            tuple(sorted(self.present)),
            tuple(sorted(self.on - self.closed)),
            {},
            sessions=sessions,
            hold=hold,
            release=tuple(one for one in sorted(held) if rng.random() < 0.05),
            refused=tuple(one for one in self.members if rng.random() < 0.05),
            unread=not hold and not held and rng.random() < 0.07,
        )

    def take(self, plan: dict[str, str], refused: tuple[str, ...]) -> None:
        """What was planned is sent, and nearly always done."""
        for one, word in plan.items():
            if word in {"on", "off"} and one not in refused and self.rng.random() < 0.95:
                self.on = self.on | {one} if word == "on" else self.on - {one}

    def _team(self, users: list[str]) -> tuple[str, ...]:
        team = sorted(self.rng.sample(users, self.rng.randint(1, len(users))))
        return (*team, "q1") if self.rng.random() < 0.15 else tuple(team)

    def _settings(self) -> CaseSettings:
        rng = self.rng
        return CaseSettings(
            interval=rng.choice((None, 60, 600)),
            off_after=rng.choice((None, 0, 60, 300)),
            respect_outside_changes=rng.choice((None, None, False)),
            last_one_grace=rng.choice((None, None, 60, 600)),
            idle_limit_minutes=rng.choice((None, None, 10, 30)),
            share=rng.choice((0.0, 0.25, 0.5, 0.5, 0.75, 1.0)),
            at_least=rng.choice((None, 1, 3)),
            release_after=rng.choice((None, 0, 300)),
        )

    def _person(self) -> CasePerson:
        drawn = self.rng.random()
        return CasePerson(active=drawn > 0.04, frozen=0.04 < drawn < 0.09, person=not 0.09 < drawn < 0.12)

    def _session(self, user: str) -> CaseSession:
        rng = self.rng
        return CaseSession(user, rng.choice(_TYPES), rng.choice(_LOGINS), rng.choice((10, 3_000, 5_000, 7_199, 7_200)))

    def _hold(self) -> CaseHold:
        until = self.rng.choice((None, self.at + self.rng.choice((30, 100, 900))))
        return CaseHold("drawn", until, self.rng.random() < 0.5)
