"""Integer, Long, Double, Decimal and Math."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from tui.demo.apex.shelf import Signature, methods
from tui.demo.apex.values import Thrown, thrown, to_text


def wrapped(value: int, bits: int) -> int:
    """The number as that many bits hold it; Apex overflows in silence."""
    half = 1 << (bits - 1)
    return value if -half <= value < half else (value + half) % (1 << bits) - half


def divide(one: int, other: int) -> int:
    """Division of whole numbers, towards zero."""
    if other == 0:
        raise divided_by_zero()
    quotient = abs(one) // abs(other)
    return quotient if (one < 0) == (other < 0) else -quotient


def divided_by_zero() -> Thrown:
    """What a division by zero gives."""
    return thrown("System.MathException", "Divide by 0")


def _mod(one: int, other: int) -> int:
    return one - divide(one, other) * other


def _parsed(kind: str, bits: int) -> Callable[[Any], int | None]:
    def parse(value: Any) -> int | None:
        if value is None:
            raise thrown("System.NullPointerException", "Argument cannot be null.")
        try:
            number = int(value) if not isinstance(value, bool) else None
        except ValueError:
            number = None
        if number is None or wrapped(number, bits) != number:
            raise thrown("System.TypeException", f"Invalid {kind}: {to_text(value)}")
        return number

    return parse


def _decimal(value: Any) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise thrown("System.TypeException", f"Invalid decimal: {to_text(value)}") from None


def _double(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise thrown("System.TypeException", f"Invalid double: {to_text(value)}") from None


def _rounded(value: Any) -> int:
    return int(Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP))


def _scaled(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


_INTEGER = _parsed("integer", 32)
_LONG = _parsed("long", 64)


def _each(names: str, signature: str, do: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    return {signature.replace("N", name): do for name in names.split()}


NUMBERS: list[Signature] = [
    *methods(
        "Integer",
        {
            "static Integer valueOf(Object)": _INTEGER,
            "Integer intValue()": lambda one: one,
            "String format()": lambda one: f"{one:,}",
        },
    ),
    *methods(
        "Long",
        {"static Long valueOf(Object)": _LONG, "Integer intValue()": lambda one: wrapped(one, 32)},
    ),
    *methods(
        "Double",
        {
            "static Double valueOf(Object)": _double,
            "Integer intValue()": int,
            "Long longValue()": int,
            "Long round()": _rounded,
        },
    ),
    *methods(
        "Decimal",
        {
            "static Decimal valueOf(String)": _decimal,
            "static Decimal valueOf(Double)": _decimal,
            "Integer intValue()": int,
            "Long longValue()": int,
            "Double doubleValue()": float,
            "Long round()": _rounded,
            "Decimal setScale(Integer)": _scaled,
            "String toPlainString()": str,
        },
    ),
    *methods(
        "Math",
        {
            **_each("Integer Long Double Decimal", "static N max(N, N)", max),
            **_each("Integer Long Double Decimal", "static N min(N, N)", min),
            **_each("Integer Long Double Decimal", "static N abs(N)", abs),
            **_each("Integer Long", "static N mod(N, N)", _mod),
            **_each("Double Decimal", "static N floor(N)", math.floor),
            **_each("Double Decimal", "static N ceil(N)", math.ceil),
            **_each("Double Decimal", "static Long roundToLong(N)", _rounded),
            **_each("Double Decimal", "static Integer round(N)", _rounded),
            "static Double pow(Double, Double)": math.pow,
            "static Double sqrt(Double)": math.sqrt,
        },
    ),
]
