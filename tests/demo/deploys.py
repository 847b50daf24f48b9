"""Deploys to the served org by plain SOAP, for the tests of its Metadata API."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

import requests

from tests.demo.served import V, Wire

METADATA = "http://soap.sforce.com/2006/04/metadata"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
PATH = "/services/Soap/m/67.0"
SOURCE = Path(__file__).parents[2] / "tui/org/kit/source/force-app/main/default"
_SUFFIXES = {
    "ApexClass": ("classes", "cls"),
    "ApexTrigger": ("triggers", "trigger"),
    "CustomObject": ("objects", "object"),
    "Flow": ("flows", "flow"),
    "FlowDefinition": ("flowDefinitions", "flowDefinition"),
    "PermissionSet": ("permissionsets", "permissionset"),
    "PlatformEventSubscriberConfig": ("PlatformEventSubscriberConfigs", "platformEventSubscriberConfig"),
    "Settings": ("settings", "settings"),
}
Names = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Result:
    """How a deploy ended, or stands."""

    node: Element

    def text(self, name: str) -> str | None:
        """One field."""
        return self.node.findtext(f"{{{METADATA}}}{name}")

    @property
    def status(self) -> str | None:
        """The word for how it stands."""
        return self.text("status")

    @property
    def counts(self) -> tuple[int, int, int]:
        """Components in all, deployed, and failed."""
        names = ("numberComponentsTotal", "numberComponentsDeployed", "numberComponentErrors")
        total, deployed, failed = (int(self.text(name) or -1) for name in names)
        return total, deployed, failed

    def told(self, kind: str) -> list[dict[str, str]]:
        """The fields of ``componentFailures`` or ``componentSuccesses``."""
        found = self.node.findall(f"{{{METADATA}}}details/{{{METADATA}}}{kind}")
        return [{one.tag.rpartition("}")[2]: one.text or "" for one in node} for node in found]

    @property
    def problems(self) -> dict[str, str]:
        """What failed, by full name; the first problem each."""
        return {one["fullName"]: one["problem"] for one in reversed(self.told("componentFailures"))}


def package(names: Names) -> str:
    """A package.xml."""
    types = "".join(
        f"<types>{''.join(f'<members>{one}</members>' for one in members)}<name>{kind}</name></types>"
        for kind, members in names.items()
    )
    return f'<?xml version="1.0"?><Package xmlns="{METADATA}">{types}<version>65.0</version></Package>'


def zipped(files: Mapping[str, str | bytes]) -> str:
    """A base64 zip file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return base64.b64encode(held.getvalue()).decode()


def part(kind: str, name: str, text: str) -> dict[str, str]:
    """The files of one component."""
    folder, suffix = _SUFFIXES[kind]
    path = f"{folder}/{name}.{suffix}"
    if kind not in {"ApexClass", "ApexTrigger"}:
        return {path: text}
    meta = f'<{kind} xmlns="{METADATA}"><apiVersion>65.0</apiVersion><status>Active</status></{kind}>'
    return {path: text, f"{path}-meta.xml": meta}


def parts(components: Mapping[tuple[str, str], str], *, gone: Names | None = None) -> dict[str, str]:
    """The files of a package that holds these components, and destroys those."""
    files: dict[str, str] = {}
    names: dict[str, list[str]] = {}
    for (kind, name), text in components.items():
        files |= part(kind, name, text)
        names.setdefault(kind, []).append(name)
    files["package.xml"] = package(names)
    if gone:
        files["destructiveChangesPost.xml"] = package(gone)
    return files


