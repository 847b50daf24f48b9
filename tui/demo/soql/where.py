"""Conditions as closures over a row. Text compares without case; nulls pass ``!=``, ``NOT IN`` and ``NOT``."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from tui.demo.soql.names import Column, Names
from tui.demo.soql.tree import Compared, Condition, Every, Negated, Some, Value, Within
from tui.demo.soql.values import Known, Place, Span, bound, known, like_pattern
from tui.demo.world.schema import Field

Row = Mapping[str, object]
Test = Callable[[Row], bool]
Inner = Callable[[Any], frozenset[object]]  # runs an inner query and gives its one column

_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TEXT = frozenset({"string", "picklist"})
_UNORDERED = frozenset({"boolean"})


class Conditions:
    """Compiles the conditions of one query. Raises ApiError for fields and values that do not fit."""

    def __init__(self, names: Names, now: datetime, variables: Mapping[str, object], inner: Inner) -> None:
        self._names = names
        self._now = now
        self._variables = variables
        self._inner = inner

    def test(self, condition: Condition) -> Test:
        """The condition as one function of a row."""
        if isinstance(condition, Every):
            parts = [self.test(one) for one in condition.parts]
            return lambda row: all(one(row) for one in parts)
        if isinstance(condition, Some):
            parts = [self.test(one) for one in condition.parts]
            return lambda row: any(one(row) for one in parts)
        if isinstance(condition, Negated):
            part = self.test(condition.part)
            return lambda row: not part(row)
        return self._within(condition) if isinstance(condition, Within) else self._compared(condition)

    def _compared(self, condition: Compared) -> Test:
        column = self._filterable(condition)
        place = Place(self._names.text, condition.path.at)
        if condition.operator == "like":
            return self._like(column, condition.value, place)
        value = known(condition.value, column.field, place, self._now, self._variables)
        if condition.operator in _ORDERS:
            return self._ordered(column, condition.operator, value, place)
        equal = _equal(column, value)
        return equal if condition.operator == "=" else lambda row: not equal(row)

    def _filterable(self, condition: Compared | Within) -> Column:
        column = self._names.column(condition.path)
        if not column.field.filterable:
            place = Place(self._names.text, condition.path.at)
            raise place.invalid_field(f"field '{column.field.name}' can not be filtered in a query call")
        return column

    def _like(self, column: Column, value: Value, place: Place) -> Test:
        if column.field.type not in _TEXT or not column.field.like:
            raise place.invalid_field(f"invalid operator on {column.field.type} field '{column.field.name}'")
        if value.kind == "bind":
            raw = str(bound(value, self._variables)).replace("\\", "\\\\")
        elif value.kind == "string":
            raw = value.text
        else:
            raise place.invalid_field(
                f"value of filter criterion for field '{column.field.name}' must be of type string"
            )
        matches, get = like_pattern(raw).fullmatch, column.get
        return lambda row: matches(str(get(row) or "")) is not None

    def _ordered(self, column: Column, sign: str, value: Known, place: Place) -> Test:
        if column.field.type in _UNORDERED:
            raise place.invalid_field(f"invalid operator on {column.field.type} field '{column.field.name}'")
        compare, get = _ORDERS[sign], column.get
        if value is None:
            return lambda _row: False
        if isinstance(value, Span):
            value = value.end if sign in {">", "<="} else value.start
            compare = {">": operator.ge, "<=": operator.lt}.get(sign, compare)
        if column.field.type in _TEXT:
            return lambda row: (have := get(row)) is not None and compare(str(have).lower(), value)
        return lambda row: (have := get(row)) is not None and compare(have, value)

    def _within(self, condition: Within) -> Test:
        column = self._filterable(condition)
        wanted = self._wanted(condition, column.field)
        get, negated = column.get, condition.negated
        if column.field.type in _TEXT:
            return lambda row: (_lower(get(row)) in wanted) is not negated
        return lambda row: (get(row) in wanted) is not negated

    def _wanted(self, condition: Within, field: Field) -> frozenset[object]:
        place = Place(self._names.text, condition.path.at)
        if not isinstance(condition.members, tuple):
            return frozenset(_lower(one) if field.type in _TEXT else one for one in self._inner(condition.members))
        values: list[object] = []
        for one in condition.members:
            many = bound(one, self._variables) if one.kind == "bind" else None
            if isinstance(many, list | dict):
                named = Value("bind", "one")
                values += [known(named, field, place, self._now, {"one": member}) for member in many]
            else:
                values.append(known(one, field, place, self._now, self._variables))
        return frozenset(values)


def _equal(column: Column, value: Known) -> Test:
    get = column.get
    if value is None or value == "":
        return lambda row: get(row) in {None, ""}  # the platform keeps empty text as null
    if isinstance(value, Span):
        start, end = value.start, value.end
        return lambda row: isinstance(have := get(row), datetime) and start <= have < end
    if column.field.type in _TEXT:
        return lambda row: (have := get(row)) is not None and (have == value or str(have).lower() == value)
    return lambda row: get(row) == value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value
