"""``columns=true``: what a query's columns are, without its rows. The Salesforce CLI asks it after every query."""

from __future__ import annotations

from typing import Any

from tui.demo.soql.group import Group
from tui.demo.soql.run import Result
from tui.demo.world.schema import Field

_APEX = {
    "id": "Id",
    "reference": "Id",
    "string": "String",
    "picklist": "String",
    "boolean": "Boolean",
    "int": "Integer",
    "double": "Double",
    "datetime": "Datetime",
}
_TEXT = frozenset({"string", "picklist"})
_NUMBER = frozenset({"int", "double"})

Metadata = dict[str, Any]


def column_metadata(result: Result) -> Metadata:
    """The whole answer; columns of a parent stand below a column of the relationship's name."""
    top: list[Metadata] = []
    for column in result.columns:
        if isinstance(column, Group):
            top.append(_column(column.name, column.column.field, aggregate=column.function is not None))
            continue
        level = top
        for relationship, _ in column.parents:
            level = _joined(level, relationship)
        level.append(_column(column.field.name, column.field))
    return {
        "columnMetadata": top,
        "entityName": result.source.name,
        "groupBy": any(isinstance(one, Group) for one in result.columns),
        "idSelected": any(one["columnName"] == "Id" for one in top),
        "keyPrefix": result.source.key_prefix,
    }


def _joined(level: list[Metadata], relationship: str) -> list[Metadata]:
    known = next((one for one in level if one["columnName"] == relationship), None)
    if known is None:
        known = _metadata(relationship, None, "id")
        level.append(known)
    joined: list[Metadata] = known["joinColumns"]
    return joined


def _column(name: str, field: Field, *, aggregate: bool = False) -> Metadata:
    return {**_metadata(name, _APEX[field.type], field.type), "aggregate": aggregate}


def _metadata(name: str, apex: str | None, kind: str) -> Metadata:
    return {
        "aggregate": False,
        "apexType": apex,
        "booleanType": kind == "boolean",
        "columnName": name,
        "custom": name.endswith("__c"),
        "displayName": name,
        "foreignKeyName": None,
        "insertable": False,
        "joinColumns": [],
        "numberType": kind in _NUMBER,
        "textType": kind in _TEXT,
        "updatable": False,
    }
