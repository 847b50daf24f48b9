"""Where a key stands in a TOML file. tomllib gives no positions, so the lines are looked through once more."""

from __future__ import annotations

import re
import tomllib

HEADER = re.compile(r"\s*\[(?!\[)")
ASSIGNMENT = re.compile(
    r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*="""
)


def line_of(text: str, key: tuple[str, ...]) -> int | None:
    """The number of the line that names this key or, failing that, the nearest table above it; None if none does.

    A line inside a multi-line string that looks like the key may be taken for it: the number helps a reader's eye.
    """
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if HEADER.match(line):
            table = _path(line) or table
            found.setdefault(table, number)
        elif match := ASSIGNMENT.match(line):
            path = (*table, *_path(f"{match[1]} = 0"))
            for length in range(len(table) + 1, len(path) + 1):
                found.setdefault(path[:length], number)
    while key and key not in found:
        key = key[:-1]
    return found.get(key)


def _path(line: str) -> tuple[str, ...]:
    """The dotted name in one line of TOML; empty where the line alone is none."""
    try:
        inner: object = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    path = []
    while isinstance(inner, dict) and inner:
        name, inner = next(iter(inner.items()))
        path.append(name)
    return tuple(path)
