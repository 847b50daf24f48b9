"""The file of a custom object or a custom setting, with its fields (Metadata API guide, CustomObject [doc])."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from tui.demo.http.metadata.words import Broken, flag, number, text, words
from tui.demo.world.kit.deployed import CustomField, CustomObject
from tui.demo.world.kit.objects import TYPES

_OBJECTS_NEED = ("label", "pluralLabel", "deploymentStatus", "sharingModel")
_SETTINGS_NEED = ("label",)
_FIELDS_NEED: Mapping[str, tuple[str, ...]] = {
    "Checkbox": ("defaultValue",),
    "Currency": ("precision", "scale"),
    "LongTextArea": ("length", "visibleLines"),
    "Lookup": ("referenceTo", "relationshipName"),
    "Number": ("precision", "scale"),
    "Percent": ("precision", "scale"),
    "Text": ("length",),
}
_IN_SETTINGS = frozenset(
    {"Checkbox", "Currency", "Date", "DateTime", "Email", "Number", "Percent", "Phone", "Text", "TextArea", "Url"}
)
_LONGEST_TEXT = 255
_MOST_DIGITS = 18


def read_object(name: str, root: Element) -> CustomObject:
    """The object; its key prefix is the org's to give, and empty here. Raises Broken."""
    setting = text(root, "customSettingsType")
    if not name.endswith("__c"):
        raise Broken(f"Standard objects are beyond this simulated org: {name}")
    if setting not in {None, "Hierarchy", "List"}:
        raise Broken(f"'{setting}' is not a valid value for the enum 'CustomSettingsType'")
    for needed in _SETTINGS_NEED if setting else _OBJECTS_NEED:
        if text(root, needed) is None:
            raise Broken(f"Required field is missing: {needed}")
    numbered = None if setting else _numbered(root)
    fields: dict[str, CustomField] = {}
    for one in words(root, "fields"):
        field = _field(one, setting)
        if field.name in fields:
            raise Broken(f"Duplicate name found: {field.name}")
        fields[field.name] = field
    return CustomObject(text(root, "label") or name, "", fields, setting, numbered)


def _numbered(root: Element) -> str | None:
    named = next(iter(words(root, "nameField")), None)
    if named is None:
        raise Broken("Required field is missing: nameField")
    if text(named, "type") != "AutoNumber":
        return None
    shown = text(named, "displayFormat")
    if shown is None:
        raise Broken("Must specify 'displayFormat' for a CustomField of type AutoNumber")
    return shown


def _field(root: Element, setting: str | None) -> CustomField:
    name, kind = text(root, "fullName"), text(root, "type")
    if name is None or not name.endswith("__c"):
        raise Broken(f"Invalid fullName of a custom field: {name}")
    if kind is None or kind not in TYPES:
        raise Broken(f"{name}: '{kind}' is not a valid value for the enum 'FieldType'")
    if setting is not None and kind not in _IN_SETTINGS:
        raise Broken(f"{name}: a CustomField of type {kind} is not allowed on a custom setting")
    for needed in ("label", *_FIELDS_NEED.get(kind, ())):
        if text(root, needed) is None:
            raise Broken(f"{name}: Must specify '{needed}' for a CustomField of type {kind}")
    length, precision, scale = _sizes(root, name, kind)
    return CustomField(
        name,
        text(root, "label") or name,
        kind,
        text(root, "referenceTo"),
        text(root, "relationshipName"),
        length,
        precision,
        scale,
        text(root, "defaultValue"),
        flag(root, "required"),
    )


def _sizes(root: Element, name: str, kind: str) -> tuple[int | None, int | None, int | None]:
    """Length, precision and scale. Raises Broken where they are too large."""
    length, precision, scale = (_whole(root, one) for one in ("length", "precision", "scale"))
    if kind == "Text" and (length or 0) > _LONGEST_TEXT:
        raise Broken(f"{name}: Text Field Length must not exceed {_LONGEST_TEXT}")
    if (precision or 0) > _MOST_DIGITS or (scale or 0) > (precision or _MOST_DIGITS):
        raise Broken(f"{name}: precision must be at most {_MOST_DIGITS} and scale at most precision")
    return length, precision, scale


def _whole(root: Element, name: str) -> int | None:
    told = number(root, name)
    return None if told is None else int(told)
