"""A flow's file, looked at as far as a login flow needs it: actions, their inputs, and what elements point to.

Wordings are remembered [mem], but for that of an action that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from tui.demo.http.metadata.elements import METADATA
from tui.demo.http.metadata.org import Offered
from tui.demo.http.metadata.words import Broken, text, words

_NO_ACTION = (
    "field integrity exception: unknown (We can't find an action with the name and action type that you specified.)"
)
_VALUES = ("elementReference", "leftValueReference", "assignToReference")


def flow_problems(flow: Element, offered: Callable[[str], Offered | None]) -> Iterator[Broken]:
    """What is wrong with it. ``offered`` gives the Apex action of a name, or None."""
    names = _names(flow)
    yield from _duplicates(names)
    known = frozenset(names)
    for target in flow.iter(f"{{{METADATA}}}targetReference"):
        if (target.text or "").strip() not in known:
            yield _broken(f"The flow can't find the element {target.text} that a connector points to.")
    for kind in _VALUES:
        for one in flow.iter(f"{{{METADATA}}}{kind}"):
            root = (one.text or "").strip().partition(".")[0]
            if not root.startswith("$") and root not in known:
                yield _broken(f"The element or resource {root} doesn't exist.")
    for call in words(flow, "actionCalls"):
        if text(call, "actionType") == "apex":
            yield from _action(call, offered(text(call, "actionName") or ""))


def _action(call: Element, action: Offered | None) -> Iterator[Broken]:
    name = text(call, "name")
    if action is None:
        yield Broken(f"{name}: {_NO_ACTION}")
        return
    given = {text(one, "name") or "" for one in words(call, "inputParameters")}
    for one in sorted(given - action.inputs):
        yield _broken(f"{name}: the input parameter {one} doesn't exist.")
    for one in sorted(action.required - given):
        yield _broken(f"{name}: the required input parameter {one} is missing.")
    for one in sorted({text(each, "name") or "" for each in words(call, "outputParameters")} - action.outputs):
        yield _broken(f"{name}: the output parameter {one} doesn't exist.")


def _names(flow: Element) -> list[str]:
    """The names of all elements and resources, which share one space."""
    return [found for one in flow if (found := text(one, "name")) is not None]


def _duplicates(names: list[str]) -> Iterator[Broken]:
    for one in sorted({each for each in names if names.count(each) > 1}):
        yield _broken(f"Another element or resource has the name {one} already.")


def _broken(message: str) -> Broken:
    return Broken(f"field integrity exception: unknown ({message})")
