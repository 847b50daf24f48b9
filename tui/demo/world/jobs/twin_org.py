"""The world as one link of a job finds it: DE, sessions, users and holds, with the sharing of whoever it runs as.

Twin of ``DePresenceWorld``. Of the limits of a transaction the rows of its queries are counted, as they are what a
very large org reaches first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol, TypeVar

from tui.demo.options import Options
from tui.demo.world.access import ADMIN
from tui.demo.world.de import DEError, Engine
from tui.demo.world.jobs.queue import ApexJobs, Uncaught
from tui.demo.world.jobs.twin_reading import Answer, Hold, PersonRow, SessionRow
from tui.demo.world.kit.deployed import Deployed, PermissionSetPart
from tui.demo.world.kit.rows import CustomRows
from tui.demo.world.kit.settings import OBJECT
from tui.demo.world.people import Person
from tui.demo.world.savepoints import Mark
from tui.demo.world.sessions import AuthSession, Sessions

HOLD = "DePresence_Hold__c"
STATUS = "DePresence_Status__c"
AUTOMATED = "Automated Process"
Via = Literal["job", "trigger"]
_Row = TypeVar("_Row")
_QUERY_ROWS = 50_000  # of one transaction (Apex Developer Guide, limits)


class World(Protocol):
    """The world, as far as jobs need it."""

    options: Options
    org_id: str
    deployed: Deployed
    users: dict[str, Person]
    sessions: Sessions
    engine: Engine
    custom: CustomRows
    assigned: list[tuple[str, str]]
    jobs: ApexJobs

    @property
    def now(self) -> datetime:
        """The org's clock."""

    @property
    def caller(self) -> Person:
        """Whose permissions the options speak of."""

    def savepoint(self) -> Mark:
        """A mark to roll back to."""

    def rollback(self, mark: Mark, /) -> None:
        """Undo what Apex did since."""


def has_objects(deployed: Deployed) -> bool:
    """Whether the kit's objects are there, without which its classes do not compile."""
    return all(deployed.find("CustomObject", one) for one in (OBJECT, STATUS, HOLD))


class OrgNow:
    """One transaction's view. ``failure`` is what DE throws at every call, None where it is well.

    An ``owner`` of None is the Automated Process user. Raises Uncaught where a limit of the transaction is reached.
    """

    def __init__(
        self, world: World, at: datetime, owner: Person | None, failure: str | None = None, via: Via = "job"
    ) -> None:
        self._world = world
        self._at = at
        self._owner = owner
        self._failure = failure
        self._via = via
        self._rows = 0

    @property
    def now(self) -> datetime:
        """The moment of a reading."""
        return self._at

    @property
    def caller(self) -> str:
        """As whom it runs."""
        return self._owner.id if self._owner else AUTOMATED

    def answer(self) -> Answer:
        """DE's answer. Raises DEError."""
        self._try_de()
        raw = self._world.options.answers == "toggle"
        return self._world.engine.toggles() if raw else self._world.engine.availability(self._at)

    def toggle(self, users: Sequence[str], online: bool, reason: str | None) -> None:
        """Toggle all of these users or none. Raises DEError."""
        self._try_de()
        self._world.engine.toggle([(one, online, reason) for one in users], self._at, self._via, self.caller)

    def sessions(self, users: Collection[str], left_out: frozenset[str]) -> list[SessionRow]:
        """All sessions of these users but for these kinds; the session above one is its user's too."""
        rows = [row for user in users for row in self._visible(user) if row.session_type not in left_out]
        return self._counted([_session(row) for row in rows])

    def sees_two_users(self) -> bool:
        """Whether sessions of two users can be seen."""
        first: str | None = None
        for row in self._world.sessions.rows.values() if self.sees_all_sessions() else ():
            first = first or row.user.id
            if row.user.id != first:
                return True
        return False

    def sees_all_sessions(self) -> bool:
        """Whether the user has Manage Users, as administrators have."""
        if self._owner is self._world.caller:
            return self._world.options.has("manage-users")
        return self._owner is not None and self._owner.profile is ADMIN

    def people(self, users: Collection[str]) -> list[PersonRow]:
        """Who these users are."""
        return self._counted([_person(self._world.users[one]) for one in users if one in self._world.users])

    def frozen(self, users: Collection[str]) -> frozenset[str] | None:
        """Which of them are frozen."""
        known = self._world.users
        return frozenset(self._counted([one for one in users if one in known and known[one].frozen]))

    def granted(self, users: Collection[str], words: frozenset[str]) -> Mapping[str, frozenset[str]]:
        """Of these permission sets, by Id, name or label, those that these users hold."""
        if not words:
            return {}
        names: dict[str, set[str]] = {
            user: {word for one in self._world.users[user].permission_sets for word in (one.id, one.name, one.label)}
            for user in users
        }
        for part, one in self._world.deployed.all("PermissionSet", PermissionSetPart):
            for user in (user for user, held in self._world.assigned if held == part.id and user in names):
                names[user] |= {part.id, part.name, one.label}
        return {user: words & held for user, held in names.items()}

    def holds(self) -> list[Hold]:
        """All holds, oldest first."""
        return self._counted([_hold(row) for row in self._world.custom.rows(HOLD)])

    def forget(self, holds: Sequence[Hold]) -> None:
        """Remove holds that are over."""
        for one in holds:
            self._world.custom.delete(HOLD, one.id)

    def _visible(self, user: str) -> Sequence[AuthSession]:
        return self._world.sessions.of(user) if self.sees_all_sessions() or user == self.caller else ()

    def _try_de(self) -> None:
        if self._failure is not None:
            raise DEError(self._failure)

    def _counted(self, rows: list[_Row]) -> list[_Row]:
        self._rows += len(rows)
        if self._rows > _QUERY_ROWS:
            raise Uncaught(f"System.LimitException: Too many query rows: {_QUERY_ROWS + 1}")
        return rows


def _session(row: AuthSession) -> SessionRow:
    parent = (row.parent or row).id
    return SessionRow(row.id, row.user.id, row.session_type, row.login_type, row.modified, row.valid, parent)


def _person(one: Person) -> PersonRow:
    of = one.profile
    return PersonRow(one.id, one.name, one.username, one.active, of.user_type, of.id, of.name, of.license.name)


def _hold(row: Mapping[str, object]) -> Hold:
    until = row["Until__c"]
    return Hold(
        str(row["Id"]),
        str(row["User__c"]),
        str(row["Why__c"]) if row["Why__c"] else None,
        until if isinstance(until, datetime) else None,
        row["Until_Presence__c"] is True,
        row["Present__c"] is True,
    )
