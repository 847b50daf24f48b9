"""Distribution Engine as far as it is known: teams, members, hours, out of office, and the user-wide toggle."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tui.demo.world.ids import to_18


class DEError(Exception):
    """DE refused the whole call; nothing of it was applied."""


@dataclass(frozen=True)
class Hours:
    """Daily hours in seconds of the UTC day; they may run over midnight."""

    opens: int
    closes: int

    def covers(self, now: datetime) -> bool:
        """Whether ``now`` is within them."""
        second = now.hour * 3600 + now.minute * 60 + now.second
        if self.opens <= self.closes:
            return self.opens <= second < self.closes
        return second >= self.opens or second < self.closes


@dataclass(eq=False)
class Team:
    """A DE team. ``members`` maps user and queue Ids to their own shift, or None where the team's hours apply."""

    id: str
    name: str
    created: datetime
    owner_id: str
    hours: Hours | None = None
    holiday: bool = False
    members: dict[str, Hours | None] = field(default_factory=dict)

    def answers(self, ready: Collection[str], now: datetime) -> Iterator[tuple[str, bool]]:
        """Each member, and whether they are ready and holidays and hours let them have records. Queues are ready."""
        usual = self.hours is None or self.hours.covers(now)
        for member_id, own in self.members.items():
            is_open = not self.holiday and (usual if own is None else own.covers(now))
            yield member_id, is_open and (member_id in ready or not member_id.startswith("005"))


@dataclass(frozen=True)
class Toggle:
    """A user's toggle; ``by`` is the Id or the words for who set it last."""

    on: bool
    reason: str | None
    by: str
    at: datetime


@dataclass(frozen=True)
class Received:
    """A toggle that came from outside and was applied.

    ``via`` is ``job``, ``anonymous``, ``action``, ``companion`` or ``trigger``.
    """

    at: datetime
    user_id: str
    online: bool
    reason: str | None
    via: str
    actor: str


@dataclass(frozen=True)
class Savepoint:
    """Where an Apex transaction began."""

    toggles: int
    received: int


class Engine:
    """DE in one org. A toggle is for all teams and has the lowest precedence (distribution-engine.md, section 2)."""

    def __init__(self, teams: Sequence[Team], is_user: Callable[[str], bool]) -> None:
        self.teams = teams
        self.received: list[Received] = []
        self.out_of_office: dict[str, datetime] = {}
        self._is_user = is_user
        self._toggles: dict[str, Toggle] = {}
        self._undo: list[tuple[str, Toggle | None]] = []

    def set(self, user_id: str, toggle: Toggle) -> None:
        """What a person does in DE itself; no transaction undoes it."""
        self._toggles[user_id] = toggle

    def toggle_of(self, user_id: str) -> Toggle | None:
        """The raw toggle; None where nobody ever set one, which is off."""
        return self._toggles.get(user_id)

    def on(self, user_id: str) -> bool:
        """Whether the raw toggle is on."""
        toggle = self._toggles.get(user_id)
        return toggle is not None and toggle.on

    def toggle(self, changes: Iterable[tuple[str, bool, str | None]], at: datetime, via: str, by: str) -> None:
        """``toggleUsers``: all of the changes or none. Raises DEError for an Id that is no user's."""
        wanted = [(to_18(user_id), online, reason) for user_id, online, reason in changes]
        if wrong := next((user_id for user_id, _, _ in wanted if not self._is_user(user_id)), None):
            raise DEError(f"Invalid user id: {wrong}")
        for user_id, online, reason in wanted:
            self._undo.append((user_id, self._toggles.get(user_id)))
            self._toggles[user_id] = Toggle(online, reason, by, at)
            self.received.append(Received(at, user_id, online, reason, via, by))

    def savepoint(self) -> Savepoint:
        """A mark to roll back to."""
        return Savepoint(len(self._undo), len(self.received))

    def rollback(self, savepoint: Savepoint) -> None:
        """Undo what ``toggle`` did since the savepoint, newest first."""
        while len(self._undo) > savepoint.toggles:
            user_id, before = self._undo.pop()
            if before is None:
                del self._toggles[user_id]
            else:
                self._toggles[user_id] = before
        del self.received[savepoint.received :]

    def availability(self, now: datetime) -> dict[str, dict[str, bool]]:
        """Each team's members and whether they get records now: toggle, hours, shift, out of office and holiday."""
        ready = {user_id for user_id, toggle in self._toggles.items() if toggle.on}
        ready -= {user_id for user_id, until in self.out_of_office.items() if now < until}
        return {team.id: dict(team.answers(ready, now)) for team in self.teams}

    def toggles(self) -> dict[str, dict[str, bool]]:
        """The same shape with nothing but the toggles in it."""
        return {team.id: {member_id: self._willing(member_id) for member_id in team.members} for team in self.teams}

    def reasons(self) -> Mapping[str, Toggle]:
        """Every toggle that was ever set, by user."""
        return self._toggles

    def _willing(self, member_id: str) -> bool:
        """Queues have no toggle and always take records."""
        return not member_id.startswith("005") or self.on(member_id)
