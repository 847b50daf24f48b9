"""One examination after the other: one that fails stops no other, unless the org itself is out of reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from tui.org.doctor import names
from tui.org.wire.errors import GONE, LoginExpired, MissingPermission, NoDE, OrgFailure, TokenRefused
from tui.org.wire.steps import Steps
from tui.presence.checks import Check
from tui.presence.problems import Failure, NoKeychain

Look = Callable[[], Check]


def make_rounds(looks: Mapping[str, Look], steps: Steps) -> tuple[Check, ...]:
    """A check for each name, in order. Where the org is lost on the way, the check that says so takes the blame."""
    found: dict[str, Check] = {}
    for name, look in looks.items():
        steps.go_on()
        try:
            found[name] = look()
        except GONE as failure:
            return tuple(_lost(found, looks, failure))
        except OrgFailure as failure:
            found[name] = untold(name, failure)
    return tuple(found.values())


def untold(name: str, failure: OrgFailure) -> Check:
    """A check whose question the org refused, or answered in a way that cannot be read: nobody can tell."""
    return Check(name, None, f"cannot be told: {failure.problem}", next=failure.problem.next)


def unreached(wanted: Iterable[str], failure: Failure) -> tuple[Check, ...]:
    """The wanted checks of an org that let us in no further than this failure."""
    blamed = broken(failure)
    known = {blamed.name: blamed}
    if isinstance(failure, MissingPermission | NoDE | TokenRefused):
        known[names.REACHABLE] = Check(names.REACHABLE, True, "it answers")
    return tuple(known.get(name) or Check(name, None, names.NOT_LOOKED_AT) for name in wanted)


def broken(failure: Failure) -> Check:
    """The check that a failure of the whole connection belongs to."""
    if isinstance(failure, NoDE):
        name, why = names.PACKAGE, "Without it there is nothing to toggle"
    elif isinstance(failure, LoginExpired | MissingPermission | NoKeychain):
        name, why = names.LOGIN, "Everything else is asked as the user who is logged in"
    else:
        name, why = names.REACHABLE, "Everything else is asked of the org"
    permission = failure.exit_code == NoDE.exit_code
    return Check(name, False, str(failure.problem), why, failure.problem.next, permission=permission)


def _lost(found: Mapping[str, Check], looks: Mapping[str, Look], failure: OrgFailure) -> Iterator[Check]:
    blamed = broken(failure)
    for name in looks:
        if name == blamed.name:
            yield replace(blamed, found=f"{blamed.found} (lost on the way)" if name in found else blamed.found)
        else:
            yield found.get(name) or Check(name, None, names.NOT_LOOKED_AT)
