"""GROUP BY and the functions over a group's rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tui.demo.soql.names import Column, Names
from tui.demo.soql.parse import malformed
from tui.demo.soql.tree import Aggregate, Query
from tui.demo.soql.values import Place

Row = Mapping[str, object]

_FUNCTIONS: dict[str, Callable[[list[Any]], object]] = {
    "COUNT": len,
    "COUNT_DISTINCT": lambda values: len(set(values)),
    "MIN": lambda values: min(values, default=None),
    "MAX": lambda values: max(values, default=None),
    "SUM": lambda values: sum(values) if values else None,
    "AVG": lambda values: sum(values) / len(values) if values else None,
}


@dataclass(frozen=True)
class Group:
    """One column of an aggregate result: a grouped field, or a function under its alias."""

    name: str
    column: Column
    function: str | None = None


def grouped(query: Query, names: Names, rows: Iterable[Row]) -> tuple[tuple[Group, ...], Sequence[tuple[object, ...]]]:
    """The columns and rows of an aggregate query; each row begins with no Id. Raises ApiError."""
    keys = [names.column(path) for path in query.group]
    for key, path in zip(keys, query.group, strict=True):
        if not key.field.groupable:
            message = f"field '{key.field.name}' can not be grouped in a query call"
            raise Place(query.text, path.at).invalid_field(message)
    groups = tuple(_columns(query, names, keys))
    buckets: dict[tuple[object, ...], list[Row]] = {} if keys else {(): list(rows)}
    for row in rows if keys else ():
        buckets.setdefault(tuple(key.get(row) for key in keys), []).append(row)
    return groups, [(None, *(_value(one, bucket) for one in groups)) for bucket in buckets.values()]


def _columns(query: Query, names: Names, keys: list[Column]) -> Iterable[Group]:
    unnamed = 0
    for item in query.items:
        if not isinstance(item, Aggregate):
            column = names.column(item)
            if (column.parents, column.field) not in [(key.parents, key.field) for key in keys]:
                raise malformed(f"Field must be grouped or aggregated: {column.field.name}")
            yield Group(column.field.name, column)
            continue
        if item.function not in _FUNCTIONS:
            raise malformed(f"unexpected token: '{item.function}'")
        yield Group(item.alias or f"expr{unnamed}", names.column(item.path), item.function)
        unnamed += item.alias is None


def _value(group: Group, bucket: list[Row]) -> object:
    if group.function is None:
        return group.column.get(bucket[0])
    return _FUNCTIONS[group.function]([value for row in bucket if (value := group.column.get(row)) is not None])
