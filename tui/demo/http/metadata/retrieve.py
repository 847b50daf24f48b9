"""What is deployed, given out again: as a zip file, as records of the Metadata API, and as a list."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape

from tui.demo.http.metadata.elements import METADATA
from tui.demo.http.metadata.package import Manifest
from tui.demo.http.metadata.soap import Raw
from tui.demo.http.metadata.types import BY_NAME, KINDS, META, Kind
from tui.demo.world.kit.deployed import STREAMING, ApexCode, Deployed, Part, Streaming

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def asked_parts(deployed: Deployed, manifest: Manifest) -> tuple[list[Part], list[Mapping[str, object]]]:
    """The components that a package names, and a word for each that is not there."""
    found: dict[tuple[str, str], Part] = {}
    missing: list[Mapping[str, object]] = []
    for kind, name in manifest.names:
        if name == "*":
            found |= {key: part for key, part in deployed.parts.items() if part.kind == kind}
        elif (part := deployed.find(kind, name)) is not None:
            found[kind, name.lower()] = part
        else:
            problem = f"Entity of type '{kind}' named '{name}' cannot be found"
            missing.append({"fileName": "unpackaged/package.xml", "problem": problem})
    return list(found.values()), missing


def zipped(parts: Iterable[Part], version: str, *, single: bool) -> str:
    """The components as a base64 zip file with their package.xml."""
    root = "" if single else "unpackaged/"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        kept = [one for one in parts if one.kind in BY_NAME]
        for part in kept:
            kind = BY_NAME[part.kind]
            archive.writestr(root + kind.file(part.name), source_of(part))
            if kind.meta:
                archive.writestr(root + kind.file(part.name) + META, _meta(part))
        archive.writestr(root + "package.xml", _manifest(kept, version))
    return base64.b64encode(buffer.getvalue()).decode()


def source_of(part: Part) -> str:
    """The component's file. Event settings are written anew: each deploy may tell of some of them only."""
    if not isinstance(part.content, Streaming):
        return part.source
    told = "".join(
        f"    <realTimeEvents>\n        <entityName>{escape(name)}</entityName>\n"
        f"        <isEnabled>{str(on).lower()}</isEnabled>\n    </realTimeEvents>\n"
        for name, on in part.content.enabled.items()
    )
    return f'{_HEAD}<RealTimeEventSettings xmlns="{METADATA}">\n{told}</RealTimeEventSettings>\n'


def record(deployed: Deployed, kind: str, name: str) -> Raw:
    """What readMetadata gives of one component: a record of its type, or an empty one."""
    part = deployed.find("Settings", STREAMING) if kind == "RealTimeEventSettings" else deployed.find(kind, name)
    if part is None or isinstance(part.content, ApexCode):
        return Raw(f'<records xsi:type="{escape(kind)}"/>')
    source = source_of(part)
    inside = source[source.index(">", source.index(f'"{METADATA}"')) + 1 : source.rindex("</")]
    return Raw(f'<records xsi:type="{escape(kind)}"><fullName>{escape(part.name)}</fullName>{inside}</records>')


def properties(parts: Iterable[Part], by: tuple[str, str], prefix: str = "") -> Iterator[dict[str, object]]:
    """FileProperties of each component; ``by`` is who made all of them."""
    for part in parts:
        kind = BY_NAME.get(part.kind)
        yield {
            "createdById": by[0],
            "createdByName": by[1],
            "createdDate": part.created,
            "fileName": prefix + (kind.file(part.name) if kind else part.name),
            "fullName": part.name,
            "id": part.id,
            "lastModifiedById": by[0],
            "lastModifiedByName": by[1],
            "lastModifiedDate": part.modified,
            "manageableState": "unmanaged",
            "type": part.kind,
        }


def described(production: bool) -> dict[str, object]:
    """DescribeMetadataResult."""
    return {
        "metadataObjects": [_described(one) for one in KINDS],
        "organizationNamespace": "",
        "partialSaveAllowed": not production,
        "testRequired": production,
    }


def _described(kind: Kind) -> dict[str, object]:
    return {
        "childXmlNames": "CustomField" if kind.name == "CustomObject" else None,
        "directoryName": kind.folder,
        "inFolder": False,
        "metaFile": kind.meta,
        "suffix": kind.suffix,
        "xmlName": kind.name,
    }


def _meta(part: Part) -> str:
    if not isinstance(part.content, ApexCode):
        return ""
    inside = (
        f"    <apiVersion>{part.content.api_version:.1f}</apiVersion>\n    <status>{part.content.status}</status>\n"
    )
    return f'{_HEAD}<{part.kind} xmlns="{METADATA}">\n{inside}</{part.kind}>\n'


def _manifest(parts: Iterable[Part], version: str) -> str:
    by_kind: dict[str, list[str]] = {}
    for part in parts:
        by_kind.setdefault(part.kind, []).append(part.name)
    types = "".join(
        "    <types>\n"
        + "".join(f"        <members>{escape(one)}</members>\n" for one in sorted(names))
        + f"        <name>{kind}</name>\n    </types>\n"
        for kind, names in sorted(by_kind.items())
    )
    return f'{_HEAD}<Package xmlns="{METADATA}">\n{types}    <version>{version}</version>\n</Package>\n'
