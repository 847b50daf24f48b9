"""The first minutes, arranged: every kind of event is seen soon, and the first plan has something to show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TypeVar

from tui.demo.world.life import Life
from tui.demo.world.midday import Midday, age_visit
from tui.demo.world.pace import Pace
from tui.demo.world.population import Population
from tui.demo.world.visits import Visit, screen_type

# Seconds after the start, stretched by the pace and moved a little by the seed.
_LOGINS = (12, 46, 84, 140, 205, 280)
_TIMEOUTS = (30, 75, 128, 190, 262)
_LOGOUTS = (22, 64, 104, 168, 236)
_RETURNS = (38, 112)
_MANAGER = 55

T = TypeVar("T")


def open_day(midday: Midday, population: Population, life: Life, pace: Pace) -> None:
    """Arrange the first minutes, the handful out of step, and whoever is held back by DE; then let the day begin."""
    size = len(population.members)
    free = _Free(midday, size)
    _schedule(midday, free, pace)
    _out_of_step(midday, free, size)
    _held_back(midday, free, size)
    _besides(midday, population)
    midday.begin()
    life.at(midday.start + timedelta(seconds=_MANAGER * pace.opening), life.manage)
    life.at(midday.start + timedelta(seconds=pace.login_as), life.log_in_as)


class _Free:
    """Who has no part in the opening yet. No part takes more than half of those who are left."""

    def __init__(self, midday: Midday, size: int) -> None:
        self.active = [one for one in midday.active if one.root.session_type == "UI"]
        self.idle = [one for one in midday.idle if one.root.session_type == "UI"]
        self.absent = [one for one in midday.absent if screen_type(one) == "UI"]
        self.size = size

    @staticmethod
    def take(people: list[T], wanted: int) -> list[T]:
        """So many of them at most, and no more than half, but one where there is one."""
        taken = people[: min(wanted, max(1, len(people) // 2))]
        del people[: len(taken)]
        return taken


def _schedule(midday: Midday, free: _Free, pace: Pace) -> None:
    for person, offset in _paired(midday, pace, free.take(free.absent, len(_LOGINS)), _LOGINS):
        midday.arrivals[person.id] = midday.start + offset
    for visit, offset in _paired(midday, pace, _timing_out(free), _TIMEOUTS):
        visit.left, visit.back = True, None
        age_visit(midday.sessions, visit, midday.start + offset - timedelta(seconds=visit.root.valid))
    for visit, offset in _paired(midday, pace, free.take(free.active, len(_LOGOUTS)), _LOGOUTS):
        visit.leaves, visit.logs_out = midday.start + offset, True
    for visit, offset in _paired(midday, pace, free.take(free.idle, len(_RETURNS)), _RETURNS):
        visit.left, visit.back = False, min(midday.start + offset, visit.root.expires - timedelta(seconds=1))
        visit.leaves = max(visit.leaves, midday.start + timedelta(seconds=900))
    for visit in free.take(free.idle, free.size // 25 + 1):
        visit.left, visit.back = True, None
        soon = timedelta(seconds=min(midday.rng.randint(330, 1_100), visit.root.valid // 2 - 30))
        age_visit(midday.sessions, visit, midday.start + soon - timedelta(seconds=visit.root.valid))


def _timing_out(free: _Free) -> list[Visit]:
    """Those who closed the browser a while ago; in a small org some of those at work must have, too."""
    visits = free.take(free.idle, len(_TIMEOUTS))
    return visits if len(visits) >= 2 else visits + free.take(free.active, 2)


def _out_of_step(midday: Midday, free: _Free, size: int) -> None:
    """Toggles that do not fit: on without a session, off at the desk; some for a reason, some forgotten."""
    few = max(1, size // 70)
    for person in free.take(free.absent, few):
        midday.set_toggle(person, on=True)
    at_desk = free.take(free.active, few)
    for number, visit in enumerate(at_desk):
        midday.set_toggle(visit.root.user, on=False, reason="Lunch" if number % 2 else None)


def _held_back(midday: Midday, free: _Free, size: int) -> None:
    """DE answers off for them though they are toggled on: the shift is over or to come, or they are out of office."""
    few = max(1, size // 100)
    for visit in free.take(free.active, few):
        midday.shift_over(visit.root.user)
    for visit in free.take(free.active, 1):
        midday.shift_soon(visit.root.user)
    for visit in free.take(free.active, max(1, few // 2)):
        midday.away_until(visit.root.user, days=1)
    for person in free.take(free.absent, few):
        midday.away_until(person, days=midday.rng.randint(2, 12))


def _besides(midday: Midday, population: Population) -> None:
    """Sessions that are not somebody of a team at the screen: second browsers, programs, leftovers, colleagues."""
    rng = midday.rng
    midday.at_work(visit.root.user for visit in midday.active if rng.random() < 0.06)  # in a second browser
    midday.at_work([population.caller], toggled=population.caller in population.members)
    for person in population.staff:
        if rng.random() < 0.28:
            midday.program(person, "Oauth2" if rng.random() < 0.8 else "API")
    away = midday.absent[::-1]
    orphans = max(1, len(away) // 40)
    for person in away[:orphans]:
        midday.orphan(person)
    for person in away[orphans : orphans + 2]:
        midday.life.substitute(person, midday.start - timedelta(seconds=rng.randint(60, 900)))
    colleagues = [one for one in population.outsiders if one.works and one is not population.caller]
    midday.at_work(one for one in colleagues if rng.random() < 0.5)
    midday.at_work(one for one in population.members if one.frozen)
    for person in [*population.programs, *(one for one in population.members if not one.profile.human)]:
        midday.program(person)


def _paired(midday: Midday, pace: Pace, people: Sequence[T], offsets: Sequence[int]) -> Iterator[tuple[T, timedelta]]:
    """Each with their moment, moved by up to four seconds."""
    for one, offset in zip(people, offsets, strict=False):
        yield one, timedelta(seconds=round(offset * pace.opening) + midday.rng.randint(-4, 4))
