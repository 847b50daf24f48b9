"""One run of a block: the world it acts on, its log, and what is left of its limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tui.demo.apex.values import Record
from tui.demo.http.wire import ApiError
from tui.demo.soql.group import Group
from tui.demo.soql.run import Result, Soql

if TYPE_CHECKING:
    from tui.demo.soql.tree import Query
    from tui.demo.world.world import World

Answer = dict[str, dict[str, bool]]

QUERIES = 100  # limits of one synchronous transaction (salesforce.md, section 3)
QUERY_ROWS = 50_000
HEAP = 6_000_000
CPU = 10_000


class OutOfLimits(Exception):
    """A governor limit was hit; no catch of Apex stops it."""


@dataclass(frozen=True)
class Debugged:
    """One ``System.debug``: its line in the source, its level, and the text."""

    line: int
    level: str
    text: str


@dataclass
class Run:
    """The state that a block's closures share. ``turns`` stands for CPU time: how many more loop turns it may take.

    ``answer`` is what DE answered the block, if it asked; ``looked`` whether it saw anything else of the world.
    """

    kept_world: World
    turns: int
    line: int = 0
    queries: int = 0
    rows: int = 0
    debugged: list[Debugged] = field(default_factory=list)
    spent: int = 0
    answer: Answer | None = None
    looked: bool = False

    @property
    def world(self) -> World:
        """The world, for whatever the block does in it."""
        self.looked = True
        return self.kept_world

    def availability(self) -> Answer:
        """What DE answers; the block may change what it gets."""
        self.answer = self.kept_world.availability()
        return {team: dict(members) for team, members in self.answer.items()}

    def spend(self, turns: int) -> None:
        """Count turns of a loop. Raises OutOfLimits."""
        self.spent += turns
        if self.spent > self.turns:
            raise OutOfLimits("System.LimitException: Apex CPU time limit exceeded")

    def cpu(self) -> int:
        """The milliseconds that the turns so far stand for."""
        return self.spent * CPU // max(self.turns, 1)

    def query(self, query: Query, variables: Mapping[str, object]) -> Result:
        """The result of a query in brackets. Raises OutOfLimits, ApiError."""
        self.queries += 1
        if self.queries > QUERIES:
            raise OutOfLimits(f"System.LimitException: Too many SOQL queries: {self.queries}")
        engine = Soql(self.world.schema, self.world.records, self.world.now)
        result = engine.run_query(query, variables)
        self.rows += len(result.rows) or result.total
        if self.rows > QUERY_ROWS:
            raise OutOfLimits(f"System.LimitException: Too many query rows: {QUERY_ROWS + 1}")
        return result


def kept(text: str) -> str:
    """The text, where it fits the heap. Raises OutOfLimits."""
    if len(text) > HEAP:
        raise OutOfLimits(f"System.LimitException: Apex heap size too large: {len(text)}")
    return text


def records(result: Result) -> list[Record]:
    """The rows of a result as sObjects, parents nested."""
    return [_record(result, row) for row in result.rows]


def _record(result: Result, row: tuple[Any, ...]) -> Record:
    top = Record(result.source.name, {"Id": row[0]})
    parents: dict[tuple[tuple[str, str], ...], Record | None] = {}
    first = len(result.columns) + 1
    for at, path in enumerate(result.parents, first):
        holder = parents.get(path[:-1], top)
        relationship, kind = path[-1]
        parents[path] = Record(kind, {}) if row[at] is not None and holder is not None else None
        if holder is not None:
            holder.fields[relationship] = parents[path]
    for at, column in enumerate(result.columns, 1):
        if isinstance(column, Group):
            raise ApiError(400, "MALFORMED_QUERY", "aggregate queries are not supported in Apex here")
        target = parents[column.parents] if column.parents else top
        if target is not None:
            target.fields[column.field.name] = row[at]
    return top
