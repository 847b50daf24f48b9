"""What a file of Apex declares: its members by name, its inner types, its tests, and what it offers to others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lark import Token, Tree

from tui.demo.apex.tree import At

Node = Tree[Token]

_KINDS = {"class_decl": "class", "interface_decl": "interface", "enum_decl": "enum", "trigger_decl": "trigger"}
_LABEL = re.compile(r"label\s*=\s*'((?:[^'\\]|\\.)*)'", re.IGNORECASE)


@dataclass(frozen=True)
class Action:
    """What an invocable method offers to flows: its label, and the names of its inputs and outputs."""

    label: str
    inputs: frozenset[str]
    outputs: frozenset[str]


@dataclass(frozen=True)
class Declared:
    """One type or trigger. Names of ``members`` and ``inner`` are in lower case, as Apex knows no other case.

    ``parent`` is the class that it extends, as written. ``tests`` are its test methods where it is a test class.
    ``object`` is what a trigger stands on.
    """

    name: str
    kind: str
    at: At
    parent: str | None = None
    interfaces: tuple[str, ...] = ()
    members: frozenset[str] = frozenset()
    inner: Mapping[str, Declared] = field(default_factory=dict)
    is_test: bool = False
    tests: tuple[str, ...] = ()
    action: Action | None = None
    object: str | None = None


def declared(top: Node) -> Declared:
    """What a declaration of the grammar declares."""
    kind = _KINDS[str(top.data)]
    names = tokens(top, "NAME")
    if kind == "trigger":
        return Declared(names[0], kind, at(names[0]), object=str(names[1]))
    if kind == "enum":
        members = frozenset({str(one).lower() for one in names[1:]} | {"values", "valueof", "name", "ordinal"})
        return Declared(names[0], kind, at(names[0]), members=members)
    inner = {one.name.lower(): one for one in (declared(node) for node in nodes(top) if str(node.data) in _KINDS)}
    parents = [dotted(node) for node in nodes(top) if str(node.data) in _TYPES]
    interfaces = [dotted(one) for node in nodes(top) if node.data == "implements" for one in nodes(node)]
    is_test = has_annotation(top, "istest")
    return Declared(
        names[0],
        kind,
        at(names[0]),
        parents[0] if parents else None,
        tuple(interfaces),
        frozenset(_members(top)),
        inner,
        is_test,
        tuple(_tests(top)) if is_test else (),
        _action(top),
    )


def nodes(tree: Node) -> Iterator[Node]:
    """The parts of a node that are nodes themselves."""
    return (one for one in tree.children if isinstance(one, Tree))


def tokens(tree: Node, kind: str) -> list[Token]:
    """The words of that kind that stand directly in a node."""
    return [one for one in tree.children if isinstance(one, Token) and one.type == kind]


def at(token: Token) -> At:
    """Where a word stands."""
    return At(token.line or 1, token.column or 1)


def dotted(tree: Node) -> str:
    """The dotted name that a node of a name or a type says; of a generic type what stands before its ``<``."""
    return ".".join(str(one) for one in parts(tree))


def parts(tree: Node) -> list[Token]:
    """The words of a dotted name."""
    found: list[Token] = []
    for one in tree.children:
        if isinstance(one, Token):
            found.append(one)
        elif str(one.data) in {"name", "inner_name", "simple_type", "generic", "type"}:
            found += parts(one)
            if str(one.data) == "generic":
                break
        if str(tree.data) == "generic":
            break
    return found


def has_annotation(tree: Node, name: str) -> bool:
    """Whether a declaration bears that annotation (or the old modifier ``testMethod``)."""
    return _annotation(tree, name) is not None or (
        name == "istest" and any(str(one).lower() == "testmethod" for one in _modifiers(tree))
    )


def _annotation(tree: Node, name: str) -> str | None:
    words = (str(one) for one in _modifiers(tree) if one.type == "ANNOTATION")
    return next((one for one in words if re.match(r"@\w+", one)[0][1:].lower() == name), None)  # type: ignore[index]


def _modifiers(tree: Node) -> Iterator[Token]:
    for node in nodes(tree):
        if node.data == "modifier":
            yield from (one for one in node.children if isinstance(one, Token))


def _members(top: Node) -> Iterator[str]:
    for node in nodes(top):
        if node.data in {"method", "property"}:
            yield str(tokens(node, "NAME")[0]).lower()
        elif node.data == "fields":
            yield from (str(tokens(one, "NAME")[0]).lower() for one in nodes(node) if one.data == "declarator")


def _tests(top: Node) -> Iterator[str]:
    for node in nodes(top):
        if node.data == "method" and has_annotation(node, "istest"):
            yield str(tokens(node, "NAME")[0])


def _action(top: Node) -> Action | None:
    method = next((one for one in nodes(top) if one.data == "method" and _annotation(one, "invocablemethod")), None)
    if method is None:
        return None
    label = _LABEL.search(_annotation(method, "invocablemethod") or "")
    kinds = [one for one in nodes(method) if str(one.data) in _TYPES]
    parameters = [one for node in nodes(method) if node.data == "parameters" for one in nodes(node)]
    variables = {str(tokens(one, "NAME")[0]).lower(): _variables(one) for one in nodes(top) if one.data == "class_decl"}
    inputs = frozenset(
        name
        for one in parameters
        for name in variables.get(_element(next(kind for kind in nodes(one) if str(kind.data) in _TYPES)))
        or {str(tokens(one, "NAME")[0])}
    )
    outputs = variables.get(_element(kinds[0]), {"output"}) if kinds else frozenset()
    return Action(label[1] if label else str(top.data), inputs, frozenset(outputs))


def _variables(holder: Node) -> frozenset[str]:
    """The invocable variables of an inner class."""
    found: set[str] = set()
    for node in nodes(holder):
        if node.data == "fields" and _annotation(node, "invocablevariable"):
            found |= {str(tokens(one, "NAME")[0]) for one in nodes(node) if one.data == "declarator"}
    return frozenset(found)


def _element(kind: Node) -> str:
    """Of ``List<X>`` the X, in lower case."""
    holders = [kind, *nodes(kind)]
    inner = next((one for holder in holders if holder.data == "generic" for one in nodes(holder)), None)
    return dotted(inner).lower() if inner is not None else ""


_TYPES = frozenset({"simple_type", "array_type", "generic", "type"})
