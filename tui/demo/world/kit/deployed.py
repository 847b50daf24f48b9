"""What is deployed in the simulated org beyond what it was born with: classes, triggers, objects, flows and settings.

All of it is frozen, so that a deploy works on a copy and either becomes the org's or leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

STREAMING = "RealTimeEvent"
LOGOUTS = "LogoutEventStream"


@dataclass(frozen=True)
class ApexCode:
    """A class or a trigger. ``object`` is what a trigger stands on, None for a class."""

    body: str
    api_version: float
    status: str = "Active"
    object: str | None = None


@dataclass(frozen=True)
class CustomField:
    """A field of a custom object; ``type`` is the word of the Metadata API, such as ``Text`` or ``Lookup``."""

    name: str
    label: str
    type: str
    reference_to: str | None = None
    relationship: str | None = None
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    default: str | None = None
    required: bool = False


@dataclass(frozen=True)
class CustomObject:
    """A custom object, or a custom setting. ``numbered`` is the format of a name that counts itself, if it does."""

    label: str
    key_prefix: str
    fields: Mapping[str, CustomField] = field(default_factory=dict)
    setting: str | None = None
    numbered: str | None = None


@dataclass(frozen=True)
class PermissionSetPart:
    """A permission set; what it grants stands in its source."""

    label: str


@dataclass(frozen=True)
class FlowVersion:
    """One version of a flow."""

    number: int
    id: str
    source: str
    api_version: float
    created: datetime


@dataclass(frozen=True)
class Flow:
    """A flow with its versions, oldest first; ``active`` is the number of the active one, 0 for none."""

    label: str
    process_type: str
    description: str | None
    versions: tuple[FlowVersion, ...]
    active: int

    @property
    def latest(self) -> FlowVersion:
        """The newest version."""
        return self.versions[-1]

    def version(self, number: int) -> FlowVersion | None:
        """The version of that number, or None."""
        return next((one for one in self.versions if one.number == number), None)


@dataclass(frozen=True)
class Subscriber:
    """A PlatformEventSubscriberConfig: as whom a trigger on events runs, and how many events at once.

    ``username`` None means the Automated Process user, who sees nobody's sessions [mem].
    """

    label: str
    trigger: str
    username: str | None
    batch_size: int


@dataclass(frozen=True)
class Streaming:
    """RealTimeEventSettings: which entities of events are on."""

    enabled: Mapping[str, bool]


Content = ApexCode | CustomObject | PermissionSetPart | Flow | Subscriber | Streaming
T = TypeVar("T", ApexCode, CustomObject, PermissionSetPart, Flow, Subscriber, Streaming)


@dataclass(frozen=True)
class Part:
    """One component as the Metadata API knows it: its type, its full name, its text, and what the text says."""

    kind: str
    name: str
    id: str
    source: str
    content: Content
    created: datetime
    modified: datetime


@dataclass(frozen=True)
class Deployed:
    """All components by type and full name; names are found in any case of letters, as on the platform."""

    parts: Mapping[tuple[str, str], Part] = field(default_factory=dict)

    def find(self, kind: str, name: str) -> Part | None:
        """The component, or None."""
        return self.parts.get((kind, name.lower()))

    def content(self, kind: str, name: str, of: type[T]) -> T | None:
        """What the component says, or None where it is not there."""
        part = self.find(kind, name)
        return part.content if part is not None and isinstance(part.content, of) else None

    def all(self, kind: str, of: type[T]) -> Iterator[tuple[Part, T]]:
        """Every component of a type with what it says, oldest first."""
        for part in self.parts.values():
            if part.kind == kind and isinstance(part.content, of):
                yield part, part.content

    def holding(self, parts: Iterable[Part]) -> Deployed:
        """With these components, each in the place of that of its name."""
        return Deployed({**self.parts, **{(one.kind, one.name.lower()): one for one in parts}})

    def lacking(self, gone: Iterable[tuple[str, str]]) -> Deployed:
        """Without these, by type and full name."""
        names = {(kind, name.lower()) for kind, name in gone}
        return Deployed({key: part for key, part in self.parts.items() if key not in names})

    def has_class(self, name: str) -> bool:
        """Whether the class is there."""
        return self.find("ApexClass", name) is not None

    def streams(self, entity: str) -> bool:
        """Whether that entity of events is on, such as ``LogoutEventStream``."""
        settings = self.content("Settings", STREAMING, Streaming)
        return settings is not None and settings.enabled.get(entity, False)

    def followers(self, entity: str) -> tuple[str, ...]:
        """The active triggers on these events; none where they are not streamed."""
        if not self.streams(entity):
            return ()
        triggers = self.all("ApexTrigger", ApexCode)
        return tuple(part.name for part, one in triggers if one.object == entity and one.status == "Active")

    def runs_as(self, trigger: str) -> str | None:
        """The username that a trigger on events runs as; None: the Automated Process user."""
        configs = (one for _, one in self.all("PlatformEventSubscriberConfig", Subscriber))
        return next((one.username for one in configs if one.trigger.lower() == trigger.lower()), None)
