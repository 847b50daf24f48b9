"""The client credentials login: the app itself logs in, as the user whom its policies name. For unattended use."""

from __future__ import annotations

from msgspec.structs import replace

from tui.org.login.grant import CLIENT_SECRET, Form
from tui.org.login.keeping import make_sure_of
from tui.org.login.login_address import answered_by, login_address
from tui.org.login.means import Means
from tui.org.login.person import Person
from tui.org.login.refusals import LoginRefused
from tui.org.wire.calls import Kind
from tui.org.wire.connection import Connection
from tui.presence.problems import Failure
from tui.presence.saved_org import SavedOrg
from tui.presence.secrets import Secrets

WORDS = "client credentials"


class ClientCredentials:
    """Implements ``ways.Way`` for one saved org. The consumer secret is read from the keychain for each login."""

    def __init__(self, saved: SavedOrg, secrets: Secrets, means: Means) -> None:
        self._saved, self._secrets = saved, secrets
        self._authority = means.authority(saved, login_address(saved))

    def log_in(self, person: Person, secret: str | None) -> SavedOrg:
        """Try it with the secret, and keep that once the org has taken it."""
        if not self._saved.consumer_key:
            raise LoginRefused("There is no consumer key", "the app logs in by its key", "Give --consumer-key")
        name = self._saved.name
        make_sure_of(self._secrets, name)
        secret = secret or self._secrets.get(name, CLIENT_SECRET) or person.paste("Consumer secret") or ""
        if not secret.strip():
            raise LoginRefused("There is no consumer secret", "nobody gave one", "Give it by --secret-stdin")
        self._token(secret.strip())
        with self._secrets.alone(name):
            self._secrets.put(name, CLIENT_SECRET, secret.strip())
        return replace(self._saved, instance_url=self._authority.address.url)

    def connection(self) -> Connection:
        """A connection with a fresh token; renewed in the same way."""
        return Connection(self._authority.address.url, self._token(self._kept()), self._renew, WORDS)

    def log_out(self) -> tuple[str, ...]:
        """Forget the secret."""
        with self._secrets.alone(self._saved.name):
            kept = self._secrets.get(self._saved.name, CLIENT_SECRET) is not None
            self._secrets.forget(self._saved.name, CLIENT_SECRET)
        if not kept:
            return ("Nothing of this login was kept here.",)
        return (
            "The consumer secret is forgotten here, and its tokens end by themselves.",
            "The app in the org stays as it is. Rotate its secret there to end it.",
        )

    def _token(self, secret: str) -> str:
        key = self._saved.consumer_key
        form = Form({"grant_type": "client_credentials", "client_id": key, "client_secret": secret})
        grant = self._authority.grant(form, Kind.READ)
        answered_by(grant, self._authority.address)
        return grant.access_token

    def _kept(self) -> str:
        secret = self._secrets.get(self._saved.name, CLIENT_SECRET)
        if secret:
            return secret
        todo = f"Log in again: de-presence login {self._saved.name}"
        raise LoginRefused("There is no consumer secret", "nothing is kept of it", todo)

    def _renew(self) -> str:
        """As ``connection``. Raises OrgFailure, also for what the keychain refuses, as the loop lives on after it."""
        try:
            secret = self._kept()
        except LoginRefused:
            raise
        except Failure as failure:
            problem = failure.problem
        else:
            return self._token(secret)
        raise LoginRefused(problem.title, problem.cause, problem.next)
