"""Custom objects and settings that were deployed, as objects that queries and describes know."""

from __future__ import annotations

from tui.demo.world.kit.deployed import CustomField, CustomObject, Deployed
from tui.demo.world.schema import Field, FieldType, SObject

TYPES: dict[str, FieldType] = {
    "AutoNumber": "string",
    "Checkbox": "boolean",
    "Currency": "double",
    "Date": "datetime",
    "DateTime": "datetime",
    "Email": "string",
    "LongTextArea": "string",
    "Lookup": "reference",
    "Number": "double",
    "Percent": "double",
    "Phone": "string",
    "Picklist": "picklist",
    "Text": "string",
    "TextArea": "string",
    "Url": "string",
}
_LONG = frozenset({"LongTextArea"})
_OWN = (
    Field("Id", "Record ID", "id"),
    Field("IsDeleted", "Deleted", "boolean"),
)
_STAMPS = (
    Field("CreatedDate", "Created Date", "datetime", groupable=False),
    Field("CreatedById", "Created By ID", "reference", reference_to="User", relationship="CreatedBy"),
    Field("LastModifiedDate", "Last Modified Date", "datetime", groupable=False),
    Field("LastModifiedById", "Last Modified By ID", "reference", reference_to="User", relationship="LastModifiedBy"),
    Field("SystemModstamp", "System Modstamp", "datetime", groupable=False),
)


def custom_objects(deployed: Deployed) -> tuple[SObject, ...]:
    """Every custom object and setting that is deployed."""
    return tuple(_object(part.name, one) for part, one in deployed.all("CustomObject", CustomObject))


def _object(name: str, of: CustomObject) -> SObject:
    """A setting's rows belong to the org, a profile or a user; an object's to an owner."""
    owner = Field("SetupOwnerId", "Location", "reference") if of.setting else Field("OwnerId", "Owner ID", "reference")
    named = Field("Name", of.label, "string", name_field=True)
    fields = [_OWN[0], owner, _OWN[1], named, *_STAMPS, *map(_field, of.fields.values())]
    leads_to = {one.relationship: one.reference_to for one in fields if one.relationship and one.reference_to}
    return SObject(
        name,
        of.label,
        of.key_prefix,
        {one.name: one for one in fields},
        leads_to,
        custom=True,
        writable=True,
        setting=of.setting is not None,
    )


def _field(one: CustomField) -> Field:
    kind = TYPES[one.type]
    filterable = one.type not in _LONG
    return Field(
        one.name,
        one.label,
        kind,
        filterable=filterable,
        sortable=filterable,
        groupable=filterable and kind not in {"datetime", "double"},
        reference_to=one.reference_to,
        relationship=f"{one.name.removesuffix('__c')}__r" if kind == "reference" else None,
    )
