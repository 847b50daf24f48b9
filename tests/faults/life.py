"""A long life in a small world: people, shifts, managers, holds, broken readings and lost answers, at random.

The oracle below judges every toggle by the world itself and imports nothing of the policy.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from tests.loop.fakes import FakeClock, FakeJournal, FakeOrg, Story
from tests.made import NINE, session, snapshot, tid, uid
from tui.loop.hand import HoldOrder
from tui.loop.pulse import Pulse
from tui.presence.memory import Hold, Memory
from tui.presence.model import SessionPages, Snapshot
from tui.presence.ports import Outcome, Progress, Toggle, Wanted
from tui.presence.problems import OrgFailure
from tui.presence.settings import BrakeSettings, LoopSettings, Settings


class LifeOrg(FakeOrg):
    """``present`` and ``on`` are the truth; DE answers the toggle, or availability, from which ``away`` takes."""

    def __init__(self, clock: FakeClock, chance: random.Random, of: int, *, availability: bool) -> None:
        super().__init__(clock, set(), set(), of=of)
        self.chance, self.availability = chance, availability
        self.away: set[int] = set()
        self.trouble = 0.0
        self.last_complete: tuple[float, frozenset[int]] | None = None
        self.judged: list[str] = []
        self.sent: list[tuple[float, int, bool]] = []

    async def read(self, wanted: Wanted, progress: Progress) -> Snapshot:
        now = datetime.fromtimestamp(self.clock.seconds, tz=NINE.tzinfo)
        if self.chance.random() < self.trouble:
            raise OrgFailure("The org does not answer", "reset", "")
        rows = [session(n, n, now=now) for n in sorted(self.present)]
        answered = self.on - self.away if self.availability else self.on
        answer = {tid(1): {uid(n): n in answered for n in range(1, self.of + 1)}}
        snap = snapshot(tuple(rows), answer, at=now, taken=self.clock.now())
        if self.chance.random() < self.trouble:
            return self._spoiled(snap)
        self.last_complete = (self.clock.seconds, frozenset(self.present))
        return snap

    def _spoiled(self, snap: Snapshot) -> Snapshot:
        rows = snap.sessions.rows
        total = snap.sessions.total
        kind = self.chance.randrange(5)
        if kind == 0:
            return replace(snap, sessions=SessionPages(rows[: len(rows) // 2], total, finished=False))
        if kind == 1:
            return replace(snap, sessions=SessionPages(rows[1:], total, finished=True))
        if kind == 2:
            return replace(snap, sessions=SessionPages((), 0, finished=True))
        if kind == 3:
            return replace(snap, answer=None)
        return replace(snap, answer={})

    async def toggle(self, toggles: Sequence[Toggle], progress: Progress) -> list[Outcome]:
        if self.chance.random() < self.trouble:
            raise OrgFailure("The org does not answer", "refused", "")
        return [self._ended(one) for one in toggles]

    def _ended(self, toggle: Toggle) -> Outcome:
        number = int(toggle.user_id[3:15])
        self.sent.append((self.clock.seconds, number, toggle.to))
        self._judge(number, to=toggle.to)
        reached = self.chance.random() >= self.trouble / 2
        lost = not reached or self.chance.random() < self.trouble
        if reached:
            (self.on.add if toggle.to else self.on.discard)(number)
        return Outcome(toggle.user_id, None if lost else True, "anonymous", reason_sent=not toggle.to)

    def _judge(self, number: int, *, to: bool) -> None:
        """A toggle is right when the last complete reading showed just that presence, less than a minute ago."""
        if self.last_complete is None or self.clock.seconds - self.last_complete[0] > 60:
            self.judged.append(f"{number}: sent from no current reading")
        elif (number in self.last_complete[1]) is not to:
            self.judged.append(f"{number}: sent {'on' if to else 'off'} against the last complete reading")


class Life:
    """One simulated life. ``run`` lets hours pass; ``complaints`` is what the oracle found."""

    def __init__(
        self, seed: int, *, people: int = 9, availability: bool = True, trouble: float = 0.1, respect: bool = True
    ) -> None:
        self.chance = random.Random(seed)
        brake = BrakeSettings(share=0.5)
        settings = Settings(loop=LoopSettings(respect_outside_changes=respect), brake=brake)
        self.story = Story(set(), set(), settings=settings, memory=Memory(begun=True), applying=True)
        self.org = LifeOrg(self.story.clock, self.chance, people, availability=availability)
        self.story.org = self.org
        self.org.present = set(range(1, people // 2 + 1))
        self.org.on = set(self.org.present)
        self.people, self.trouble = people, trouble
        self.changes = 0
        self.held: dict[int, float] = {}
        self.complaints: list[str] = []

    @property
    def journal(self) -> FakeJournal:
        """The journal, which a restart keeps."""
        return self.story.journal

    async def run(self, hours: float, *, quiet: bool = False) -> Pulse:
        """Let hours pass, with or without events and trouble."""
        self.org.trouble = 0.0 if quiet else self.trouble
        end = self.story.clock.seconds + hours * 3600
        pulse = await self.story.until(lambda one: one.roster is not None)
        while self.story.clock.seconds < end:
            if not quiet:
                self._event()
            pulse = await self.story.until(lambda _: True)
            self._check(pulse)
        self._count()
        return pulse

    def restart(self) -> None:
        """Kill the process: all is gone but the org, the clocks and the journal."""
        old = self.story
        self.story = Story(set(), set(), settings=old.settings, memory=old.journal.kept, applying=True)
        self.story.clock, self.story.org = old.clock, self.org
        self.story.journal.entries = old.journal.entries
        self.held = {}

    def _event(self) -> None:
        if self.chance.random() > 0.15:
            return
        who = self.chance.randint(1, self.people)
        kind = self.chance.choice(["presence"] * 6 + ["manager", "shift", "shift", "hold"])
        if kind == "presence":
            self.changes += 1
            self.org.present ^= {who}
        elif kind == "manager":
            self.org.on ^= {who}
        elif kind == "shift":
            self.org.away ^= {who}
        else:
            self._hold(who)

    def _hold(self, who: int) -> None:
        until = self.story.clock.seconds + 1800
        hold = Hold("held in a test", until=datetime.fromtimestamp(until, tz=NINE.tzinfo))
        done = self.story.hand.order(HoldOrder((uid(who),), hold))
        done.add_done_callback(lambda _: self.held.__setitem__(who, until))

    def _check(self, pulse: Pulse) -> None:
        """I2: never against a hold; I9: nothing is withheld without a reason."""
        for at, number, _ in self.org.sent:
            if number in self.held and at < self.held[number] - 1 and at > self.held[number] - 1800:
                self.complaints.append(f"{number} was sent under a hold")
        if pulse.plan is not None and any(not one.why for one in pulse.plan.withheld):
            self.complaints.append("withheld without a reason")
        self._sent_by_hour()
        self.complaints.extend(self.org.judged)
        self.org.judged.clear()

    def _sent_by_hour(self) -> None:
        """I5: the same value at most three times in any hour."""
        times: defaultdict[tuple[int, bool], list[float]] = defaultdict(list)
        for at, number, to in self.org.sent[-200:]:
            times[number, to].append(at)
        for (number, to), found in times.items():
            if any(later - first < 3600 for first, later in zip(found, found[3:], strict=False)):
                self.complaints.append(f"{number} was sent {'on' if to else 'off'} four times in an hour")

    def _count(self) -> None:
        self.sent_by_user = Counter(number for _, number, _ in self.org.sent)
