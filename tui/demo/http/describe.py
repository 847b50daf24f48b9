"""What the org says of its objects: the short form in the list of all, the long one with the fields."""

from __future__ import annotations

from tui.demo.world.schema import Field, SObject

_LENGTHS = {"id": 18, "reference": 18, "string": 255, "picklist": 40}
_OWNERS = frozenset({"OwnerId", "SetupOwnerId"})
_SOAP = {
    "id": "tns:ID",
    "reference": "tns:ID",
    "boolean": "xsd:boolean",
    "int": "xsd:int",
    "double": "xsd:double",
    "datetime": "xsd:dateTime",
}


def summary(of: SObject, root: str) -> dict[str, object]:
    """The object as the list of all objects shows it."""
    base = f"{root}/sobjects/{of.name}"
    return {
        "name": of.name,
        "label": of.label,
        "labelPlural": of.label if of.label.endswith(("s", "y")) else f"{of.label}s",
        "keyPrefix": of.key_prefix,
        "custom": of.custom,
        "customSetting": of.setting,
        "queryable": of.queryable,
        "retrieveable": True,
        "createable": of.writable,
        "updateable": of.writable,
        "deletable": of.writable,
        "searchable": False,
        "triggerable": False,
        "urls": {"sobject": base, "describe": f"{base}/describe", "rowTemplate": f"{base}/{{ID}}"},
    }


def description(of: SObject, root: str) -> dict[str, object]:
    """The object with its fields."""
    return {**summary(of, root), "fields": [_field(one, of) for one in of.fields.values()], "childRelationships": []}


def _field(field: Field, of: SObject) -> dict[str, object]:
    writable = of.writable and (field.name.endswith("__c") or field.name in _OWNERS)
    return {
        "name": field.name,
        "label": field.label,
        "type": field.type,
        "soapType": _SOAP.get(field.type, "xsd:string"),
        "length": _LENGTHS.get(field.type, 0),
        "custom": field.name.endswith("__c"),
        "nameField": field.name_field,
        "filterable": field.filterable,
        "sortable": field.sortable,
        "groupable": field.groupable,
        "nillable": field.type not in {"id", "boolean"},
        "createable": writable,
        "updateable": writable,
        "referenceTo": [field.reference_to] if field.reference_to else [],
        "relationshipName": field.relationship,
        "picklistValues": [],
    }
