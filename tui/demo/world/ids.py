"""Salesforce record Ids: a key prefix, an instance, a number in base 62, and the checksum that makes 15 into 18."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_INSTANCE = "5e0"


def to_18(id15: str) -> str:
    """The 18-character form of a 15-character Id; one that has 18 already is given back as it is.

    Each suffix character says which of five characters are capitals, so that Ids survive tools that ignore case.
    """
    if len(id15) != 15:
        return id15
    suffix = ""
    for start in (0, 5, 10):
        capitals = sum(1 << place for place in range(5) if "A" <= id15[start + place] <= "Z")
        suffix += _CHECK[capitals]
    return id15 + suffix


def record_id(prefix: str, number: int) -> str:
    """The 18-character Id of the ``number``-th record of the object with that key prefix."""
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = _DIGITS[digit] + digits
    return to_18(prefix + _INSTANCE + digits.rjust(9, "0"))


def numbering(prefix: str, first: int) -> Callable[[], str]:
    """A source of new Ids of one object, far enough apart to look like an org that is used."""
    numbers = count(first, 37)
    return lambda: record_id(prefix, next(numbers))
