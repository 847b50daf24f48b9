"""Salesforce record Ids: a key prefix, an instance, a number in base 62, and the checksum that makes 15 into 18."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from itertools import count
from string import ascii_uppercase

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_CAPITALS = defaultdict(lambda: "0", {ord(letter): "1" for letter in ascii_uppercase})
_INSTANCE = "5e0"
_GROUP = 62**3


def to_18(id15: str) -> str:
    """The 18-character form of a 15-character Id; one that has 18 already is given back as it is.

    Each suffix character says which of five characters are capitals, so that Ids survive tools that ignore case.
    """
    if len(id15) != 15:
        return id15
    capitals = int(id15[::-1].translate(_CAPITALS), 2)  # one bit for each character, the first one's the lowest
    return id15 + _CHECK[capitals & 31] + _CHECK[capitals >> 5 & 31] + _CHECK[capitals >> 10 & 31]


def record_id(prefix: str, number: int) -> str:
    """The 18-character Id of the ``number``-th record of the object with that key prefix."""
    return to_18(prefix + _INSTANCE + _digits(number // _GROUP).rjust(6, "0") + _three(number % _GROUP))


@cache
def _digits(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = _DIGITS[digit] + digits
    return digits


def _three(number: int) -> str:
    rest, last = divmod(number, 62)
    return _DIGITS[rest // 62] + _DIGITS[rest % 62] + _DIGITS[last]


def numbering(prefix: str, first: int) -> Callable[[], str]:
    """A source of new Ids of one object, far enough apart to look like an org that is used."""
    numbers = count(first, 37)
    return lambda: record_id(prefix, next(numbers))
