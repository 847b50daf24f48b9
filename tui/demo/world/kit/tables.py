"""What is deployed as rows, for REST and Tooling queries alike."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence

from tui.demo.world.ids import record_id, to_18
from tui.demo.world.kit.deployed import (
    ApexCode,
    CustomObject,
    Deployed,
    Flow,
    FlowVersion,
    Part,
    PermissionSetPart,
    Subscriber,
)
from tui.demo.world.schema import Schema, SObject

Table = Sequence[Mapping[str, object]]

_COMMENTS = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
_STAMPED = ("CreatedDate", "LastModifiedDate", "SystemModstamp")


def tables(
    deployed: Deployed, schema: Schema, user_ids: Mapping[str, str], caller: str
) -> Mapping[str, Callable[[], Table]]:
    """The rows of every object of metadata. ``user_ids`` are Ids by username; ``caller`` deployed all of it."""
    made = _Rows(deployed, schema, user_ids, caller)
    return {
        "ApexClass": made.classes,
        "ApexTrigger": made.triggers,
        "CustomField": made.fields,
        "CustomObject": made.objects,
        "EntityDefinition": made.entities,
        "Flow": made.flow_versions,
        "FlowDefinition": made.flow_definitions,
        "FlowDefinitionView": made.flow_views,
        "FlowVersionView": made.flow_version_views,
        "PlatformEventSubscriberConfig": made.subscribers,
    }


def permission_sets(deployed: Deployed) -> Iterator[tuple[Part, PermissionSetPart]]:
    """The permission sets that were deployed."""
    return deployed.all("PermissionSet", PermissionSetPart)


class _Rows:
    """Makes the rows of one moment."""

    def __init__(self, deployed: Deployed, schema: Schema, user_ids: Mapping[str, str], caller: str) -> None:
        self._deployed = deployed
        self._schema = schema
        self._user_ids = user_ids
        self._caller = caller

    def classes(self) -> Table:
        """ApexClass."""
        return [self._code(part, one) for part, one in self._deployed.all("ApexClass", ApexCode)]

    def triggers(self) -> Table:
        """ApexTrigger, with the events that its text names."""
        return [
            {**self._code(part, one), "TableEnumOrId": one.object, **_usage(one.body)}
            for part, one in self._deployed.all("ApexTrigger", ApexCode)
        ]

    def objects(self) -> Table:
        """CustomObject of the Tooling API, whose names lack their ending."""
        return [
            {
                **self._stamps(part),
                "DeveloperName": part.name.removesuffix("__c"),
                "NamespacePrefix": None,
                "Description": None,
                "CustomSettingsType": one.setting,
                "ManageableState": "unmanaged",
            }
            for part, one in self._deployed.all("CustomObject", CustomObject)
        ]

    def fields(self) -> Table:
        """CustomField of the Tooling API; its object is named by Id."""
        return [
            {
                **self._stamps(part),
                "Id": to_18(f"00N{part.id[3:12]}{number:03d}"),
                "DeveloperName": field.name.removesuffix("__c"),
                "NamespacePrefix": None,
                "TableEnumOrId": part.id,
                "ManageableState": "unmanaged",
            }
            for part, one in self._deployed.all("CustomObject", CustomObject)
            for number, field in enumerate(one.fields.values())
        ]

    def entities(self) -> Table:
        """EntityDefinition: every object of the org."""
        return [_entity(*one) for one in enumerate(self._schema.values())]

    def flow_definitions(self) -> Table:
        """FlowDefinition of the Tooling API, with its versions nested."""
        return [self._definition(part, one) for part, one in self._deployed.all("Flow", Flow)]

    def flow_versions(self) -> Table:
        """Flow of the Tooling API: one row a version."""
        return [
            {**self._version(part, one, version), "Definition": self._definition(part, one)}
            for part, one in self._deployed.all("Flow", Flow)
            for version in one.versions
        ]

    def flow_views(self) -> Table:
        """FlowDefinitionView: ``IsActive`` is of the flow's latest version, as the reference has it [doc]."""
        return [
            {
                "Id": to_18(f"3dd{part.id[3:15]}"),
                "DurableId": part.id,
                "ApiName": part.name,
                "Label": one.label,
                "Description": one.description,
                "ProcessType": one.process_type,
                "ActiveVersionId": _active_id(one),
                "LatestVersionId": one.latest.id,
                "VersionNumber": one.latest.number,
                "ApiVersion": one.latest.api_version,
                "IsActive": one.active == one.latest.number,
                "IsOutOfDate": one.active not in {0, one.latest.number},
                "IsTemplate": False,
                "ManageableState": "unmanaged",
                "Builder": "Flow Builder",
                "LastModifiedDate": part.modified,
            }
            for part, one in self._deployed.all("Flow", Flow)
        ]

    def flow_version_views(self) -> Table:
        """FlowVersionView: one row a version."""
        return [
            {
                "Id": to_18(f"3de{version.id[3:15]}"),
                "DurableId": f"{part.name}-{version.number}",
                "FlowDefinitionViewId": part.name,
                "Label": one.label,
                "Description": one.description,
                "Status": _status(one, version),
                "VersionNumber": version.number,
                "ProcessType": one.process_type,
                "ApiVersion": version.api_version,
                "LastModifiedDate": version.created,
            }
            for part, one in self._deployed.all("Flow", Flow)
            for version in one.versions
        ]

    def subscribers(self) -> Table:
        """PlatformEventSubscriberConfig of the Tooling API; its trigger and user are named by Id."""
        return [
            {
                **self._stamps(part),
                "DeveloperName": part.name,
                "MasterLabel": one.label,
                "Language": "en_US",
                "NamespacePrefix": None,
                "BatchSize": one.batch_size,
                "PlatformEventConsumerId": trigger.id if trigger else None,
                "UserId": self._user_ids.get(one.username or ""),
            }
            for part, one in self._deployed.all("PlatformEventSubscriberConfig", Subscriber)
            for trigger in (self._deployed.find("ApexTrigger", one.trigger),)
        ]

    def _code(self, part: Part, one: ApexCode) -> dict[str, object]:
        return {
            **self._stamps(part),
            "Name": part.name,
            "NamespacePrefix": None,
            "ApiVersion": one.api_version,
            "Status": one.status,
            "IsValid": True,
            "Body": one.body,
            "BodyCrc": float(zlib.crc32(one.body.encode())),
            "LengthWithoutComments": len(_COMMENTS.sub("", one.body)),
        }

    def _definition(self, part: Part, one: Flow) -> dict[str, object]:
        active = one.version(one.active)
        return {
            **self._stamps(part),
            "DeveloperName": part.name,
            "MasterLabel": one.label,
            "Description": one.description,
            "NamespacePrefix": None,
            "ManageableState": "unmanaged",
            "ActiveVersionId": _active_id(one),
            "ActiveVersion": self._version(part, one, active) if active else None,
            "LatestVersionId": one.latest.id,
            "LatestVersion": self._version(part, one, one.latest),
        }

    def _version(self, part: Part, one: Flow, version: FlowVersion) -> dict[str, object]:
        return {
            **self._stamps(part),
            "Id": version.id,
            "CreatedDate": version.created,
            "DefinitionId": part.id,
            "MasterLabel": one.label,
            "Description": one.description,
            "ManageableState": "unmanaged",
            "ProcessType": one.process_type,
            "Status": _status(one, version),
            "VersionNumber": version.number,
            "ApiVersion": version.api_version,
        }

    def _stamps(self, part: Part) -> dict[str, object]:
        dates = dict.fromkeys(_STAMPED[1:], part.modified)
        return {
            "Id": part.id,
            "CreatedDate": part.created,
            **dates,
            "CreatedById": self._caller,
            "LastModifiedById": self._caller,
        }


