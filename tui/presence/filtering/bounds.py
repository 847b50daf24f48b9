"""Numbers and lengths of time that a value is compared with: ``>30m``, ``<=2h``, ``1h30m``, ``>1``."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

from msgspec import Struct

from tui.presence.filtering.subject import Filterable

Sign = Literal[">", ">=", "<", "<=", "="]
Distance = Literal["", "ago", "ahead"]
Measured = Callable[[Filterable], int | datetime | None]
Compare = Callable[[Any, Any], bool]
SIGNS: tuple[Sign, ...] = (">=", "<=", ">", "<", "=")
WORDS: dict[Sign, str] = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most", "=": "exactly"}
SECONDS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800}
COMPARE: dict[Sign, Compare] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
}
TURNED: dict[Sign, Sign] = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "=": "="}
LONGEST = 36_500 * 86_400  # seconds: a century, within what a date can hold

_PART = r"\d{1,6}(?:sec|s|min|m|h|d|w)"
_LENGTH = re.compile(rf"(?:{_PART})+", re.ASCII)
_PARTS = re.compile(r"(\d{1,6})(sec|s|min|m|h|d|w)", re.ASCII)
_NUMBER = re.compile(r"\d{1,6}", re.ASCII)


class Bound(Struct, frozen=True):
    """A comparison. ``number`` is in seconds where it is a length."""

    sign: Sign
    number: int

    def holds(self, found: int) -> bool:
        """Whether what was found meets it."""
        return COMPARE[self.sign](found, self.number)

    def within(self, other: Bound) -> bool:
        """Whether whatever meets this one meets the other too."""
        if self == other:
            return True
        if self.sign == "=":
            return other.holds(self.number)
        if self.sign[0] != other.sign[0]:
            return False
        if self.number == other.number:
            return other.sign in (">=", "<=")
        return (self.number > other.number) is (self.sign[0] == ">")


def bound(text: str, default: Sign, *, length: bool) -> Bound | None:
    """The comparison that a folded text means, None where it means none.

    A bare length is in minutes. No length is met to the second, so ``=`` means the default there.
    """
    typed = next((one for one in SIGNS if text.startswith(one)), None)
    rest = text[len(typed) :] if typed else text
    sign = default if typed is None or (length and typed == "=") else typed
    if _NUMBER.fullmatch(rest):
        return Bound(sign, int(rest) * (60 if length else 1))
    if not length or not _LENGTH.fullmatch(rest):
        return None
    seconds = sum(int(number) * SECONDS[unit] for number, unit in _PARTS.findall(rest))
    return Bound(sign, min(seconds, LONGEST))


def edge(one: Bound, distance: Distance, now: datetime | None) -> tuple[Compare, Any]:
    """How to compare with what, whether it is a number or a moment: longer ago is earlier, further ahead is later."""
    if not distance or now is None:
        return COMPARE[one.sign], one.number
    length = timedelta(seconds=one.number)
    return (COMPARE[TURNED[one.sign]], now - length) if distance == "ago" else (COMPARE[one.sign], now + length)


def only_sign(text: str) -> bool:
    """Whether it has its sign, and its number is still to be typed."""
    return text in SIGNS