def element(kind: str, inside: str) -> str:
    """A metadata file."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="{METADATA}">{inside}</{kind}>'


def soap(wire: Wire, operation: str, inside: str, *, token: str | None = None, path: str = PATH) -> requests.Response:
    """One call of the Metadata API."""
    known = wire.server.access_token if token is None else token
    header = f"<m:SessionHeader><m:sessionId>{known}</m:sessionId></m:SessionHeader>"
    body = f"<m:{operation}>{inside}</m:{operation}>"
    text = (
        f'<e:Envelope xmlns:e="{SOAP}" xmlns:m="{METADATA}"><e:Header>{header}</e:Header><e:Body>{body}</e:Body>'
        "</e:Envelope>"
    )
    headers = {"Content-Type": "text/xml", "SOAPAction": operation}
    return wire.http.post(wire.server.url + path, data=text.encode(), headers=headers, timeout=20)


def fault(reply: requests.Response) -> tuple[int, str, str]:
    """Status, code and text of a SOAP fault."""
    node = ElementTree.fromstring(reply.content)
    return reply.status_code, node.findtext(".//faultcode", ""), node.findtext(".//faultstring", "")


def started(wire: Wire, files: Mapping[str, str | bytes], **options: object) -> requests.Response:
    """Begin a deploy; ``options`` are named as the WSDL names them, a list is one element each."""
    told: dict[str, object] = {"rollbackOnError": "true", "singlePackage": "true", **options}
    inside = "".join(
        f"<m:{name}>{escape(str(one))}</m:{name}>"
        for name, value in told.items()
        for one in (value if isinstance(value, list) else [value])
    )
    return soap(wire, "deploy", f"<m:zipFile>{zipped(files)}</m:zipFile><m:deployOptions>{inside}</m:deployOptions>")


def deploy_id(reply: requests.Response) -> str:
    """The Id of the deploy that was begun."""
    assert reply.status_code == 200, reply.text
    return ElementTree.fromstring(reply.content).findtext(f".//{{{METADATA}}}id", "")


def looked(wire: Wire, deploy: str) -> Result:
    """How a deploy stands now."""
    inside = f"<m:asyncProcessId>{deploy}</m:asyncProcessId><m:includeDetails>true</m:includeDetails>"
    reply = soap(wire, "checkDeployStatus", inside)
    node = ElementTree.fromstring(reply.content).find(f".//{{{METADATA}}}result")
    assert node is not None, reply.text
    return Result(node)


def deployed(wire: Wire, files: Mapping[str, str | bytes], **options: object) -> Result:
    """Deploy, and look until it is done."""
    deploy = deploy_id(started(wire, files, **options))
    for _ in range(10):
        result = looked(wire, deploy)
        if result.text("done") == "true":
            return result
    raise AssertionError("the deploy never ends")


def names_of(wire: Wire, of: str, *, tooling: bool = False, column: str = "Name") -> list[str]:
    """One column of all rows of an object."""
    path = f"{V}/tooling/query" if tooling else f"{V}/query"
    return [str(one[column]) for one in wire.get(path, {"q": f"SELECT {column} FROM {of}"}).json()["records"]]


def kit_components(wire: Wire) -> dict[tuple[str, str], str]:
    """The kit as it stands in the tree, filled with what this org has."""
    action = wire.get(f"{V}/actions/custom/apex/n2de__InvocableUserAvailability").json()
    inputs = {one["label"]: one["name"] for one in action["inputs"]}
    words = {"{action}": action["name"], "{running_user}": wire.world.caller_username}
    words |= {"{online_input}": inputs["Toggle user online?"], "{user_input}": inputs["User id"]}
    kinds = {folder: (kind, suffix) for kind, (folder, suffix) in _SUFFIXES.items()}
    found: dict[tuple[str, str], str] = {}
    for path in sorted(SOURCE.rglob("*")):
        kind, suffix = kinds[path.relative_to(SOURCE).parts[0]]
        name = path.name.removesuffix("-meta.xml")
        if (
            path.is_file()
            and name.endswith(f".{suffix}")
            and not path.name.endswith((".cls-meta.xml", "trigger-meta.xml"))
        ):
            text = path.read_text("utf-8")
            for word, value in words.items():
                text = text.replace(word, value) if kind not in {"ApexClass", "ApexTrigger"} else text
            found[kind, name.removesuffix(f".{suffix}")] = _with_fields(text, path.parent / "fields")
    return found


def _with_fields(text: str, folder: Path) -> str:
    """An object's file with those of its fields in it, as packages have it."""
    fields = "".join(
        re.sub(r"<\?xml.*?\?>| xmlns=\"[^\"]*\"", "", one.read_text("utf-8")).replace("CustomField>", "fields>")
        for one in sorted(folder.glob("*.field-meta.xml"))
    )
    return text.replace("</CustomObject>", f"{fields}</CustomObject>")
