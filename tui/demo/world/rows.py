"""Rows as SOQL sees them: field names to values, read from the world's own values only when somebody looks.

An org of 120,000 sessions is asked for a few fields of each; making every row a dictionary would cost more than that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Generic, TypeVar, overload

T = TypeVar("T")
Columns = Mapping[str, Callable[[T], object]]


class Row(Mapping[str, object], Generic[T]):
    """One row; a relationship's value is another row or None."""

    __slots__ = ("_columns", "_subject")

    def __init__(self, columns: Columns[T], subject: T) -> None:
        self._columns = columns
        self._subject = subject

    def __getitem__(self, name: str) -> object:
        return self._columns[name](self._subject)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


class Rows(Sequence[Row[T]], Generic[T]):
    """The rows of a table at one moment."""

    __slots__ = ("_columns", "_subjects")

    def __init__(self, columns: Columns[T], subjects: Sequence[T]) -> None:
        self._columns = columns
        self._subjects = subjects

    @overload
    def __getitem__(self, index: int) -> Row[T]: ...
    @overload
    def __getitem__(self, index: slice) -> Rows[T]: ...
    def __getitem__(self, index: int | slice) -> Row[T] | Rows[T]:
        if isinstance(index, slice):
            return Rows(self._columns, self._subjects[index])
        return Row(self._columns, self._subjects[index])

    def __iter__(self) -> Iterator[Row[T]]:
        columns = self._columns
        return (Row(columns, one) for one in self._subjects)

    def __len__(self) -> int:
        return len(self._subjects)

    def values(self, name: str) -> list[object]:
        """One column from top to bottom; as ``get``, None for one that is not there."""
        column = self._columns.get(name)
        return [None] * len(self._subjects) if column is None else list(map(column, self._subjects))

    def only(self, marks: Iterable[bool]) -> Rows[T]:
        """The marked rows."""
        return Rows(self._columns, tuple(compress(self._subjects, marks)))
