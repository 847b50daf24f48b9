"""One name of a file at a time: whether it is a type, a variable, a member or a method that can be seen from there."""

from __future__ import annotations

from collections.abc import Sequence

from lark import Token

from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.unit_declared import Declared, at
from tui.demo.apex.unit_types import PACKAGE, Known


class Names:
    """What can be seen from a place in a file: the types around it, and the variables of the scopes around it.

    ``found`` gathers a problem for each name that is nowhere.
    """

    def __init__(self, known: Known) -> None:
        self.found: list[CompileProblem] = []
        self._known = known
        self._within: list[Declared] = []
        self._scopes: list[set[str]] = []

    def _add(self, message: str, token: Token) -> None:
        self.found.append(CompileProblem(message, at(token)))

    def _named_type(self, names: Sequence[Token]) -> None:
        if not self._known.is_type(names, self._within):
            self._add(f"Invalid type: {'.'.join(names)}", names[0])

    def _value(self, names: Sequence[Token]) -> None:
        """A dotted name that is a value: a variable, a member of a type around, or a static of another."""
        first = names[0]
        if self._sees(str(first)):
            return
        if str(first).lower() == PACKAGE:
            self._packaged(names)
            return
        own = self._known.own(names[:1], self._within)
        if own is not None:
            self._static(own, names)
        elif not self._known.is_root(first, self._within):
            self._add(f"Variable does not exist: {first}", first)

    def _sees(self, name: str) -> bool:
        return any(name.lower() in scope for scope in self._scopes) or any(
            self._known.has_member(one, name) and name.lower() not in one.inner for one in self._within
        )

    def _static(self, own: Declared, names: Sequence[Token]) -> None:
        """What follows an own type's name: its inner types, then one of their members."""
        for name in names[1:]:
            inner = own.inner.get(str(name).lower())
            if inner is None:
                if not self._known.has_member(own, str(name)):
                    self._add(f"Variable does not exist: {name}", name)
                return
            own = inner

    def _packaged(self, names: Sequence[Token]) -> None:
        """``n2de.…``: its class, and then a member that the package is known to have."""
        owner = list(names[:2])
        if not self._known.is_type(owner):
            self._add(f"Invalid type: {'.'.join(owner)}", names[0])

    def _own_method(self, name: Token) -> None:
        within = self._within
        if any(self._known.has_member(one, name) or self._known.has_foreign_parent(one) for one in within):
            return
        if within[0].kind != "trigger":
            self._no_method(name, within[-1].name)

    def _static_method(self, words: Sequence[Token]) -> None:
        own = None if self._sees(str(words[0])) else self._known.own(words[:-1], self._within)
        if own is None:
            self._value(words[:-1])
        elif not self._known.has_member(own, words[-1]) and not self._known.has_foreign_parent(own):
            self._no_method(words[-1], own.name)

    def _packaged_method(self, words: Sequence[Token]) -> None:
        owner = ".".join(words[:-1])
        if self._known.package is None or owner.lower() not in self._known.package.owners:
            self._packaged(words)
        elif not self._known.package.overloads(owner, words[-1]):
            self._no_method(words[-1], owner)

    def _no_method(self, name: Token, owner: str) -> None:
        self._add(f"Method does not exist or incorrect signature: void {name}() from the type {owner}", name)
