"""The types of metadata that the simulated org takes, and where their files stand (Metadata API guide [doc])."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A type: its name, its folder, the ending of its files, and whether each has a ``-meta.xml`` beside it."""

    name: str
    folder: str
    suffix: str
    meta: bool = False

    def file(self, name: str) -> str:
        """The path of a component in a package."""
        return f"{self.folder}/{name}.{self.suffix}"


KINDS = (
    Kind("CustomObject", "objects", "object"),
    Kind("ApexClass", "classes", "cls", meta=True),
    Kind("ApexTrigger", "triggers", "trigger", meta=True),
    Kind("PermissionSet", "permissionsets", "permissionset"),
    Kind("Flow", "flows", "flow"),
    Kind("FlowDefinition", "flowDefinitions", "flowDefinition"),
    Kind("PlatformEventSubscriberConfig", "PlatformEventSubscriberConfigs", "platformEventSubscriberConfig"),
    Kind("Settings", "settings", "settings"),
)
BY_NAME = {one.name: one for one in KINDS}
META = "-meta.xml"


def kind_of(path: str) -> tuple[Kind, str] | None:
    """The type and name of the component that a path inside a package belongs to, or None for one not known."""
    folder, _, file = path.partition("/")
    file = file.removesuffix(META)
    for one in KINDS:
        if folder == one.folder and file.endswith(f".{one.suffix}"):
            return one, file.removesuffix(f".{one.suffix}")
    return None
