"""What the org keeps of its caller: who is logged in with which token, the app, and how many calls are used up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tui.demo.http.oauth.app import App, Policy
from tui.demo.http.oauth.grants import Access, Grant, Grants, Via
from tui.demo.http.wire import ApiError, Request
from tui.demo.world.sessions import AuthSession


@dataclass(frozen=True)
class Allowance:
    """What the org grants. ``longest_message`` is where it cuts an exception's message; no page documents one.

    ``rows`` is the most that a query's page holds: fewer than asked for where rows are wide (salesforce.md, 2).
    """

    calls: int = 115_000
    debug_calls: int = 1_000  # SOAP calls with a DebuggingHeader in 24 hours, counted apart (salesforce.md, 3b)
    longest_message: int = 1_000_000
    rows: int = 2_000
    loop_turns: int = 5_000_000  # stands for the ten seconds of CPU that one block may take
    heap: int = 6_000_000  # bytes that one Apex transaction may hold


class Account:
    """The caller's logins. Tokens die, are renewed and revoked; calls are counted whoever makes them.

    ``token`` is the given one, which is good from the start without any login. ``now`` is the org's clock.
    ``lifetime`` ends each access token that long after it was issued, used or not. ``app`` and ``policy`` are what
    the org has registered for OAuth.
    """

    def __init__(
        self, token: str, allowance: Allowance, now: Callable[[], datetime] | None = None, app: App | None = None
    ) -> None:
        self.allowance = allowance
        self.app = app or App.random()
        self.policy = Policy()
        self.lifetime: timedelta | None = None
        self.grants = Grants(f"{token.partition('!')[0]}!")
        self.used = 0
        self.debug_used = 0
        self._now = now or (lambda: datetime.now(UTC))
        self._stem = token
        self._renewals = 0
        self._calls_left: int | None = None
        self._given = self.grants.open("given")
        self._first = self.grants.issue(self._given, self._now(), token=token)

    @property
    def token(self) -> str | None:
        """The given token while it is good, or None."""
        return self._first.token if self.knows(self._first.token) else None

    def kill_token(self) -> None:
        """The session of the given token ends: every later call with it is refused."""
        self._first.live = False

    def renew_token(self) -> str:
        """Log in again without OAuth: a new given token is good, the old one is not."""
        self._renewals += 1
        self.kill_token()
        self._first = self.grants.issue(self._given, self._now(), token=f"{self._stem}.{self._renewals}")
        return self._first.token

    def end_sessions(self) -> None:
        """Every access token dies, however it came; what renews them lives on."""
        self.grants.end_sessions()

    def end_sessions_after(self, calls: int) -> None:
        """Every access token dies once so many more calls were let in."""
        self._calls_left = calls

    def log_in(self, via: Via, scope: str, session: AuthSession | None, *, refreshable: bool) -> tuple[Grant, Access]:
        """A new grant with its first access token."""
        grant = self.grants.open(via, scope, refreshable=refreshable)
        return grant, self.grants.issue(grant, self._now(), session)

    def renew(self, grant: Grant, session: AuthSession | None) -> Access:
        """Another access token of a grant; those before it stay good until their own end."""
        return self.grants.issue(grant, self._now(), session)

    def admit(self, request: Request) -> AuthSession | None:
        """Let a REST call in and count it; the session it comes with. Raises ApiError for a dead token or no calls."""
        token = offered(request)
        if not self.knows(token):
            raise ApiError(401, "INVALID_SESSION_ID", "Session expired or invalid")
        if self.used >= self.allowance.calls:
            raise ApiError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        self.used += 1
        self._count_down()
        return self.session_of(token)

    def charge(self, *, debugging: bool) -> bool:
        """Count a SOAP call, one with a DebuggingHeader on its own account; False where that account is empty."""
        self._count_down()
        if debugging:
            self.debug_used += 1
            return self.debug_used <= self.allowance.debug_calls
        self.used += 1
        return self.used <= self.allowance.calls

    def knows(self, token: str | None) -> bool:
        """Whether that access token is good now."""
        if self._calls_left == 0:
            self._calls_left = None
            self.end_sessions()
        access = self.grants.access(token)
        if access is None:
            return False
        return self.lifetime is None or self._now() < access.issued + self.lifetime

    def session_of(self, token: str | None) -> AuthSession | None:
        """The row of AuthSession of a good access token; None for the one that the day began with."""
        access = self.grants.access(token)
        return access.session if access is not None else None

    def _count_down(self) -> None:
        if self._calls_left:
            self._calls_left -= 1


def offered(request: Request) -> str | None:
    """The token that a request brings, or None."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() in {"bearer", "oauth"}:
        return token.strip()
    return request.query.get("oauth_token")  # jsforce's identity() sends it there (clients.md, section 3)
