"""One component's file as what it says; a file that says nothing sensible is refused with its place.

Wordings are the platform's as far as they are remembered, and none was tried in an org [mem].
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tui.demo.apex.faults import CompileProblem
from tui.demo.apex.unit import read_file
from tui.demo.http.metadata.elements import METADATA, misplaced
from tui.demo.http.metadata.objects import read_object
from tui.demo.http.metadata.types import Kind
from tui.demo.http.metadata.words import Broken, flag, number, text, words
from tui.demo.http.routes import NEWEST
from tui.demo.world.kit.deployed import STREAMING, ApexCode, CustomObject, PermissionSetPart, Streaming, Subscriber

_STATUSES = frozenset({"Active", "Draft", "Obsolete", "InvalidDraft"})
_BATCHES = range(1, 2_001)
_ROOTS = {"Settings": "RealTimeEventSettings"}


@dataclass(frozen=True)
class FlowDraft:
    """A flow's file: which of the org's versions it becomes is not in it."""

    label: str
    process_type: str
    description: str | None
    api_version: float
    active: bool


@dataclass(frozen=True)
class Activation:
    """A flow definition's file: the number of the version to be active, 0 for none."""

    active: int


Said = ApexCode | CustomObject | PermissionSetPart | Subscriber | Streaming | FlowDraft | Activation


@dataclass(frozen=True)
class Draft:
    """A component as its file says it. ``xml`` is its root, that of the ``-meta.xml`` for Apex."""

    kind: Kind
    name: str
    file: str
    source: str
    said: Said
    xml: Element


def read_draft(kind: Kind, name: str, file: str, content: bytes, meta: bytes | None) -> Draft:
    """The component of a file. Raises Broken."""
    try:
        source = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Broken(f"Error parsing file: {error}") from error
    if kind.meta:
        if meta is None:
            raise Broken(f"{file}-meta.xml was not found in zipped directory")
        root = _root(meta, kind.name)
        return Draft(kind, name, file, source, _apex(kind, name, source, root), root)
    root = _root(content, _ROOTS.get(kind.name, kind.name))
    return Draft(kind, name, file, source, _READERS[kind.name](name, root), root)


def _root(content: bytes, kind: str) -> Element:
    try:
        root = ElementTree.fromstring(content)  # noqa: S314  loopback callers only, and expat bounds expansion
    except ElementTree.ParseError as error:
        line, column = error.position
        raise Broken(f"Error parsing file: {error}", line, column + 1) from error
    if root.tag != f"{{{METADATA}}}{kind}":
        raise Broken(f"Error parsing file: Element {root.tag} invalid at this location", 1, 1)
    wrong = misplaced(root, kind)
    if wrong is not None:
        raise Broken(wrong)
    return root


def _apex(kind: Kind, name: str, source: str, meta: Element) -> ApexCode:
    version = number(meta, "apiVersion")
    status = text(meta, "status") or "Active"
    if version is None:
        raise Broken("Required field is missing: apiVersion")
    if version > float(NEWEST):
        raise Broken(f"Invalid version specified: {version}")
    try:
        found = read_file(source).declared
    except CompileProblem as problem:
        raise Broken(problem.message, problem.at.line, problem.at.column) from problem
    if (found.kind == "trigger") != (kind.name == "ApexTrigger"):
        raise Broken(f"Unexpected token '{found.kind}'.", found.at.line, 1)
    if found.name != name:
        raise Broken(f"Invalid name: the file is called {name} and declares {found.name}", *found.at)
    return ApexCode(source, version, status, found.object)


def _permission_set(_name: str, root: Element) -> PermissionSetPart:
    return PermissionSetPart(_required(root, "label"))


def _subscriber(_name: str, root: Element) -> Subscriber:
    batch = number(root, "batchSize")
    size = int(batch) if batch is not None else _BATCHES.stop - 1
    if size not in _BATCHES:
        raise Broken("The batchSize must be between 1 and 2,000.")
    trigger, label = _required(root, "platformEventConsumer"), _required(root, "masterLabel")
    return Subscriber(label, trigger, text(root, "user"), size)


def _settings(name: str, root: Element) -> Streaming:
    if name != STREAMING:
        raise Broken(f"Unknown settings: {name}")
    told = {_required(one, "entityName"): flag(one, "isEnabled") for one in words(root, "realTimeEvents")}
    return Streaming(told)


def _flow(_name: str, root: Element) -> FlowDraft:
    status = text(root, "status") or "Draft"
    if status not in _STATUSES:
        raise Broken(f"'{status}' is not a valid value for the enum 'FlowVersionStatus'")
    version = number(root, "apiVersion")
    label, kind = _required(root, "label"), _required(root, "processType")
    return FlowDraft(label, kind, text(root, "description"), version or float(NEWEST), status == "Active")


def _activation(_name: str, root: Element) -> Activation:
    return Activation(int(number(root, "activeVersionNumber") or 0))


def _required(root: Element, name: str) -> str:
    found = text(root, name)
    if found is None:
        raise Broken(f"Required field is missing: {name}")
    return found


_READERS: Mapping[str, Callable[[str, Element], Said]] = {
    "CustomObject": read_object,
    "PermissionSet": _permission_set,
    "PlatformEventSubscriberConfig": _subscriber,
    "Settings": _settings,
    "Flow": _flow,
    "FlowDefinition": _activation,
}
