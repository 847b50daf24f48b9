"""The shared table of cases, told by the monitor's own rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import asdict, fields, replace

from tests.kit_apex.stories import Case, CaseReading, CaseSettings, table
from tests.made import NINE, ORG, session, snapshot, tid, uid, user
from tui.loop.cycle import conclude
from tui.presence.holds import released
from tui.presence.memory import Hold, Memory, Outcome, Past, Sent
from tui.presence.model import Id, Instant, Session, Snapshot, User
from tui.presence.plan import Plan
from tui.presence.roster import Roster
from tui.presence.settings import BrakeSettings, ExcludeSettings, LoopSettings, PresenceSettings, Settings
from tui.presence.since import sending, settled

TABLE = table()
CITED = {f"R{number}" for number in (*range(4, 10), *range(11, 15))}
STRANGER = "90"  # reads, and is in no team


@pytest.mark.parametrize("case", TABLE.cases, ids=lambda case: f"{case.cites}: {case.name}")
def test_a_case_of_the_kit_is_told_alike_by_the_monitors_own_rules(case: Case) -> None:
    told = Told(case)
    for reading in case.story:
        assert told.read(reading) == reading.plan, f"at {reading.at}"


def test_the_table_cites_every_rule_that_the_kit_keeps() -> None:
    assert set(Counter(case.cites for case in TABLE.cases)) == CITED


def test_every_name_in_the_table_is_told_once() -> None:
    assert [name for name, times in Counter(case.name for case in TABLE.cases).items() if times > 1] == []


class Told:
    """One case told by the core: its memory goes from reading to reading."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.settings = settings_of(TABLE.base, case.settings)
        self.memory = Memory(begun=True)
        self.roster: Roster | None = None

    def read(self, reading: CaseReading) -> dict[str, str]:
        """The plan by number; what it asks for is sent."""
        for number, hold in reading.hold.items():
            until = None if hold.until is None else NINE + timedelta(seconds=hold.until)
            self.put(number, replace(self.past(number), hold=Hold(hold.why, until, hold.until_presence)))
        snap = self.snapshot(reading)
        for number in reading.release:
            self.put(number, released(self.past(number), snap.at))
        concluded = conclude(snap, self.settings, self.memory, self.roster)
        self.memory, self.roster = concluded.memory, concluded.roster
        for one in concluded.plan.toggles:
            number = str(int(one.user_id[3:15]))
            outcome: Outcome = "failed" if number in reading.refused else "done"
            sent = Sent(one.to, snap.at, "loop", "sent")
            self.put(number, settled(sending(self.past(number), sent), replace(sent, outcome=outcome)))
        return numbered(concluded.plan) if not reading.unread else {}

    def snapshot(self, reading: CaseReading) -> Snapshot:
        """The reading as the org gives it."""
        at = NINE + timedelta(seconds=reading.at)
        rows = [session(int(number), int(number), now=at) for number in reading.present]
        rows += self.more_sessions(reading)
        answer = {
            tid(int(team)): {member(one): self.on(one, team, reading) for one in members}
            for team, members in self.case.teams.items()
        }
        stamp = at.timestamp()
        made = snapshot(tuple(rows), answer, at=at, taken=Instant(stamp, stamp), users=self.users())
        if reading.unread:
            made = replace(made, sessions=replace(made.sessions, finished=False))
        return replace(made, org=replace(ORG, caller_id=uid(int(self.case.caller or STRANGER))))

    def more_sessions(self, reading: CaseReading) -> list[Session]:
        """The rows that the reading tells one by one."""
        at = NINE + timedelta(seconds=reading.at)
        ids = {one.id: 800 + place for place, one in enumerate(reading.sessions) if one.id}
        return [
            session(
                ids[one.id] if one.id else 900 + place,
                int(one.user),
                age=one.age,
                valid=one.valid,
                kind=one.type,
                login=one.login,
                parent=ids[one.parent] if one.parent else None,
                now=at,
            )
            for place, one in enumerate(reading.sessions)
        ]

    def users(self) -> Mapping[Id, User]:
        """What the case says of people."""
        return {
            uid(int(number)): user(
                int(number),
                is_active=one.active,
                is_frozen=bool(one.frozen),
                frozen_told=one.frozen is not None,
                person=one.person,
                profile=one.profile,
                permission_sets=one.permission_sets,
            )
            for number, one in self.case.people.items()
        }

    @staticmethod
    def on(number: str, team: str, reading: CaseReading) -> bool:
        """What DE answers for a member of a team."""
        return number in (reading.on if reading.on_in is None else reading.on_in.get(team, ()))

    def past(self, number: str) -> Past:
        """What is remembered of a user."""
        return self.memory.of(uid(int(number)))

    def put(self, number: str, past: Past) -> None:
        """Remember this of a user."""
        self.memory = replace(self.memory, pasts={**self.memory.pasts, uid(int(number)): past})


def member(number: str) -> Id:
    """A user's or a queue's Id."""
    return f"00G{int(number[1:]):012d}AAA" if number.startswith("q") else uid(int(number))


def numbered(plan: Plan) -> dict[str, str]:
    """The plan by users' numbers, in the words of the table."""
    found = {one.user_id: "on" if one.to else "off" for one in plan.toggles}
    found |= {one.user_id: "braked" for one in plan.braked}
    found |= {one.user_id: one.rule for one in plan.withheld}
    return {str(int(user_id[3:15])): word for user_id, word in found.items()}


def settings_of(base: CaseSettings, case: CaseSettings) -> Settings:
    """The monitor's settings that a case means."""
    said = told(base) | told(case)
    exclude = ExcludeSettings(
        tuple(uid(int(one)) for one in case.exclude.users),
        tuple(tid(int(one)) for one in case.exclude.teams),
        case.exclude.profiles,
        case.exclude.permission_sets,
    )
    tables: dict[str, type[msgspec.Struct]] = {
        "presence": PresenceSettings,
        "loop": LoopSettings,
        "brake": BrakeSettings,
    }
    split = {
        name: {one.name: said[one.name] for one in fields(kind) if one.name in said} for name, kind in tables.items()
    }
    return replace(msgspec.convert(split, Settings), exclude=exclude)


def told(settings: CaseSettings) -> dict[str, object]:
    """What is said of them, by name."""
    return {name: value for name, value in asdict(settings).items() if value is not None and name != "exclude"}
