"""How the kit is printed: the JSON, and lines for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized

from msgspec import Struct

from tui.cli.doctor.pages import CheckShape, shape_of
from tui.cli.paper import print_line
from tui.org.kit.findings import left_out
from tui.org.kit.installed import KitState
from tui.org.kit.metadata import Deployment, Flaw
from tui.org.kit.parts import Name
from tui.org.kit.shares import APART
from tui.presence.checks import Check
from tui.presence.words import plural

LABELS = {
    "ApexClass": ("Apex class", "Apex classes"),
    "ApexTrigger": ("Apex trigger",),
    "CustomObject": ("custom object",),
    "Flow": ("flow",),
    "PermissionSet": ("permission set",),
    "PlatformEventSubscriberConfig": ("trigger configuration",),
    "Settings": ("setting",),
}


class PartShape(Struct, frozen=True):
    """One component of ``kit check --json``: ``missing``, ``same``, ``older``, ``newer``, ``changed`` or ``untold``."""

    type: str
    name: str
    state: str
    active: bool | None


class LookShape(Struct, frozen=True):
    """``kit check --json``. ``version`` is what the org has, ``brings`` what this program would deploy."""

    installed: bool
    version: str | None
    brings: str
    components: list[PartShape]
    leftovers: list[str]
    checks: list[CheckShape]


class ProblemShape(Struct, frozen=True):
    """One thing that keeps a deployment from going through, with its place in the package where one is told."""

    file: str
    name: str
    line: int | None
    column: int | None
    problem: str


class DeployShape(Struct, frozen=True):
    """``kit deploy --json`` and ``kit remove --json``. ``done`` is whether the org was changed as asked.

    ``refused`` are the trigger on logouts and its user where the org did not take them and the rest is fine.
    """

    action: str
    version: str | None
    valid: bool
    done: bool
    components: int
    tests: int
    overwritten: list[str]
    left_out: list[str]
    refused: list[str]
    problems: list[ProblemShape]


def look_shape(state: KitState, found: Iterable[Check]) -> LookShape:
    """The JSON of a look."""
    return LookShape(
        state.stamp is not None,
        state.stamp.version if state.stamp is not None else None,
        state.bundle.version,
        [PartShape(one.name.kind, one.name.name, one.state, one.active) for one in state.parts],
        [str(one) for one in state.strays],
        shape_of(found).checks,
    )


def deploy_shape(
    action: str, state: KitState, told: Deployment, *, done: bool, trigger: Deployment | None = None
) -> DeployShape:
    """The JSON of what was done; ``told`` is the last deployment, in earnest or for trial.

    ``trigger`` is that of the trigger by itself, or its refusal.
    """
    each = [told] if trigger is None or trigger is told else [told, trigger]
    missing = trigger is not None and not trigger.success
    taken = [one for one in each if one.success] or [told]
    return DeployShape(
        action,
        state.bundle.version,
        told.success and not missing,
        done,
        sum(one.components[1] for one in taken),
        sum(one.tests[1] for one in taken),
        [str(one) for one in state.named("changed")],
        [str(name) for name, _ in left_out(state)],
        [str(one) for one in state.bundle.names_in("trigger")] if missing else [],
        [
            ProblemShape(one.file, one.name, one.line, one.column, one.what)
            for deployment in each
            for one in deployment.flaws
        ],
    )


def print_flaws(flaws: Iterable[Flaw]) -> None:
    """A line each: its place, and what is wrong there. The same of many files without a place in them is one line."""
    alike: dict[tuple[str, bool], list[Flaw]] = {}
    for one in flaws:
        alike.setdefault((one.what if one.line is None else f"{one.place} {one.what}", one.line is None), []).append(
            one
        )
    for first, *more in alike.values():
        name = f" ({first.name})" if first.name and first.name not in first.place else ""
        others = f" and {plural(len(more), 'other')}" if more else ""
        print_line(f"{first.place}{others}: {first.what}{name}")


def counted(names: Iterable[Name]) -> str:
    """``34 Apex classes, 3 custom objects``."""
    return ", ".join(plural(number, *LABELS.get(kind, (kind,))) for kind, number in sorted(_by_kind(names).items()))


def done_words(told: Deployment, names: Sized) -> str:
    """``43 components, 12 tests``. Ours: the org counts the fields of objects too."""
    words = [plural(len(names), "component")]
    return ", ".join([*words, plural(told.tests[1], "test")] if told.tests[1] else words)


def _by_kind(names: Iterable[Name]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in names:
        found[one.kind] = found.get(one.kind, 0) + 1
    return found


def overview(state: KitState) -> Iterator[str]:
    """What a deployment would do."""
    facts = state.facts
    kind = "SANDBOX" if facts.sandbox else "PRODUCTION"
    yield f"Deploy kit {state.bundle.version} to {facts.name} · {kind}, as {facts.username}"
    parts = [one for one in state.parts if one.name in state.bundle.names]
    for words, states in (("new", ("missing",)), ("replaced", ("older", "newer", "changed", "untold"))):
        names = [one.name for one in parts if one.state in states]
        if names:
            yield f"  {words}: {counted(names)}"
    unchanged = sum(1 for one in parts if one.state == "same")
    if unchanged:
        yield f"  unchanged: {plural(unchanged, 'component')}"
    for name in state.strays:
        yield f"  deleted, left over from an older kit: {name}"
    for name, why in left_out(state):
        yield f"  left out: {name}: {why}"
    runner = state.runs_as or (facts.username if state.manages_users else "")
    if runner and any(state.part(one).state != "same" for one in APART):
        yield f"  the logout trigger runs as {runner}"
