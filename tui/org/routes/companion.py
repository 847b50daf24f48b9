"""The kit's companion class: an Apex REST class that reads sessions and DE's answer in one call, and toggles.

Needs access to that one class and no Author Apex. It runs with sharing as the caller, so that without Manage Users it
too sees only the caller's own sessions (R2).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from tui.org.wire.calls import Calls, Kind, decoded
from tui.org.wire.errors import GONE, Misread, MissingPermission, OrgFailure, Rejected, lost
from tui.org.wire.literals import checked_id
from tui.org.wire.server_text import server_words
from tui.presence.ports import Toggle

PATH = "/services/apexrest/depresence/v1"
VERSION = 1
NOT_THERE = "it is not in this org; the kit brings it"


class _About(Struct):
    version: int
    package: bool


class Companion(Struct, frozen=True):
    """What is known of the class: whether it may be called, whether it sees DE, and else why not, in words."""

    there: bool = False
    package: bool = False
    why: str = NOT_THERE


class Result(Struct):
    """How the class ended the toggle of one user."""

    id: str
    ok: bool
    error: str | None = None

    @property
    def why(self) -> str:
        """What it said of a failure."""
        return server_words(self.error or "") or "no reason given"


class _Results(Struct):
    results: list[Result]


_ABOUT: msgspec.json.Decoder[_About] = msgspec.json.Decoder(_About)
_RESULTS: msgspec.json.Decoder[_Results] = msgspec.json.Decoder(_Results)


def find_companion(calls: Calls) -> Companion:
    """The class as this user finds it. Raises OrgFailure only where the org itself is out of reach."""
    try:
        about = decoded(calls.get(f"{PATH}/about"), _ABOUT, "the companion class")
    except GONE:
        raise
    except OrgFailure as failure:
        return Companion(why=_why(failure))
    if about.version != VERSION:
        return Companion(why=f"it is version {about.version}, and this program knows version {VERSION}")
    return Companion(there=True, package=about.package, why="" if about.package else "it does not see DE's package")


def _why(failure: OrgFailure) -> str:
    if isinstance(failure, Rejected) and failure.code in {"NOT_FOUND", "HTTP_404"}:
        return NOT_THERE
    if isinstance(failure, MissingPermission):
        return f"your user has no access to it ({failure.problem.cause})"
    return str(failure.problem)


def out_of_limits(failure: OrgFailure) -> bool:
    """Whether the class hit a governor limit, so that the same in smaller pieces may pass."""
    return isinstance(failure, Rejected) and failure.code == "APEX_ERROR" and "LimitException" in failure.problem.cause


def send(calls: Calls, toggles: Sequence[Toggle]) -> list[Result]:
    """One call for all these toggles, of one value and reason; a result for each in order.

    Raises AnswerLost where what came back cannot be read, and other OrgFailures where nothing was done: what a class
    did before it threw is rolled back.
    """
    first = toggles[0]
    reason = first.reason.encode("utf-8", "replace").decode() if first.reason is not None else None
    users = [checked_id(one.user_id) for one in toggles]
    body = {"online": first.to, "reason": reason, "users": users}
    reply = calls.post(f"{PATH}/toggles", body, kind=Kind.WRITE)
    why = ""
    try:
        results = decoded(reply, _RESULTS, "the toggles").results
        if [one.id[:15] for one in results] == [one[:15] for one in users]:
            return results
        why = f"the org told {len(results)} results that are not those of the {len(users)} toggles"
    except Misread as failure:
        why = failure.problem.cause
    raise lost(why)
