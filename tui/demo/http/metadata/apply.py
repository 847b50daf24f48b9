"""A component's draft becomes part of what is deployed: a new one, a changed one, or a new version of a flow."""

from __future__ import annotations

from dataclasses import replace
from string import ascii_letters

from tui.demo.http.metadata.messages import Message
from tui.demo.http.metadata.org import Org
from tui.demo.http.metadata.read import Activation, Draft, FlowDraft
from tui.demo.http.metadata.words import Broken
from tui.demo.world.kit.deployed import Content, CustomObject, Deployed, Flow, FlowVersion, Part, Streaming

_PREFIXES = {
    "ApexClass": "01p",
    "ApexTrigger": "01q",
    "CustomObject": "01I",
    "Flow": "300",
    "PermissionSet": "0PS",
    "PlatformEventSubscriberConfig": "0v8",
}


def applied(org: Org, deployed: Deployed, draft: Draft) -> tuple[Deployed, tuple[Message, ...]]:
    """What is deployed with the draft in it, and what became of the draft's components. Raises Broken."""
    if isinstance(draft.said, Activation):
        return _activated(org, deployed, draft, draft.said)
    before = deployed.find(draft.kind.name, draft.name)
    content = _content(org, deployed, draft, before)
    if before is not None and before.content == content and (isinstance(content, Streaming) or _same(before, draft)):
        return deployed, (_message(draft, before), *_fields(draft, before.content, before.content))
    part = Part(
        draft.kind.name,
        before.name if before else draft.name,
        before.id if before else org.new_id(_PREFIXES.get(draft.kind.name, "0Zz")),
        draft.source,
        content,
        before.created if before else org.at,
        org.at,
    )
    told = _message(draft, part, changed=True, created=before is None)
    fields = _fields(draft, before.content if before else None, content)
    return deployed.holding([part]), (told, *fields)


def _content(org: Org, deployed: Deployed, draft: Draft, before: Part | None) -> Content:
    said, had = draft.said, before.content if before else None
    if isinstance(said, FlowDraft):
        return _flow(org, draft, said, had if isinstance(had, Flow) else None)
    if isinstance(said, CustomObject):
        if isinstance(had, CustomObject):
            return replace(said, key_prefix=had.key_prefix, fields={**had.fields, **said.fields})
        return replace(said, key_prefix=_key_prefix(deployed))
    if isinstance(said, Streaming):
        known = had.enabled if isinstance(had, Streaming) else {}
        if unknown := sorted(said.enabled.keys() - known.keys()):
            raise Broken(f"In field: entityName - no RealTimeEvent named {unknown[0]} found")
        return Streaming({**known, **said.enabled})
    if isinstance(said, Activation):
        raise TypeError("an activation is no content")
    return said


def _flow(org: Org, draft: Draft, said: FlowDraft, had: Flow | None) -> Flow:
    """A changed file is a new version; in production it is not active until somebody switches it on [doc]."""
    active = said.active and not org.options.production
    if had is not None and had.latest.source == draft.source:
        return had
    number = had.latest.number + 1 if had else 1
    version = FlowVersion(number, org.new_id("301"), draft.source, said.api_version, org.at)
    versions = (*had.versions, version) if had else (version,)
    return Flow(
        said.label, said.process_type, said.description, versions, number if active else had.active if had else 0
    )


def _activated(org: Org, deployed: Deployed, draft: Draft, said: Activation) -> tuple[Deployed, tuple[Message, ...]]:
    part = deployed.find("Flow", draft.name)
    if part is None or not isinstance(part.content, Flow):
        raise Broken("You can't create a flow definition directly through the API.")
    if said.active and part.content.version(said.active) is None:
        raise Broken(f"Invalid version number: {said.active}")
    changed = part.content.active != said.active
    after = replace(part, content=replace(part.content, active=said.active), modified=org.at)
    return deployed.holding([after]) if changed else deployed, (_message(draft, part, changed=changed),)


def _same(before: Part, draft: Draft) -> bool:
    return before.source == draft.source


def _key_prefix(deployed: Deployed) -> str:
    """The next free prefix of the org's own objects."""
    taken = {one.key_prefix for _, one in deployed.all("CustomObject", CustomObject)}
    return next(found for letter in ascii_letters for found in (f"a1{letter}",) if found not in taken)


def _message(draft: Draft, part: Part, *, changed: bool = False, created: bool = False) -> Message:
    return Message(draft.kind.name, part.name, draft.file, part.id, changed=changed, created=created)


def _fields(draft: Draft, before: Content | None, after: Content) -> tuple[Message, ...]:
    """An object's file tells of each of its fields apart."""
    if not isinstance(after, CustomObject) or not isinstance(draft.said, CustomObject):
        return ()
    had = before.fields if isinstance(before, CustomObject) else {}
    return tuple(
        Message(
            "CustomField",
            f"{draft.name}.{name}",
            draft.file,
            changed=had.get(name) != after.fields[name],
            created=name not in had,
        )
        for name in draft.said.fields
    )
