"""Types and expressions of an Apex block as written, each with its place; nothing is checked or typed yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class At(NamedTuple):
    """A place in the source, both numbers from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class TypeRef:
    """A type as written: ``Map<Id, Boolean>``; an array is a List."""

    at: At
    name: str
    args: tuple[TypeRef, ...] = ()


@dataclass(frozen=True)
class Expr:
    """Anything with a value."""

    at: At


@dataclass(frozen=True)
class Literal(Expr):
    """``type`` is the literal's Apex type, ``null`` for null."""

    type: str
    value: object


@dataclass(frozen=True)
class Name(Expr):
    """A dotted name: a variable, its fields, or a static of a class."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class This(Expr):
    """The object that a method runs on."""


@dataclass(frozen=True)
class Field(Expr):
    """``target.name``; with ``safe`` null gives null."""

    target: Expr
    name: str
    safe: bool = False


@dataclass(frozen=True)
class NameCall(Expr):
    """``a.b.c(arguments)``, whose name may begin with a variable or a class."""

    names: tuple[str, ...]
    arguments: tuple[Expr, ...]


@dataclass(frozen=True)
class Call(Expr):
    """``target.name(arguments)``."""

    target: Expr
    name: str
    arguments: tuple[Expr, ...]
    safe: bool = False


@dataclass(frozen=True)
class OwnConstructor(Expr):
    """``this(arguments)`` or ``super(arguments)``."""

    parent: bool
    arguments: tuple[Expr, ...]


@dataclass(frozen=True)
class Index(Expr):
    """``target[index]``."""

    target: Expr
    index: Expr


@dataclass(frozen=True)
class New(Expr):
    """``new Type(arguments)``."""

    type: TypeRef
    arguments: tuple[Expr, ...]


@dataclass(frozen=True)
class NewFilled(Expr):
    """``new List<T>{elements}``, also sets and arrays."""

    type: TypeRef
    elements: tuple[Expr, ...]


@dataclass(frozen=True)
class NewMap(Expr):
    """``new Map<K, V>{key => value}``."""

    type: TypeRef
    pairs: tuple[tuple[Expr, Expr], ...]


@dataclass(frozen=True)
class NewSized(Expr):
    """``new T[size]``: that many nulls."""

    type: TypeRef
    size: Expr


@dataclass(frozen=True)
class Cast(Expr):
    """``(Type) value``."""

    type: TypeRef
    value: Expr


@dataclass(frozen=True)
class ClassOf(Expr):
    """``Type.class``."""

    type: TypeRef


@dataclass(frozen=True)
class Signed(Expr):
    """A sign before a value: ``+ - ! ~``."""

    sign: str
    value: Expr


@dataclass(frozen=True)
class Stepped(Expr):
    """``++`` or ``--``, before or after its variable."""

    step: str
    before: bool
    target: Expr


@dataclass(frozen=True)
class Chain(Expr):
    """Operators of one rank from left to right: ``first op second op third``."""

    first: Expr
    rest: tuple[tuple[str, At, Expr], ...]


@dataclass(frozen=True)
class Logic(Expr):
    """``&&`` of all parts, or ``||`` with ``any``."""

    any: bool
    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Choice(Expr):
    """``test ? then : other``."""

    test: Expr
    then: Expr
    other: Expr


@dataclass(frozen=True)
class Coalesced(Expr):
    """``first ?? second``: the first that is not null."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class InstanceOf(Expr):
    """``value instanceof Type``."""

    value: Expr
    type: TypeRef


@dataclass(frozen=True)
class Assign(Expr):
    """``target op value``; ``op`` is ``=`` or a compound such as ``+=``."""

    target: Expr
    op: str
    value: Expr


@dataclass(frozen=True)
class Soql(Expr):
    """A query in square brackets; ``text`` is what stands between them."""

    text: str
