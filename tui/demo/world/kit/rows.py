"""The rows of deployed custom objects and settings: holds, the job's settings and its status."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from tui.demo.world.columns_people import USER
from tui.demo.world.ids import record_id
from tui.demo.world.kit.deployed import CustomField, CustomObject, Deployed
from tui.demo.world.people import Person
from tui.demo.world.rows import Row

Value = str | bool | float | datetime | None
Values = Mapping[str, Value]

_COUNTER = re.compile(r"\{(0+)\}")
_FIRST = 4_017  # somebody else's rows came before


class RowError(Exception):
    """The platform refuses a row; ``code`` is its status code, ``fields`` are those that it names."""

    def __init__(self, code: str, message: str, *fields: str) -> None:
        super().__init__(message)
        self.code = code
        self.fields = fields


class Holder(Protocol):
    """The world, as far as rows need it."""

    deployed: Deployed
    org_id: str
    users: dict[str, Person]

    @property
    def now(self) -> datetime:
        """The org's clock."""


class CustomRows:
    """All rows of custom objects, by object and Id. Values have the types that queries compare: numbers are floats.

    Each method takes ``by``, the Id of whoever writes. KeyError for an object that is not deployed.
    """

    def __init__(self, holder: Holder) -> None:
        self._holder = holder
        self._rows: dict[str, dict[str, dict[str, Value]]] = {}
        self._made = _FIRST

    def rows(self, name: str) -> Sequence[Mapping[str, object]]:
        """The rows of an object in the order in which they were made, with who is looked up nested in them."""
        of = self.made_of(name)
        return [self._related(row, of) for row in self._rows.get(name, {}).values()]

    def made_of(self, name: str) -> CustomObject:
        """What is deployed under that name."""
        found = self._holder.deployed.content("CustomObject", name, CustomObject)
        if found is None:
            raise KeyError(name)
        return found

    def create(self, name: str, values: Values, by: str) -> str:
        """A new row; its Id. Raises RowError for what the platform refuses; fields not told have their defaults."""
        of = self.made_of(name)
        self._check(of, values)
        self._made += 1
        row = {one.name: _default(one) for one in of.fields.values()}
        row |= {"Id": record_id(of.key_prefix, self._made), "IsDeleted": False, **self._owned(name, of, values, by)}
        missing = [one.name for one in of.fields.values() if one.required and values.get(one.name) is None]
        if missing:
            raise RowError("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{', '.join(missing)}]", *missing)
        row |= {"CreatedDate": self._second(), "CreatedById": by}
        self._rows.setdefault(name, {})[str(row["Id"])] = row
        self._change(row, values, by)
        return str(row["Id"])

    def update(self, name: str, row_id: str, values: Values, by: str) -> None:
        """Change a row. Raises RowError, for one that is not there too."""
        self._check(self.made_of(name), values)
        self._change(self._row(name, row_id), values, by)

    def delete(self, name: str, row_id: str) -> None:
        """Remove a row. Raises RowError where there is none."""
        self.made_of(name)
        self._row(name, row_id)
        del self._rows[name][row_id]

    def setting(self, name: str) -> Values:
        """The org's own row of a custom setting, or the defaults of its fields, as ``getOrgDefaults`` gives it."""
        found = self._org_row(name)
        return found if found is not None else {one.name: _default(one) for one in self.made_of(name).fields.values()}

    def write_setting(self, name: str, values: Values, by: str) -> None:
        """Upsert the org's own row of a custom setting. Raises RowError."""
        found = self._org_row(name)
        if found is None:
            self.create(name, values, by)
        else:
            self.update(name, str(found["Id"]), values, by)

    def snapshot(self) -> Mapping[str, Mapping[str, Values]]:
        """All rows as they are now, to go back to."""
        return {name: {row_id: dict(row) for row_id, row in rows.items()} for name, rows in self._rows.items()}

    def restore(self, then: Mapping[str, Mapping[str, Values]]) -> None:
        """The rows are what they were; numbers that were given since are not given again."""
        self._rows = {name: {row_id: dict(row) for row_id, row in rows.items()} for name, rows in then.items()}

    def keep_only(self, names: Sequence[str]) -> None:
        """The rows of every other object go, as they do with their object."""
        self._rows = {name: rows for name, rows in self._rows.items() if name in names}

    def _org_row(self, name: str) -> dict[str, Value] | None:
        self.made_of(name)
        rows = self._rows.get(name, {}).values()
        return next((row for row in rows if row["SetupOwnerId"] == self._holder.org_id), None)

    def _row(self, name: str, row_id: str) -> dict[str, Value]:
        try:
            return self._rows.get(name, {})[row_id]
        except KeyError:
            raise RowError("NOT_FOUND", "The requested resource does not exist") from None

    def _change(self, row: dict[str, Value], values: Values, by: str) -> None:
        now = self._second()
        row |= {**values, "LastModifiedDate": now, "LastModifiedById": by, "SystemModstamp": now}

    def _owned(self, name: str, of: CustomObject, values: Values, by: str) -> dict[str, Value]:
        """Whose the row is and what it is called: a setting's belongs to the org unless told otherwise."""
        row_id = record_id(of.key_prefix, self._made)
        if of.setting is None:
            number = len(self._rows.get(name, {})) + 1
            called = _COUNTER.sub(lambda one: str(number).zfill(len(one[1])), of.numbered) if of.numbered else row_id
            return {"OwnerId": by, "Name": called}
        owner = values.get("SetupOwnerId", self._holder.org_id)
        twin = next((one for one in self._rows.get(name, {}).values() if one["SetupOwnerId"] == owner), None)
        if twin is not None:
            message = f"duplicate value found: SetupOwnerId duplicates value on record with id: {twin['Id']}"
            raise RowError("DUPLICATE_VALUE", message)
        return {"SetupOwnerId": owner, "Name": f"{of.label} (Organization)"}

    def _check(self, of: CustomObject, values: Values) -> None:
        for name, value in values.items():
            one = of.fields.get(name)
            if one is None or value is None:
                continue
            if isinstance(value, str) and one.length is not None and len(value) > one.length:
                message = f"{one.label}: data value too large: {value} (max length={one.length})"
                raise RowError("STRING_TOO_LONG", message, name)
            if isinstance(value, float) and one.precision is not None and abs(value) >= _least_too_large(one):
                message = f"{one.label}: value outside of valid range on numeric field: {value}"
                raise RowError("NUMBER_OUTSIDE_VALID_RANGE", message, name)
            if one.reference_to == "User" and value not in self._holder.users:
                raise RowError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", name)

    def _related(self, row: Mapping[str, Value], of: CustomObject) -> Mapping[str, object]:
        links = {"CreatedBy": "CreatedById", "LastModifiedBy": "LastModifiedById"}
        for one in of.fields.values():
            if one.reference_to == "User":
                links[f"{one.name.removesuffix('__c')}__r"] = one.name
        return {**row, **{relation: self._user(row.get(name)) for relation, name in links.items()}}

    def _user(self, user_id: Value) -> Row[Person] | None:
        person = self._holder.users.get(str(user_id))
        return Row(USER, person) if person is not None else None

    def _second(self) -> datetime:
        return self._holder.now.replace(microsecond=0)


def _default(one: CustomField) -> Value:
    if one.type == "Checkbox":
        return (one.default or "").lower() == "true"
    return None


def _least_too_large(one: CustomField) -> int:
    whole: int = 10 ** ((one.precision or 18) - (one.scale or 0))
    return whole
