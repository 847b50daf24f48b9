"""Writes by REST: rows of deployed custom objects and settings, and who is assigned a permission set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from tui.demo.http.record_id import is_record_id, read_id
from tui.demo.http.routes import Call, Route, data
from tui.demo.http.wire import ApiError, Reply, json_reply, not_found
from tui.demo.world.access import PermissionSet
from tui.demo.world.columns_people import Assignment
from tui.demo.world.kit.rows import RowError, Value
from tui.demo.world.schema import Field, SObject
from tui.demo.world.world import World

_ASSIGNMENT = "PermissionSetAssignment"
_OWNERS = frozenset({"OwnerId", "SetupOwnerId", "Name"})
_JSON = {bool: "VALUE_TRUE", int: "VALUE_NUMBER_INT", float: "VALUE_NUMBER_FLOAT", str: "VALUE_STRING"}


class CustomRowsHttp:
    """The resources that write rows in one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """The resources; reading them is the business of others."""
        return [
            data("POST", "/sobjects/{name}", self._create),
            data("PATCH", "/sobjects/{name}/{id}", self._update),
            data("DELETE", "/sobjects/{name}/{id}", self._delete),
        ]

    def _create(self, call: Call) -> Reply:
        if call.parts["name"].lower() == _ASSIGNMENT.lower():
            return _created(self._assign(call))
        of = self._writable(call)
        values = _values(of, call)
        try:
            return _created(self._world.custom.create(of.name, values, self._world.caller_id))
        except RowError as error:
            raise _refused(error) from error

    def _update(self, call: Call) -> Reply:
        of, row = self._writable(call), _id(call)
        values = _values(of, call)
        try:
            self._world.custom.update(of.name, row, values, self._world.caller_id)
        except RowError as error:
            raise _refused(error) from error
        return Reply(204)

    def _delete(self, call: Call) -> Reply:
        if call.parts["name"].lower() == _ASSIGNMENT.lower():
            return self._unassign(call)
        of, row = self._writable(call), _id(call)
        try:
            self._world.custom.delete(of.name, row)
        except RowError as error:
            raise _refused(error) from error
        return Reply(204)

    def _writable(self, call: Call) -> SObject:
        found = self._world.schema.find(call.parts["name"])
        if found is None:
            raise not_found()
        if not found.writable:
            message = f"entity type {found.name} does not support create, update or delete"  # wording unverified
            raise ApiError(400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message)
        return found

    def _assign(self, call: Call) -> str:
        """Give a deployed permission set to a user; the Id of the assignment."""
        body = _body(call)
        user, wanted = (str(body.get(one, "")) for one in ("AssigneeId", "PermissionSetId"))
        if not is_record_id(user) or not is_record_id(wanted):
            raise ApiError(400, "MALFORMED_ID", f"Id value of incorrect type: {user or wanted}")
        user, wanted = read_id(user), read_id(wanted)
        sets = {part.id: part for part in self._world.deployed.parts.values() if part.kind == "PermissionSet"}
        if user not in self._world.users or wanted not in sets:
            raise ApiError(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
        found = Assignment(self._world.users[user], PermissionSet(wanted, sets[wanted].name, sets[wanted].name))
        if (user, wanted) in self._world.assigned:
            message = f"duplicate value found: unknown duplicates value on record with id: {found.id}"
            raise ApiError(400, "DUPLICATE_VALUE", message)
        self._world.assigned.append((user, wanted))
        return found.id

    def _unassign(self, call: Call) -> Reply:
        wanted = _id(call)
        rows = (row for row in self._world.records(_ASSIGNMENT) if row["Id"] == wanted)
        found = next(((str(row["AssigneeId"]), str(row["PermissionSetId"])) for row in rows), None)
        if found is None or found not in self._world.assigned:
            raise not_found()
        self._world.assigned.remove(found)
        return Reply(204)


def _created(row_id: str) -> Reply:
    return json_reply({"id": row_id, "success": True, "errors": []}, 201)


def _id(call: Call) -> str:
    if not is_record_id(call.parts["id"]):
        raise not_found()
    return read_id(call.parts["id"])


def _body(call: Call) -> Mapping[str, object]:
    body = call.request.json()
    if not isinstance(body, dict):
        raise ApiError(400, "JSON_PARSER_ERROR", "The body must be one object")  # wording unverified
    return body


def _refused(error: RowError) -> ApiError:
    return ApiError(404 if error.code == "NOT_FOUND" else 400, error.code, str(error))


def _values(of: SObject, call: Call) -> dict[str, Value]:
    """The body's values by the names that the org spells, in the types that queries compare. Raises ApiError."""
    values: dict[str, Value] = {}
    for name, told in _body(call).items():
        if name == "attributes":
            continue
        field = of.field(name)
        if field is None:
            message = f"No such column '{name}' on sobject of type {of.name}"
            raise ApiError(400, "INVALID_FIELD", message)
        if not field.name.endswith("__c") and field.name not in _OWNERS:
            message = f"Unable to create/update fields: {field.name}. Please check the security settings of this field"
            raise ApiError(400, "INVALID_FIELD_FOR_INSERT_UPDATE", f"{message} and verify that it is read/write.")
        values[field.name] = _converted(field, told)
    return values


def _converted(field: Field, told: object) -> Value:
    if told is None:
        return False if field.type == "boolean" else None
    if field.type == "boolean" and isinstance(told, bool):
        return told
    if field.type == "double" and isinstance(told, int | float) and not isinstance(told, bool):
        return float(told)
    if isinstance(told, str):
        if field.type == "reference" and is_record_id(told):
            return read_id(told)
        if field.type in {"string", "picklist"}:
            return told or None
        if field.type == "datetime" and (at := _moment(told)) is not None:
            return at
        if field.type == "reference":
            raise ApiError(400, "MALFORMED_ID", f"{field.label}: id value of incorrect type: {told}")
    shape = f"{_JSON.get(type(told), 'START_OBJECT')} value {told}"
    message = f"Cannot deserialize instance of {field.type} from {shape} or request may be missing a required field"
    raise ApiError(400, "JSON_PARSER_ERROR", message)


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
