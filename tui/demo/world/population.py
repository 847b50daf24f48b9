"""Who is in the simulated org, and in which DE teams, before anybody has logged in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from random import Random

from tui.demo.options import Options
from tui.demo.world import access
from tui.demo.world.de import Hours, Team
from tui.demo.world.hostile import HOSTILE_NAMES
from tui.demo.world.ids import numbering, record_id
from tui.demo.world.people import Person, Registry

ADMIN_USERNAME = "admin@acme.example"
QUEUE_NUMBER = 500_101
QUEUE_ID = record_id("00G", QUEUE_NUMBER)
_TEAM_NAMES = ("Enterprise", "Inbound", "Mid-Market", "Renewals", "DACH", "Nordics", "Iberia", "VIP Desk")
_REGIONS = ("DACH", "Nordics", "Benelux", "France", "UK & Ireland", "Americas", "APAC", "Africa", "Iberia", "Türkiye")
_SEGMENTS = ("Enterprise", "Mid-Market", "Inbound", "Renewals")


@dataclass(frozen=True)
class Population:
    """The users of an org by the part they play. ``members`` are the DE users, ``outsiders`` all others.

    ``caller`` is whose token the server takes; they may or may not be among the members. ``programs`` are outsiders.
    """

    caller: Person
    members: Sequence[Person]
    outsiders: Sequence[Person]
    programs: Sequence[Person]
    teams: Sequence[Team]

    @property
    def everybody(self) -> list[Person]:
        """All users of the org."""
        return [*self.members, *self.outsiders]

    @property
    def staff(self) -> list[Person]:
        """The members whose day is played: people who are let in, the caller apart."""
        return [one for one in self.members if one.works and one is not self.caller]


def populate(options: Options, rng: Random, start: datetime) -> Population:
    """The users and teams of an org of that size."""
    registry = Registry(rng, start)
    caller = registry.person(access.ADMIN, name=("Robin", "Hartmann"), username=ADMIN_USERNAME)
    caller.title, caller.department = "Salesforce Administrator", "Revenue Operations"
    in_de = options.size == "typical" or (options.users >= 10 and rng.random() < 0.5)
    members = [caller] if in_de else []
    members += _odd_ones(registry, options.users)
    members += [_seller(registry, rng) for _ in range(options.users - len(members))]
    _share_a_name(members, options.users)
    if options.hostile:
        _rename(members, caller)
    outsiders = [] if in_de else [caller]
    outsiders += [registry.person(access.BACK_OFFICE) for _ in range(max(3, min(options.users // 6, 4_000)))]
    programs = [registry.person(access.API_ONLY, name=("Integration", one)) for one in ("Marketing", "Billing", "ERP")]
    for person in members:
        person.permission_sets = _permission_sets(person, rng)
    teams = _teams(members, caller, rng, start)
    return Population(caller, members, [*outsiders, *programs], programs, teams)


def _odd_ones(registry: Registry, users: int) -> list[Person]:
    """Members whom the loop must treat with care: inactive, frozen, a program, a partner."""
    if users < 10:
        return []
    some = max(1, users // 500)
    inactive = [registry.person(access.SALES) for _ in range(some)]
    frozen = [registry.person(access.SALES) for _ in range(some)]
    for person in inactive:
        person.active = False
    for person in frozen:
        person.frozen = True
    program = registry.person(access.API_ONLY, name=("Integration", "Lead Router"))
    return [*inactive, *frozen, program, registry.person(access.PARTNER_USER)]


def _seller(registry: Registry, rng: Random) -> Person:
    profiles = (access.SALES, access.SUPPORT, access.SALES_LEAD)
    return registry.person(rng.choices(profiles, (75, 17, 8))[0])


def _share_a_name(members: Sequence[Person], users: int) -> None:
    """In an org of some size two people have the same name; only their usernames tell them apart."""
    if users >= 100:
        one, other = members[-1], members[-2]
        other.first, other.last = one.first, one.last


def _rename(members: Sequence[Person], caller: Person) -> None:
    people = (one for one in members if one.works and one is not caller)
    for person, name in zip(people, HOSTILE_NAMES, strict=False):
        person.first, person.last = "", name


def _permission_sets(person: Person, rng: Random) -> tuple[access.PermissionSet, ...]:
    if person.profile is access.ADMIN:
        return (access.DE_ADMIN,)
    if person.profile is access.PARTNER_USER:
        return (access.DE_COMMUNITY,)
    extra = (access.DIALER,) if rng.random() < 0.3 else ()
    return (access.DE_MANAGER, access.FORECASTS, *extra) if _leads(person) else (access.DE_USER, *extra)


def _leads(person: Person) -> bool:
    return person.profile is access.SALES_LEAD


def _teams(members: Sequence[Person], caller: Person, rng: Random, start: datetime) -> list[Team]:
    """Teams with one to three memberships each; one team of one, one on holiday, and a queue among people."""
    new_id = numbering("a0K", 20_000 + rng.randrange(9_000))
    names = _names(len(members))
    teams = [Team(new_id(), name, start.replace(hour=8, minute=0, second=0), caller.id) for name in names]
    alone = teams[-1] if len(teams) > 2 else None
    resting = teams[-2] if len(teams) > 3 else None
    open_teams = [team for team in teams if team is not alone and team is not resting]
    loner = next((one for one in reversed(members) if alone and one.works and one is not caller), None)
    for number, person in enumerate(members):
        if person is not loner:
            _join(person.id, number, open_teams, rng)
    if alone and loner:
        alone.members[loner.id] = None
    if resting:
        resting.holiday = True
        resting.members.update(dict.fromkeys((one.id for one in rng.sample(members, len(members) // 25 + 2)), None))
        resting.members.pop(loner.id if loner else "", None)
    open_teams[-1].members[QUEUE_ID] = None
    for team in open_teams[: len(open_teams) // 3]:
        team.hours = hours_around(start, before=5, after=7)
    return teams


def _join(user_id: str, number: int, teams: Sequence[Team], rng: Random) -> None:
    """One to three teams; the first goes round, so that none stays empty."""
    teams[number % len(teams)].members[user_id] = None
    more = rng.choices((0, 1, 2), (58, 32, 10))[0]
    for team in rng.choices(teams, k=more):
        team.members[user_id] = None


def _names(users: int) -> tuple[str, ...]:
    if users < 10:
        return ("Inbound",)
    if users < 100:
        return ("Enterprise", "Inbound", "VIP Desk")
    if users < 1_000:
        return _TEAM_NAMES
    regional = tuple(f"{segment} {region}" for segment, region in product(_SEGMENTS, _REGIONS))
    return (*regional[:38], "Iberia Partners", "VIP Desk")


def hours_around(start: datetime, *, before: float, after: float) -> Hours:
    """Daily hours that opened ``before`` hours ago and close in ``after`` hours, to the minute."""
    minute = start.hour * 60 + start.minute
    return Hours(round(minute - before * 60) % 1_440 * 60, round(minute + after * 60) % 1_440 * 60)
