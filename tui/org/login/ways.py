"""The ways into an org behind one face. Whoever needs one imports this late: requests and PyJWT take their time."""

from __future__ import annotations

from typing import Protocol

from tui.org.login.client_credentials import ClientCredentials
from tui.org.login.jwt_bearer import JwtBearer
from tui.org.login.means import Means
from tui.org.login.person import Person
from tui.org.login.sf_way import SfLogin
from tui.org.login.web import WebLogin
from tui.org.wire.connection import Connection
from tui.presence.saved_org import SavedOrg
from tui.presence.secrets import Secrets


class Way(Protocol):
    """One saved org's way in. Every method blocks, and raises OrgFailure and NoKeychain."""

    def log_in(self, person: Person, secret: str | None) -> SavedOrg:
        """What a person does once; the saved org with what became known of it."""
        ...

    def connection(self) -> Connection:
        """A connection that renews itself."""
        ...

    def log_out(self) -> tuple[str, ...]:
        """End the login as far as that is possible from here; what was done, one line each."""
        ...


def way_of(saved: SavedOrg, secrets: Secrets, means: Means | None = None) -> Way:
    """The way that this org was saved with. Raises BadAddress."""
    means = means or Means()
    match saved.via:
        case "sf":
            return SfLogin(saved, means)
        case "web":
            return WebLogin(saved, secrets, means)
        case "jwt":
            return JwtBearer(saved, means)
        case "client-credentials":
            return ClientCredentials(saved, secrets, means)
