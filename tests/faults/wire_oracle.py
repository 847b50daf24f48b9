"""The judge of a life over the wire: stands at the org's door, looks into the world itself, imports nothing of the app.

It notes what each reading was really given, and holds every toggle that reached the org, or left for it, against that.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from tui.demo.world.people import Person
from tui.demo.world.sessions import AuthSession
from tui.demo.world.world import World

OFF_AFTER = 20.0  # seconds that a user must be seen to be gone
FRESH = 60.0  # seconds after which a reading justifies nothing
HOUR = 3600.0
LEAVING = 300.0  # seconds; a session that ends within them may not have been twice seen to be gone, and acted upon
MOST_AN_HOUR = 3
SCREENS = {"UI", "Aura"}
LOST = {"sent", "unsettled"}
Toggled = tuple[int, str, bool]


class Sent(NamedTuple):
    """A toggle as the journal tells it: when, whose, which value, by whom, how it ended, and its words."""

    at: datetime
    user_id: str
    to: bool
    by: str
    outcome: str
    why: str

    @property
    def settled(self) -> bool:
        """Whether only a later reading told how it ended."""
        words = ("DE answers it", "DE does not answer it", "a later toggle overtook it")
        return any(one in self.why for one in words)


class WireOracle:
    """Judges one life. ``wrong`` is what it found."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.wrong: list[str] = []
        self._given: frozenset[str] | None = None
        self._readings: deque[tuple[float, frozenset[str]]] = deque(maxlen=4)
        self._held: dict[str, tuple[float, float]] = {}
        self._left: dict[tuple[str, bool], deque[float]] = {}

    def sessions_given(self) -> None:
        """The org is about to answer all sessions, whole."""
        self._given = self.there()

    def answer_given(self) -> None:
        """The org is about to answer for DE, whole: with the sessions before it that is a complete reading."""
        if self._given is not None:
            self._readings.append((self._now, self._given))
            self._given = None

    def reading_broken(self) -> None:
        """Sessions did not arrive whole."""
        self._given = None

    def hold(self, user_id: str, until: float) -> None:
        """A person's hold has taken effect."""
        self._held[user_id] = (self._now, until)

    def left(self, user_id: str, *, to: bool) -> None:
        """A toggle of the loop arrives at the door, whether or not the org will act on it."""
        now, name = self._now, f"{'on' if to else 'off'} to {user_id} at {self._world.now}"
        held = self._held.get(user_id)
        if held is not None and held[0] < now < held[1]:
            self.wrong.append(f"{name}: against a hold")
        times = self._left.setdefault((user_id, to), deque(maxlen=MOST_AN_HOUR + 1))
        if not times or times[-1] != now:  # a refused token is renewed, and the same call made once more
            times.append(now)
        if len(times) > MOST_AN_HOUR and now - times[0] < HOUR:
            self.wrong.append(f"{name}: for the fourth time in an hour")
        if user_id == self._world.caller_id:
            self.wrong.append(f"{name}: to the monitor's own user")
        why = self._unjustified(user_id, now, to=to)
        if why is not None:
            self.wrong.append(f"{name}: {why}")

    def _unjustified(self, user_id: str, now: float, *, to: bool) -> str | None:
        if not self._readings or now - self._readings[-1][0] > FRESH:
            return "no current reading justifies it"
        at, there = self._readings[-1]
        if to:
            return None if user_id in there else "they were not there"
        if user_id in there:
            return "they were there"
        gone = [when for when, present in self._readings if user_id not in present]
        twice = len(self._readings) > 1 and user_id not in self._readings[-2][1]
        return None if twice and at - gone[0] >= OFF_AFTER else "they were not twice seen to be gone"

    def there(self) -> frozenset[str]:
        """Who has a live session at a screen in truth, admins logged in as others apart."""
        rows = self._world.sessions.rows.values()
        now = self._world.now
        return frozenset(row.user.id for row in rows if row.session_type in SCREENS and _live(row, now))

    def unsettled(self, named: Mapping[str, str]) -> list[str]:
        """I3, I4: who is still not as they should be after a calm. ``named``: whose toggle waits, and why."""
        there, wrong = self.there(), []
        leaving = self._just_left()
        for person in self._world.population.staff:
            if self._world.toggled_on(person.id) is (person.id in there) or named.get(person.id):
                continue
            if person.id in leaving - there:
                continue
            wrong.append(f"{_told(person)} is {'there and off' if person.id in there else 'gone and on'}")
        return wrong

    def _just_left(self) -> frozenset[str]:
        """Whose session ran out a moment ago: sessions end in a calm, too."""
        now = self._world.now.timestamp()
        rows = self._world.sessions.rows.values()
        return frozenset(row.user.id for row in rows if now - LEAVING < row.modified.timestamp() + row.valid <= now)

    def compare(self, journal: Sequence[Sent]) -> list[str]:
        """The journal against the org's own log: each received one known, each sent one received once at most."""
        received = Counter((int(one.at.timestamp()), one.user_id, one.online) for one in self._world.received)
        done, may_be, wrong = Counter[Toggled](), Counter[Toggled](), []
        for one in journal:
            toggled = (int(one.at.timestamp()), one.user_id, one.to)
            may_be[toggled] += one.outcome != "failed"
            done[toggled] += one.outcome == "done" and not one.settled
            if one.outcome in LOST:
                wrong.append(f"never settled: {one}")
        wrong += [f"received, and not known to be sent, or more often: {one}" for one in received - may_be]
        return [*wrong, *(f"said to be done, and not received as often: {one}" for one in done - received)]

    @property
    def _now(self) -> float:
        return self._world.now.timestamp()


def _live(row: AuthSession, now: datetime) -> bool:
    above: AuthSession | None = row
    while above is not None:
        if above.session_type == "SubstituteUser" or above.login_type == "SysAdmin Switch":
            return False
        above = above.parent
    return row.modified.timestamp() + row.valid > now.timestamp()


def _told(person: Person) -> str:
    return f"{person.name} ({person.id})"
