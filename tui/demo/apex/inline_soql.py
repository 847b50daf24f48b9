"""Queries in square brackets, with Apex variables bound into them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tui.demo.apex.access import name
from tui.demo.apex.context import Context, Typed
from tui.demo.apex.execution import records
from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.names import Code, Frame
from tui.demo.apex.tree import At, Name, Soql
from tui.demo.apex.types import INTEGER, Type, list_of
from tui.demo.apex.values import thrown
from tui.demo.http.wire import ApiError
from tui.demo.soql.names import Names, source
from tui.demo.soql.parse import parse
from tui.demo.soql.tree import Aggregate, Compared, Condition, Negated, Path, Query, Value, Within


def soql(context: Context, node: Soql) -> Typed:
    """``[SELECT …]``: a List of sObjects, or an Integer for ``SELECT COUNT()``. Raises CompileProblem."""
    try:
        query = parse(node.text)
        of = source(context.unit.schema, query.source, query.at, query.text)
        _check_fields(context, query)
    except ApiError as error:
        raise CompileProblem(error.message, node.at) from error
    if any(isinstance(one, Aggregate) for one in query.items) or query.group:
        raise CompileProblem("Aggregate queries in Apex are beyond this simulated org", node.at)
    binds = {one.text.lower(): _bind(context, one, node.at) for one in _values(query) if one.kind == "bind"}
    counted = not query.items
    return Typed(INTEGER if counted else list_of(Type(of.name)), _run(query, binds, counted=counted))


def single(code: Code) -> Code:
    """The only row of a query whose result is assigned to an sObject."""

    def run(frame: Frame) -> Any:
        rows = code(frame)
        if len(rows) != 1:
            many = "has more than 1 row" if rows else "has no rows"
            raise thrown("System.QueryException", f"List {many} for assignment to SObject")
        return rows[0]

    return run


def _run(query: Query, binds: dict[str, Code], *, counted: bool) -> Code:
    def run(frame: Frame) -> Any:
        variables = {text: code(frame) for text, code in binds.items()}
        try:
            result = frame[0].query(query, variables)
        except ApiError as error:
            raise thrown("System.QueryException", error.message) from error
        return result.total if counted else records(result)

    return run


def _check_fields(context: Context, query: Query) -> None:
    of = source(context.unit.schema, query.source, query.at, query.text)
    names = Names(context.unit.schema, of, query.alias, query.text)
    for one in query.items:
        names.column(one if isinstance(one, Path) else one.path)


def _bind(context: Context, value: Value, at: At) -> Code:
    return name(context, Name(at, tuple(value.text.split(".")))).code


def _values(query: Query) -> Iterator[Value]:
    yield from (one for one in (query.limit, query.offset) if one is not None)
    if query.where is not None:
        yield from _of_condition(query.where)


def _of_condition(condition: Condition) -> Iterator[Value]:
    if isinstance(condition, Compared):
        yield condition.value
    elif isinstance(condition, Within):
        yield from condition.members if isinstance(condition.members, tuple) else _values(condition.members)
    elif isinstance(condition, Negated):
        yield from _of_condition(condition.part)
    else:
        for part in condition.parts:
            yield from _of_condition(part)
