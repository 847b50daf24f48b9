"""The pure core in a made world: every event that the policy speaks of is one step from a moment to the next.

A ``Moment`` is a frozen value: the world, what the core remembers of it, and the judge's book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache, partial
from typing import Literal, NamedTuple

from msgspec.structs import replace

from tests.faults import core_oracle as oracle
from tests.faults.core_oracle import Book, How, Page, Rules, Sending, Shown
from tests.made import NINE, session, snapshot, tid, uid
from tui.loop.cycle import conclude
from tui.presence.holds import held
from tui.presence.memory import Hold, Memory, Sent
from tui.presence.model import Id, Instant, Session, Snapshot, User
from tui.presence.plan import Plan, Withheld
from tui.presence.settings import BrakeSettings, LoopSettings, PresenceSettings, Settings
from tui.presence.since import sending, settled

Sits = Literal["nowhere", "active", "idle", "expired"]
Flaw = Literal["", "pages", "no answer", "no users", "empty"]
AGES: dict[Sits, float] = {"active": 60, "idle": 5400, "expired": 7300}  # of sessions that last 7200 seconds
HELD_FOR = 2400


class Person(NamedTuple):
    """One user in truth: where they sit, the raw toggle, and whether DE's hours are closed to them."""

    sits: Sits = "nowhere"
    on: bool = False
    closed: bool = False


class Kind(NamedTuple):
    """A kind of world: what DE's Boolean means, the settings, and the teams by the numbers of their members.

    ``plain``: nobody but the loop has a hand in it. Hours close only the first team to a member of several.
    """

    name: str
    availability: bool = True
    respect: bool = True
    idle_counts: bool = True
    plain: bool = False
    teams: tuple[tuple[int, ...], ...] = ((0, 1), (1,))

    @property
    def rules(self) -> Rules:
        """As the judge reads them."""
        return Rules(respect=self.respect)


class Moment(NamedTuple):
    """A world at a time, what the core remembers, the judge's book, and the last plan made."""

    at: int
    people: tuple[Person, ...]
    memory: Memory
    book: Book
    plan: Plan
    shown: Shown | None = None


Event = Callable[[Kind, Moment], Moment]


def opening(kind: Kind, of: int = 2) -> Moment:
    """Nobody is there, nobody is on; a first plan was accepted and a first reading made."""
    book = Book(tuple(Page() for _ in range(of)))
    moment = Moment(0, (Person(),) * of, Memory(begun=True), book, Plan(NINE))
    return look(kind, moment)[0]


@lru_cache
def settings_of(kind: Kind) -> Settings:
    """The settings of a kind of world, told once to core and judge."""
    rules = kind.rules
    return Settings(
        presence=PresenceSettings(idle_limit_minutes=0 if kind.idle_counts else 15),
        loop=LoopSettings(
            interval=rules.interval, off_after=rules.off_after, respect_outside_changes=rules.respect, refresh=60
        ),
        brake=BrakeSettings(share=rules.share, at_least=rules.at_least, release_after=rules.release_after),
    )


def sit(who: int, sits: Sits, kind: Kind, moment: Moment) -> Moment:
    """Somebody logs in, logs out, falls idle or is timed out."""
    return _person(moment, who, moment.people[who]._replace(sits=sits))


def flip(who: int, kind: Kind, moment: Moment) -> Moment:
    """A manager toggles somebody in DE itself."""
    return _person(moment, who, moment.people[who]._replace(on=not moment.people[who].on))


def shift(who: int, kind: Kind, moment: Moment) -> Moment:
    """DE's hours close to somebody, or open."""
    return _person(moment, who, moment.people[who]._replace(closed=not moment.people[who].closed))


def hold(who: int, seconds: int | None, kind: Kind, moment: Moment) -> Moment:
    """A person holds somebody for a time, or until their presence changes."""
    until = None if seconds is None else moment.at + seconds
    given = Hold("by hand", None if until is None else _time(until), until_presence=until is None)
    past = held(moment.memory.of(uid(who)), given)
    memory = replace(moment.memory, pasts={**moment.memory.pasts, uid(who): past})
    return moment._replace(memory=memory, book=oracle.hold(moment.book, who, until))


def restart(seconds: int, kind: Kind, moment: Moment) -> Moment:
    """The process ends and is back after so long; all that stays is the journal."""
    return moment._replace(at=moment.at + seconds, memory=replace(moment.memory, anchor=None))


class Seen(NamedTuple):
    """A cycle up to its plan: a reading and what the core made of it. ``wrong`` is what the judge says so far."""

    moment: Moment
    sends: tuple[tuple[int, bool], ...]
    wrong: list[str]


def see(flaw: Flaw, kind: Kind, moment: Moment) -> Seen:
    """A reading after an interval, perhaps flawed."""
    moment = moment._replace(at=moment.at + kind.rules.interval)
    snap, shown = _reading(kind, moment, flaw)
    found = conclude(snap, settings_of(kind), moment.memory, None)
    book = oracle.read(moment.book, shown, kind.rules) if shown else moment.book
    whys = {number_of(who): one.why for who, one in found.plan.by_user().items()}
    wrong = oracle.unstated(book, shown, whys) if shown else []
    sends = tuple((number_of(one.user_id), one.to) for one in found.plan.toggles)
    return Seen(Moment(moment.at, moment.people, found.memory, book, found.plan, shown), sends, wrong)


