"""Anonymous Apex by the Tooling API: one block, and what became of it.

The org answers HTTP 200 whether the block failed to compile, threw or ran (documented), and gives no result back.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from tui.org.wire.calls import Calls, Kind, decoded
from tui.org.wire.errors import Misread, NoDE, OrgFailure, Rejected, lost, missing_permission
from tui.org.wire.server_text import server_words

PATH = "tooling/executeAnonymous"
PACKAGE = "n2de"
_NAMES_OF_DE = (PACKAGE, "distributionengineglobal", "getuseravailabilityallteams", "toggleusers", "toggleuserdto")


class Ran(Struct, frozen=True, rename="camel"):
    """How a block ended, as the org tells it."""

    compiled: bool
    success: bool
    compile_problem: str | None = None
    exception_message: str | None = None


_RAN: msgspec.json.Decoder[Ran] = msgspec.json.Decoder(Ran)


def run(calls: Calls, source: str, kind: Kind, *, author_apex: bool) -> Ran:
    """Run a block that compiles; how it ended is the caller's business.

    Raises NoDE where the block names what this user cannot see, MissingPermission where Author Apex is why, and
    AnswerLost where a writing block's answer cannot be read.
    """
    refusal: OrgFailure | None = None
    try:
        ran = decoded(calls.get(PATH, {"anonymousBody": source}, kind=kind), _RAN, "Apex")
    except Misread as failure:
        refusal = lost(failure.problem.cause) if kind is Kind.WRITE else failure
    except Rejected as failure:
        refusal = failure if author_apex else _no_author_apex(failure.problem.cause)
    if refusal is not None:
        raise refusal
    require_compiled(ran, author_apex=author_apex)
    return ran


def require_compiled(ran: Ran, *, author_apex: bool) -> None:
    """Raises NoDE, MissingPermission or Rejected where the block did not compile."""
    if not ran.compiled:
        raise _uncompiled(server_words(ran.compile_problem or ""), author_apex=author_apex)


def _uncompiled(problem: str, *, author_apex: bool) -> OrgFailure:
    """Our blocks are fixed, so one that does not compile names something that is not there for this user."""
    if not author_apex:
        return _no_author_apex(problem)
    if any(name in problem.lower() for name in _NAMES_OF_DE):
        return NoDE(
            "Distribution Engine is not installed here, or not visible to you",
            problem,
            "Install the package, or ask for its licence and a DE permission set for your user",
        )
    return Rejected("The org does not accept our Apex", problem, "Report it with this message", code="COMPILE_PROBLEM")


def _no_author_apex(cause: str) -> OrgFailure:
    return missing_permission(f"Distribution Engine is reached by anonymous Apex; the org says: {cause}", "Author Apex")


def thrown(ran: Ran) -> str:
    """What the block threw, in words fit to show."""
    return server_words(ran.exception_message or "no reason given")
