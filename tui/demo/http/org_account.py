"""The caller's account with the org: the token that is good now, and how many calls are used up."""

from __future__ import annotations

from dataclasses import dataclass

from tui.demo.http.wire import ApiError, Request


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


class Account:
    """One login. Its token can die and be renewed; calls are counted whoever makes them."""

    def __init__(self, token: str, allowance: Allowance) -> None:
        self.allowance = allowance
        self._token: str | None = token
        self._stem = token
        self._renewals = 0
        self.used = 0
        self.debug_used = 0

    @property
    def token(self) -> str | None:
        """The token that is good now, or None."""
        return self._token

    def kill_token(self) -> None:
        """The session ends: every later call with its token is refused."""
        self._token = None

    def renew_token(self) -> str:
        """Log in again: a new token is good, the old one is not."""
        self._renewals += 1
        self._token = f"{self._stem}.{self._renewals}"
        return self._token

    def admit(self, request: Request) -> None:
        """Let a REST call in and count it. Raises ApiError for a dead token or an empty allowance."""
        if not self.knows(_offered(request)):
            raise ApiError(401, "INVALID_SESSION_ID", "Session expired or invalid")
        if self.used >= self.allowance.calls:
            raise ApiError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        self.used += 1

    def charge(self, *, debugging: bool) -> bool:
        """Count a SOAP call, one with a DebuggingHeader on its own account; False where that account is empty."""
        if debugging:
            self.debug_used += 1
            return self.debug_used <= self.allowance.debug_calls
        self.used += 1
        return self.used <= self.allowance.calls

    def knows(self, token: str | None) -> bool:
        """Whether that token is good now."""
        return self._token is not None and token == self._token


def _offered(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() in {"bearer", "oauth"}:
        return token.strip()
    return request.query.get("oauth_token")  # jsforce's identity() sends it there (clients.md, section 3)
