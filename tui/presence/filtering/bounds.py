"""Numbers and lengths of time that a value is compared with: ``>30m``, ``<=2h``, ``1h30m``, ``>1``."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

Sign = Literal[">", ">=", "<", "<=", "="]
SIGNS: tuple[Sign, ...] = (">=", "<=", ">", "<", "=")
WORDS: dict[Sign, str] = {">": "more than", ">=": "at least", "<": "less than", "<=": "at most", "=": "exactly"}
SECONDS = {"s": 1, "sec": 1, "m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800}

_PART = r"\d{1,6}(?:sec|s|min|m|h|d|w)"
_LENGTH = re.compile(rf"(?:{_PART})+", re.ASCII)
_PARTS = re.compile(r"(\d{1,6})(sec|s|min|m|h|d|w)", re.ASCII)
_NUMBER = re.compile(r"\d{1,6}", re.ASCII)


class Bound(Struct, frozen=True):
    """A comparison. ``number`` is in seconds where it is a length."""

    sign: Sign
    number: int

    def holds(self, found: float) -> bool:
        """Whether what was found meets it."""
        if self.sign == ">":
            return found > self.number
        if self.sign == ">=":
            return found >= self.number
        if self.sign == "<":
            return found < self.number
        return found <= self.number if self.sign == "<=" else found == self.number

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
    """The comparison that a folded text means, None where it means none. A bare length is in minutes."""
    sign = next((one for one in SIGNS if text.startswith(one)), None)
    rest = text[len(sign) :] if sign else text
    if _NUMBER.fullmatch(rest):
        return Bound(sign or default, int(rest) * (60 if length else 1))
    if not length or not _LENGTH.fullmatch(rest):
        return None
    return Bound(sign or default, sum(int(number) * SECONDS[unit] for number, unit in _PARTS.findall(rest)))


def only_sign(text: str) -> bool:
    """Whether it has its sign, and its number is still to be typed."""
    return text in SIGNS
