"""Apex values while a block runs. Strings are str, Ids 18-character str, Lists list, Maps dict, Blobs bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any


class ApexSet(dict[Any, None]):
    """A Set: the keys of a dict, which keep the order in which they came."""

    @classmethod
    def of(cls, members: Iterable[Any]) -> ApexSet:
        """The set of these members."""
        return cls(dict.fromkeys(members))


@dataclass(eq=False)
class Instance:
    """An object of a class. ``line`` is the class and its ancestors, nearest first."""

    line: tuple[str, ...]
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class Problem(Instance):
    """An exception value. ``trace`` holds the lines it passed, innermost first, once it was thrown."""

    message: str | None = None
    cause: Problem | None = None
    trace: list[str] = field(default_factory=list)

    @property
    def described(self) -> str:
        """What an uncaught one says: ``Name: message``."""
        return f"{self.line[0]}: {self.message if self.message is not None else 'Script-thrown exception'}"


@dataclass(eq=False)
class Record:
    """A row from a query."""

    type: str
    fields: dict[str, Any]


class Thrown(Exception):
    """An Apex exception on its way to a catch."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.described)
        self.problem = problem


def thrown(kind: str, message: str) -> Thrown:
    """One of the platform's own exceptions, such as ``thrown("System.MathException", "Divide by 0")``."""
    return Thrown(Problem((kind, "Exception"), message=message))


def null_used() -> Thrown:
    """What every use of a null gives."""
    return thrown("System.NullPointerException", "Attempt to de-reference a null object")


def to_text(value: Any) -> str:
    """The value as ``String.valueOf`` and ``+`` write it."""
    if type(value) is str:
        return value
    write = _PLAIN.get(type(value))
    return write(value) if write else _structured(value)


def _structured(value: Any) -> str:
    if isinstance(value, Problem):
        return value.described
    if isinstance(value, Record):
        return f"{value.type}:{{{_fields(value.fields)}}}"
    if isinstance(value, Instance):
        return f"{value.line[0]}:[{_fields(value.fields)}]"
    return str(value)


def _fields(fields: dict[str, Any]) -> str:
    return ", ".join(f"{name}={to_text(one)}" for name, one in fields.items())


def _double(value: float) -> str:
    text = repr(value)
    return text.replace("e+", "E").replace("e", "E") if "e" in text else text


_PLAIN: dict[type, Callable[[Any], str]] = {
    type(None): lambda _value: "null",
    bool: lambda value: "true" if value else "false",
    int: str,
    Decimal: str,
    float: _double,
    datetime: lambda value: value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
    date: lambda value: f"{value.isoformat()} 00:00:00",
    bytes: lambda value: f"Blob[{len(value)}]",
    list: lambda value: f"({', '.join(map(to_text, value))})",
    ApexSet: lambda value: f"{{{', '.join(map(to_text, value))}}}",
    dict: lambda value: f"{{{', '.join(f'{to_text(key)}={to_text(one)}' for key, one in value.items())}}}",
}
