"""The Metadata API's envelopes: what a call asks, and answers in the order and spelling of the WSDL [src].

simple-salesforce and jsforce name the arguments of ``deploy`` with capitals, which the WSDL does not; both are taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from tui.demo.http.metadata.elements import METADATA
from tui.demo.http.wire import XML, Reply

_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"


class Refused(Exception):
    """A SOAP fault; ``code`` is the exception code, which the message repeats."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def reply(self) -> Reply:
        """The fault, which always comes with HTTP 500."""
        text = str(self) if self.code.startswith("soapenv:") else f"{self.code}: {self}"
        code = self.code if self.code.startswith("soapenv:") else f"sf:{self.code}"
        inside = f"<faultcode>{code}</faultcode><faultstring>{escape(text)}</faultstring>"
        return _reply(
            500, f"<soapenv:Fault>{inside}</soapenv:Fault>", "xmlns:sf"
        )  # what a fault holds has no namespace


@dataclass(frozen=True)
class Asked:
    """One call: its token, its operation, and the element that holds its arguments."""

    token: str | None
    operation: str
    body: Element


def asked(body: bytes) -> Asked:
    """Read a request. Raises Refused for what is no SOAP."""
    try:
        root = ElementTree.fromstring(body)  # noqa: S314  only loopback callers reach it, and expat bounds expansion
    except ElementTree.ParseError as error:
        raise Refused("soapenv:Client", f"The markup in the document must be well-formed: {error}") from error
    header, content = root.find(f"{{{_SOAP}}}Header"), root.find(f"{{{_SOAP}}}Body")
    if content is None or not len(content):
        raise Refused("soapenv:Client", "The envelope has no body")
    token = next((one.text for one in header.iter() if local(one) == "sessionid"), None) if header is not None else None
    return Asked(token.strip() if token else None, local(content[0]), content[0])


def local(element: Element) -> str:
    """The element's name without its namespace, in lower case."""
    return element.tag.rpartition("}")[2].lower()


def child(element: Element, name: str) -> Element | None:
    """The first child of that name, or None."""
    return next((one for one in element if local(one) == name.lower()), None)


def texts(element: Element | None, name: str) -> tuple[str, ...]:
    """The texts of all children of that name."""
    found = (one.text or "" for one in (element if element is not None else ()) if local(one) == name.lower())
    return tuple(one.strip() for one in found)


def text(element: Element | None, name: str) -> str | None:
    """The text of the first child of that name; None for none and for an empty one."""
    return next(iter(texts(element, name)), None) or None


def flag(element: Element | None, name: str, *, otherwise: bool = False) -> bool:
    """A Boolean, in the spelling of Python too, which simple-salesforce sends."""
    told = text(element, name)
    return otherwise if told is None else told.lower() in {"true", "1"}


def answered(operation: str, results: Iterable[Mapping[str, object]]) -> Reply:
    """The answer to a call: one ``result`` element each."""
    inside = "".join(xml("result", one) for one in results)
    return _reply(200, f"<{operation}Response>{inside}</{operation}Response>")


def xml(name: str, value: object) -> str:
    """An element; nothing for None, one each of a list, and what a mapping holds in its order."""
    if value is None:
        return ""
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, Mapping):
        return f"<{name}>{''.join(xml(one, each) for one, each in value.items())}</{name}>"
    if isinstance(value, list | tuple):
        return "".join(xml(name, one) for one in value)
    return f"<{name}>{escape(_plain(value))}</{name}>"


@dataclass(frozen=True)
class Raw:
    """Elements that are written already."""

    text: str


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return "".join(one if one in "\t\n\r" or ord(one) >= 32 else "\ufffd" for one in str(value))


def _reply(status: int, inside: str, namespace: str = "xmlns") -> Reply:
    spaces = f'xmlns:soapenv="{_SOAP}" {namespace}="{METADATA}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    body = f"<soapenv:Body>{inside}</soapenv:Body>"
    text = f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope {spaces}>{body}</soapenv:Envelope>'
    return Reply(status, text.encode(), XML)
