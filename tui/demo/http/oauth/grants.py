"""Who is logged in: the grants of the org, each with its access tokens and perhaps a refresh token.

A grant outlives its access tokens: these end with the session, and the refresh token brings the next. Revoking an
access token ends that alone, revoking a refresh token ends the grant (Mobile SDK guide, "Revoking OAuth Tokens").
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tui.demo.world.sessions import AuthSession

Via = Literal["given", "web", "jwt", "client-credentials"]

MOST_APPROVALS = 5  # refresh tokens that one user may have with one app; one more revokes the oldest (documented)


@dataclass(slots=True, eq=False)
class Access:
    """An access token. ``session`` is its row of AuthSession; None stands for the one that the day began with."""

    token: str
    issued: datetime
    session: AuthSession | None = None
    live: bool = True


@dataclass(slots=True, eq=False)
class Grant:
    """One approval of the app, however it was given. ``refresh`` is None where the flow or the scope brings none."""

    via: Via
    scope: str
    refresh: str | None = None
    access: list[Access] = field(default_factory=list)
    spent: set[str] = field(default_factory=set)
    live: bool = True

    def end(self) -> list[Access]:
        """End it with everything that came from it; the access tokens that were still good."""
        self.live = False
        ended = [one for one in self.access if one.live]
        for one in ended:
            one.live = False
        return ended


class Grants:
    """Every grant of the org. ``stem`` is what each access token begins with: the org's Id and ``!``."""

    def __init__(self, stem: str) -> None:
        self._stem = stem
        self.all: list[Grant] = []
        self._access: dict[str, Access] = {}

    def open(self, via: Via, scope: str = "", *, refreshable: bool = False) -> Grant:
        """A new grant. Of the refreshable ones only the newest few stay alive."""
        grant = Grant(via, scope, new_refresh_token() if refreshable else None)
        self.all.append(grant)
        approvals = [one for one in self.all if one.live and one.refresh is not None]
        for one in approvals[:-MOST_APPROVALS]:
            one.end()
        return grant

    def issue(self, grant: Grant, at: datetime, session: AuthSession | None = None, token: str | None = None) -> Access:
        """An access token for a grant, a random one unless it is given."""
        access = Access(token or self._stem + _word(64), at, session)
        grant.access = [one for one in grant.access if one.live]
        grant.access.append(access)
        self._access[access.token] = access
        return access

    def rotate(self, grant: Grant) -> None:
        """Give the grant another refresh token; the one that it had is spent."""
        if grant.refresh is not None:
            grant.spent.add(grant.refresh)
        grant.refresh = new_refresh_token()

    def access(self, token: str | None) -> Access | None:
        """The access token of those characters, while it is good."""
        found = self._access.get(token) if token is not None else None
        return found if found is not None and found.live else None

    def of_refresh(self, token: str) -> Grant | None:
        """The live grant whose refresh token this is, or was before it was spent."""
        return next((one for one in self.all if one.live and (token == one.refresh or token in one.spent)), None)

    def revoke(self, token: str) -> list[Access] | None:
        """End what that token stands for; the access tokens that ended, None where it stands for nothing."""
        grant = next((one for one in self.all if one.live and one.refresh == token), None)
        if grant is not None:
            return grant.end()
        access = self.access(token)
        if access is None:
            return None
        access.live = False
        return [access]

    def end_sessions(self) -> None:
        """Every access token dies; the grants live on, and may bring new ones."""
        for access in self._access.values():
            access.live = False
        self._access.clear()


def new_refresh_token() -> str:
    """A refresh token in the shape of Salesforce's."""
    return "5Aep861" + _word(80)


def _word(length: int) -> str:
    """Random characters of those that tokens are made of: letters, digits, dot and underscore."""
    return secrets.token_urlsafe(length).replace("-", ".")[:length]
