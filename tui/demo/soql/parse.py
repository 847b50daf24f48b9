"""Text to query. A text that is no SOQL is refused in the platform's words, never half understood."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError

from tui.demo.http.wire import ApiError
from tui.demo.soql.tree import (
    Aggregate,
    Compared,
    Condition,
    Every,
    Negated,
    Ordering,
    Path,
    Query,
    Some,
    Value,
    Within,
)

_LONGEST = 100_000  # characters (SOQL guide 258)
_LONGEST_STRING = 4_000


def parse(text: str) -> Query:
    """The query that the text says. Raises ApiError (MALFORMED_QUERY)."""
    if len(text) > _LONGEST:
        raise malformed("SOQL statements cannot be longer than 100000 characters.")
    if not text.strip():
        raise malformed("A query string has to be specified")
    try:
        tree = _grammar().parse(text)
    except UnexpectedInput as error:
        raise malformed(_complaint(error, text)) from error
    try:
        query: Query = _ToQuery(text).transform(tree)
    except VisitError as error:
        raise error.orig_exc from error
    return query


def malformed(message: str) -> ApiError:
    """A query that cannot be read at all."""
    return ApiError(400, "MALFORMED_QUERY", message)


def pointed(text: str, at: int, message: str) -> str:
    """The message under the query's line with a caret at the culprit, as the platform draws it."""
    line_start = text.rfind("\n", 0, at) + 1
    line_end = text.find("\n", at)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    row, column = text.count("\n", 0, at) + 1, at - line_start + 1
    return f"\n{line}\n{' ' * (column - 1)}^\nERROR at Row:{row}:Column:{column}\n{message}"


def _complaint(error: UnexpectedInput, text: str) -> str:
    if isinstance(error, UnexpectedToken):
        found = "<EOF>" if error.token.type == "$END" else str(error.token)
        at = len(text) if error.token.type == "$END" else (error.token.start_pos or 0)
        return pointed(text, at, f"unexpected token: '{found}'")
    if isinstance(error, UnexpectedCharacters):
        return f"line {error.line}:{error.column} no viable alternative at character '{error.char}'"
    return "unexpected token: '<EOF>'"


@cache
def _grammar() -> Lark:
    return Lark(files("tui.demo.soql").joinpath("soql.lark").read_text("utf-8"), parser="lalr", maybe_placeholders=True)


@v_args(inline=True)
class _ToQuery(Transformer[Token, Any]):
    """Turns lark's tree into the query's own parts; each method is a rule of the grammar."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def start(self, query: Query) -> Query:
        return query

    def query(
        self, _select: Token, items: tuple[Path | Aggregate, ...], _from: Token, source: Token, *rest: Any
    ) -> Query:
        alias, where, group, order, limit, offset = rest
        return Query(
            self._text,
            items,
            str(source),
            source.start_pos or 0,
            str(alias) if alias else None,
            where,
            group or (),
            order or (),
            limit,
            offset,
        )

    def count_rows(self, _count: Token) -> tuple[()]:
        return ()

    def items(self, *items: Path | Aggregate) -> tuple[Path | Aggregate, ...]:
        return items

    def field(self, path: Path) -> Path:
        return path

    def aggregate(self, function: Token, path: Path, alias: Token | None) -> Aggregate:
        return Aggregate(str(function).upper(), path, str(alias) if alias else None)

    def path(self, *names: Token) -> Path:
        return Path(tuple(str(one) for one in names), names[0].start_pos or 0)

    def where(self, _where: Token, condition: Condition) -> Condition:
        return condition

    def every(self, *parts: Condition | Token) -> Every:
        return Every(tuple(one for one in parts if not isinstance(one, Token)))

    def some(self, *parts: Condition | Token) -> Some:
        return Some(tuple(one for one in parts if not isinstance(one, Token)))

    def negated(self, _not: Token, part: Condition) -> Negated:
        return Negated(part)

    def compared(self, path: Path, operator: Token, value: Value) -> Compared:
        return Compared(path, "!=" if operator == "<>" else str(operator), value)

    def like(self, path: Path, _like: Token, value: Value) -> Compared:
        return Compared(path, "like", value)

    def within(self, path: Path, _in: Token, members: tuple[Value, ...] | Query) -> Within:
        return Within(path, members, negated=False)

    def without(self, path: Path, _not: Token, _in: Token, members: tuple[Value, ...] | Query) -> Within:
        return Within(path, members, negated=True)

    def listed(self, *values: Value) -> tuple[Value, ...]:
        return values

    def selected(self, query: Query) -> Query:
        return query

    def bound(self, name: Token) -> tuple[Value, ...]:
        return (self.bind(name),)

    def string(self, token: Token) -> Value:
        if len(token) > _LONGEST_STRING + 2:
            raise malformed("The string literal exceeds the maximum length of 4000 characters")
        return Value("string", token[1:-1])

    def moment(self, token: Token) -> Value:
        return Value("moment", str(token))

    def day(self, token: Token) -> Value:
        return Value("day", str(token))

    def number(self, token: Token) -> Value:
        return Value("number", str(token))

    def span(self, token: Token) -> Value:
        return Value("span", token.lower())

    def null(self, _token: Token) -> Value:
        return Value("null", "null")

    def true(self, _token: Token) -> Value:
        return Value("boolean", "true")

    def false(self, _token: Token) -> Value:
        return Value("boolean", "false")

    def bind(self, name: Token) -> Value:
        return Value("bind", "".join(name[1:].split()))

    def group(self, _group: Token, _by: Token, *paths: Path) -> tuple[Path, ...]:
        return paths

    def order(self, _order: Token, _by: Token, *orderings: Ordering) -> tuple[Ordering, ...]:
        return orderings

    def ordering(self, path: Path, direction: Token | None, _nulls: Token | None, place: Token | None) -> Ordering:
        return Ordering(path, bool(direction and direction.lower() == "desc"), bool(place and place.lower() == "last"))

    def limit(self, _limit: Token, number: Token) -> Value:
        return self.bind(number) if number.type == "BIND" else Value("number", str(number))

    offset = limit
