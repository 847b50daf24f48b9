"""What a footing spares changes nothing in what is concluded, and spares all but what changed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from tests.made import NINE, session, snapshot, tid, uid, user
from tui.loop.cycle import Footing, Reading, conclude
from tui.loop.woken import Woken, conclude_some
from tui.presence.memory import Hold, Memory, Past, Sent
from tui.presence.model import Id, Instant, Session, Snapshot
from tui.presence.settings import ExcludeSettings, LoopSettings, PresenceSettings, Settings
from tui.presence.since import sending, settled

PEOPLE, TEAMS = 10, 4
SETTINGS = {
    "default": Settings(loop=LoopSettings(interval=600)),
    "idle limit": Settings(presence=PresenceSettings(idle_limit_minutes=10)),
    "article": Settings(presence=PresenceSettings(preset="article")),
    "outside changes overridden": Settings(loop=LoopSettings(respect_outside_changes=False, last_one_grace=120)),
    "excluding a team": Settings(exclude=ExcludeSettings(teams=("Team 1",))),
}


class Walk:
    """A small org in which anything happens; every row and answer may come as a new object or as the old one."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.now, self.number = NINE, 100
        self.rows: dict[Id, Session] = {}
        self.people = {uid(one): user(one) for one in range(1, PEOPLE)}
        self.answer = {tid(team): {uid(one): False for one in self._some()} for team in range(TEAMS)}
        self.memory = Memory(begun=True)
        self.reading: Reading | None = None

    def _some(self) -> list[int]:
        return [one for one in range(1, PEOPLE) if self.chance.random() < 0.4] + [PEOPLE]

    def step(self) -> None:
        """A few things happen while some time passes."""
        self.now += timedelta(seconds=self.chance.choice((5, 30, 60, 300, 600, 600, 3700)))
        deeds = (
            self.login,
            self.logout,
            self.seen,
            self.toggle,
            self.join,
            self.leave,
            self.rename,
            self.hold,
            self.send,
        )
        for deed in self.chance.choices(deeds, k=self.chance.randrange(4)):
            deed(uid(self.chance.randrange(1, PEOPLE)))

    def login(self, who: Id) -> None:
        self.number += 1
        parent = self.chance.choice((None, self.number, self.number - 1, self.number - 7))
        kind = self.chance.choice(("UI", "UI", "Aura", "Visualforce", "SubstituteUser", "Oauth2", None))
        age, valid = self.chance.choice((0, 60, 700)), self.chance.choice((900, 901, 7200))
        made = session(self.number, int(who[3:15]), age=age, valid=valid, kind=kind, parent=parent, now=self.now)
        self.rows[made.id] = made

    def logout(self, who: Id) -> None:
        self.rows = {one: row for one, row in self.rows.items() if row.user_id != who or self.chance.random() < 0.4}

    def seen(self, who: Id) -> None:
        self.rows |= {one: replace(row, last_modified=self.now) for one, row in self.rows.items() if row.user_id == who}

    def toggle(self, who: Id) -> None:
        team = self.chance.choice([*self.answer])
        self.answer = {**self.answer, team: {**self.answer[team], who: self.chance.random() < 0.5}}

    join = toggle

    def leave(self, who: Id) -> None:
        self.answer = {team: {one: on for one, on in told.items() if one != who} for team, told in self.answer.items()}

    def rename(self, who: Id) -> None:
        named = replace(self.people[who], name=f"Known since {self.now}", is_active=self.chance.random() < 0.8)
        self.people = {**self.people, who: named}

    def hold(self, who: Id) -> None:
        until = self.chance.choice((None, self.now + timedelta(seconds=400)))
        self.put(who, replace(self.memory.of(who), hold=Hold("by hand", until, until_presence=until is None)))

    def send(self, who: Id) -> None:
        to, how = self.chance.random() < 0.5, self.chance.choice(("done", "failed", "unsettled"))
        at = self.now + timedelta(seconds=self.chance.choice((-3, 0, 2)))
        past = sending(self.memory.of(who), Sent(to, at, "loop", "sent"))
        self.put(who, settled(past, Sent(to, at, "loop", how)))  # type: ignore[arg-type]

    def put(self, who: Id, past: Past) -> None:
        self.memory = replace(self.memory, pasts={**self.memory.pasts, who: past})

    def snapshot(self) -> Snapshot:
        """What the org tells: mostly sound, sometimes only in part."""
        rows = [replace(row) if self.chance.random() < 0.2 else row for row in self.rows.values()]
        self.chance.shuffle(rows)
        answer = self.answer if self.chance.random() < 0.5 else {team: dict(told) for team, told in self.answer.items()}
        taken = Instant(self.now.timestamp(), self.now.timestamp())
        snap = snapshot(tuple(rows), answer, users=self.people, at=self.now, taken=taken)
        flaw = self.chance.random()
        if flaw < 0.06:
            return replace(snap, answer=None)
        if flaw < 0.12:
            return replace(snap, sessions=replace(snap.sessions, finished=False))
        return replace(snap, users={}) if flaw < 0.15 else snap

    def logged_out(self) -> frozenset[Id]:
        return frozenset(uid(one) for one in self._some() if self.chance.random() < 0.1)


def told(reading: Reading) -> dict[str, object]:
    """All that a reading concludes."""
    return {name: getattr(reading, name) for name in reading.__struct_fields__ if name != "footing"}


def walked(seed: int, settings: Settings, steps: int) -> Iterator[tuple[Reading, Reading]]:
    """Readings one after the other, each concluded with what the one before rests on, and without."""
    walk = Walk(seed)
    for _ in range(steps):
        walk.step()
        snap, out = walk.snapshot(), walk.logged_out()
        before, footing = (walk.reading.roster, walk.reading.footing) if walk.reading else (None, Footing())
        with_it = conclude(snap, settings, walk.memory, before, out, footing)
        yield with_it, conclude(snap, settings, walk.memory, before, out)
        walk.reading, walk.memory = with_it, with_it.memory
        if walk.chance.random() < 0.3:
            yield from some(walk, settings)


def some(walk: Walk, settings: Settings) -> Iterator[tuple[Reading, Reading]]:
    """The same of a reading of some (R16)."""
    assert walk.reading is not None
    walk.step()
    users = frozenset({*walk.logged_out(), uid(1), uid(2)})
    rows = tuple(row for row in walk.rows.values() if row.user_id in users)
    taken = Instant(walk.now.timestamp(), walk.now.timestamp())
    snap = replace(snapshot(rows, at=walk.now, taken=taken), answer=None, users={}, teams={})
    found = conclude_some(snap, users, users, settings, walk.memory, walk.reading)
    again = conclude_some(snap, users, users, settings, walk.memory, replace(walk.reading, footing=Footing()))
    if isinstance(found, Woken):
        assert isinstance(again, Woken)
        walk.reading, walk.memory = found.whole, replace(walk.memory, pasts={**walk.memory.pasts, **found.some.kept})
        yield found.some, again.some
        yield found.whole, again.whole


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("seed", range(4))
def test_what_is_concluded_on_a_footing_is_what_is_concluded_from_nothing(name: str, seed: int) -> None:
    for number, (with_it, without) in enumerate(walked(seed, SETTINGS[name], 150)):
        assert told(with_it) == told(without), number
