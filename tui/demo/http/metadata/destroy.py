"""What a deploy takes away: destructiveChanges.xml, with the platform's own rules for flows and for what is in use.

That a flow goes version by version only, and not while active, is from public threads (forcedotcom/cli 3401 and 3485,
and the README of sfdx-git-delta). Wordings of the other refusals are remembered [mem].
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from tui.demo.http.metadata.messages import Message
from tui.demo.http.metadata.org import Org
from tui.demo.http.metadata.package import Manifest
from tui.demo.http.metadata.types import BY_NAME
from tui.demo.world.kit.deployed import CustomObject, Deployed, Flow, Part

_NO_ACCESS = "insufficient access rights on cross-reference id"
_VERSION = re.compile(r"(\w+)-(\d+)")
_IN_USE = {
    "ApexClass": "This apex class is referenced elsewhere in Salesforce. Remove the usage and try again.",
    "CustomField": "This custom field is referenced elsewhere in Salesforce. Remove the usage and try again.",
    "CustomObject": "This custom object is referenced elsewhere in Salesforce. Remove the usage and try again.",
}
_CODE = frozenset({"ApexClass", "ApexTrigger"})
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
PENDING = "This apex class has batch or future jobs pending or in progress"


def destroyed(org: Org, deployed: Deployed, manifests: Iterable[Manifest]) -> tuple[Deployed, tuple[Message, ...]]:
    """What is left, and what became of each name. What is in use is looked at by ``still_used`` at the end."""
    messages: list[Message] = []
    for manifest in manifests:
        for kind, name in manifest.names:
            deployed, told = _one(org, deployed, kind, name)
            messages.append(replace(told, file=manifest.file))
    return deployed, tuple(messages)


def still_used(after: Deployed, told: Message) -> str | None:
    """Why a component that is gone may not go: what is left names it."""
    if not told.deleted or told.kind not in _IN_USE:
        return None
    name = told.name.rpartition(".")[2]
    word = re.compile(rf"\b{re.escape(name)}\b")
    users = [part for part in after.parts.values() if part.name != told.name and word.search(_plain(part))]
    if told.kind == "CustomField":
        users = [one for one in users if one.kind != "CustomObject"]
    return f"{_IN_USE[told.kind]} : {users[0].kind} - {users[0].name}." if users else None


def _plain(part: Part) -> str:
    return _COMMENT.sub("", part.source) if part.kind in _CODE else part.source


def _one(org: Org, deployed: Deployed, kind: str, name: str) -> tuple[Deployed, Message]:
    if kind == "Flow":
        return _flow(deployed, name)
    if kind == "CustomField":
        return _field(deployed, name)
    if kind not in BY_NAME or kind in {"Settings", "FlowDefinition"}:
        return deployed, Message(kind, name, "", problem=f"Deleting {kind} is not supported")
    part = deployed.find(kind, name)
    if part is None:
        return deployed, _missing(kind, name)
    if kind == "ApexClass" and name.lower() in org.busy:
        return deployed, Message(kind, name, "", part.id, PENDING)
    return deployed.lacking([(kind, name)]), Message(kind, name, "", part.id, changed=True, deleted=True)


def _flow(deployed: Deployed, name: str) -> tuple[Deployed, Message]:
    numbered = _VERSION.fullmatch(name)
    part = deployed.find("Flow", numbered[1] if numbered else name)
    if part is None or not isinstance(part.content, Flow):
        return deployed, _missing("Flow", name)
    if numbered is None:
        return deployed, Message("Flow", name, "", part.id, _NO_ACCESS)
    number, flow = int(numbered[2]), part.content
    version = flow.version(number)
    if version is None:
        return deployed, _missing("Flow", name)
    if number == flow.active:
        return deployed, Message("Flow", name, "", version.id, _NO_ACCESS)
    told = Message("Flow", name, "", version.id, changed=True, deleted=True)
    left = tuple(one for one in flow.versions if one.number != number)
    if not left:
        return deployed.lacking([("Flow", part.name)]), told
    return deployed.holding([replace(part, content=replace(flow, versions=left), source=left[-1].source)]), told


def _field(deployed: Deployed, name: str) -> tuple[Deployed, Message]:
    object_name, _, field = name.partition(".")
    part = deployed.find("CustomObject", object_name)
    if part is None or not isinstance(part.content, CustomObject) or field not in part.content.fields:
        return deployed, _missing("CustomField", name)
    left = {key: one for key, one in part.content.fields.items() if key != field}
    told = Message("CustomField", name, "", changed=True, deleted=True)
    return deployed.holding([replace(part, content=replace(part.content, fields=left))]), told


def _missing(kind: str, name: str) -> Message:
    return Message(kind, name, "", problem=f"No {kind} named: {name} found", warning=True)
