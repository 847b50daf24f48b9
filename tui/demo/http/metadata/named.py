"""A package's manifest against its zip file: what is deployed, in what order, and what one has without the other.

That a name without a file is told of package.xml, with no type, is from public deploy results (MavensMate 790,
forcedotcom/cli 2182); the wording of files without a name is remembered [mem].
"""

from __future__ import annotations

from collections.abc import Iterator

from tui.demo.http.metadata.messages import Message
from tui.demo.http.metadata.package import Package
from tui.demo.http.metadata.read import Draft, read_draft
from tui.demo.http.metadata.types import BY_NAME, META, Kind, kind_of
from tui.demo.http.metadata.words import Broken

_MANIFEST = "package.xml"
_ORDER = tuple(BY_NAME)

Named = tuple[Kind, str]


def drafts_of(package: Package) -> tuple[list[Draft], list[Message]]:
    """The components that are named and can be read, in an order in which they build on each other; and complaints."""
    files = {found for path in package.files if (found := kind_of(path[len(package.root) :])) is not None}
    named: dict[Named, None] = {}
    complaints = [*_strange(package)]
    for kind_name, name in package.manifest.names:
        try:
            named |= dict.fromkeys(_meant(files, kind_name, name))
        except Broken as problem:
            complaints.append(Message("", name, package.path(_MANIFEST), problem=str(problem)))
    for kind, name in sorted(files - set(named), key=_place):
        complaints.append(Message(kind.name, name, package.path(kind.file(name)), problem="Not in package.xml"))
    drafts: list[Draft] = []
    for kind, name in sorted(named, key=_place):
        file = package.path(kind.file(name))
        try:
            drafts.append(read_draft(kind, name, file, package.files.get(file, b""), package.files.get(file + META)))
        except Broken as problem:
            told = Message(kind.name, name, file, problem=str(problem), line=problem.line, column=problem.column)
            complaints.append(told)
    return drafts, complaints


def _meant(files: set[Named], kind_name: str, name: str) -> Iterator[Named]:
    """The components that one name of the manifest means. Raises Broken; a field comes with its object's file."""
    if kind_name == "CustomField":
        kind, file = BY_NAME["CustomObject"], name.partition(".")[0]
    elif kind_name in BY_NAME:
        kind, file = BY_NAME[kind_name], name
    else:
        raise Broken(f"Unknown type name '{kind_name}' specified in package.xml")
    if name == "*":
        yield from (one for one in files if one[0] == kind)
    elif (kind, file) in files:
        yield kind, file
    else:
        where = "was named in package.xml, but was not found in zipped directory"
        raise Broken(f"An object '{name}' of type {kind_name} {where}")


def _strange(package: Package) -> Iterator[Message]:
    for path in sorted(package.files):
        inside = path[len(package.root) :]
        if kind_of(inside) is None:
            yield Message("", inside, path, problem=f"Unknown file in the zipped directory: {inside}")  # unverified


def _place(one: Named) -> tuple[int, str]:
    return _ORDER.index(one[0].name), one[1]
