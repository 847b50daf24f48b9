"""Builds the tree while the parser reads: statements and declarations. Each method is a rule of the grammar."""

# ruff: noqa: D102  each method is called after the rule of the grammar that it builds

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lark import Token, v_args

from tui.demo.apex import tree
from tui.demo.apex.build_values import BuildValues, place
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.tree import Expr, Stmt, TypeRef


@dataclass(frozen=True)
class _Modifier:
    """``public`` and the like: read, and without effect in a block that nobody else sees."""


@dataclass(frozen=True)
class _Accessor:
    """``get;`` or ``set;`` of a property, which is kept as a plain field."""


def _without_modifiers(parts: tuple[Any, ...]) -> list[Any]:
    return [one for one in parts if not isinstance(one, _Modifier | _Accessor)]


@v_args(inline=True)
class Build(BuildValues):
    """The builder of the whole grammar, on top of that of its values."""

    def start(self, *parts: Any) -> tree.Script:
        return tree.Script(
            tuple(one for one in parts if isinstance(one, Stmt)),
            tuple(one for one in parts if isinstance(one, tree.Method)),
            tuple(one for one in parts if isinstance(one, tree.Class)),
        )

    def modifier(self, _word: Token) -> _Modifier:
        return _Modifier()

    def accessor(self, *_parts: Any) -> _Accessor:
        return _Accessor()

    def class_decl(self, *parts: Any) -> tree.Class:
        _class, name, _extends, parent, *members = _without_modifiers(parts)
        for one in members:
            if isinstance(one, tree.Constructor) and one.name.lower() != name.lower():
                raise CompileProblem(f"Invalid constructor name: {one.name}", one.at)
        return tree.Class(
            place(name),
            str(name),
            parent,
            tuple(one for one in members if isinstance(one, tree.Local)),
            tuple(one for one in members if type(one) is tree.Method),
            tuple(one for one in members if isinstance(one, tree.Constructor)),
        )

    def constructor(self, *parts: Any) -> tree.Constructor:
        name, parameters, body = _without_modifiers(parts)
        return tree.Constructor(place(name), None, str(name), parameters or (), body)

    def method(self, *parts: Any) -> tree.Method:
        kind, name, parameters, body = _without_modifiers(parts)
        return tree.Method(place(name), kind if isinstance(kind, TypeRef) else None, str(name), parameters or (), body)

    def fields(self, *parts: Any) -> tree.Local:
        return self.local(*parts)

    def property(self, *parts: Any) -> tree.Local:
        kind, name, _brace = _without_modifiers(parts)
        return tree.Local(kind.at, kind, (tree.Declarator(place(name), str(name), None),))

    def parameters(self, *parameters: tuple[TypeRef, str]) -> tuple[tuple[TypeRef, str], ...]:
        return parameters

    def parameter(self, *parts: Any) -> tuple[TypeRef, str]:
        kind, name = _without_modifiers(parts)
        return kind, str(name)

    def declarator(self, name: Token, value: Expr | None) -> tree.Declarator:
        return tree.Declarator(place(name), str(name), value)

    def local(self, *parts: Any) -> tree.Local:
        kind, *names = _without_modifiers(parts)
        return tree.Local(kind.at, kind, tuple(names))

    def for_local(self, *parts: Any) -> tuple[Stmt, ...]:
        return (self.local(*parts),)

    def evaluation(self, value: Expr) -> tree.Evaluation:
        return tree.Evaluation(value.at, value)

    def block(self, brace: Token, *body: Stmt) -> tree.Block:
        return tree.Block(place(brace), body)

    def branch(self, word: Token, test: Expr, then: Stmt, _else: Token | None, other: Stmt | None) -> tree.Branch:
        return tree.Branch(place(word), test, then, other)

    def while_loop(self, word: Token, test: Expr, body: Stmt) -> tree.While:
        return tree.While(place(word), test, body, after=False)

    def do_loop(self, word: Token, body: Stmt, _while: Token, test: Expr) -> tree.While:
        return tree.While(place(word), test, body, after=True)

    def for_each(self, word: Token, kind: TypeRef, name: Token, source: Expr, body: Stmt) -> tree.ForEach:
        return tree.ForEach(place(word), kind, str(name), source, body)

    def for_loop(self, word: Token, start: Any, test: Expr | None, steps: Any, body: Stmt) -> tree.For:
        first = tuple(tree.Evaluation(one.at, one) if isinstance(one, Expr) else one for one in start or ())
        return tree.For(place(word), first, test, steps or (), body)

    def steps(self, *values: Expr) -> tuple[Expr, ...]:
        return values

    def guarded(self, word: Token, body: tree.Block, *rest: Any) -> tree.Guarded:
        catches = tuple(one for one in rest if isinstance(one, tree.Catch))
        last = rest[-1] if isinstance(rest[-1], tree.Block) else None
        if not catches and last is None:
            raise CompileProblem("Try block must have at least one catch or finally block", place(word))
        return tree.Guarded(place(word), body, catches, last)

    def catch(self, word: Token, kind: TypeRef, name: Token, body: tree.Block) -> tree.Catch:
        return tree.Catch(place(word), kind, str(name), body)

    def throw(self, word: Token, value: Expr) -> tree.Throw:
        return tree.Throw(place(word), value)

    def return_(self, word: Token, value: Expr | None) -> tree.Return:
        return tree.Return(place(word), value)

    def break_(self, word: Token) -> tree.Break:
        return tree.Break(place(word))

    def continue_(self, word: Token) -> tree.Continue:
        return tree.Continue(place(word))
