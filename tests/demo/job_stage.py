"""An org as a case of the shared table tells it, for the simulated org's twin of the kit's job."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.kit_apex.stories import Case, CaseHold, CasePerson, CaseReading, CaseSession, CaseSettings
from tui.demo.world.de import DEError
from tui.demo.world.jobs.twin_past import Memory
from tui.demo.world.jobs.twin_plan import Plan
from tui.demo.world.jobs.twin_reading import Answer, Hold, PersonRow, SessionRow
from tui.demo.world.jobs.twin_turn import Turn
from tui.demo.world.kit.settings import KitSettings, kit_settings

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
STRANGER = "90"  # reads, and is in no team
Row = Mapping[str, object]


def member(number: str) -> str:
    """A user's or a queue's Id."""
    return f"00G{int(number[1:]):012d}AAA" if number.startswith("q") else f"005{int(number):012d}AAA"


def team_id(number: str) -> str:
    """A team's Id."""
    return f"a0b{int(number):012d}AAA"


@dataclass
class Stage:
    """One case told by the twin: its memory goes from reading to reading. What it toggles is in ``sent``."""

    case: Case
    base: CaseSettings
    now: datetime = NINE
    reading: CaseReading = field(default_factory=lambda: CaseReading(0, (), (), {}))
    memory: Memory = field(default_factory=Memory)
    standing: list[Hold] = field(default_factory=list)
    sent: list[tuple[str, bool, str | None]] = field(default_factory=list)

    def read(self, reading: CaseReading) -> dict[str, str]:
        """The plan by number; what it asks for is sent."""
        self.reading = reading
        self.now = NINE + timedelta(seconds=reading.at)
        self.standing += [self._hold(number, hold) for number, hold in reading.hold.items()]
        self.standing = [one for one in self.standing if one.user_id not in map(member, reading.release)]
        turn = Turn(self, settings_of(self.base, self.case.settings))
        self.memory = turn.run(self.memory)
        return {} if turn.plan is None else numbered(turn.plan)

    @property
    def caller(self) -> str:
        return member(self.case.caller or STRANGER)

    def answer(self) -> Answer:
        return {
            team_id(team): {member(one): self._on(one, team) for one in members}
            for team, members in self.case.teams.items()
        }

    def toggle(self, users: Sequence[str], online: bool, reason: str | None) -> None:
        if any(member(one) in users for one in self.reading.refused):
            raise DEError("refused")
        self.sent += [(user, online, reason) for user in users]

    def sessions(self, users: Collection[str], left_out: frozenset[str]) -> list[SessionRow]:
        rows = [self._row(CaseSession(one), f"a{one}") for one in self.reading.present]
        rows += [self._row(one, one.id or str(place)) for place, one in enumerate(self.reading.sessions)]
        return [row for row in rows if row.user_id in users and row.kind not in left_out]

    def sees_two_users(self) -> bool:
        return not self.reading.unread

    def sees_all_sessions(self) -> bool:
        return True

    def people(self, users: Collection[str]) -> list[PersonRow]:
        return [_person(user, self._told(user)) for user in users]

    def frozen(self, users: Collection[str]) -> frozenset[str] | None:
        told = {user: self._told(user).frozen for user in users}
        return None if None in told.values() else frozenset(user for user, frozen in told.items() if frozen)

    def granted(self, users: Collection[str], words: frozenset[str]) -> Mapping[str, frozenset[str]]:
        return {user: words.intersection(self._told(user).permission_sets) for user in users}

    def holds(self) -> list[Hold]:
        return list(self.standing)

    def forget(self, holds: Sequence[Hold]) -> None:
        self.standing = [one for one in self.standing if one not in holds]

    def _on(self, number: str, team: str) -> bool:
        reading = self.reading
        return number in (reading.on if reading.on_in is None else reading.on_in.get(team, ()))

    def _told(self, user: str) -> CasePerson:
        return next((one for number, one in self.case.people.items() if member(number) == user), CasePerson())

    def _row(self, one: CaseSession, row_id: str) -> SessionRow:
        modified = self.now - timedelta(seconds=one.age)
        return SessionRow(row_id, member(one.user), one.type, one.login, modified, one.valid, one.parent)

    def _hold(self, number: str, given: CaseHold) -> Hold:
        past = self.memory.pasts.get(member(number))
        until = None if given.until is None else NINE + timedelta(seconds=given.until)
        present = past is not None and past.present is True
        return Hold(f"{number} {self.now}", member(number), given.why, until, given.until_presence, present)


def _person(user: str, told: CasePerson) -> PersonRow:
    kind = "Standard" if told.person else "AutomatedProcess"
    return PersonRow(user, user, f"{user}@acme.example", told.active, kind, told.profile, told.profile, "Salesforce")


def numbered(plan: Plan) -> dict[str, str]:
    """The plan by users' numbers, in the words of the table."""
    found = dict.fromkeys((one.user_id for one in plan.ons), "on")
    found |= dict.fromkeys((one.user_id for one in plan.offs), "off")
    found |= dict.fromkeys((one.user_id for one in plan.braked), "braked")
    found |= {one.user_id: one.rule or "" for one in plan.withheld}
    return {str(int(user_id[3:15])): word for user_id, word in found.items()}


def settings_of(base: CaseSettings, case: CaseSettings) -> KitSettings:
    """The job's settings that a case means, as rows of the custom setting tell them."""
    row: dict[str, object] = {}
    for told in (base, case):
        row |= {name: value for name, value in _row_of(told).items() if value is not None}
    return kit_settings(row)


def _row_of(told: CaseSettings) -> Row:
    respect, exclude = told.respect_outside_changes, told.exclude
    return {
        "Interval_Minutes__c": None if told.interval is None else told.interval / 60,
        "Off_After_Seconds__c": _number(told.off_after),
        "Ignore_Outside_Changes__c": None if respect is None else not respect,
        "Last_One_Grace_Seconds__c": _number(told.last_one_grace),
        "Idle_Limit_Minutes__c": _number(told.idle_limit_minutes),
        "Session_Types__c": _text(told.session_types),
        "Login_Types__c": _text(told.login_types),
        "Brake_Share__c": told.share,
        "Brake_At_Least__c": _number(told.at_least),
        "Release_After_Seconds__c": _number(told.release_after),
        "Exclude_Users__c": _text(tuple(map(member, exclude.users))),
        "Exclude_Teams__c": _text(tuple(map(team_id, exclude.teams))),
        "Exclude_Profiles__c": _text(exclude.profiles),
        "Exclude_Permission_Sets__c": _text(exclude.permission_sets),
    }


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _text(words: tuple[str, ...] | None) -> str | None:
    return ",".join(words) if words else None
