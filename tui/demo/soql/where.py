"""Conditions as closures over all rows. Text compares without case; nulls pass ``!=``, ``NOT IN`` and ``NOT``.

A column is looked at as a whole, each of its different values once: an org has many sessions and few kinds of them.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tui.demo.soql.names import Column, Names
from tui.demo.soql.tree import Compared, Condition, Every, Negated, Some, Value, Within
from tui.demo.soql.values import Known, Place, Span, bound, known, like_pattern
from tui.demo.world.schema import Field

Row = Mapping[str, object]
Test = Callable[[Sequence[Row]], list[bool]]  # for each row, whether it fits
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
        """The condition as one function of all rows."""
        if isinstance(condition, Every | Some):
            together = all if isinstance(condition, Every) else any
            parts = [self.test(one) for one in condition.parts]
            return lambda rows: list(map(together, zip(*(one(rows) for one in parts), strict=True)))
        if isinstance(condition, Negated):
            return _not(self.test(condition.part))
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
        return equal if condition.operator == "=" else _not(equal)

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
        matches = like_pattern(raw).fullmatch
        return _each(column, lambda have: matches(str(have or "")) is not None)

    def _ordered(self, column: Column, sign: str, value: Known, place: Place) -> Test:
        if column.field.type in _UNORDERED:
            raise place.invalid_field(f"invalid operator on {column.field.type} field '{column.field.name}'")
        compare = _ORDERS[sign]
        if value is None:
            return lambda rows: [False] * len(rows)
        if isinstance(value, Span):
            value = value.end if sign in {">", "<="} else value.start
            compare = {">": operator.ge, "<=": operator.lt}.get(sign, compare)
        if column.field.type in _TEXT:
            return _each(column, lambda have: have is not None and compare(str(have).lower(), value))
        return _each(column, lambda have: have is not None and compare(have, value))

    def _within(self, condition: Within) -> Test:
        column = self._filterable(condition)
        wanted = self._wanted(condition, column.field)
        negated = condition.negated
        if column.field.type in _TEXT:
            return _each(column, lambda have: (_lower(have) in wanted) is not negated)
        return _each(column, lambda have: (have in wanted) is not negated)

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
    if value is None or value == "":
        return _each(column, lambda have: have in {None, ""})  # the platform keeps empty text as null
    if isinstance(value, Span):
        start, end = value.start, value.end
        return _each(column, lambda have: isinstance(have, datetime) and start <= have < end)
    if column.field.type in _TEXT:
        return _each(column, lambda have: have is not None and (have == value or str(have).lower() == value))
    return _each(column, lambda have: have == value)


def _each(column: Column, fits: Callable[[Any], bool]) -> Test:
    def test(rows: Sequence[Row]) -> list[bool]:
        values = column.of(rows)
        verdicts = {one: fits(one) for one in set(values)}
        return [verdicts[one] for one in values]

    return test


def _not(test: Test) -> Test:
    return lambda rows: [not one for one in test(rows)]


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value
