"""The world of the screen's tests: people in every state, hostile names, and a loop that a test plays by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from tui.loop.hand import Hand, HoldOrder, Order, Report, ToggleOrder
from tui.loop.pulse import Phase, Pulse
from tui.presence.entry import Entry
from tui.presence.evaluate import evaluate
from tui.presence.memory import Hold, Memory, Past
from tui.presence.model import (
    DE,
    ApiUse,
    Id,
    Instant,
    OrgFacts,
    Permissions,
    Routes,
    Session,
    SessionPages,
    Snapshot,
    Team,
    User,
)
from tui.presence.plan import plan
from tui.presence.ports import Outcome, Toggle
from tui.presence.roster import Roster
from tui.presence.settings import PresenceSettings, Settings

NOW = datetime(2026, 11, 23, 9, 14, 0, tzinfo=UTC)
HOUR = 3600
TEAMS = {f"a0T00000000000{n}AAA": Team(f"a0T00000000000{n}AAA", name) for n, name in enumerate(("Enterprise", "SMB"))}
ENTERPRISE, SMB = TEAMS
CALLER = "005000000000999AAA"

HOSTILE = (
    "[/]",
    "[bold]x[/bold]",
    "\x1b[31mRed\x1b[0m\x07",
    "שלום \u202eעולם\u202c",
    "👩‍👩‍👧‍👦 Família",
    "N" * 300,
)


class Person(Struct, frozen=True):
    """One user: minutes since last seen (None: no session), the session's lifetime in hours, DE's answer by team."""

    id: Id
    name: str
    seen: float | None = 1
    hours: float = 2
    answer: tuple[bool, ...] = (True, True)
    is_active: bool = True
    is_frozen: bool = False
    queue: bool = False

    @property
    def user(self) -> User:
        username = f"{self.name.split(',', maxsplit=1)[0].lower()}@acme.example"
        return User(self.id, self.name, username, is_active=self.is_active, is_frozen=self.is_frozen)


def person(number: int, name: str, **how: object) -> Person:
    """A person whose Id ends in their number."""
    prefix = "00G" if how.get("queue") else "005"
    return Person(f"{prefix}0000000{number:05d}AAA", name, **how)  # type: ignore[arg-type]  # passed on as they are


TOLA = person(1, "Adeyemi, Tola")
FEMKE = person(2, "Bakker, Femke", seen=107)
INES = person(3, "Costa, Inês", seen=None, answer=(True, False))
LEO = person(4, "Dubois, Léo", answer=(False, False))
MAJA = person(5, "Eriksson, Maja", seen=4, answer=(False,))
YUSUF = person(6, "Farah, Yusuf", seen=30, hours=8)
GRACE = person(7, "Grant, Grace", seen=None, answer=(False,))
IVAN = person(8, "Ivanov, Ivan", is_active=False, seen=None, answer=(True,))
FROZEN = person(9, "Jansen, Jan", is_frozen=True, seen=None, answer=(False,))
QUEUE = person(10, "Leads queue", queue=True, answer=(True,))
OFFICE = (TOLA, FEMKE, INES, LEO, MAJA, YUSUF, GRACE, IVAN, FROZEN, QUEUE)
STRANGERS = tuple(person(20 + n, name) for n, name in enumerate(HOSTILE))


def sessions_of(one: Person) -> tuple[Session, ...]:
    """The sessions that make a person as present as they are."""
    if one.seen is None:
        return ()
    at = NOW - timedelta(minutes=one.seen)
    number = one.id[10:15]
    return (Session(f"0Ak0000000{number}AAA", one.id, "UI", "Application", at, int(one.hours * HOUR)),)


def org(*, sandbox: bool = True) -> OrgFacts:
    """The org of all stories."""
    return OrgFacts(
        "00D000000000001AAA", "Acme Sales", "admin@acme.example", CALLER, sandbox, "https://acme.my.salesforce.com"
    )


def snapshot(people: tuple[Person, ...], *, sandbox: bool = True, manage_users: bool = True) -> Snapshot:
    """What the org would tell of these people."""
    rows = tuple(row for one in people for row in sessions_of(one))
    answer: dict[Id, dict[Id, bool]] = {}
    for one in people:
        for team_id, value in zip(TEAMS, one.answer, strict=False):
            answer.setdefault(team_id, {})[one.id] = value
    return Snapshot(
        NOW,
        Instant(1000.0, 1000.0),
        org(sandbox=sandbox),
        Permissions(manage_users, True, True, True),
        Routes("soql", "throw", "action"),
        SessionPages(rows, len(rows), True),
        answer,
        {one.id: one.user for one in people},
        TEAMS,
        ApiUse(7, 412, 115_000),
    )


def roster_of(people: tuple[Person, ...], *, blind: str | None = None) -> Roster:
    """What we make of them."""
    return evaluate(snapshot(people), PresenceSettings(), NOW, blind=blind)


def memory_of(roster: Roster, holds: dict[Id, Hold] | None = None, *, begun: bool = True) -> Memory:
    """A past in which everybody's presence has stood for an hour."""
    since = NOW - timedelta(hours=1)
    pasts = {
        one.id: Past(
            present=one.presence.present,
            since=since,
            de=one.de,
            missing_from=None if one.presence.present else since,
            missing_readings=0 if one.presence.present else 9,
            on_answered=one.de in (DE.ON, DE.MIXED),
            hold=(holds or {}).get(one.id),
        )
        for one in roster.standings.values()
    }
    return Memory(pasts=pasts, begun=begun, last_complete=NOW, on_counts=((NOW, 40),))