def _entity(number: int, one: SObject) -> dict[str, object]:
    developer = one.name.removesuffix("__c").rpartition("__")[2]
    return {
        "Id": record_id("4ie", number),
        "DurableId": one.name,
        "QualifiedApiName": one.name,
        "DeveloperName": developer,
        "NamespacePrefix": one.name.partition("__")[0] if one.name.removesuffix("__c").count("__") else None,
        "MasterLabel": one.label,
        "Label": one.label,
        "KeyPrefix": one.key_prefix,
        "IsCustomSetting": one.setting,
        "IsQueryable": one.queryable,
    }


def _active_id(one: Flow) -> str | None:
    active = one.version(one.active)
    return active.id if active else None


def _status(one: Flow, version: FlowVersion) -> str:
    if version.number == one.active:
        return "Active"
    return "Obsolete" if one.active > version.number else "Draft"


def _usage(body: str) -> dict[str, object]:
    head = body[: body.find("{")].lower()
    moments = [("Before", "Insert"), ("After", "Insert"), ("Before", "Update"), ("After", "Update")]
    moments += [("Before", "Delete"), ("After", "Delete"), ("After", "Undelete")]
    return {
        f"Usage{when}{what}": re.search(rf"\b{when.lower()}\s+{what.lower()}\b", head) is not None
        for when, what in moments
    }
