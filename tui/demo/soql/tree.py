"""The parts of a SOQL query, as written: nothing here knows the org's tables yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Path:
    """A field, or a field of a parent: ``Name``, ``Profile.Name``. ``at`` is its place in the text."""

    names: tuple[str, ...]
    at: int


@dataclass(frozen=True)
class Aggregate:
    """A function over a group's rows, such as ``COUNT(Id) total``."""

    function: str
    path: Path
    alias: str | None


@dataclass(frozen=True)
class Value:
    """One value of a condition. ``text`` is what stood in the query: the raw string for the kind ``string``."""

    kind: Literal["string", "moment", "day", "number", "boolean", "null", "span", "bind"]
    text: str


@dataclass(frozen=True)
class Compared:
    """``path operator value``; the operator is one of SOQL's six, or ``like``."""

    path: Path
    operator: str
    value: Value


@dataclass(frozen=True)
class Within:
    """``path [NOT] IN``: listed values, the one column of an inner query, or an Apex variable."""

    path: Path
    members: tuple[Value, ...] | Query
    negated: bool


@dataclass(frozen=True)
class Every:
    """All parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Some:
    """One part holds at least."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Negated:
    """The part does not hold."""

    part: Condition


Condition = Compared | Within | Every | Some | Negated


@dataclass(frozen=True)
class Ordering:
    """One column to sort by. The platform puts nulls first unless told otherwise."""

    path: Path
    descending: bool
    nulls_last: bool


@dataclass(frozen=True)
class Query:
    """A whole query. ``items`` is empty for ``SELECT COUNT()``; ``at`` is where the object's name stands."""

    text: str
    items: tuple[Path | Aggregate, ...]
    source: str
    at: int
    alias: str | None
    where: Condition | None
    group: tuple[Path, ...]
    order: tuple[Ordering, ...]
    limit: Value | None
    offset: Value | None
