"""Where variables live: a slot in the frame for each, names by block, none twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.tree import At
from tui.demo.apex.types import Type

FIRST = 2  # slots 0 and 1 of a frame hold the run and ``this``
_RESERVED = frozenset(
    """abstract activate and any array as asc autonomous begin bigdecimal blob break bulk by byte case cast catch
    char class collect commit const continue currency decimal default delete desc do double else end enum
    exception exit export extends false final finally float for from global goto group having hint if implements
    import in inner insert instanceof int integer interface into join like limit list long loop map merge new not
    null nulls number object of on or outer override package parallel pragma private protected public retrieve
    return rollback select set short sObject sort static string super switch synchronized system testmethod then
    this throw time transaction trigger true try undelete update upsert using virtual void webservice when where
    while""".lower().split()
)


@dataclass(frozen=True)
class Variable:
    """One variable: its slot in the frame and its type."""

    slot: int
    type: Type


class Variables:
    """The variables of one method, or of the block itself."""

    def __init__(self) -> None:
        self._blocks: list[dict[str, Variable]] = [{}]
        self.size = FIRST

    @contextmanager
    def block(self) -> Iterator[None]:
        """Names declared inside end with it; their slots stay theirs."""
        self._blocks.append({})
        try:
            yield
        finally:
            self._blocks.pop()

    def declare(self, name: str, kind: Type, at: At) -> Variable:
        """A new variable. Raises CompileProblem where the name is taken or reserved."""
        if name.lower() in _RESERVED:
            raise CompileProblem(f"Identifier name is reserved: {name}", at)
        if self.find(name) is not None:
            raise CompileProblem(f"Duplicate variable: {name}", at)
        variable = Variable(self.size, kind)
        self.size += 1
        self._blocks[-1][name.lower()] = variable
        return variable

    def find(self, name: str) -> Variable | None:
        """The variable of that name in any case, or None."""
        lower = name.lower()
        return next((block[lower] for block in reversed(self._blocks) if lower in block), None)
