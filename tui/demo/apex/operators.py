"""Operators: sums, comparisons, logic and signs, with Apex's own notions of equality and overflow."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tui.demo.apex import types
from tui.demo.apex.context import Context, Typed
from tui.demo.apex.execution import kept
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.lib_numbers import divide, divided_by_zero, wrapped
from tui.demo.apex.lib_text import to_id
from tui.demo.apex.names import Code, Frame
from tui.demo.apex.tree import At, Chain, Signed
from tui.demo.apex.types import BOOLEAN, DECIMAL, ID, INTEGER, LONG, OBJECT, STRING, Type, is_number, wider
from tui.demo.apex.values import null_used, to_text

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_BITS = {"&": operator.and_, "|": operator.or_, "^": operator.xor}
_SIGNS: dict[str, Callable[[Any], Any]] = {"-": operator.neg, "+": operator.pos, "~": operator.invert}
_ORDERED = frozenset({STRING, ID, types.DATE, types.DATETIME})


def chain(context: Context, node: Chain) -> Typed:
    """Operators of one rank, from left to right; a run of text is put together in one go."""
    value = context.value(node.first)
    parts = [value.code]
    for sign, at, right in node.rest:
        other = context.value(right)
        if sign == "+" and STRING in (value.type, other.type):
            parts = [*parts, other.code] if value.type == STRING else [value.code, other.code]
            value = Typed(STRING, concatenation(parts))
        else:
            value = binary(sign, value, other, at)
            parts = [value.code]
    return value


def concatenation(parts: list[Code]) -> Code:
    """The parts as one text; nulls are written as such."""

    def run(frame: Frame) -> str:
        return kept("".join([one if type(one := part(frame)) is str else to_text(one) for part in parts]))

    return run


def binary(sign: str, one: Typed, other: Typed, at: At) -> Typed:
    """Two values under an operator. Raises CompileProblem where it does not take them."""
    if sign in _COMPARE:
        return _ordered(sign, one, other, at)
    if sign in {"==", "!=", "<>", "===", "!=="}:
        return _equal(sign, one, other, at)
    if sign in _BITS or sign in {"<<", ">>", ">>>"}:
        return _bitwise(sign, one, other, at)
    if not (is_number(one.type) and is_number(other.type)):
        raise CompileProblem("Arithmetic expressions must use numeric arguments", at)
    kind = wider(one.type, other.type)
    return Typed(kind, _computed(_arithmetic(sign, kind), one.code, other.code))


def _arithmetic(sign: str, kind: Type) -> Callable[[Any, Any], Any]:
    if kind in (INTEGER, LONG):
        bits = 32 if kind == INTEGER else 64
        whole = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": divide}[sign]
        return lambda a, b: wrapped(whole(a, b), bits)
    plain = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": _divided}[sign]
    if kind == DECIMAL:
        return lambda a, b: plain(_exact(a), _exact(b))
    return plain


def _divided(one: Any, other: Any) -> Any:
    if other == 0:
        raise divided_by_zero()
    return one / other


def _exact(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value + 0))


def _computed(do: Callable[[Any, Any], Any], one: Code, other: Code) -> Code:
    def run(frame: Frame) -> Any:
        try:
            return do(one(frame), other(frame))
        except TypeError:  # a null among the numbers
            raise null_used() from None

    return run


def _bitwise(sign: str, one: Typed, other: Typed, at: At) -> Typed:
    whole = {INTEGER, LONG}
    if sign in _BITS and one.type == other.type == BOOLEAN:
        return Typed(BOOLEAN, _computed(_BITS[sign], one.code, other.code))
    if one.type not in whole or other.type not in whole:
        raise CompileProblem("Bitwise operators require integer arguments", at)
    kind = one.type if sign not in _BITS else wider(one.type, other.type)
    bits = 32 if kind == INTEGER else 64
    return Typed(kind, _computed(_BITS.get(sign) or _shift(sign, bits), one.code, other.code))


def _shift(sign: str, bits: int) -> Callable[[int, int], int]:
    if sign == "<<":
        return lambda a, b: wrapped(a << (b % bits), bits)
    if sign == ">>":
        return lambda a, b: a >> (b % bits)
    return lambda a, b: wrapped((a % (1 << bits)) >> (b % bits), bits)


def _ordered(sign: str, one: Typed, other: Typed, at: At) -> Typed:
    numbers = is_number(one.type) and is_number(other.type)
    if not numbers and (one.type != other.type or one.type not in _ORDERED):
        raise _incompatible(one, other, at)
    compare = _COMPARE[sign]
    if one.type == STRING:
        plain = compare
        return Typed(BOOLEAN, _computed(lambda a, b: plain(_lower(a), _lower(b)), one.code, other.code))
    return Typed(BOOLEAN, _computed(compare, one.code, other.code))


def _lower(text: str | None) -> str:
    if text is None:
        raise null_used()
    return text.lower()


def _equal(sign: str, one: Typed, other: Typed, at: At) -> Typed:
    if not _comparable(one.type, other.type):
        raise _incompatible(one, other, at)
    same = _sameness(one.type, other.type) if len(sign) == 2 else _identity(one.type)
    left, right = one.code, other.code
    if sign in {"==", "==="}:
        return Typed(BOOLEAN, lambda frame: same(left(frame), right(frame)))
    return Typed(BOOLEAN, lambda frame: not same(left(frame), right(frame)))


def _comparable(one: Type, other: Type) -> bool:
    if one == other or types.NULL in (one, other) or OBJECT in (one, other) or {one, other} == {STRING, ID}:
        return types.VOID not in (one, other)
    if is_number(one) and is_number(other):
        return True
    return not one.args and not other.args and "Exception" in one.name and "Exception" in other.name


def _sameness(one: Type, other: Type) -> Callable[[Any, Any], bool]:
    if {one, other} == {STRING, ID}:
        return _same_id
    if STRING in (one, other) or one == other == OBJECT:
        return _same_text
    return operator.eq


def _identity(kind: Type) -> Callable[[Any, Any], bool]:
    """``===``: the very same object; plain values are the same where they are exactly equal."""
    plain = kind in _ORDERED or is_number(kind) or kind in (BOOLEAN, types.NULL)
    return operator.eq if plain else operator.is_


def _same_text(one: Any, other: Any) -> bool:
    """Text is the same whatever its case; everything else as Python sees it."""
    return bool(one == other) or (isinstance(one, str) and isinstance(other, str) and one.lower() == other.lower())


def _same_id(one: str | None, other: str | None) -> bool:
    return to_id(one) == to_id(other)


def _incompatible(one: Typed, other: Typed, at: At) -> CompileProblem:
    return CompileProblem(f"Comparison arguments must be compatible types: {one.type}, {other.type}", at)


def signed(context: Context, node: Signed) -> Typed:
    """A sign before a value."""
    value = context.value(node.value)
    if node.sign == "!":
        if value.type != BOOLEAN:
            raise CompileProblem("Not operator can only be applied to Boolean expressions", node.at)
        code = not_null(value.code)
        return Typed(BOOLEAN, lambda frame: not code(frame))
    if not is_number(value.type):
        raise CompileProblem("Arithmetic expressions must use numeric arguments", node.at)
    do = _SIGNS[node.sign]
    code = not_null(value.code)
    return Typed(value.type, lambda frame: do(code(frame)))


def not_null(code: Code) -> Code:
    """The code, whose null is Apex's null exception."""

    def run(frame: Frame) -> Any:
        value = code(frame)
        if value is None:
            raise null_used()
        return value

    return run
