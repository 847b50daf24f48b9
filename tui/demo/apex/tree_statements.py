"""Statements and declarations of an Apex block as written, each with its place."""

from __future__ import annotations

from dataclasses import dataclass

from tui.demo.apex.tree import At, Expr, TypeRef


@dataclass(frozen=True)
class Stmt:
    """Anything that is done."""

    at: At


@dataclass(frozen=True)
class Declarator:
    """One name of a declaration and its first value."""

    at: At
    name: str
    value: Expr | None


@dataclass(frozen=True)
class Local(Stmt):
    """Variables of one type."""

    type: TypeRef
    names: tuple[Declarator, ...]


@dataclass(frozen=True)
class Evaluation(Stmt):
    """An expression for what it does."""

    value: Expr


@dataclass(frozen=True)
class Block(Stmt):
    """Statements with variables of their own."""

    body: tuple[Stmt, ...]


@dataclass(frozen=True)
class Branch(Stmt):
    """``if`` and ``else``."""

    test: Expr
    then: Stmt
    other: Stmt | None


@dataclass(frozen=True)
class While(Stmt):
    """A loop while the test holds; with ``after`` it is tested after the body (``do``)."""

    test: Expr
    body: Stmt
    after: bool


@dataclass(frozen=True)
class For(Stmt):
    """The classic loop of three parts."""

    start: tuple[Stmt, ...]
    test: Expr | None
    steps: tuple[Expr, ...]
    body: Stmt


@dataclass(frozen=True)
class ForEach(Stmt):
    """``for (Type name : source)``."""

    type: TypeRef
    name: str
    source: Expr
    body: Stmt


@dataclass(frozen=True)
class Catch:
    """One ``catch`` of a ``try``."""

    at: At
    type: TypeRef
    name: str
    body: Block


@dataclass(frozen=True)
class Guarded(Stmt):
    """``try`` with its catches and what is done in any case."""

    body: Block
    catches: tuple[Catch, ...]
    last: Block | None


@dataclass(frozen=True)
class Throw(Stmt):
    """``throw value``."""

    value: Expr


@dataclass(frozen=True)
class Return(Stmt):
    """``return``, with a value or without."""

    value: Expr | None


@dataclass(frozen=True)
class Break(Stmt):
    """``break``."""


@dataclass(frozen=True)
class Continue(Stmt):
    """``continue``."""


@dataclass(frozen=True)
class Method:
    """A method of the block or of a class. ``type`` is None for void."""

    at: At
    type: TypeRef | None
    name: str
    parameters: tuple[tuple[TypeRef, str], ...]
    body: Block


@dataclass(frozen=True)
class Constructor(Method):
    """What runs on a new object of a class."""


@dataclass(frozen=True)
class Class:
    """A class that lives as long as the block runs."""

    at: At
    name: str
    parent: TypeRef | None
    fields: tuple[Local, ...]
    methods: tuple[Method, ...]
    constructors: tuple[Constructor, ...]


@dataclass(frozen=True)
class Script:
    """A whole anonymous block."""

    body: tuple[Stmt, ...]
    methods: tuple[Method, ...]
    classes: tuple[Class, ...]
