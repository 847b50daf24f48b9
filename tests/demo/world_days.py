"""A world with a clock that the test turns, and the words in which the tests speak of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

from tui.demo.options import Answers, Options
from tui.demo.world.people import Person
from tui.demo.world.world import World

START = datetime(2026, 11, 23, 10, 17, 5, tzinfo=UTC)
NOBODY: frozenset[str] = frozenset()
State = Literal["active", "idle", "absent"]


class Day:
    """One simulated day of a small, quiet org unless asked otherwise."""

    def __init__(
        self,
        size: str | int = "small",
        seed: int = 1,
        *,
        quiet: bool = True,
        without: frozenset[str] = NOBODY,
        answers: Answers = "availability",
        production: bool = False,
        hostile: bool = False,
    ) -> None:
        self.now = START
        options = Options(
            size=size, seed=seed, production=production, without=without, answers=answers, hostile=hostile
        )
        self.world = World(options, lambda: self.now)
        if quiet:
            self.world.quiet()

    def later(self, seconds: float) -> None:
        """Time goes on, and the world with it."""
        self.now += timedelta(seconds=seconds)
        self.world.advance()

    def alone(self) -> Person:
        """Somebody who works here, without a session, toggled off, and held back by nothing but that."""
        world = self.world
        open_teams = [team for team in world.engine.teams if not team.holiday]
        for person in world.population.staff:
            shifted = any(team.members.get(person.id) for team in open_teams)
            usual = person.profile.user_type == "Standard" and any(person.id in team.members for team in open_teams)
            if usual and not shifted and person.id not in world.engine.out_of_office:
                for session in world.sessions.of(person.id):
                    world.sessions.end(session)
                world.manager_toggles(person.id, on=False)
                return person
        raise AssertionError("nobody is free")

    def rows(self, sobject: str, **equal: object) -> list[Mapping[str, object]]:
        """The rows of an object in which these fields have these values."""
        found = self.world.records(sobject)
        return [row for row in found if all(row[name] == value for name, value in equal.items())]

    def answers_for(self, user_id: str) -> list[bool]:
        """What DE answers for a member, a value for each team."""
        return [team[user_id] for team in self.world.availability().values() if user_id in team]

    def state(self, user_id: str) -> State:
        """Whether somebody is there by their UI and Aura sessions, login-as apart."""
        live = [
            one
            for one in self.world.sessions.of(user_id)
            if one.session_type in {"UI", "Aura"}
            and one.login.login_type != "SysAdmin Switch"
            and one.expires > self.now
        ]
        if not live:
            return "absent"
        return "active" if any(one.half > self.now for one in live) else "idle"
