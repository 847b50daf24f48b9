"""One examination after the other: one that fails stops no other, unless the org itself is out of reach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from tui.org.doctor import names
from tui.org.errors import GONE, LoginExpired, MissingPermission, NoDE, OrgFailure
from tui.org.steps import Steps
from tui.presence.checks import Check

Look = Callable[[], Check]
NOT_LOOKED_AT = "not looked at"


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


def unreached(wanted: Iterable[str], failure: OrgFailure) -> tuple[Check, ...]:
    """The wanted checks of an org that let us in no further than this failure."""
    blamed = broken(failure)
    known = {blamed.name: blamed}
    if blamed.name != names.REACHABLE:
        known[names.REACHABLE] = Check(names.REACHABLE, True, "it answers")
    return tuple(known.get(name) or Check(name, None, NOT_LOOKED_AT) for name in wanted)


def broken(failure: OrgFailure) -> Check:
    """The check that a failure of the whole connection belongs to."""
    problem = failure.problem
    if isinstance(failure, NoDE):
        name, why = names.PACKAGE, "Without it there is nothing to toggle"
    elif isinstance(failure, MissingPermission):
        name, why = names.LOGIN, "Nothing can be read as this user"
    elif isinstance(failure, LoginExpired):
        name, why = names.LOGIN, "Everything else is asked as this user"
    else:
        name, why = names.REACHABLE, "Everything else is asked of the org"
    return Check(name, False, str(problem), why, problem.next, permission=failure.exit_code == NoDE.exit_code)


def _lost(found: Mapping[str, Check], looks: Mapping[str, Look], failure: OrgFailure) -> Iterator[Check]:
    blamed = broken(failure)
    for name in looks:
        if name == blamed.name:
            yield replace(blamed, found=f"{blamed.found} (it broke off on the way)" if name in found else blamed.found)
        else:
            yield found.get(name) or Check(name, None, f"{NOT_LOOKED_AT}: {failure.problem.title}")
