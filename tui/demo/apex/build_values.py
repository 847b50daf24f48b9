"""Builds the tree while the parser reads: types and expressions. Each method is a rule of the grammar."""

# ruff: noqa: D102  each method is called after the rule of the grammar that it builds

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lark import Token, Transformer, v_args

from tui.demo.apex import tree
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.strings import string_value
from tui.demo.apex.tree import At, Expr, TypeRef

_LARGEST = 2**31 - 1
_LARGEST_LONG = 2**63 - 1


def place(token: Token) -> At:
    """Where a token stands."""
    return At(token.line or 1, token.column or 1)


@v_args(inline=True)
class BuildValues(Transformer[Token, Any]):
    """The builder of types and expressions. A dotted name is a list of its tokens until its use is known."""

    def name(self, *parts: Any) -> list[Token]:
        return [parts[0]] if len(parts) == 1 else [*parts[0], parts[1]]

    inner_name = name

    def simple_type(self, name: list[Token]) -> TypeRef:
        return TypeRef(place(name[0]), ".".join(name))

    def array_type(self, name: list[Token]) -> TypeRef:
        return TypeRef(place(name[0]), "List", (self.simple_type(name),))

    def generic(self, name: Token, *inner: TypeRef) -> TypeRef:
        return TypeRef(place(name), str(name), inner)

    def type(self, generic: TypeRef) -> TypeRef:
        return generic

    def literal(self, token: Token) -> Expr:
        at = place(token)
        if token.type == "STRING":
            return tree.Literal(at, "String", string_value(str(token), at))
        if token.type in {"INTEGER", "LONG"}:
            return _whole(token, at)
        if token.type == "DECIMAL":
            if token[-1] in "dD":
                return tree.Literal(at, "Double", float(token[:-1]))
            return tree.Literal(at, "Decimal", Decimal(str(token)))
        if token.type == "NULL":
            return tree.Literal(at, "null", None)
        return tree.Literal(at, "Boolean", token.type == "TRUE")

    def soql(self, token: Token) -> Expr:
        return tree.Soql(place(token), token[1:-1])

    def this(self, token: Token) -> Expr:
        return tree.This(place(token))

    def parenthesis(self, value: Expr) -> Expr:
        return value

    def named(self, name: list[Token]) -> Expr:
        return tree.Name(place(name[0]), tuple(str(one) for one in name))

    def name_call(self, name: list[Token], arguments: tuple[Expr, ...] | None) -> Expr:
        return tree.NameCall(place(name[-1]), tuple(str(one) for one in name), arguments or ())

    def own_constructor(self, word: Token, arguments: tuple[Expr, ...] | None) -> Expr:
        return tree.OwnConstructor(place(word), word.lower() == "super", arguments or ())

    def field(self, target: Expr, name: Token) -> Expr:
        return tree.Field(place(name), target, str(name))

    def call(self, target: Expr, name: Token, arguments: tuple[Expr, ...] | None) -> Expr:
        return tree.Call(place(name), target, str(name), arguments or ())

    def safe_field(self, target: Expr, _safe: Token, name: Token) -> Expr:
        return tree.Field(place(name), target, str(name), safe=True)

    def safe_call(self, target: Expr, _safe: Token, name: Token, arguments: tuple[Expr, ...] | None) -> Expr:
        return tree.Call(place(name), target, str(name), arguments or (), safe=True)

    def name_safe_field(self, target: list[Token], safe: Token, name: Token) -> Expr:
        return self.safe_field(self.named(target), safe, name)

    def name_safe_call(self, target: list[Token], safe: Token, name: Token, arguments: tuple[Expr, ...] | None) -> Expr:
        return self.safe_call(self.named(target), safe, name, arguments)

    def index(self, target: Expr, index: Expr) -> Expr:
        return tree.Index(target.at, target, index)

    def name_index(self, target: list[Token], index: Expr) -> Expr:
        return self.index(self.named(target), index)

    def class_of(self, name: list[Token] | TypeRef, _class: Token) -> Expr:
        kind = name if isinstance(name, TypeRef) else self.simple_type(name)
        return tree.ClassOf(kind.at, kind)

    def new(self, word: Token, name: list[Token] | TypeRef, arguments: tuple[Expr, ...] | None) -> Expr:
        kind = name if isinstance(name, TypeRef) else self.simple_type(name)
        return tree.New(place(word), kind, arguments or ())

    def new_filled(self, word: Token, kind: TypeRef, _brace: Token, entries: tuple[Any, ...] | None) -> Expr:
        entries = entries or ()
        if any(isinstance(one, tuple) for one in entries) or (not entries and kind.name.lower() == "map"):
            return tree.NewMap(place(word), kind, entries)
        return tree.NewFilled(place(word), kind, entries)

    def new_array(self, word: Token, name: list[Token], _brace: Token, items: tuple[Expr, ...] | None) -> Expr:
        return tree.NewFilled(place(word), self.array_type(name), items or ())

    def new_sized(self, word: Token, name: list[Token], size: Expr) -> Expr:
        return tree.NewSized(place(word), self.array_type(name), size)

    def elements(self, arguments: tuple[Expr, ...]) -> tuple[Expr, ...]:
        return arguments

    def pairs(self, *pairs: tuple[Expr, Expr]) -> tuple[tuple[Expr, Expr], ...]:
        return pairs

    def entry(self, key: Expr, value: Expr) -> tuple[Expr, Expr]:
        return key, value

    def arguments(self, *values: Expr) -> tuple[Expr, ...]:
        return values

    def cast(self, kind: TypeRef, value: Expr) -> Expr:
        return tree.Cast(kind.at, kind, value)

    def array_cast(self, name: list[Token], value: Expr) -> Expr:
        return self.cast(self.array_type(name), value)

    def name_cast(self, name: Expr, value: Expr) -> Expr:
        if not isinstance(name, tree.Name):
            raise CompileProblem("Unexpected token ')'.", name.at)
        return tree.Cast(name.at, TypeRef(name.at, ".".join(name.names)), value)

    def signed(self, sign: Token, value: Expr) -> Expr:
        return tree.Signed(place(sign), str(sign), value)

    def stepped_before(self, step: Token, target: Expr) -> Expr:
        return tree.Stepped(place(step), str(step), before=True, target=target)

    def stepped_after(self, target: Expr, step: Token) -> Expr:
        return tree.Stepped(place(step), str(step), before=False, target=target)

    def chain(self, first: Expr, *rest: Any) -> Expr:
        steps = zip(rest[::2], rest[1::2], strict=True)
        return tree.Chain(first.at, first, tuple((str(sign), place(sign), value) for sign, value in steps))

    def all_of(self, *parts: Expr) -> Expr:
        return tree.Logic(parts[0].at, any=False, parts=parts)

    def any_of(self, *parts: Expr) -> Expr:
        return tree.Logic(parts[0].at, any=True, parts=parts)

    def coalesced(self, *parts: Any) -> Expr:
        values = tuple(one for one in parts if isinstance(one, Expr))
        return tree.Coalesced(values[0].at, values)

    def choice(self, test: Expr, then: Expr, other: Expr) -> Expr:
        return tree.Choice(test.at, test, then, other)

    def instance_of(self, value: Expr, _word: Token, kind: TypeRef) -> Expr:
        return tree.InstanceOf(value.at, value, kind)

    def assign(self, target: Expr, *rest: Any) -> Expr:
        *sign, value = rest
        return tree.Assign(target.at, target, str(sign[0]) if sign else "=", value)


def _whole(token: Token, at: At) -> Expr:
    is_long = token.type == "LONG"
    value = int(token.rstrip("lL"))
    if value > (_LARGEST_LONG if is_long else _LARGEST):
        raise CompileProblem(f"Illegal {'long' if is_long else 'integer'}", at)
    return tree.Literal(at, "Long" if is_long else "Integer", value)
