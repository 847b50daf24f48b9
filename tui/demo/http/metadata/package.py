"""A deploy's zip file: its manifest, what it destroys, and its files."""

from __future__ import annotations

import base64
import binascii
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from tui.demo.http.metadata.elements import METADATA, misplaced

_MANIFEST = "package.xml"
_LARGEST = 39_000_000  # bytes of the zip file [doc]; 400 MB unzipped
_UNZIPPED = 400_000_000


class Unreadable(Exception):
    """The zip file, or what every deploy must have in it, cannot be read. ``file`` is where."""

    def __init__(self, file: str, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.file = file
        self.line = line
        self.column = column


@dataclass(frozen=True)
class Manifest:
    """What a package.xml names: full names by type, in its order."""

    file: str
    names: tuple[tuple[str, str], ...] = ()
    version: str | None = None


@dataclass(frozen=True)
class Package:
    """One package of a zip file. Paths of ``files`` are as they stand in it, ``root`` is what they begin with."""

    root: str
    manifest: Manifest
    files: Mapping[str, bytes]
    before: tuple[Manifest, ...]
    after: tuple[Manifest, ...]

    def path(self, path: str) -> str:
        """A path inside the package as it stands in the zip file."""
        return self.root + path


def read_zip(text: str | None) -> Mapping[str, bytes]:
    """The files of a base64 zip. Raises Unreadable [wordings unverified]."""
    try:
        raw = base64.b64decode("".join((text or "").split()), validate=True)
    except binascii.Error as error:
        raise Unreadable("", f"The zip file is no base64: {error}") from error
    if len(raw) > _LARGEST:
        raise Unreadable("", f"Maximum size of request reached. Maximum size of request is {_LARGEST} bytes.")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos = [one for one in archive.infolist() if not one.is_dir()]
            if sum(one.file_size for one in infos) > _UNZIPPED:
                raise Unreadable("", f"Maximum size of the unzipped files is {_UNZIPPED} bytes.")
            return {one.filename: archive.read(one) for one in infos}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise Unreadable("", f"The zip file cannot be read: {error}") from error


def read_package(files: Mapping[str, bytes], *, single: bool) -> Package:
    """The package at the top of the zip file, or in its only folder where it is not ``single``. Raises Unreadable."""
    root = "" if single else _folder(files)
    inside = {path: content for path, content in files.items() if path.startswith(root)}
    if root + _MANIFEST not in inside:
        raise Unreadable(_MANIFEST, "No package.xml found")

    def manifests(*names: str) -> tuple[Manifest, ...]:
        return tuple(_manifest(root + one, inside[root + one]) for one in names if root + one in inside)

    return Package(
        root,
        manifests(_MANIFEST)[0],
        {path: content for path, content in inside.items() if "/" in path[len(root) :]},
        manifests("destructiveChangesPre.xml", "destructiveChanges.xml"),
        manifests("destructiveChangesPost.xml"),
    )


def _folder(files: Mapping[str, bytes]) -> str:
    folders = {path.partition("/")[0] + "/" for path in files if path.count("/") == 1 and path.endswith(_MANIFEST)}
    return min(folders) if folders else ""


def _manifest(file: str, content: bytes) -> Manifest:
    try:
        root = ElementTree.fromstring(content)  # noqa: S314  loopback callers only, and expat bounds expansion
    except ElementTree.ParseError as error:
        line, column = error.position
        raise Unreadable(file, f"Error parsing file: {error}", line, column + 1) from error
    wrong = misplaced(root, "Package")
    if wrong is not None:
        raise Unreadable(file, wrong)
    space = f"{{{METADATA}}}"
    names = [
        (types.findtext(f"{space}name", "").strip(), (one.text or "").strip())
        for types in root.findall(f"{space}types")
        for one in types.findall(f"{space}members")
    ]
    version = root.findtext(f"{space}version")
    return Manifest(file, tuple(names), version.strip() if version else None)
