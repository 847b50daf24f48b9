"""The few ways in which an org fails us. Each carries title, cause and next step, and the exit code of the contract.

A failure's words never hold a URL, a query, Apex source or a token: ``boundary`` sees to that.
"""

from __future__ import annotations

from tui.presence.problems import AnswerLost, OrgFailure

__all__ = [
    "GONE",
    "AnswerLost",
    "BadAddress",
    "LimitReached",
    "LoginExpired",
    "Misread",
    "MissingPermission",
    "NoDE",
    "NotAnId",
    "OrgFailure",
    "Rejected",
    "TokenRefused",
    "Unreachable",
    "login_expired",
    "lost",
    "missing_permission",
]


class Unreachable(OrgFailure):
    """No answer from the org itself: no connection, no time, or somebody else answered in its place."""

    exit_code = 3


class BadAddress(OrgFailure):
    """The instance URL cannot be used: not an address, or plain http to a host other than this machine."""

    exit_code = 3


class LoginExpired(OrgFailure):
    """The token is dead and could not be renewed."""

    exit_code = 3


class TokenRefused(LoginExpired):
    """The org itself answered that it does not take the token (any more)."""


class LimitReached(OrgFailure):
    """The org's allocation of API calls is used up, or it is too busy to take one more."""

    exit_code = 3


class MissingPermission(OrgFailure):
    """The org's user may not do this; the message names the permission where the org or we know it."""

    exit_code = 5


class NoDE(OrgFailure):
    """Distribution Engine is not installed in this org, or this user may not see it."""

    exit_code = 5


class Rejected(OrgFailure):
    """The org answered clearly that it did not do this. ``code`` is its own word for why."""

    exit_code = 1

    def __init__(
        self, title: str, cause: str = "", todo: str = "", *, code: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(title, cause, todo, retry_after=retry_after)
        self.code = code


class Misread(OrgFailure):
    """The org answered in a shape that we do not know."""

    exit_code = 1


class NotAnId(Misread):
    """A text stood where an Id should; nothing was built from it and nothing sent."""


# The org itself is out of reach: every further question would only wait for the same.
GONE = (Unreachable, LoginExpired, LimitReached)


def lost(why: str) -> AnswerLost:
    """A write that left and was not answered: nobody can tell whether it happened (R15)."""
    return AnswerLost("The answer to a toggle was lost", why, "The next complete reading shows what became of it")


def login_expired(host: str) -> TokenRefused:
    """The org no longer takes our token, and there was no way to a new one."""
    return TokenRefused(
        "The login has expired", f"{host} does not accept the token any more", "Log in again, or give a fresh token"
    )


def missing_permission(cause: str, permission: str = "") -> MissingPermission:
    """The org refused for lack of a right, in its own words; ``permission`` where we know which."""
    wanted = f"the permission {permission}" if permission else "the permission"
    return MissingPermission(
        f"{permission} is missing" if permission else "Your user may not do this",
        cause,
        f"Ask an administrator for {wanted}, or use another login",
    )