def pulse_of(
    people: tuple[Person, ...] = OFFICE,
    *,
    phase: Phase = Phase.OFF,
    sandbox: bool = True,
    holds: dict[Id, Hold] | None = None,
    begun: bool = True,
    blind: str | None = None,
    settings: Settings | None = None,
    **more: object,
) -> Pulse:
    """A pulse after one reading of these people."""
    facts = snapshot(people, sandbox=sandbox)
    roster = roster_of(people, blind=blind)
    memory = memory_of(roster, holds, begun=begun)
    made = Pulse(
        phase,
        applying=phase is not Phase.OFF,
        data_at=facts.taken,
        org=facts.org,
        routes=facts.routes,
        permissions=facts.permissions,
        api=facts.api,
        roster=roster,
        plan=plan(roster, settings or Settings(), memory, CALLER),
        memory=memory,
        settings=settings or Settings(),
    )
    return replace(made, **more)


class StoryClock:
    """Both clocks, moved by the test alone."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def now(self) -> Instant:
        return Instant(self.seconds, self.seconds)


Answer = Callable[[Toggle], Outcome]


def accepted(toggle: Toggle) -> Outcome:
    """DE takes the toggle."""
    return Outcome(toggle.user_id, True, "anonymous", reason_sent=toggle.reason is not None)


class Stage:
    """A loop that a test plays: it shows pulses and carries out orders in a world of people.

    ``answer`` says how DE takes each toggle. With ``slow`` an order stays under way until ``finish``.
    """

    def __init__(self, first: Pulse | None = None, people: tuple[Person, ...] = OFFICE) -> None:
        self.people = people
        self.pulse = first or pulse_of(people)
        self.answer: Answer = accepted
        self.slow = False
        self.failing: Exception | None = None
        self.journal_broken = False
        self.orders: list[Order] = []
        self.hand: Hand | None = None
        self.starts = 0
        self._shown: asyncio.Queue[Pulse] = asyncio.Queue()
        self._finish = asyncio.Event()

    async def __call__(self, hand: Hand) -> AsyncIterator[Pulse]:
        """The source of pulses that the app iterates."""
        self.hand, self.starts = hand, self.starts + 1
        hand.applying = hand.applying or self.pulse.applying
        yield self.pulse
        while True:
            await self._something(hand)
            while hand.orders:
                async for pulse in self._carry_out(hand):
                    yield pulse
            while not self._shown.empty():
                self.pulse = self._shown.get_nowait()
                yield self.pulse
            if self.failing is not None:
                failing, self.failing = self.failing, None
                raise failing

    def show(self, pulse: Pulse) -> None:
        """The loop says this next."""
        self._shown.put_nowait(pulse)
        if self.hand:
            self.hand.applying = pulse.applying
            self.hand.wake.set()

    def fail(self, error: Exception) -> None:
        """The loop breaks with an error that nobody expected."""
        self.failing = error
        if self.hand:
            self.hand.wake.set()

    def finish(self) -> None:
        """A slow order comes to its end."""
        self._finish.set()

    async def _something(self, hand: Hand) -> None:
        await hand.wake.wait()
        hand.wake.clear()

    async def _carry_out(self, hand: Hand) -> AsyncIterator[Pulse]:
        order, future = hand.orders.popleft()
        self.orders.append(order)
        if isinstance(order, HoldOrder):
            holds = {one: order.hold for one in order.user_ids if order.hold}
            self.pulse = replace(pulse_of(self.people, holds=holds), phase=self.pulse.phase)
            yield self.pulse
            future.set_result(Report())
            return
        if self.journal_broken and not order.unrecorded_ok:
            future.set_result(Report(unsent=tuple(one.user_id for one in order.toggles), unrecorded=True))
            return
        yield replace(self.pulse, sending=tuple((one.user_id, one.to) for one in order.toggles))
        if self.slow:
            await self._finish.wait()
        async for pulse in self._settle(order, hand):
            yield pulse
            future.set_result(self._report)

    async def _settle(self, order: ToggleOrder, hand: Hand) -> AsyncIterator[Pulse]:
        sent = () if hand.aborted else order.toggles
        outcomes = tuple(self.answer(one) for one in sent)
        done = {one.user_id for one in outcomes if one.ok}
        values = {one.user_id: one.to for one in order.toggles if one.user_id in done}
        self.people = tuple(
            Person(
                one.id,
                one.name,
                one.seen,
                one.hours,
                tuple(values[one.id] for _ in one.answer) if one.id in values else one.answer,
                one.is_active,
                one.is_frozen,
                one.queue,
            )
            for one in self.people
        )
        gone = tuple(one.user_id for one in order.toggles if one not in sent)
        self._report = Report(outcomes, unsent=gone)
        sandbox = self.pulse.org is None or self.pulse.org.sandbox
        entries = tuple(self._entry(one, by=order) for one in outcomes)
        self.pulse = pulse_of(self.people, phase=self.pulse.phase, sandbox=sandbox, entries=entries)
        yield self.pulse

    def _entry(self, outcome: Outcome, *, by: ToggleOrder) -> Entry:
        toggle = next(one for one in by.toggles if one.user_id == outcome.user_id)
        name = next(one.name for one in self.people if one.id == outcome.user_id)
        return Entry(
            NOW,
            "toggle",
            outcome.user_id,
            name,
            "off" if toggle.to else "on",
            "on" if toggle.to else "off",
            toggle.reason or by.why,
            "person",
            outcome.route,
            "done" if outcome.ok else "failed" if outcome.ok is False else "unsettled",
        )
