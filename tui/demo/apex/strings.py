"""String literals of Apex source, from quotes and escapes to text."""

from __future__ import annotations

import re

from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.tree import At

_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)")
_PLAIN = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


def string_value(quoted: str, at: At) -> str:
    """The text of a literal with its quotes. Raises CompileProblem for an escape that Apex does not have."""

    def one(match: re.Match[str]) -> str:
        code = match[1]
        if code in _PLAIN:
            return _PLAIN[code]
        if len(code) == 5:
            return chr(int(code[1:], 16))
        raise CompileProblem(
            f"Invalid string literal '{quoted[1:-1]}'. Illegal character sequence '{match[0]}' in string literal.", at
        )

    return _surrogates(_ESCAPE.sub(one, quoted[1:-1]))


def _surrogates(text: str) -> str:
    """Joins surrogate pairs, which Apex source writes as two escapes, into the characters they mean."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
