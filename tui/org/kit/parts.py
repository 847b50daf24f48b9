"""What the kit is made of: components by type and name, each with the files that hold it in a source project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from msgspec import Struct

METADATA = "http://soap.sforce.com/2006/04/metadata"
API_VERSION = "65.0"  # of the kit and of the calls that carry it: from 67 on, Apex runs in user mode by default
META = "-meta.xml"


class Kind(Struct, frozen=True):
    """A type of metadata: its folder, the ending of its files, and whether a text has its ``-meta.xml`` beside it."""

    name: str
    folder: str
    suffix: str
    text: bool = False


KINDS = {
    one.name: one
    for one in (
        Kind("ApexClass", "classes", "cls", text=True),
        Kind("ApexTrigger", "triggers", "trigger", text=True),
        Kind("CustomObject", "objects", "object"),
        Kind("Flow", "flows", "flow"),
        Kind("FlowDefinition", "flowDefinitions", "flowDefinition"),
        Kind("PermissionSet", "permissionsets", "permissionset"),
        Kind("PlatformEventSubscriberConfig", "PlatformEventSubscriberConfigs", "platformEventSubscriberConfig"),
        Kind("Settings", "settings", "settings"),
    )
}


class Name(Struct, frozen=True, order=True):
    """A component by its type and full name."""

    kind: str
    name: str

    @property
    def path(self) -> str:
        """Where its file stands in a package that is deployed."""
        kind = KINDS[self.kind]
        return f"{kind.folder}/{self.name}.{kind.suffix}"

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Part(Struct, frozen=True):
    """One component of the kit. ``files`` are its texts by their path in a source project, below ``default``."""

    name: Name
    files: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """Its Apex, or its XML as the org takes it: of an object with its fields in it."""
        return self._object() if self.name.kind == "CustomObject" else self._own

    @property
    def is_test(self) -> bool:
        """Whether it is one of the kit's own test classes."""
        return self.name.kind == "ApexClass" and self.name.name.endswith("Test")

    @property
    def package_files(self) -> Iterator[tuple[str, str]]:
        """Its files as a package has them that is deployed."""
        yield self.name.path, self.text
        yield from ((f"{self.name.path}{META}", text) for path, text in self.files if self._is_meta(path))

    @property
    def _own(self) -> str:
        return next(text for path, text in self.files if not self._is_meta(path))

    def _is_meta(self, path: str) -> bool:
        return KINDS[self.name.kind].text and path.endswith(META)

    def _object(self) -> str:
        """An object and its fields, which a source project keeps apart, as one; its elements by name.

        The org refuses elements of one name that do not stand together ("is duplicated at this location").
        """
        ours = f"{self.name.name}.object{META}"
        whole = next(parsed(text) for path, text in self.files if path.endswith(ours))
        for path, text in self.files:
            if not path.endswith(ours):
                field = parsed(text)
                field.tag = f"{{{METADATA}}}fields"
                whole.append(field)
        whole[:] = sorted(whole, key=lambda one: str(one.tag))
        return written(whole)


def parsed(text: str) -> ElementTree.Element:
    """The outermost element of one of our own files."""
    return ElementTree.fromstring(text.encode())  # noqa: S314  the text comes with this program


def written(element: ElementTree.Element) -> str:
    """The element as a file."""
    ElementTree.indent(element, "    ")
    text = ElementTree.tostring(element, "unicode", default_namespace=METADATA)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def manifest(names: Iterable[Name]) -> str:
    """A ``package.xml``, or a list of what is to be deleted, of these components."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<Package xmlns="{METADATA}">']
    by_kind: dict[str, list[str]] = {}
    for one in sorted(set(names)):
        by_kind.setdefault(one.kind, []).append(one.name)
    for kind, members in by_kind.items():
        lines += ["    <types>", *(f"        <members>{escape(one)}</members>" for one in members)]
        lines += [f"        <name>{kind}</name>", "    </types>"]
    return "\n".join([*lines, f"    <version>{API_VERSION}</version>", "</Package>", ""])
