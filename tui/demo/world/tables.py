"""The tables with the platform's rules of who sees what applied to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from tui.demo.options import Options
from tui.demo.world.access import PERMISSION_SETS, PermissionSet
from tui.demo.world.catalogue import TEAM
from tui.demo.world.columns_org import INSTALLED, ORGANIZATION, PACKAGE, PERMISSION, Organization, team_columns
from tui.demo.world.columns_people import ASSIGNMENT, FIXED, GROUP, PERMISSION_SET, USER, USER_LOGIN, Assignment, Group
from tui.demo.world.columns_sessions import GEO, LOGIN, SESSION
from tui.demo.world.de import Engine
from tui.demo.world.jobs.jobs import CRON_DETAIL, CRON_TRIGGER, JOB
from tui.demo.world.jobs.queue import ApexJobs
from tui.demo.world.kit.deployed import Deployed
from tui.demo.world.kit.rows import CustomRows
from tui.demo.world.kit.tables import permission_sets, tables
from tui.demo.world.people import Person
from tui.demo.world.population import QUEUE_NUMBER
from tui.demo.world.rows import Rows
from tui.demo.world.schema import Schema
from tui.demo.world.sessions import Login, Sessions

_GROUPS = (Group(QUEUE_NUMBER, "Inbound Overflow", "Queue"), Group(QUEUE_NUMBER + 1, "All Sales", "Regular"))

Table = Sequence[Mapping[str, object]]


class Kept(Protocol):
    """What the tables are read from."""

    options: Options
    org_id: str
    users: dict[str, Person]
    sessions: Sessions
    engine: Engine
    jobs: ApexJobs
    schema: Schema
    deployed: Deployed
    custom: CustomRows
    assigned: list[tuple[str, str]]

    @property
    def caller(self) -> Person:
        """Who asks."""


class Tables:
    """Rows by object. Without Manage Users a user sees their own sessions and logins alone (documented)."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._teams = team_columns(kept.caller)
        self._assignments: tuple[Assignment, ...] | None = None
        self._tables: Mapping[str, Callable[[], Table]] = {
            "Organization": lambda: Rows(ORGANIZATION, (self._organization(),)),
            "User": lambda: Rows(USER, tuple(kept.users.values())),
            "UserLogin": lambda: Rows(USER_LOGIN, self._visible_users()),
            "PermissionSet": lambda: Rows(
                PERMISSION_SET, (*filter(self._installed, PERMISSION_SETS), *self._deployed_sets())
            ),
            "PermissionSetAssignment": lambda: Rows(ASSIGNMENT, self._assigned()),
            "UserPermissionAccess": lambda: Rows(PERMISSION, (kept.options,)),
            "Group": lambda: Rows(GROUP, _GROUPS),
            "AuthSession": self._sessions,
            "LoginHistory": lambda: Rows(LOGIN, self._logins()),
            "AsyncApexJob": lambda: Rows(JOB, tuple(kept.jobs.rows) if self._sees_setup else ()),
            "CronTrigger": lambda: Rows(CRON_TRIGGER, tuple(kept.jobs.schedules) if self._sees_setup else ()),
            "CronJobDetail": lambda: Rows(CRON_DETAIL, tuple(kept.jobs.schedules) if self._sees_setup else ()),
            "LoginGeo": lambda: Rows(GEO, self._logins() if self._sees_all else ()),
            "PackageLicense": lambda: Rows(PACKAGE, (self._organization(),) if kept.options.has("package") else ()),
            "InstalledSubscriberPackage": lambda: Rows(INSTALLED, ("n2de",) if kept.options.has("package") else ()),
            TEAM: lambda: Rows(self._teams, tuple(kept.engine.teams)),
        }

    def rows(self, name: str) -> Table:
        """The rows of an object by its API name; none for a table that nothing fills."""
        kept = self._kept
        if kept.deployed.find("CustomObject", name):
            return kept.custom.rows(name)
        if name in FIXED:
            return FIXED[name]
        table = self._tables.get(name) or self._metadata().get(name)
        return table() if table else ()

    def _metadata(self) -> Mapping[str, Callable[[], Table]]:
        kept = self._kept
        return tables(kept.deployed, kept.schema, {one.username: one.id for one in kept.users.values()}, kept.caller.id)

    def _deployed_sets(self) -> list[PermissionSet]:
        return [PermissionSet(part.id, part.name, one.label) for part, one in permission_sets(self._kept.deployed)]

    @property
    def _sees_all(self) -> bool:
        return self._kept.options.has("manage-users")

    @property
    def _sees_setup(self) -> bool:
        """Jobs are for whoever has View Setup (object reference); whether others see none or an error is not known."""
        return self._kept.options.has("view-setup")

    def _sessions(self) -> Table:
        sessions = self._kept.sessions
        return Rows(SESSION, tuple(sessions.rows.values()) if self._sees_all else sessions.of(self._kept.caller.id))

    def _logins(self) -> tuple[Login, ...]:
        logins = self._kept.sessions.logins
        if self._sees_all:
            return tuple(logins)
        return tuple(one for one in logins if one.user is self._kept.caller)

    def _visible_users(self) -> tuple[Person, ...]:
        return tuple(self._kept.users.values()) if self._sees_all else (self._kept.caller,)

    def _assigned(self) -> tuple[Assignment, ...]:
        if self._assignments is None:
            people = self._kept.users.values()
            self._assignments = tuple(
                Assignment(one, has) for one in people for has in filter(self._installed, one.permission_sets)
            )
        sets = {one.id: one for one in self._deployed_sets()}
        later = (Assignment(self._kept.users[user], sets[one]) for user, one in self._kept.assigned if one in sets)
        return (*self._assignments, *later)

    def _installed(self, permission_set: PermissionSet) -> bool:
        return permission_set.namespace is None or self._kept.options.has("package")

    def _organization(self) -> Organization:
        created = min(one.created for one in self._kept.engine.teams)
        return Organization(self._kept.org_id, self._kept.options, created)
