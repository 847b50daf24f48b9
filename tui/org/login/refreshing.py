"""Renews a web login: a refresh token is used once, and the one that comes in its place is safe before anything else.

With rotation on, the org kills the whole login when a used refresh token comes again. So one process at a time reads
it, uses it and keeps the new one.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from tui.org.login.authority import Authority
from tui.org.login.grant import CLIENT_SECRET, REFRESH_TOKEN, Form, Grant
from tui.org.login.keeping import unkept
from tui.org.login.login_address import answered_by
from tui.org.login.refusals import LoginRefused
from tui.org.wire.calls import Kind
from tui.org.wire.errors import LoginExpired, OrgFailure
from tui.presence.problems import Failure
from tui.presence.saved_org import SavedOrg
from tui.presence.secrets import Secrets

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Unkept:
    """A living refresh token that the keychain did not take, and the dead one that it still holds."""

    token: str = field(repr=False)
    held: str = field(repr=False)


class Refreshing:
    """The ``renew`` of a web login. Called by one thread at a time; ``secrets.alone`` keeps other processes out."""

    def __init__(self, saved: SavedOrg, secrets: Secrets, authority: Authority) -> None:
        self._saved, self._secrets, self._authority = saved, secrets, authority
        self._dead: str | None = None
        self._unkept: _Unkept | None = None
        self._waiting: str | None = None  # the access token that came when the keychain failed

    def __call__(self) -> str:
        """A new access token. Raises OrgFailure, also for what the keychain refuses, as the loop lives on after it."""
        try:
            return self.renewed()
        except OrgFailure:
            raise
        except Failure as failure:
            problem = failure.problem
        raise LoginRefused(problem.title, problem.cause, problem.next)

    def renewed(self) -> str:
        """A new access token. Raises OrgFailure and NoKeychain.

        A refresh token that was found dead is not asked for again until somebody has logged in anew.
        """
        name = self._saved.name
        with self._secrets.alone(name):
            kept = self._secrets.get(name, REFRESH_TOKEN)
            if kept is None:
                raise self._expired("nothing of it is kept here", "There is no login to this org")
            token = self._alive(kept)
            if token == self._dead:
                raise self._expired(f"{self._authority.address.host} does not accept it any more")
            held = self._secured(token, kept)
            access_token, self._waiting = self._waiting, None
            if access_token is not None:
                return access_token
            grant = self._grant(token)
            self._keep(grant, held)
        answered_by(grant, self._authority.address)
        return grant.access_token

    def _alive(self, kept: str) -> str:
        """The refresh token to use: the keychain's, or its successor that the keychain did not take."""
        if self._unkept is not None and self._unkept.held != kept:
            self._unkept = self._waiting = None  # somebody has logged in anew
        return self._unkept.token if self._unkept else kept

    def _secured(self, token: str, kept: str) -> str:
        """What the keychain holds, after the token was written once more before its use.

        A keychain that takes nothing now would lose the successor as well. Raises NoKeychain then, before anything
        is lost; where something is lost already, and was told, the run goes on.
        """
        try:
            self._secrets.put(self._saved.name, REFRESH_TOKEN, token)
        except Failure as failure:
            if self._unkept is None:
                raise
            log.error("the keychain still does not take the renewed login: %s", failure.problem)
            return kept
        self._unkept = None
        return token

    def _grant(self, token: str) -> Grant:
        form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": self._saved.consumer_key}
        try:
            return self._authority.grant(Form(form | self._secret()), Kind.WRITE)
        except LoginRefused:
            raise  # somebody has to change something, but the token may live
        except LoginExpired:
            self._dead = token
            raise

    def _secret(self) -> dict[str, str]:
        secret = self._secrets.get(self._saved.name, CLIENT_SECRET)
        return {"client_secret": secret} if secret else {}

    def _keep(self, grant: Grant, held: str) -> None:
        """Make the new refresh token safe. Where that fails it lives on in memory, and that is told once."""
        if grant.refresh_token is None:
            return
        try:
            self._secrets.put(self._saved.name, REFRESH_TOKEN, grant.refresh_token)
        except Failure as failure:
            told = self._unkept is not None
            self._unkept = _Unkept(grant.refresh_token, held)
            log.error("the keychain did not take the renewed login: %s", failure.problem)
            if not told:
                self._waiting = grant.access_token
                raise unkept(failure, self._saved.name) from failure
        else:
            self._unkept = None

    def _expired(self, cause: str, title: str = "The login has expired") -> LoginExpired:
        return LoginExpired(title, cause, f"Log in again: de-presence login {self._saved.name}")
