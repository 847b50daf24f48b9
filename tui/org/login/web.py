"""The web login: a person allows the admin's own app in the browser, once; after that the keychain's token renews it.

Authorization code with PKCE, as the Salesforce CLI has it (salesforce.md 7), with the app's own consumer key.
"""

from __future__ import annotations

from msgspec.structs import replace

from tui.org.login.asking import answer_of
from tui.org.login.attempt import Answer, Attempt
from tui.org.login.authority import Authority
from tui.org.login.callback import listening
from tui.org.login.grant import CLIENT_SECRET, REFRESH_TOKEN, Grant
from tui.org.login.keeping import make_sure_of, unkept
from tui.org.login.login_address import answered_by, login_address
from tui.org.login.means import Means
from tui.org.login.person import Person
from tui.org.login.refreshing import Refreshing
from tui.org.login.refusals import LoginRefused, refused
from tui.org.wire.calls import Kind
from tui.org.wire.connection import Connection
from tui.org.wire.errors import LoginExpired, OrgFailure
from tui.org.wire.server_text import server_words
from tui.presence.problems import Failure
from tui.presence.saved_org import SavedOrg
from tui.presence.secrets import Secrets

WORDS = "web login (PKCE)"


class WebLogin:
    """Implements ``ways.Way`` for one saved org."""

    def __init__(self, saved: SavedOrg, secrets: Secrets, means: Means) -> None:
        self._saved, self._secrets, self._means = saved, secrets, means
        self._authority = means.authority(saved, login_address(saved))

    def log_in(self, person: Person, secret: str | None) -> SavedOrg:
        """Through the browser; the refresh token is kept before this returns."""
        if not self._saved.consumer_key:
            raise LoginRefused("There is no consumer key", "a web login goes through an app", "Give --consumer-key")
        make_sure_of(self._secrets, self._saved.name)
        attempt = Attempt(self._authority.address, self._saved, self._means.random(), self._means.random())
        with listening(self._saved.callback_port, attempt.state) as callback:
            answer = answer_of(person, attempt, callback, self._means.wait)
        if answer.error:
            raise refused(answer.error, server_words(answer.description), self._saved)
        person.tell("The browser is back; fetching the login…")
        grant = self._granted(attempt, answer, secret)
        found = answered_by(grant, self._authority.address)
        self._keep(grant, secret)
        return replace(self._saved, instance_url=found.url)

    def connection(self) -> Connection:
        """A connection with a fresh access token, which the refresh token renews."""
        renew = Refreshing(self._saved, self._secrets, self._authority)
        token = renew.renewed()
        return Connection(self._authority.address.url, token, renew, WORDS)

    def log_out(self) -> tuple[str, ...]:
        """Revoke the refresh token, and with it all access tokens that came of it; forget it in any case."""
        name, told = self._saved.name, ["Nothing of this login was kept here."]
        with self._secrets.alone(name):
            token = self._secrets.get(name, REFRESH_TOKEN)
            if token is not None:
                told = [self._revoked(self._authority, token), "The login is forgotten here."]
            self._secrets.forget(name, REFRESH_TOKEN)
            self._secrets.forget(name, CLIENT_SECRET)
        return tuple(told)

    def _granted(self, attempt: Attempt, answer: Answer, secret: str | None) -> Grant:
        given = secret or self._secrets.get(self._saved.name, CLIENT_SECRET)
        return self._authority.grant(attempt.form(answer.code, given), Kind.WRITE)

    def _keep(self, grant: Grant, secret: str | None) -> None:
        if grant.refresh_token is None:
            raise LoginRefused(
                "The org gave no lasting login",
                "its app does not allow the scope refresh_token",
                "Add 'Perform requests at any time (refresh_token, offline_access)' to the app's OAuth settings",
            )
        name = self._saved.name
        try:
            with self._secrets.alone(name):
                if secret:
                    self._secrets.put(name, CLIENT_SECRET, secret)
                self._secrets.put(name, REFRESH_TOKEN, grant.refresh_token)
        except Failure as failure:
            self._revoked(self._authority, grant.refresh_token)
            raise unkept(failure, name) from failure

    @staticmethod
    def _revoked(authority: Authority, token: str) -> str:
        try:
            authority.revoke(token)
        except LoginRefused as failure:
            problem = failure.problem
        except LoginExpired:
            return "The org had ended this login before."
        except OrgFailure as failure:
            problem = failure.problem
        else:
            return "The org has revoked the login."
        return f"The org could not be told ({problem}). Revoke it there: Setup, Connected Apps OAuth Usage."
