"""Whether the XML of a component in the org still says what the kit's says.

The org tells components in words of its own: it adds what was left to its defaults, and orders as it likes. So ours is
compared with theirs, element by element: what we set must be there. What is beside it does not count, but for kinds
that a deploy replaces as a whole: there it would be lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from tui.org.kit.bundle import PLACEHOLDER

REPLACED = frozenset({"PermissionSet"})  # since API 40 (documented: Summer '17)
# Where a builder draws things, and what is told apart: whether a flow is active, whom a trigger runs as.
APART = frozenset({"locationX", "locationY", "processMetadataValues", "status", "user"})
_OFF = ("enabled", "readable", "allowRead")


def same(kind: str, ours: Element, theirs: Element) -> bool:
    """Whether theirs says what ours says."""
    if not _holds(theirs, ours):
        return False
    return kind not in REPLACED or all(_ours(one, ours) for one in theirs if _grants(one))


def _ours(one: Element, ours: Element) -> bool:
    return any(_holds(one, mine) for mine in _named(ours, local(one)))


def _holds(theirs: Element, ours: Element) -> bool:
    if not len(ours):
        return _alike(ours.text, theirs.text)
    return all(_holds_one(theirs, one) for one in ours if local(one) not in APART)


def _holds_one(theirs: Element, one: Element) -> bool:
    return any(_holds(other, one) for other in _named(theirs, local(one)))


def _named(element: Element, name: str) -> Iterable[Element]:
    return (one for one in element if local(one) == name)


def _grants(one: Element) -> bool:
    """Whether an element of a permission set gives anybody anything: the org lists some that give nothing."""
    told = [one.findtext(f"{{*}}{name}") for name in _OFF]
    return len(one) > 0 and "true" in told


def _alike(ours: str | None, theirs: str | None) -> bool:
    mine, other = (ours or "").strip(), (theirs or "").strip()
    return mine == other or PLACEHOLDER.fullmatch(mine) is not None or _number(mine) == _number(other) is not None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]
