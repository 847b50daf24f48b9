"""An office by the clock: who comes and leaves when, whose shift is when, and an observer who looks after every step.

The loop runs over it with default settings. Nobody is there to confirm anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

from tests.loop.fakes import FakeClock, FakeOrg, Story
from tests.made import NINE, session, snapshot, tid, uid
from tui.loop.pulse import Pulse
from tui.presence.memory import Memory
from tui.presence.model import Snapshot
from tui.presence.plan import Plan, Withheld
from tui.presence.ports import Outcome, Progress, Toggle, Wanted
from tui.presence.settings import Settings

HOUR = 3600.0
MIDNIGHT = NINE.replace(hour=0)
Shift = tuple[str, str]


class OfficeOrg(FakeOrg):
    """What DE answers takes shifts into account where ``availability`` says so. ``due`` lets happen what is due."""

    def __init__(self, clock: FakeClock, of: int, teams: Mapping[int, Sequence[int]], due: Callable[[], None]) -> None:
        super().__init__(clock, set(), set(), of=of)
        self.teams, self.due = teams, due
        self.availability = True
        self.shifts: dict[int, Shift] = {}
        self.sent: list[tuple[float, int, bool]] = []

    @property
    def time(self) -> datetime:
        """Now."""
        return datetime.fromtimestamp(self.clock.seconds, tz=UTC)

    def answers_on(self, who: int) -> bool:
        """What DE answers for one user."""
        opens, closes = self.shifts.get(who, ("00:00", "24:00"))
        at_work = opens <= self.time.strftime("%H:%M") < closes
        return who in self.on and (at_work or not self.availability)

    async def read(self, wanted: Wanted, progress: Progress) -> Snapshot:
        self.due()
        rows = tuple(session(who, who, now=self.time) for who in sorted(self.present))
        answer = {
            tid(team): {uid(who): self.answers_on(who) for who in members} for team, members in self.teams.items()
        }
        return snapshot(rows, answer, at=self.time, taken=self.clock.now())

    async def toggle(self, toggles: Sequence[Toggle], progress: Progress) -> list[Outcome]:
        self.sent.extend((self.clock.seconds, int(one.user_id[3:15]), one.to) for one in toggles)
        return await super().toggle(toggles, progress)


class Office:
    """A day of ``of`` people. Tell it who does what when, let it run ``until`` a time, and read ``complaints``.

    Times are ``HH:MM`` on one day; ``24:00`` and later belong to the night after it.
    """

    def __init__(
        self,
        of: int,
        *,
        availability: bool = True,
        settings: Settings | None = None,
        teams: Mapping[int, Sequence[int]] | None = None,
        opens: str = "06:00",
    ) -> None:
        self.settings = settings or Settings()
        self.story = Story(set(), set(), settings=self.settings, memory=Memory(begun=True), applying=True)
        self.story.clock.seconds = seconds_of(opens)
        people = range(1, of + 1)
        self.org = OfficeOrg(self.story.clock, of, teams or {1: people}, self._happens)
        self.org.availability = availability
        self.story.org = self.org
        self.people = tuple(people)
        self.complaints: list[str] = []
        self.said: dict[int, set[str]] = {who: set() for who in people}
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._turned = dict.fromkeys(people, self.story.clock.seconds)
        self._theirs: set[int] = set()
        self._reason_told = dict(self._turned)
        self._looked_at: Plan | None = None

    def comes(self, who: int, time: str) -> None:
        """Somebody logs in."""
        self._at(time, lambda: self._present(who, time, there=True))

    def leaves(self, who: int, time: str) -> None:
        """Somebody logs out, or their session runs out: the org shows no difference."""
        self._at(time, lambda: self._present(who, time, there=False))

    def manager(self, who: int, time: str, *, on: bool) -> None:
        """A manager toggles somebody in DE itself; what comes of it is looked at by the test, not the observer."""
        self._theirs.add(who)
        self._at(time, lambda: (self.org.on.add if on else self.org.on.discard)(who))

    def shift(self, who: int, opens: str, closes: str) -> None:
        """DE's hours for somebody."""
        self.org.shifts[who] = (opens, closes)

    async def until(self, time: str) -> Pulse:
        """Let the day go on."""
        end = seconds_of(time)
        pulse = await self.story.until(lambda one: one.roster is not None)
        while self.story.clock.seconds < end:
            pulse = await self.story.until(lambda _: True)
            self._look(pulse)
        return pulse

    def sent_to(self, who: int, since: str = "00:00") -> list[str]:
        """The toggles that one user got."""
        return ["on" if to else "off" for at, number, to in self.org.sent if number == who and at >= seconds_of(since)]

    @property
    def patience(self) -> float:
        """Seconds until everybody who left is off: the policy's bound without faults."""
        loop = self.settings.loop
        return loop.interval + self.settings.brake.release_after + loop.last_one_grace

    def _at(self, time: str, happens: Callable[[], None]) -> None:
        heappush(self._due, (seconds_of(time), len(self._due), happens))

    def _happens(self) -> None:
        while self._due and self._due[0][0] <= self.story.clock.seconds:
            heappop(self._due)[2]()

    def _present(self, who: int, time: str, *, there: bool) -> None:
        (self.org.present.add if there else self.org.present.discard)(who)
        self._turned[who] = seconds_of(time)

    def _look(self, pulse: Pulse) -> None:
        """Once for each reading: what is told of everybody, and who waited too long."""
        if pulse.plan is None or pulse.plan is self._looked_at:
            return
        self._looked_at = pulse.plan
        plan = pulse.plan.by_user()
        for who in self.people:
            entry = plan.get(uid(who))
            reason = entry.why if isinstance(entry, Withheld) else ""
            self.said[who].add(reason)
            if who not in self._theirs:
                self._waits(who, reason)
        self._often()

    def _waits(self, who: int, reason: str) -> None:
        there, on = who in self.org.present, who in self.org.on
        waited = self.story.clock.seconds - self._turned[who]
        if on and not there and waited > self.patience:
            self.complaints.append(f"{self.org.time:%H:%M}: {who} left {waited:.0f} s ago and is on")
        soon = self.settings.loop.interval + self.settings.loop.refresh
        if reason:
            self._reason_told[who] = self.story.clock.seconds
        waited = min(waited, self.story.clock.seconds - self._reason_told[who])
        if there and not on and waited > soon:
            self.complaints.append(
                f"{self.org.time:%H:%M}: {who} came {waited:.0f} s ago, is off, and no reason is told"
            )

    def _often(self) -> None:
        for number, (at, who, to) in enumerate(self.org.sent[-60:]):
            before = [one for one in self.org.sent[-60:][:number] if one[1:] == (who, to) and at - one[0] < HOUR]
            if len(before) > 2:
                self.complaints.append(f"{who} got {'on' if to else 'off'} a fourth time in an hour")


def seconds_of(time: str) -> float:
    """A time of the day as seconds since 1970."""
    hours, minutes = time.split(":")
    return (MIDNIGHT + timedelta(hours=int(hours), minutes=int(minutes))).timestamp()


def spread(people: Sequence[int], first: str, last: str) -> dict[int, str]:
    """A time for each of them, evenly from first to last."""
    start, end = seconds_of(first), seconds_of(last)
    step = (end - start) / max(1, len(people) - 1)
    minutes = {who: round((start + step * place - MIDNIGHT.timestamp()) / 60) for place, who in enumerate(people)}
    return {who: f"{at // 60:02d}:{at % 60:02d}" for who, at in minutes.items()}
