"""The values of a condition as Python values that compare with a column's, and the refusals when they do not fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tui.demo.http.record_id import read_id
from tui.demo.http.wire import ApiError
from tui.demo.soql.parse import malformed, pointed
from tui.demo.soql.tree import Value
from tui.demo.world.schema import Field

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_TEXT = frozenset({"string", "picklist"})
_IDS = frozenset({"id", "reference"})
_NUMBERS = frozenset({"int", "double"})
_WORDS = {"int": "int", "double": "double", "boolean": "boolean", "datetime": "dateTime"}


@dataclass(frozen=True)
class Span:
    """A stretch of time, such as TODAY: from ``start``, up to and without ``end``."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Place:
    """Where a value stands: the query's text and the offset in it, for the caret in a refusal."""

    text: str
    at: int

    def invalid_field(self, message: str) -> ApiError:
        """The field, or what is asked of it, does not exist (INVALID_FIELD)."""
        return ApiError(400, "INVALID_FIELD", pointed(self.text, self.at, message))


Known = str | int | float | bool | datetime | Span | None


def known(value: Value, field: Field, place: Place, now: datetime, variables: Mapping[str, object]) -> Known:
    """The value to compare the field with: text in lower case, Ids with 18 characters.

    Raises ApiError where the platform refuses the pair of field and value.
    """
    if value.kind == "bind":
        return _bound(bound(value, variables), field, place)
    if value.kind == "null":
        return None
    if field.type in _TEXT | _IDS:
        if value.kind != "string":
            raise _mismatch(field, place, "string and should be enclosed in quotes")
        text = unescape(value.text)
        return _id(text, place) if field.type in _IDS else text.lower()
    if value.kind == "string":
        raise _mismatch(field, place, f"{_WORDS[field.type]} and should not be enclosed in quotes")
    return _plain(value, field, place, now)


def bound(value: Value, variables: Mapping[str, object]) -> object:
    """What the Apex variable of a bind holds. Raises ApiError where the query did not come from Apex."""
    try:
        return variables[value.text.lower()]
    except KeyError:
        raise malformed("Bind variables only allowed in Apex code") from None


def unescape(raw: str) -> str:
    """The text of a string literal. Raises ApiError for an escape that SOQL does not have."""

    def one(match: re.Match[str]) -> str:
        try:
            return _ESCAPES[match[1]]
        except KeyError:
            raise malformed(
                f"Invalid string literal. Illegal character sequence '{match[0]}' in string literal"
            ) from None

    return _ESCAPED.sub(one, raw)


def like_pattern(raw: str) -> re.Pattern[str]:
    r"""A LIKE literal as a pattern: ``%`` any text, ``_`` one character, ``\%`` and ``\_`` themselves."""
    parts: list[str] = []
    for piece in re.findall(r"\\.|.", raw, re.DOTALL):
        if piece in {"%", "_"}:
            parts.append(".*" if piece == "%" else ".")
        else:
            parts.append(re.escape(piece[1] if piece in {"\\%", "\\_"} else unescape(piece)))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def _plain(value: Value, field: Field, place: Place, now: datetime) -> Known:
    if field.type in _NUMBERS and value.kind == "number":
        return float(value.text) if "." in value.text else int(value.text)
    if field.type == "boolean" and value.kind == "boolean":
        return value.text == "true"
    if field.type == "datetime" and value.kind == "moment":
        return _moment(value.text, place)
    if field.type == "datetime" and value.kind == "span":
        return _span(value.text, now)
    raise _mismatch(field, place, f"{_WORDS[field.type]} and should not be enclosed in quotes")


def _moment(text: str, place: Place) -> datetime:
    try:
        return datetime.fromisoformat(text.replace(" ", "+").upper()).astimezone(UTC)  # a bare + in a URL is a blank
    except ValueError:
        raise place.invalid_field(f"line 1:{place.at} no viable alternative at '{text}'") from None


def _span(word: str, now: datetime) -> Span:
    name, _, count = word.partition(":")
    today = datetime.combine(now.date(), datetime.min.time(), UTC)
    one = timedelta(days=1)
    if name in {"today", "yesterday", "tomorrow"}:
        start = today + {"today": 0, "yesterday": -1, "tomorrow": 1}[name] * one
        return Span(start, start + one)
    length = int(count) * one
    if name.endswith("weeks"):
        today -= timedelta(days=(now.weekday() + 1) % 7)
        length *= 7
    if name.startswith("last"):
        return Span(today - length, today + one if name.endswith("days") else today)
    return Span(today + one, today + one + length)


def _id(text: str, place: Place) -> str:
    if not text:
        return text
    try:
        return read_id(text)
    except ValueError:
        message = pointed(place.text, place.at, f"invalid ID field: {text}")
        raise ApiError(400, "INVALID_QUERY_FILTER_OPERATOR", message) from None


def _bound(value: object, field: Field, place: Place) -> Known:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        start = datetime.combine(value, datetime.min.time(), UTC)
        return Span(start, start + timedelta(days=1))
    if not isinstance(value, str):
        raise place.invalid_field("Invalid bind expression type")
    return _id(value, place) if field.type in _IDS else value.lower()


def _mismatch(field: Field, place: Place, words: str) -> ApiError:
    return place.invalid_field(f"value of filter criterion for field '{field.name}' must be of type {words}")
