"""Query results as the wire has them: records with their attributes, parents nested, date-times with ``+0000``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from tui.demo.soql.group import Group
from tui.demo.soql.names import Column
from tui.demo.soql.run import Result
from tui.demo.world.schema import SObject

Record = dict[str, Any]


def timestamp(value: datetime) -> str:
    """A date-time as REST writes it: ``2026-11-22T09:00:00.000+0000``."""
    at = value if value.tzinfo is UTC else value.astimezone(UTC)
    return at.isoformat(timespec="milliseconds")[:-6] + "+0000"


def plain(value: object) -> object:
    """A column's value as JSON has it."""
    return timestamp(value) if isinstance(value, datetime) else value


def records(result: Result, root: str, start: int, stop: int) -> list[Record]:
    """The records from ``start`` up to ``stop``; ``root`` is the path before ``/sobjects``."""
    write = writer(result, root)
    return [write(row) for row in result.rows[start:stop]]


def writer(result: Result, root: str) -> Callable[[tuple[object, ...]], Record]:
    """What makes a record of one of its rows."""
    columns = [one for one in result.columns if isinstance(one, Column)]
    if len(columns) < len(result.columns):
        names = [one.name for one in result.columns if isinstance(one, Group)]
        return lambda row: _aggregate(names, row)
    return _writer(result, columns, root)


def record(of: SObject, row: Mapping[str, object], root: str) -> Record:
    """One whole record, all its fields."""
    known = {name: plain(row.get(name)) for name in of.fields}
    return {"attributes": {"type": of.name, "url": f"{root}/sobjects/{of.name}/{row.get('Id')}"}, **known}


def _aggregate(names: Iterable[str], row: tuple[object, ...]) -> Record:
    values = zip(names, row[1:], strict=True)
    return {"attributes": {"type": "AggregateResult"}, **{name: plain(value) for name, value in values}}


def _writer(result: Result, columns: list[Column], root: str) -> Callable[[tuple[object, ...]], Record]:
    shape = _Shape(result.source.name, root, 0)
    at_parent = {one: at for at, one in enumerate(result.parents, len(columns) + 1)}
    for at, column in enumerate(columns, 1):
        holder = shape
        for depth in range(len(column.parents)):
            relationship, kind = column.parents[depth]
            known = holder.inner.get(relationship)
            if known is None:
                known = holder.inner[relationship] = _Shape(kind, root, at_parent[column.parents[: depth + 1]])
                holder.steps.append((relationship, 0, False, known))
            holder = known
        holder.steps.append((column.field.name, at, column.field.type == "datetime", None))
    return shape.write


class _Shape:
    """How one record, or one nested parent, is written: its steps in the order of the SELECT list."""

    def __init__(self, kind: str, root: str, at_id: int) -> None:
        self._kind = kind
        self._url = f"{root}/sobjects/{kind}/"
        self._at_id = at_id
        self.inner: dict[str, _Shape] = {}
        self.steps: list[tuple[str, int, bool, _Shape | None]] = []

    def write(self, row: tuple[Any, ...]) -> Record:
        out: Record = {"attributes": {"type": self._kind, "url": f"{self._url}{row[self._at_id]}"}}
        for key, at, is_time, parent in self.steps:
            if parent is None:
                value = row[at]
                out[key] = timestamp(value) if is_time and value is not None else value
            else:
                out[key] = None if row[parent._at_id] is None else parent.write(row)
        return out
