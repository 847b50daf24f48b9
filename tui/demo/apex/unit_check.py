"""Looks up every name of a file: its types, its variables, its own methods, and what its queries read.

Types of values are not inferred, so a wrong argument, or a wrong member of a value, is not found; apex-ls finds those
(clients.md, section 6). Wordings are the platform's as far as they are remembered, and none was tried in an org [mem].
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from lark import Token

from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.tree import At
from tui.demo.apex.unit import ApexFile
from tui.demo.apex.unit_declared import Declared, Node, nodes, parts, tokens
from tui.demo.apex.unit_names import Names
from tui.demo.apex.unit_soql import query_problems
from tui.demo.apex.unit_types import PACKAGE, Known

_NEEDS_RECOMPILING = "Dependent class is invalid and needs recompilation: Class {}"
_TYPES = frozenset({"simple_type", "array_type", "generic", "type"})
_SCOPES = frozenset({"block", "method", "constructor", "initializer", "for_loop", "run_as"})


def problems(file: ApexFile, known: Known) -> tuple[CompileProblem, ...]:
    """Everything in the file that names what is not there, in the order of the text.

    Of a class that is there and broken it is told once, in the place of all that follows from it.
    """
    check = _Check(known)
    check.declaration(file.declared, file.tree)
    found: dict[tuple[At, str], CompileProblem] = {}
    for one in check.found:
        name = next((name for name in known.broken if re.search(rf"\b{name}\b", one.message, re.IGNORECASE)), None)
        told = one if name is None else CompileProblem(_NEEDS_RECOMPILING.format(known.broken[name]), At(1, 1))
        found[told.at, told.message] = told
    return tuple(found[place] for place in sorted(found))


class _Check(Names):
    """One walk over one file: which variables can be seen, and which types they are seen from."""

    def __init__(self, known: Known) -> None:
        super().__init__(known)
        self._by_rule: dict[str, Callable[[Node], None]] = {
            "parameter": self._variable,
            "accessor": self._accessor,
            "for_each": self._for_each,
            "catch": self._scoped_variable,
            "when_type": self._scoped_variable,
            "when_value": lambda _: None,
            "declarator": self._declarator,
            "named": lambda node: self._value(parts(node)),
            "name_call": self._call,
            "name_safe_field": self._begins_with_name,
            "name_safe_call": self._begins_with_name,
            "name_index": self._begins_with_name,
            "name_cast": self._name_cast,
            "array_cast": self._array_cast,
            "class_of": self._class_of,
            "new": self._new,
            "new_array": self._new,
            "new_sized": self._new,
            "dml": self._dml,
            "soql": self._soql,
        }

    def declaration(self, one: Declared, node: Node) -> None:
        """Everything in a type or a trigger."""
        if one.kind == "enum":
            return
        self._within.append(one)
        self._scopes.append(set())
        if one.object is not None and not self._known.is_object(one.object):
            self._add(f"Invalid type: {one.object}", tokens(node, "NAME")[1])
        for part in nodes(node):
            if str(part.data) in {"class_decl", "interface_decl", "enum_decl"}:
                self.declaration(one.inner[str(tokens(part, "NAME")[0]).lower()], part)
            else:
                self._walk(part)
        self._scopes.pop()
        self._within.pop()

    def _walk(self, node: Node) -> None:
        rule = str(node.data)
        special = self._by_rule.get(rule)
        if special is not None:
            special(node)
        elif rule in _TYPES:
            self._type(node)
        elif rule in _SCOPES:
            self._scoped(node)
        else:
            self._inside(node)

    def _inside(self, node: Node) -> None:
        for one in nodes(node):
            self._walk(one)

    def _scoped(self, node: Node) -> None:
        self._scopes.append(set())
        self._inside(node)
        self._scopes.pop()

    def _accessor(self, node: Node) -> None:
        """A setter is given the new value under that name."""
        self._scopes.append({"value"} if str(tokens(node, "ACCESSOR")[0]).lower() == "set" else set())
        self._inside(node)
        self._scopes.pop()

    def _declare(self, name: Token) -> None:
        self._scopes[-1].add(str(name).lower())

    def _variable(self, node: Node) -> None:
        self._inside(node)
        self._declare(tokens(node, "NAME")[0])

    def _scoped_variable(self, node: Node) -> None:
        self._scopes.append(set())
        kind, *rest = nodes(node)
        self._walk(kind)
        self._declare(tokens(node, "NAME")[0])
        for one in rest:
            self._walk(one)
        self._scopes.pop()

    def _for_each(self, node: Node) -> None:
        kind, source, *rest = nodes(node)
        self._walk(kind)
        self._walk(source)
        self._scopes.append({str(tokens(node, "NAME")[0]).lower()})
        for one in rest:
            self._walk(one)
        self._scopes.pop()

    def _declarator(self, node: Node) -> None:
        self._variable(node)

    def _type(self, node: Node) -> None:
        if str(node.data) == "generic":
            for one in nodes(node):
                self._walk(one)
        elif any(str(one.data) == "generic" for one in nodes(node)):
            self._inside(node)
        else:
            self._named_type(parts(node))

    def _call(self, node: Node) -> None:
        name, *rest = nodes(node)
        words = parts(name)
        if len(words) == 1:
            self._own_method(words[0])
        elif str(words[0]).lower() == PACKAGE and not self._sees(str(words[0])):
            self._packaged_method(words)
        else:
            self._static_method(words)
        for one in rest:
            self._walk(one)

    def _begins_with_name(self, node: Node) -> None:
        name, *rest = nodes(node)
        self._value(parts(name))
        for one in rest:
            self._walk(one)

    def _name_cast(self, node: Node) -> None:
        kind, value = nodes(node)
        if kind.data == "named" and not self._sees(parts(kind)[0]):
            self._named_type(parts(kind))
        else:
            self._walk(kind)
        self._walk(value)

    def _array_cast(self, node: Node) -> None:
        name, value = nodes(node)
        self._named_type(parts(name))
        self._walk(value)

    def _class_of(self, node: Node) -> None:
        self._kind(next(nodes(node)))

    def _kind(self, node: Node) -> None:
        if node.data == "name":
            self._named_type(parts(node))
        else:
            self._walk(node)

    def _new(self, node: Node) -> None:
        kind, *rest = nodes(node)
        self._kind(kind)
        names = parts(kind)
        of_object = kind.data == "name" and len(names) == 1 and self._known.is_object(names[0])
        if of_object and self._known.own(names, self._within) is None:
            for one in (part for arguments in rest for part in nodes(arguments)):
                self._field_value(names[0], one)
        else:
            for one in rest:
                self._walk(one)

    def _field_value(self, name: Token, node: Node) -> None:
        """``Name = value`` among the arguments of a new record: the name is that of a field."""
        if node.data != "assign":
            self._walk(node)
            return
        left, *_, right = nodes(node)
        field, of = parts(left)[0], self._known.schema.find(name)
        if of is not None and of.field(field) is None and of.relationship(field) is None:
            self._add(f"Field does not exist: {field} on {of.name}", field)
        self._walk(right)

    def _dml(self, node: Node) -> None:
        self._walk(next(nodes(node)))  # what may follow is the name of a field

    def _soql(self, node: Node) -> None:
        token = next(one for one in node.children if isinstance(one, Token))
        self.found += query_problems(token, self._known, self._bind)

    def _bind(self, names: Sequence[Token]) -> Iterator[CompileProblem]:
        before = len(self.found)
        lower = [str(one).lower() for one in names]
        self._value(names[: lower.index("class")] if "class" in lower[1:] else names)
        new, self.found = self.found[before:], self.found[:before]
        return iter(new)
