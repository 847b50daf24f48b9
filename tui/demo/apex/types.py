"""Apex types and which of them may stand for another. Strict where the platform is: a Set<Id> is no Set<String>."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Type:
    """A type with its arguments. Names are spelt as the platform spells them, so equal types are equal."""

    name: str
    args: tuple[Type, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}<{','.join(map(str, self.args))}>" if self.args else self.name

    def with_args(self, known: Mapping[str, Type]) -> Type:
        """The type with its type variables replaced."""
        if not self.args:
            return known.get(self.name, self)
        return Type(self.name, tuple(one.with_args(known) for one in self.args))


NULL = Type("null")
VOID = Type("void")
OBJECT = Type("Object")
BOOLEAN = Type("Boolean")
INTEGER = Type("Integer")
LONG = Type("Long")
DOUBLE = Type("Double")
DECIMAL = Type("Decimal")
STRING = Type("String")
ID = Type("Id")
BLOB = Type("Blob")
DATE = Type("Date")
DATETIME = Type("Datetime")
SOBJECT = Type("SObject")
TYPE = Type("System.Type")
LOGGING_LEVEL = Type("System.LoggingLevel")
EXCEPTION = Type("Exception")

SIMPLE = (
    *(OBJECT, BOOLEAN, INTEGER, LONG, DOUBLE, DECIMAL, STRING, ID, BLOB, DATE, DATETIME, SOBJECT),
    *(TYPE, LOGGING_LEVEL, EXCEPTION),
)
GENERIC = {"list": ("List", 1), "set": ("Set", 1), "map": ("Map", 2), "iterable": ("Iterable", 1)}
VARIABLES = {
    "List": ("E",),
    "Set": ("E",),
    "Iterable": ("E",),
    "Map": ("K", "V"),
}

_WIDER = {"Integer": 0, "Long": 1, "Double": 2, "Decimal": 2}
_STANDS_FOR = {"List": ("List",), "Iterable": ("List", "Set", "Iterable")}  # not Set nor Map: theirs must be equal
NUMBERS = frozenset(_WIDER)


def list_of(element: Type) -> Type:
    """``List<element>``."""
    return Type("List", (element,))


def is_number(one: Type) -> bool:
    """Whether values of the type are counted with."""
    return one.name in NUMBERS


def wider(one: Type, other: Type) -> Type:
    """The type of a sum of the two number types."""
    if DECIMAL in (one, other):
        return DECIMAL
    return max(one, other, key=lambda number: _WIDER[number.name])


class Family:
    """Which class descends from which: the platform's exceptions and the block's own classes."""

    def __init__(self, parents: Mapping[str, str]) -> None:
        self._parents = dict(parents)

    def add(self, name: str, parent: str) -> None:
        """One more class, by its spelt name."""
        self._parents[name] = parent

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The class and all it descends from, nearest first."""
        line = [name]
        while (parent := self._parents.get(line[-1])) is not None:
            line.append(parent)
        return tuple(line)

    def is_a(self, one: Type, other: Type) -> bool:
        """Whether the one is the other or descends from it."""
        return other.name in self.ancestors(one.name)

    def fits(self, value: Type, target: Type) -> bool:
        """Whether a value of the one type may be assigned to a variable of the other."""
        if value in (target, NULL) or target == OBJECT:
            return value != VOID
        if is_number(value) and is_number(target):
            return _WIDER[value.name] <= _WIDER[target.name]
        if value.args and target.args:
            return value.name in _STANDS_FOR.get(target.name, ()) and self.fits(value.args[0], target.args[0])
        # a String is proved to be an Id when the block runs
        return {value, target} == {STRING, ID} or (not value.args and not target.args and self.is_a(value, target))
