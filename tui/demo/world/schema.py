"""The shapes of the org's tables: objects, fields, and what may be asked of them. The tables are in ``catalogue``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast

FieldType = Literal["id", "reference", "string", "picklist", "boolean", "int", "double", "datetime"]


@dataclass(frozen=True)
class Field:
    """One field. A reference knows the object it points to and the relationship that SOQL follows.

    ``filterable``, ``sortable`` and ``groupable`` are the F, S and G of the object reference; ``like`` is False where
    the platform takes no LIKE though it filters (AuthSession.SourceIp).
    """

    name: str
    label: str
    type: FieldType
    filterable: bool = True
    sortable: bool = True
    groupable: bool = True
    like: bool = True
    name_field: bool = False
    reference_to: str | None = None
    relationship: str | None = None


@dataclass(frozen=True)
class SObject:
    """One object: its fields by API name, and its relationships to the objects that they lead to.

    ``writable`` is whether rows may be made and changed from outside; ``setting`` marks a custom setting.
    """

    name: str
    label: str
    key_prefix: str | None
    fields: Mapping[str, Field]
    relationships: Mapping[str, str]
    custom: bool = False
    queryable: bool = True
    writable: bool = False
    setting: bool = False

    def field(self, name: str) -> Field | None:
        """The field of that API name in any case of letters, or None."""
        return _found(self.fields, name)

    def relationship(self, name: str) -> tuple[str, str] | None:
        """The relationship as it is spelt and the object it leads to, asked in any case of letters, or None."""
        spelt = next((one for one in self.relationships if one.lower() == name.lower()), None)
        return (spelt, self.relationships[spelt]) if spelt else None


class Schema(Mapping[str, SObject]):
    """The objects of one org by their API names; what the org lacks is not in it."""

    def __init__(self, objects: Iterable[SObject]) -> None:
        self._objects = {one.name: one for one in objects}
        self._spelt = {name.lower(): name for name in self._objects}

    def __getitem__(self, name: str) -> SObject:
        return self._objects[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._objects)

    def __len__(self) -> int:
        return len(self._objects)

    def find(self, name: str) -> SObject | None:
        """The object of that API name in any case of letters, or None."""
        spelt = self._spelt.get(name.lower())
        return self._objects[spelt] if spelt else None


def sobject(name: str, label: str, key_prefix: str | None, lines: str, *, custom: bool = False) -> SObject:
    """An object written as one field a line: ``Name type [Relationship Object] [flags]``.

    Flags are ``-filter``, ``-sort``, ``-group``, ``-like`` and ``name``; date-times and what cannot be filtered are
    never grouped, as on the platform.
    """
    fields = [_field(words) for line in lines.splitlines() if (words := line.split())]
    leads_to = {one.relationship: one.reference_to for one in fields if one.relationship and one.reference_to}
    return SObject(name, label, key_prefix, {one.name: one for one in fields}, leads_to, custom)


def _field(words: list[str]) -> Field:
    name, kind, *rest = words
    relationship, target = (rest[0], rest[1]) if kind == "reference" and len(rest) > 1 else (None, None)
    filterable = "-filter" not in rest
    return Field(
        name,
        label=_label(name),
        type=cast(FieldType, kind),
        filterable=filterable,
        sortable=filterable and "-sort" not in rest,
        groupable=filterable and "-group" not in rest and kind != "datetime",
        like="-like" not in rest,
        name_field="name" in rest,
        reference_to=target,
        relationship=relationship,
    )


def _label(name: str) -> str:
    plain = name.removesuffix("__c").rpartition("__")[2].replace("_", " ")
    return "".join(f" {one}" if one.isupper() and before.islower() else one for before, one in _pairs(plain))


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    return zip(" " + text, text, strict=False)


def _found(fields: Mapping[str, Field], name: str) -> Field | None:
    exact = fields.get(name)
    return exact or next((one for key, one in fields.items() if key.lower() == name.lower()), None)
