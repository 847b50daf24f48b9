"""What the org told by itself and no reading has answered yet: whom to look at, how soon, and who logged out.

An event decides nothing. It wakes a reading of its user; a logout makes that one reading enough to be sure (R5).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from tui.presence.events import EventsState, Happening
from tui.presence.memory import Memory
from tui.presence.model import Id, Instant
from tui.presence.ports import Clock
from tui.presence.roster import Roster

MOST_USERS = 200  # of one question; beyond them everybody is read
QUIET = 0.3  # seconds without another event, after which those that came are looked at
GATHERED = 1.0  # seconds that the first of them waits at most
MINUTE, LONGEST = 60.0, 10.0  # each reading within a minute waits twice as long after the one before, so much at most
LATE = timedelta(seconds=5)  # that a session may still be shown after its end, or not yet after its begin
MOST_KEPT = 20_000  # events before the first reading tells who is DE's; what is lost is met by readings of all


class Asked(Struct, frozen=True):
    """What a reading that begins now is to answer: whom events told of, and when those who did logged out."""

    users: Mapping[Id, Instant]
    logouts: Mapping[Id, datetime]

    @property
    def ids(self) -> frozenset[Id]:
        """Whom events told of."""
        return frozenset(self.users)

    @property
    def logged_out(self) -> frozenset[Id]:
        """Those whose last word was a logout."""
        return frozenset(self.logouts)


class Heard:
    """``state``: whether logouts are heard as they happen, None where nobody listens.

    ``strangers`` counts events of users whom DE does not know; they are shown nowhere.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.state: EventsState | None = None
        self.strangers = 0
        self._new: deque[Happening] = deque(maxlen=MOST_KEPT)
        self._waiting: dict[Id, Instant] = {}
        self._logouts: dict[Id, datetime] = {}
        self._read: dict[Id, datetime] = {}
        self._looks: deque[Instant] = deque()
        self._doubted = False

    def hear(self, item: Happening | EventsState) -> None:
        """Take what the org told."""
        if isinstance(item, EventsState):
            self.state = item
        else:
            self._new.append(item)

    def sort(self, roster: Roster | None, memory: Memory) -> tuple[Happening, ...]:
        """What was told of DE's users since the last time; who of them is to be looked at is noted.

        Nobody's before the first roster, which tells whose are.
        """
        if roster is None or not self._new:
            return ()
        told = tuple(dict.fromkeys(self._sorted(roster, memory)))  # one of several sessions at once is told once
        self._new.clear()
        return told

    def _sorted(self, roster: Roster, memory: Memory) -> Iterator[Happening]:
        now = self._clock.now()
        for one in self._new:
            standing = roster.standings.get(one.user_id)
            if standing is None:
                self.strangers += 1
                continue
            yield one
            if one.kind == "login" and one.at > self._logouts.get(one.user_id, one.at):
                del self._logouts[one.user_id]  # whoever came back is not known to be gone
            if standing.teams and not self._answered(one, roster, memory):
                self._waiting[one.user_id] = now
                if one.kind == "logout":
                    self._logouts[one.user_id] = max(one.at, self._logouts.get(one.user_id, one.at))

    def _answered(self, one: Happening, roster: Roster, memory: Memory) -> bool:
        """Whether readings have shown already what came of it, as of events that are told late."""
        at = self._read.get(one.user_id, roster.at)
        if not roster.complete or one.at + LATE >= at:
            return False
        unsure = not roster.standings[one.user_id].presence.present and memory.of(one.user_id).present is not False
        return one.kind == "login" or not unsure

    @property
    def many(self) -> bool:
        """Whether so many wait that everybody is read."""
        return len(self._waiting) > MOST_USERS

    def left(self, factor: float) -> float | None:
        """Seconds until those who wait are to be looked at; None where nobody does, or everybody will be.

        All spans are ``factor`` times as long.
        """
        if self._doubted or not self._waiting:
            return None
        now = self._clock.now()
        waits = [one.until(now) for one in self._waiting.values()]
        left = min(QUIET * factor - min(waits), GATHERED * factor - max(waits))
        rest = self._rest(now, 1)
        return max(left, rest * factor - self._looks[-1].until(now)) if rest else left

    def pause(self) -> float:
        """Seconds from one reading of all to the next that shows what came of events: in a storm of them, not each."""
        return self._rest(self._clock.now(), 2)

    def _rest(self, now: Instant, first: int) -> float:
        """Seconds that follow a look, from the ``first`` one within a minute on."""
        while self._looks and self._looks[0].until(now) > MINUTE:
            self._looks.popleft()
        number = len(self._looks) - first
        return 0.0 if number < 0 else min(LONGEST, GATHERED * 2.0 ** min(number, 10))

    def ask(self) -> Asked:
        """What a reading that begins now is to answer."""
        if self._waiting:
            self._looks.append(self._clock.now())
        return Asked(dict(self._waiting), dict(self._logouts))

    def answered(self, asked: Asked, at: datetime, *, by_all: bool) -> None:
        """A reading at ``at`` answered this, ``by_all``: one of everybody. What was told since goes on waiting."""
        for user_id, since in asked.users.items():
            if self._waiting.get(user_id) == since:
                del self._waiting[user_id]
        for user_id, moment in asked.logouts.items():
            if user_id in asked.users and self._logouts.get(user_id) == moment:
                del self._logouts[user_id]
        if by_all:
            self._doubted = False
            self._read.clear()
        else:
            self._read |= dict.fromkeys(asked.users, at)

    def doubt(self) -> None:
        """A reading of some told nothing: the next one is of everybody."""
        self._doubted = True
