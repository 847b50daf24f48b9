"""The queries in a file: the object and fields that they read, and the variables that are bound into them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from lark import Token

from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.platform_names import OBJECTS
from tui.demo.apex.tree import At
from tui.demo.apex.unit_types import Known
from tui.demo.http.wire import ApiError
from tui.demo.soql.names import Names, source
from tui.demo.soql.parse import parse
from tui.demo.soql.tree import Aggregate, Condition, Every, Negated, Path, Query, Some, Within

_BIND = re.compile(r":\s*([A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)")
_STRING = re.compile(r"'(?:[^'\\]|\\.)*'")
_BEYOND = re.compile(
    r"(:\s*[A-Za-z_][\w\s.]*)(?:\s*(?:\([^()]*\)|\[[^\[\]]*\])(?:\s*\.\s*\w+)*)+"
)  # calls and elements
_FROM = re.compile(r"\bfrom\s+(\w+)", re.IGNORECASE)
_NOT_NAMES = frozenset({"new"})

Bind = Callable[[Sequence[Token]], Iterator[CompileProblem]]


def query_problems(token: Token, known: Known, bind: Bind) -> Iterator[CompileProblem]:
    """What is wrong with a query in square brackets. ``bind`` looks up a variable.

    Of a query that this org's SOQL cannot read, such as one with a subquery, only the object is looked at.
    """
    text = str(token)[1:-1]
    for match in _BIND.finditer(_STRING.sub(lambda one: " " * len(one[0]), text)):
        if match[1].lower() not in _NOT_NAMES:
            yield from bind(_tokens(token, match))
    try:
        query = parse(_BEYOND.sub(r"\1", text))
    except ApiError:
        found = _FROM.search(text)
        if found and not known.is_object(found[1]):
            yield CompileProblem(f"sObject type '{found[1]}' is not supported.", _place(token, found.start(1)))
        return
    yield from _fields(query, known, token)


def _fields(query: Query, known: Known, token: Token) -> Iterator[CompileProblem]:
    if known.schema.find(query.source) is None and query.source.lower() in OBJECTS:
        return
    try:
        of = source(known.schema, query.source, query.at, query.text)
        names = Names(known.schema, of, query.alias, query.text)
        for path in _paths(query):
            names.column(path)
    except ApiError as error:
        yield CompileProblem(error.message, _place(token, 0))


def _paths(query: Query) -> Iterator[Path]:
    for item in query.items:
        yield item.path if isinstance(item, Aggregate) else item
    yield from query.group
    yield from (one.path for one in query.order)
    if query.where is not None:
        yield from _compared(query.where)


def _compared(condition: Condition) -> Iterator[Path]:
    if isinstance(condition, Every | Some):
        for part in condition.parts:
            yield from _compared(part)
    elif isinstance(condition, Negated):
        yield from _compared(condition.part)
    else:
        yield condition.path
        if isinstance(condition, Within) and isinstance(condition.members, Query):
            return  # the inner query reads another object


def _tokens(token: Token, match: re.Match[str]) -> list[Token]:
    place = _place(token, match.start(1))
    return [Token("NAME", one.strip(), line=place.line, column=place.column) for one in match[1].split(".")]


def _place(token: Token, offset: int) -> At:
    """Where a character of the query stands in the file; ``offset`` counts from behind the bracket."""
    before = str(token)[: offset + 1]
    lines = before.count("\n")
    column = len(before) - before.rfind("\n") if lines else (token.column or 1) + offset + 1
    return At((token.line or 1) + lines, column)
