"""The text of a long result's records, kept from query to query: most rows of a large org are as they were."""

from __future__ import annotations

import msgspec
from msgspec import Raw

from tui.demo.soql.group import Group
from tui.demo.soql.json import Record, writer
from tui.demo.soql.run import Result

_LONG = 2_000  # rows; below it nothing is kept
_SHAPES = 4  # kinds of long results that are kept, the oldest one goes

Row = tuple[object, ...]
Texts = dict[Row, Raw]


class Written:
    """Records as JSON text. A text belongs to the values of its row, so one that changed is written anew."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], tuple[Texts, Texts]] = {}

    def begin(self, result: Result, root: str) -> None:
        """A query of this shape begins: what the one before the last one wrote is forgotten."""
        if len(result.rows) > _LONG:
            shape = _shape(result, root)
            _, last = self._kept.pop(shape, ({}, {}))
            self._kept[shape] = (last, {})
            while len(self._kept) > _SHAPES:
                del self._kept[next(iter(self._kept))]

    def records(self, result: Result, root: str, start: int, stop: int) -> list[Raw]:
        """The records from ``start`` up to ``stop``; ``root`` is the path before ``/sobjects``."""
        write, rows = writer(result, root), result.rows[start:stop]
        kept = self._kept.get(_shape(result, root)) if len(result.rows) > _LONG else None
        if kept is None:
            return [_text(write(row)) for row in rows]
        before, now = kept
        for row in rows:
            now[row] = now.get(row) or before.get(row) or _text(write(row))
        return [now[row] for row in rows]


def _text(record: Record) -> Raw:
    return Raw(msgspec.json.encode(record))


def _shape(result: Result, root: str) -> tuple[object, ...]:
    names = (one.name if isinstance(one, Group) else (one.parents, one.field.name) for one in result.columns)
    return (root, result.source.name, *names)
