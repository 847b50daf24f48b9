"""The Salesforce CLI's login as one of the ways that can be saved: nothing is kept here but whose login it is."""

from __future__ import annotations

import shlex

from msgspec.structs import replace

from tui.org.login.means import Means
from tui.org.login.person import Person
from tui.org.login.sf import SfOrg, UnknownToSf
from tui.org.wire.connection import Connection
from tui.presence.near import near_names
from tui.presence.problems import OrgFailure
from tui.presence.saved_org import SavedOrg


class SfLogin:
    """Implements ``ways.Way`` for one saved org."""

    def __init__(self, saved: SavedOrg, means: Means) -> None:
        self._saved, self._sf = saved, means.sf()

    def log_in(self, person: Person, secret: str | None) -> SavedOrg:  # noqa: ARG002  every way's signature
        """See that it connects. The username is saved, as an alias may name another org by tomorrow."""
        org = self._org()
        address = self._sf.connection(org.username).instance_url
        return replace(self._saved, instance_url=address, username=org.username)

    def _org(self) -> SfOrg:
        """The org that is meant. Raises UnknownToSf with the names that come near, as a person has just typed one."""
        name = self._saved.username
        try:
            return self._sf.org(name)
        except UnknownToSf as failure:
            problem, near = failure.problem, near_names(name, self._names())
            cause = f"Near: {', '.join(near)}" if near else problem.cause
            raise UnknownToSf(problem.title, cause, problem.next) from failure

    def _names(self) -> tuple[str, ...]:
        try:
            return tuple(name for one in self._sf.orgs() for name in (one.alias, one.username) if name)
        except OrgFailure:
            return ()

    def connection(self) -> Connection:
        """The CLI's own connection."""
        return self._sf.connection(self._saved.username)

    def log_out(self) -> tuple[str, ...]:
        """The login is the CLI's, which others use too."""
        command = shlex.join(["sf", "org", "logout", "--target-org", self._saved.username])
        return ("Nothing of this login was kept here.", f"The Salesforce CLI keeps its own; to end it: {command}")
