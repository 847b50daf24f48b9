"""The names in a query, looked up in the org's tables: which column a path means, and how a row gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tui.demo.http.wire import ApiError
from tui.demo.soql.parse import pointed
from tui.demo.soql.tree import Path
from tui.demo.world import rows as world_rows
from tui.demo.world.schema import Field, Schema, SObject

_REFERENCE = "Please reference your WSDL or the describe call for the appropriate names."

Rows = Sequence[Mapping[str, object]]
Parents = tuple[tuple[str, str], ...]  # (relationship, object) from the row outwards, as the org spells them


@dataclass(frozen=True)
class Column:
    """One selectable field, the row's own or of a parent. ``get`` gives it of one row, ``of`` of all of them."""

    parents: Parents
    field: Field
    get: Callable[[Mapping[str, object]], object]

    def of(self, rows: Rows) -> list[object]:
        """The column's values from top to bottom: quicker than row by row."""
        return values(rows, [one for one, _ in self.parents], self.field.name)


class Names:
    """Looks up the paths of one query over one object. ``text`` is the query, for the caret in refusals."""

    def __init__(self, schema: Schema, source: SObject, alias: str | None, text: str) -> None:
        self._schema = schema
        self._source = source
        self._prefixes = {source.name.lower(), (alias or source.name).lower()}
        self.text = text

    def column(self, path: Path) -> Column:
        """The column of a path. Raises ApiError (INVALID_FIELD) for a field or relationship that is not there."""
        names = path.names[1:] if len(path.names) > 1 and self._is_prefix(path.names[0]) else path.names
        parents: list[tuple[str, str]] = []
        at = self._source
        for name in names[:-1]:
            found = at.relationship(name)
            if found is None or (target := self._schema.find(found[1])) is None:
                raise self._no_relationship(name, path)
            parents.append((found[0], target.name))
            at = target
        field = at.field(names[-1])
        if field is None:
            raise self._no_field(names[-1], at, path)
        return Column(tuple(parents), field, _getter([one for one, _ in parents], field.name))

    def _is_prefix(self, name: str) -> bool:
        return name.lower() in self._prefixes and self._source.relationship(name) is None

    def _no_relationship(self, name: str, path: Path) -> ApiError:
        message = (
            f"Didn't understand relationship '{name}' in field path. If you are attempting to use a custom "
            f"relationship, be sure to append the '__r' after the custom relationship name. {_REFERENCE}"
        )
        return ApiError(400, "INVALID_FIELD", pointed(self.text, path.at, message))

    def _no_field(self, name: str, of: SObject, path: Path) -> ApiError:
        message = (
            f"No such column '{name}' on entity '{of.name}'. If you are attempting to use a custom field, be sure to "
            f"append the '__c' after the custom field name. {_REFERENCE}"
        )
        return ApiError(400, "INVALID_FIELD", pointed(self.text, path.at, message))


def source(schema: Schema, name: str, at: int, text: str) -> SObject:
    """The object that a query reads. Raises ApiError (INVALID_TYPE) where the caller has none of that name."""
    found = schema.find(name)
    if found is None or not found.queryable:
        message = (
            f"sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to append "
            f"the '__c' after the entity name. {_REFERENCE}"
        )
        raise ApiError(400, "INVALID_TYPE", pointed(text, at, message))
    return found


def holder(parents: Sequence[str]) -> Callable[[Mapping[str, object]], Mapping[str, object] | None]:
    """What gives the parent row at the end of these relationships, or None where one of them is empty."""

    def through(row: Mapping[str, object]) -> Mapping[str, object] | None:
        found: object = row
        for one in parents:
            found = found.get(one) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else None

    return through


def values(rows: Rows, parents: Sequence[str], name: str, missing: object = None) -> list[object]:
    """A field of all rows, or of the parents at the end of these relationships; None where a parent is empty.

    ``missing`` is what a parent gives that has no such field.
    """
    if not parents:
        return _own(rows, name)
    found = _own(rows, parents[0])
    for one in parents[1:]:
        found = [held.get(one) if isinstance(held, Mapping) else None for held in found]
    return [held.get(name, missing) if isinstance(held, Mapping) else None for held in found]


def _own(rows: Rows, name: str) -> list[object]:
    return rows.values(name) if isinstance(rows, world_rows.Rows) else [row.get(name) for row in rows]


def _getter(parents: Sequence[str], name: str) -> Callable[[Mapping[str, object]], object]:
    if not parents:
        return lambda row: row.get(name)
    get = holder(parents)
    return lambda row: None if (found := get(row)) is None else found.get(name)
