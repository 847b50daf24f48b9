"""Builds the tree while the parser reads: statements and declarations. Each method is a rule of the grammar."""

# ruff: noqa: D102  each method is called after the rule of the grammar that it builds

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lark import Token, v_args

from tui.demo.apex.build_values import BuildValues, place
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.tree import Expr, TypeRef
from tui.demo.apex.tree_statements import (
    Block,
    Branch,
    Break,
    Catch,
    Class,
    Constructor,
    Continue,
    Declarator,
    Evaluation,
    For,
    ForEach,
    Guarded,
    Local,
    Method,
    Return,
    Script,
    Stmt,
    Throw,
    While,
)


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

    def start(self, *parts: Any) -> Script:
        return Script(
            tuple(one for one in parts if isinstance(one, Stmt)),
            tuple(one for one in parts if isinstance(one, Method)),
            tuple(one for one in parts if isinstance(one, Class)),
        )

    def modifier(self, _word: Token) -> _Modifier:
        return _Modifier()

    def accessor(self, *_parts: Any) -> _Accessor:
        return _Accessor()

    def class_decl(self, *parts: Any) -> Class:
        _class, name, _extends, parent, *members = _without_modifiers(parts)
        for one in members:
            if isinstance(one, Constructor) and one.name.lower() != name.lower():
                raise CompileProblem(f"Invalid constructor name: {one.name}", one.at)
        return Class(
            place(name),
            str(name),
            parent,
            tuple(one for one in members if isinstance(one, Local)),
            tuple(one for one in members if type(one) is Method),
            tuple(one for one in members if isinstance(one, Constructor)),
        )

    def constructor(self, *parts: Any) -> Constructor:
        name, parameters, body = _without_modifiers(parts)
        return Constructor(place(name), None, str(name), parameters or (), body)

    def method(self, *parts: Any) -> Method:
        kind, name, parameters, body = _without_modifiers(parts)
        return Method(place(name), kind if isinstance(kind, TypeRef) else None, str(name), parameters or (), body)

    def fields(self, *parts: Any) -> Local:
        return self.local(*parts)

    def property(self, *parts: Any) -> Local:
        kind, name, _brace = _without_modifiers(parts)
        return Local(kind.at, kind, (Declarator(place(name), str(name), None),))

    def parameters(self, *parameters: tuple[TypeRef, str]) -> tuple[tuple[TypeRef, str], ...]:
        return parameters

    def parameter(self, *parts: Any) -> tuple[TypeRef, str]:
        kind, name = _without_modifiers(parts)
        return kind, str(name)

    def declarator(self, name: Token, value: Expr | None) -> Declarator:
        return Declarator(place(name), str(name), value)

    def local(self, *parts: Any) -> Local:
        kind, *names = _without_modifiers(parts)
        return Local(kind.at, kind, tuple(names))

    def for_local(self, *parts: Any) -> tuple[Stmt, ...]:
        return (self.local(*parts),)

    def evaluation(self, value: Expr) -> Evaluation:
        return Evaluation(value.at, value)

    def block(self, brace: Token, *body: Stmt) -> Block:
        return Block(place(brace), body)

    def branch(self, word: Token, test: Expr, then: Stmt, _else: Token | None, other: Stmt | None) -> Branch:
        return Branch(place(word), test, then, other)

    def while_loop(self, word: Token, test: Expr, body: Stmt) -> While:
        return While(place(word), test, body, after=False)

    def do_loop(self, word: Token, body: Stmt, _while: Token, test: Expr) -> While:
        return While(place(word), test, body, after=True)

    def for_each(self, word: Token, kind: TypeRef, name: Token, source: Expr, body: Stmt) -> ForEach:
        return ForEach(place(word), kind, str(name), source, body)

    def for_loop(self, word: Token, start: Any, test: Expr | None, steps: Any, body: Stmt) -> For:
        first = tuple(Evaluation(one.at, one) if isinstance(one, Expr) else one for one in start or ())
        return For(place(word), first, test, steps or (), body)

    def steps(self, *values: Expr) -> tuple[Expr, ...]:
        return values

    def guarded(self, word: Token, body: Block, *rest: Any) -> Guarded:
        catches = tuple(one for one in rest if isinstance(one, Catch))
        last = rest[-1] if isinstance(rest[-1], Block) else None
        if not catches and last is None:
            raise CompileProblem("Try block must have at least one catch or finally block", place(word))
        return Guarded(place(word), body, catches, last)

    def catch(self, word: Token, kind: TypeRef, name: Token, body: Block) -> Catch:
        return Catch(place(word), kind, str(name), body)

    def throw(self, word: Token, value: Expr) -> Throw:
        return Throw(place(word), value)

    def return_(self, word: Token, value: Expr | None) -> Return:
        return Return(place(word), value)

    def break_(self, word: Token) -> Break:
        return Break(place(word))

    def continue_(self, word: Token) -> Continue:
        return Continue(place(word))
