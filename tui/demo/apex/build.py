"""Builds the tree while the parser reads: statements and declarations. Each method is a rule of the grammar."""

# ruff: noqa: D102  each method is called after the rule of the grammar that it builds

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lark import Token, v_args

from tui.demo.apex import tree_statements
from tui.demo.apex.build_values import BuildValues, place
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.tree import Expr, TypeRef
from tui.demo.apex.tree_statements import Stmt


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

    def start(self, *parts: Any) -> tree_statements.Script:
        return tree_statements.Script(
            tuple(one for one in parts if isinstance(one, Stmt)),
            tuple(one for one in parts if isinstance(one, tree_statements.Method)),
            tuple(one for one in parts if isinstance(one, tree_statements.Class)),
        )

    def modifier(self, _word: Token) -> _Modifier:
        return _Modifier()

    def accessor(self, *_parts: Any) -> _Accessor:
        return _Accessor()

    def class_decl(self, *parts: Any) -> tree_statements.Class:
        _class, name, _extends, parent, *members = _without_modifiers(parts)
        for one in members:
            if isinstance(one, tree_statements.Constructor) and one.name.lower() != name.lower():
                raise CompileProblem(f"Invalid constructor name: {one.name}", one.at)
        return tree_statements.Class(
            place(name),
            str(name),
            parent,
            tuple(one for one in members if isinstance(one, tree_statements.Local)),
            tuple(one for one in members if type(one) is tree_statements.Method),
            tuple(one for one in members if isinstance(one, tree_statements.Constructor)),
        )

    def constructor(self, *parts: Any) -> tree_statements.Constructor:
        name, parameters, body = _without_modifiers(parts)
        return tree_statements.Constructor(place(name), None, str(name), parameters or (), body)

    def method(self, *parts: Any) -> tree_statements.Method:
        kind, name, parameters, body = _without_modifiers(parts)
        return tree_statements.Method(
            place(name), kind if isinstance(kind, TypeRef) else None, str(name), parameters or (), body
        )

    def fields(self, *parts: Any) -> tree_statements.Local:
        return self.local(*parts)

    def property(self, *parts: Any) -> tree_statements.Local:
        kind, name, _brace = _without_modifiers(parts)
        return tree_statements.Local(kind.at, kind, (tree_statements.Declarator(place(name), str(name), None),))

    def parameters(self, *parameters: tuple[TypeRef, str]) -> tuple[tuple[TypeRef, str], ...]:
        return parameters

    def parameter(self, *parts: Any) -> tuple[TypeRef, str]:
        kind, name = _without_modifiers(parts)
        return kind, str(name)

    def declarator(self, name: Token, value: Expr | None) -> tree_statements.Declarator:
        return tree_statements.Declarator(place(name), str(name), value)

    def local(self, *parts: Any) -> tree_statements.Local:
        kind, *names = _without_modifiers(parts)
        return tree_statements.Local(kind.at, kind, tuple(names))

    def for_local(self, *parts: Any) -> tuple[Stmt, ...]:
        return (self.local(*parts),)

    def evaluation(self, value: Expr) -> tree_statements.Evaluation:
        return tree_statements.Evaluation(value.at, value)

    def block(self, brace: Token, *body: Stmt) -> tree_statements.Block:
        return tree_statements.Block(place(brace), body)

    def branch(
        self, word: Token, test: Expr, then: Stmt, _else: Token | None, other: Stmt | None
    ) -> tree_statements.Branch:
        return tree_statements.Branch(place(word), test, then, other)

    def while_loop(self, word: Token, test: Expr, body: Stmt) -> tree_statements.While:
        return tree_statements.While(place(word), test, body, after=False)

    def do_loop(self, word: Token, body: Stmt, _while: Token, test: Expr) -> tree_statements.While:
        return tree_statements.While(place(word), test, body, after=True)

    def for_each(self, word: Token, kind: TypeRef, name: Token, source: Expr, body: Stmt) -> tree_statements.ForEach:
        return tree_statements.ForEach(place(word), kind, str(name), source, body)

    def for_loop(self, word: Token, start: Any, test: Expr | None, steps: Any, body: Stmt) -> tree_statements.For:
        first = tuple(tree_statements.Evaluation(one.at, one) if isinstance(one, Expr) else one for one in start or ())
        return tree_statements.For(place(word), first, test, steps or (), body)

    def steps(self, *values: Expr) -> tuple[Expr, ...]:
        return values

    def guarded(self, word: Token, body: tree_statements.Block, *rest: Any) -> tree_statements.Guarded:
        catches = tuple(one for one in rest if isinstance(one, tree_statements.Catch))
        last = rest[-1] if isinstance(rest[-1], tree_statements.Block) else None
        if not catches and last is None:
            raise CompileProblem("Try block must have at least one catch or finally block", place(word))
        return tree_statements.Guarded(place(word), body, catches, last)

    def catch(self, word: Token, kind: TypeRef, name: Token, body: tree_statements.Block) -> tree_statements.Catch:
        return tree_statements.Catch(place(word), kind, str(name), body)

    def throw(self, word: Token, value: Expr) -> tree_statements.Throw:
        return tree_statements.Throw(place(word), value)

    def return_(self, word: Token, value: Expr | None) -> tree_statements.Return:
        return tree_statements.Return(place(word), value)

    def break_(self, word: Token) -> tree_statements.Break:
        return tree_statements.Break(place(word))

    def continue_(self, word: Token) -> tree_statements.Continue:
        return tree_statements.Continue(place(word))
