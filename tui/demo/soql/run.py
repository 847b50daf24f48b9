"""Runs a query over the org's rows: which rows, in what order, and which values of each, as a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from typing import Any

from tui.demo.http.wire import ApiError
from tui.demo.soql.group import Group, grouped
from tui.demo.soql.names import Column, Names, Parents, source, values
from tui.demo.soql.parse import malformed, parse
from tui.demo.soql.tree import Aggregate, Ordering, Path, Query, Value
from tui.demo.soql.values import Place, bound
from tui.demo.soql.where import Conditions, Row
from tui.demo.world.rows import Rows
from tui.demo.world.schema import Schema, SObject

_FURTHEST = 2_000  # rows that OFFSET may skip (SOQL reference)


@dataclass(frozen=True)
class Result:
    """What a query found, as a snapshot.

    Each row holds its Id, one value a column, and one Id for each of ``parents`` (None where that parent is missing,
    empty where it shows no Id). ``SELECT COUNT()`` has a total and no rows.
    """

    source: SObject
    columns: tuple[Column | Group, ...]
    rows: Sequence[tuple[object, ...]]
    total: int
    parents: tuple[Parents, ...] = ()


@dataclass(frozen=True)
class Soql:
    """The query engine over one org: its tables, its rows and its clock."""

    schema: Schema
    records: Callable[[str], Sequence[Row]]
    now: datetime

    def run(self, text: str, variables: Mapping[str, object] | None = None) -> Result:
        """The result of a query. ``variables`` are Apex's, by name in lower case. Raises ApiError."""
        try:
            return self.run_query(parse(text), variables or {})
        except RecursionError:
            message = "Query is either selecting too many fields or the filter conditions are too complicated."
            raise ApiError(400, "QUERY_TOO_COMPLICATED", message) from None

    def run_query(self, query: Query, variables: Mapping[str, object]) -> Result:
        """The result of a parsed query."""
        of = source(self.schema, query.source, query.at, query.text)
        names = Names(self.schema, of, query.alias, query.text)
        rows = self._matching(query, names, of, variables)
        if not query.items:
            return Result(of, (), (), len(rows))
        if query.group or any(isinstance(one, Aggregate) for one in query.items):
            groups, found = grouped(query, names, rows)
            found = found[_window(query, variables)]
            return Result(of, groups, found, len(found))
        columns = self.columns(query, names)
        parents = _parents(columns)
        kept = _sorted(query.order, names, rows)[_window(query, variables)]
        own, above = [one.of(kept) for one in columns], [_parent_ids(one, kept) for one in parents]
        return Result(of, columns, list(zip(values(kept, (), "Id"), *own, *above, strict=True)), len(kept), parents)

    def columns(self, query: Query, names: Names) -> tuple[Column, ...]:
        """The selected columns. Raises ApiError for a field that is not there or stands twice."""
        columns: dict[tuple[object, ...], Column] = {}
        for path in (one for one in query.items if isinstance(one, Path)):
            column = names.column(path)
            if columns.setdefault((column.parents, column.field.name), column) is not column:
                name = ".".join([*(parent for parent, _ in column.parents), column.field.name])
                raise ApiError(400, "INVALID_FIELD", f"duplicate field selected: {name}")
        return tuple(columns.values())

    def _matching(self, query: Query, names: Names, of: SObject, variables: Mapping[str, object]) -> Sequence[Row]:
        if query.where is None:
            return self.records(of.name)
        conditions = Conditions(names, self.now, variables, lambda inner: self._one_column(inner, variables))
        rows = self.records(of.name)
        marks = conditions.test(query.where)(rows)
        return rows.only(marks) if isinstance(rows, Rows) else list(compress(rows, marks))

    def _one_column(self, query: Query, variables: Mapping[str, object]) -> frozenset[object]:
        if len(query.items) != 1 or not isinstance(query.items[0], Path):
            raise malformed("only root queries support aggregate expressions")
        return frozenset(row[1] for row in self.run_query(query, variables).rows)


def _sorted(order: tuple[Ordering, ...], names: Names, rows: Sequence[Row]) -> Sequence[Any]:
    ordered: Sequence[Any] = rows
    for one in reversed(order):
        column = names.column(one.path)
        if not column.field.sortable:
            raise Place(names.text, one.path.at).invalid_field(
                f"field '{column.field.name}' can not be sorted in a query call"
            )
        ordered = sorted(ordered, key=_key(column, one), reverse=one.descending)
    return ordered


def _key(column: Column, ordering: Ordering) -> Callable[[Row], tuple[bool, Any]]:
    get, folds = column.get, column.field.type in {"string", "picklist"}  # Ids are sorted with their case
    filled = ordering.nulls_last == ordering.descending  # whether a value sorts after a null, before any turning round

    def key(row: Row) -> tuple[bool, Any]:
        value: Any = get(row)
        if value is None:
            return (not filled, "")
        return (filled, value.lower() if folds else value)

    return key


def _parents(columns: Iterable[Column]) -> tuple[Parents, ...]:
    met = {one.parents[: depth + 1]: None for one in columns for depth in range(len(one.parents))}
    return tuple(met)


def _parent_ids(parents: Parents, rows: Sequence[Row]) -> list[object]:
    return values(rows, [relationship for relationship, _ in parents], "Id", missing="")


def _window(query: Query, variables: Mapping[str, object]) -> slice:
    skip = _number(query.offset, variables) if query.offset else 0
    if skip > _FURTHEST:
        raise ApiError(400, "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000")
    return slice(skip, skip + _number(query.limit, variables) if query.limit else None)


def _number(value: Value, variables: Mapping[str, object]) -> int:
    number = bound(value, variables) if value.kind == "bind" else value.text
    try:
        return max(int(str(number)), 0)
    except ValueError:
        raise malformed(f"unexpected token: '{number}'") from None
