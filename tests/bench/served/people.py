"""What the benchmark makes of a demo world: many sessions, people who stay, and some who come and go on demand."""

from __future__ import annotations

from datetime import timedelta

from tui.demo.world.world import World
from tui.presence.settings import API_KINDS

NAME = "Zq"  # stands before every DE user's name, so that the first row on a screen can be told
LONG = 86_400  # seconds
SHORTEST = 14_400  # seconds; no session runs out while the benchmark goes


def steady(world: World) -> None:
    """Nobody runs out of time while the benchmark goes: short sessions become long, as far through as they were."""
    now = world.now.replace(microsecond=0)
    for row in world.sessions.rows.values():
        age = (now - row.modified).total_seconds()
        if age < row.valid < SHORTEST:
            row.modified = now - timedelta(seconds=round(age * SHORTEST / row.valid))
            row.created = min(row.created, row.modified)
            row.valid = SHORTEST
    for person in world.population.members:
        person.first = f"{NAME}{person.first}"


def crowd(world: World, sessions: int) -> None:
    """Fill the org up to so many sessions of screens, all of colleagues who are in no DE team."""
    now = world.now.replace(microsecond=0)
    colleagues = [one for one in world.population.outsiders if one.works]
    have = sum(row.session_type not in API_KINDS for row in world.sessions.rows.values())
    for number in range(max(0, sessions - have) // 2):
        person = colleagues[number % len(colleagues)]
        began = now - timedelta(seconds=number % 20_000)
        login = world.sessions.log_in(person, began, person.login_type)
        world.sessions.open_child(world.sessions.open(login, "UI", began, LONG), "Aura")


class Turning:
    """One in a hundred DE users: whoever of them is logged in is out after a turn, and the other way round."""

    def __init__(self, world: World) -> None:
        now = world.now.replace(microsecond=0)
        staff = [one for one in world.population.staff if world.sessions.of(one.id)]
        chosen = staff[:: max(1, len(staff) // max(1, world.options.users // 100))]
        rows = [row for one in chosen for row in world.sessions.of(one.id) if row.session_type in {"UI", "Aura"}]
        self._rows = [(row, now if row.expires <= now else now - 2 * timedelta(seconds=row.valid)) for row in rows]

    def turn(self) -> None:
        """To the other state; a second turn leads back."""
        turned = [(row, row.modified) for row, _ in self._rows]
        for row, modified in self._rows:
            row.modified = modified
        self._rows = turned
