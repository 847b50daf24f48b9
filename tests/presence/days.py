"""A small world for the rules: readings follow each other, each plan is looked at, and what it sends is answered."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from tests.made import NINE, session, snapshot, tid, uid
from tui.loop.cycle import Reading, conclude
from tui.presence.memory import By, Hold, Memory, Outcome, Past, Sent
from tui.presence.model import Instant, User
from tui.presence.plan import Plan
from tui.presence.roster import Roster
from tui.presence.settings import Settings
from tui.presence.since import sending, settled


class Day:
    """Users by number: who is there, what DE answers. ``read`` makes the next reading, ``seconds`` later."""

    def __init__(self, present: set[int], on: set[int], *, of: int = 9, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.present, self.on, self.of = set(present), set(on), of
        self.teams = {tid(1): set(range(1, of + 1))}
        self.users: dict[str, User] = {}
        self.kinds: dict[int, str] = {}
        self.now = NINE
        self.memory = Memory(begun=True)
        self.roster: Roster | None = None
        self.reading: Reading | None = None

    def read(self, seconds: float = 60) -> Plan:
        """The plan of the next reading."""
        self.now += timedelta(seconds=seconds)
        sessions = [
            session(n, n, now=self.now, kind=self.kinds.get(n, "UI")) for n in sorted(self.present | set(self.kinds))
        ]
        answer = {team: {uid(n): n in self.on for n in members} for team, members in self.teams.items()}
        stamp = self.now.timestamp()
        snap = snapshot(tuple(sessions), answer, at=self.now, taken=Instant(stamp, stamp), users=self.users)
        self.reading = conclude(snap, self.settings, self.memory, self.roster)
        self.memory, self.roster = self.reading.memory, self.reading.roster
        return self.reading.plan

    def broken(self, seconds: float = 60) -> Plan:
        """A reading whose sessions are not whole."""
        self.now += timedelta(seconds=seconds)
        stamp = self.now.timestamp()
        snap = snapshot((), {tid(1): {uid(1): True}}, at=self.now, taken=Instant(stamp, stamp))
        snap = replace(snap, sessions=replace(snap.sessions, finished=False))
        self.reading = conclude(snap, self.settings, self.memory, self.roster)
        self.memory, self.roster = self.reading.memory, self.reading.roster
        return self.reading.plan

    def send(self, number: int, *, to: bool, by: By = "loop", outcome: Outcome = "done", shown: bool = True) -> None:
        """One toggle and its outcome; ``shown`` whether DE then answers it."""
        past = settled(sending(self.past(number), Sent(to, self.now, by, "sent")), Sent(to, self.now, by, outcome))
        self.put(number, past)
        if outcome == "done" and shown:
            (self.on.add if to else self.on.discard)(number)

    def apply(self, plan: Plan, *, shown: bool = True) -> None:
        """Send all that the plan asks for."""
        for one in plan.toggles:
            self.send(int(one.user_id[3:15]), to=one.to, shown=shown)

    def hold(self, number: int, hold: Hold) -> None:
        """Hold a user."""
        self.put(number, replace(self.past(number), hold=hold))

    def past(self, number: int) -> Past:
        """What is remembered of a user."""
        return self.memory.of(uid(number))

    def put(self, number: int, past: Past) -> None:
        """Remember this of a user."""
        self.memory = replace(self.memory, pasts={**self.memory.pasts, uid(number): past})


def wanted(plan: Plan) -> dict[int, str]:
    """The plan's toggles by user number."""
    return {int(one.user_id[3:15]): "on" if one.to else "off" for one in (*plan.toggles, *plan.braked)}


def rule(plan: Plan, number: int) -> str | None:
    """The rule that withholds a user's toggle, or None."""
    return next((one.rule for one in plan.withheld if one.user_id == uid(number)), None)


def why(plan: Plan, number: int) -> str:
    """Why it is withheld."""
    return next((one.why for one in plan.withheld if one.user_id == uid(number)), "")
