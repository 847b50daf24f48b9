"""One deploy from its package to the org as it would be: what goes, what comes, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tui.demo.http.metadata.apply import applied
from tui.demo.http.metadata.check import dependent_problems, draft_problems
from tui.demo.http.metadata.destroy import destroyed, still_used
from tui.demo.http.metadata.messages import Message
from tui.demo.http.metadata.named import drafts_of
from tui.demo.http.metadata.org import Org
from tui.demo.http.metadata.package import Package
from tui.demo.http.metadata.read import Draft
from tui.demo.http.metadata.types import BY_NAME
from tui.demo.http.metadata.words import Broken
from tui.demo.world.kit.deployed import Deployed


@dataclass(frozen=True)
class Outcome:
    """The org after the deploy, were it not rolled back, and a message for each component."""

    after: Deployed
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class _Attempt:
    """The org with some drafts in it, what is told of components that are well, and what is wrong."""

    after: Deployed
    well: Sequence[Message]
    wrong: Sequence[Message]


def outcome(org: Org, package: Package, *, rollback: bool) -> Outcome:
    """What the deploy comes to.

    Without ``rollback`` a component that fails is taken out and the rest is looked at again, as others may have
    stood on it; where something is wrong that no component of the deploy bears, nothing is changed.
    """
    drafts, told = drafts_of(package)
    broken = {one.name.lower(): f"{one.name}: {one.problem}" for one in told if one.kind == "ApexClass"}
    attempt = _attempt(org, package, drafts, broken)
    told += attempt.wrong
    while not rollback and (failed := {(one.kind, one.name) for one in attempt.wrong}):
        left = [one for one in drafts if (one.kind.name, one.name) not in failed]
        if len(left) == len(drafts):
            return Outcome(org.deployed, (*told, *attempt.well))
        drafts, attempt = left, _attempt(org, package, left, broken)
        told += attempt.wrong
    return Outcome(attempt.after, (*told, *attempt.well))


def _attempt(org: Org, package: Package, drafts: Iterable[Draft], broken: Mapping[str, str]) -> _Attempt:
    after, gone = destroyed(org, org.deployed, package.before)
    told, wrong, taken = [*gone], list[Message](), list[Draft]()
    for draft in drafts:
        try:
            after, messages = applied(org, after, draft)
        except Broken as problem:
            wrong.append(_failure(draft, problem))
        else:
            told += messages
            taken.append(draft)
    after, gone = destroyed(org, after, package.after)
    told += gone
    wrong += _checked(org, after, package, taken, broken)
    for one in [*told]:
        why = still_used(after, one)
        if why is not None:
            wrong.append(replace(one, problem=why, changed=False, deleted=False))
    failed = {(one.file, one.name) for one in wrong}
    return _Attempt(after, [one for one in told if not failed & _bearers(one)], wrong)


def _checked(
    org: Org, after: Deployed, package: Package, taken: Sequence[Draft], broken: Mapping[str, str]
) -> list[Message]:
    """What is wrong with the org as the deploy leaves it: its own components first, then those that lean on them."""
    known = org.known(after, broken)
    wrong = [_failure(draft, problem) for draft in taken for problem in draft_problems(org, after, known, draft)]
    touched = frozenset((draft.kind.name, draft.name.lower()) for draft in taken)
    if not (package.before or package.after):  # what goes tells itself who needs it
        for kind, name, problem in dependent_problems(after, known, touched):
            message = Message(kind, name, package.path(BY_NAME[kind].file(name)))
            wrong.append(replace(message, problem=str(problem), line=problem.line, column=problem.column))
    return wrong


def _bearers(one: Message) -> set[tuple[str, str]]:
    """Whose failure is this component's too: its own, and for a field that of its object."""
    return {(one.file, one.name), (one.file, one.name.partition(".")[0])}


def _failure(draft: Draft, problem: Broken) -> Message:
    message = Message(draft.kind.name, draft.name, draft.file)
    return replace(message, problem=str(problem), line=problem.line, column=problem.column)