def send(how: How, arrives: bool, kind: Kind, seen: Seen) -> tuple[Moment, list[str]]:
    """The rest of that cycle: all that the plan asks for is sent, and ends like this."""
    moment, at = seen.moment, _time(seen.moment.at)
    if not seen.sends:
        return moment, seen.wrong
    book, wrong = oracle.judge(moment.book, moment.shown, [Sending(*one, how) for one in seen.sends], kind.rules)
    people, pasts = list(moment.people), dict(moment.memory.pasts)
    for who, to in seen.sends:
        past = sending(pasts[uid(who)], Sent(to, at, "loop", "sent"))
        pasts[uid(who)] = settled(past, Sent(to, at, "loop", how))
        if arrives:
            people[who] = people[who]._replace(on=to)
    memory = replace(moment.memory, pasts=pasts)
    return moment._replace(people=tuple(people), memory=memory, book=book), seen.wrong + wrong


ENDINGS: dict[str, Callable[[Kind, Seen], tuple[Moment, list[str]]]] = {
    "read complete": partial(send, "done", True),
    "answer lost after it was done": partial(send, "unsettled", True),
    "answer lost before it was done": partial(send, "unsettled", False),
    "DE refuses": partial(send, "failed", False),
}
FLAWS: dict[str, Flaw] = {
    "read broken: a page is missing": "pages",
    "read broken: DE does not answer": "no answer",
    "read broken: DE answers for nobody": "no users",
    "read wrongly empty": "empty",
}


def look(kind: Kind, moment: Moment) -> tuple[Moment, list[str]]:
    """A cycle in which all goes well."""
    return ENDINGS["read complete"](kind, see("", kind, moment))


def cycles(kind: Kind, moment: Moment) -> Iterator[tuple[str, Moment, list[str]]]:
    """Every way in which a cycle may go, by name. Where nothing is sent, all of its endings are the same."""
    seen = see("", kind, moment)
    for name, ending in ENDINGS.items():
        yield name, *ending(kind, seen)
    for name, flaw in FLAWS.items():
        yield name, *ENDINGS["read complete"](kind, see(flaw, kind, moment))


def withheld(plan: Plan) -> dict[int, str]:
    """Whose toggle waits, and why."""
    return {number_of(who): one.why for who, one in plan.by_user().items() if isinstance(one, Withheld)}


def happenings(kind: Kind, of: int = 2) -> dict[str, Event]:
    """Everything but a cycle that may happen in a world, by name."""
    events: dict[str, Event] = {"restart": partial(restart, 0), "restart after two hours": partial(restart, 7200)}
    for who in range(of):
        events |= {
            f"login {who}": partial(sit, who, "active"),
            f"logout {who}": partial(sit, who, "nowhere"),
            f"expiry {who}": partial(sit, who, "expired"),
            f"idle {who}": partial(sit, who, "idle"),
        }
        if not kind.plain:
            events |= {
                f"outside change {who}": partial(flip, who),
                f"shift {who}": partial(shift, who),
                f"hold for a time {who}": partial(hold, who, HELD_FOR),
                f"hold for the presence {who}": partial(hold, who, None),
            }
    return events


def number_of(user_id: Id) -> int:
    """The number in an Id of this world."""
    return int(user_id[3:15])


def _person(moment: Moment, who: int, person: Person) -> Moment:
    return moment._replace(people=(*moment.people[:who], person, *moment.people[who + 1 :]))


def _reading(kind: Kind, moment: Moment, flaw: Flaw) -> tuple[Snapshot, Shown | None]:
    """What the org says now, and what a judge may take from it."""
    answer = _answer(kind, moment)
    truth = tuple(_there(kind, one) for one in moment.people)
    at = _time(moment.at)
    seated = () if flaw == "empty" else moment.people
    rows = tuple(_row(who, one.sits, moment.at) for who, one in enumerate(seated) if one.sits != "nowhere")
    snap = snapshot(rows, answer, at=at, taken=Instant(at.timestamp(), at.timestamp()), users=_users(len(truth)))
    there = (False,) * len(truth) if flaw == "empty" else truth
    on = tuple(any(team.get(uid(who)) for team in answer.values()) for who in range(len(truth)))
    if flaw == "pages":
        return replace(snap, sessions=replace(snap.sessions, finished=False)), None
    if flaw == "no answer":
        return replace(snap, answer=None), None
    if flaw == "no users":
        return replace(snap, answer={}), None
    return snap, Shown(moment.at, there, on)


def _answer(kind: Kind, moment: Moment) -> dict[Id, dict[Id, bool]]:
    def says(who: int, team: int) -> bool:
        one = moment.people[who]
        first = next(number for number, members in enumerate(kind.teams) if who in members)
        return one.on and not (kind.availability and one.closed and team == first)

    return {
        tid(team): {uid(who): says(who, team) for who in members if who < len(moment.people)}
        for team, members in enumerate(kind.teams)
    }


def _there(kind: Kind, person: Person) -> bool:
    return person.sits == "active" or (person.sits == "idle" and kind.idle_counts)


@lru_cache(maxsize=1024)
def _row(who: int, sits: Sits, at: int) -> Session:
    return session(who, who, age=AGES[sits], now=_time(at))


@lru_cache
def _users(of: int) -> dict[Id, User]:
    return {uid(who): User(uid(who), f"User {who}") for who in range(of)}


@lru_cache(maxsize=4096)
def _time(seconds: int) -> datetime:
    return NINE + timedelta(seconds=seconds)
