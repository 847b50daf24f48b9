"""A question that is asked of the org once, however many checks want its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from tui.org.wire.calls import Calls
from tui.org.wire.errors import GONE, OrgFailure

T = TypeVar("T")


class Once(Generic[T]):
    """Asks by ``read`` the first time it is called; from then on the same value, or the same OrgFailure raised.

    ``cost`` is how many calls that took.
    """

    def __init__(self, calls: Calls, read: Callable[[], T]) -> None:
        self._calls, self._read = calls, read
        self._told: tuple[T] | OrgFailure | None = None
        self.cost = 0

    def __call__(self) -> T:
        """The answer. Raises the OrgFailure that the question met."""
        if self._told is None:
            before = self._calls.usage.calls
            try:
                self._told = (self._read(),)
            except OrgFailure as failure:
                self._told = failure
            self.cost = self._calls.usage.calls - before
        if isinstance(self._told, OrgFailure):
            raise self._told
        return self._told[0]

    def failure(self) -> OrgFailure | None:
        """Why there is no answer, or None where there is one. Raises where the org itself is out of reach."""
        try:
            self()
        except GONE:
            raise
        except OrgFailure as failure:
            return failure
        return None
