"""The Salesforce CLI's login as one of the ways that can be saved: nothing is kept here but whose login it is."""

from __future__ import annotations

import shlex

from msgspec.structs import replace

from tui.org.connection import Connection
from tui.org.login.means import Means
from tui.org.login.person import Person
from tui.presence.saved_org import SavedOrg


class SfLogin:
    """Implements ``ways.Way`` for one saved org."""

    def __init__(self, saved: SavedOrg, means: Means) -> None:
        self._saved, self._sf = saved, means.sf()

    def log_in(self, person: Person, secret: str | None) -> SavedOrg:  # noqa: ARG002  every way's signature
        """See that it connects. The username is saved, as an alias may name another org by tomorrow."""
        org = self._sf.org(self._saved.username)
        address = self._sf.connection(org.username).instance_url
        return replace(self._saved, instance_url=address, username=org.username)

    def connection(self) -> Connection:
        """The CLI's own connection."""
        return self._sf.connection(self._saved.username)

    def log_out(self) -> tuple[str, ...]:
        """The login is the CLI's, which others use too."""
        command = shlex.join(["sf", "org", "logout", "--target-org", self._saved.username])
        return ("Nothing of this login was kept here.", f"The Salesforce CLI keeps its own; to end it: {command}")
