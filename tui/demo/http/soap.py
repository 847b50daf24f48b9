"""The SOAP Apex API's envelopes, as the Salesforce CLI sends and reads them (clients.md, section 2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from tui.demo.apex.lib_system import LEVELS
from tui.demo.apex.run import Outcome
from tui.demo.http.wire import XML, Reply

_SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
_APEX = "http://soap.sforce.com/2006/08/apex"
_OPEN = (
    f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{_SOAP}" xmlns="{_APEX}" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
_DEBUG_LEVELS = {"NONE": "NONE", "DEBUGONLY": "DEBUG", "DB": "DEBUG", "PROFILING": "DEBUG", "DETAIL": "FINEST"}


@dataclass(frozen=True)
class Envelope:
    """What a call says. ``level`` is the log level of Apex code, None where no debug log is asked for."""

    token: str | None
    level: str | None
    operation: str
    source: str


def envelope(body: bytes) -> Envelope:
    """Read a request. Raises ValueError for what is no SOAP.

    The source's element may have any name: the CLI and the WSDL differ in it.
    """
    try:
        root = ElementTree.fromstring(body)  # noqa: S314  only loopback callers reach it, and expat bounds expansion
    except ElementTree.ParseError as error:
        raise ValueError(f"The markup in the document must be well-formed: {error}") from error
    header, content = root.find(f"{{{_SOAP}}}Header"), root.find(f"{{{_SOAP}}}Body")
    if content is None or not len(content):
        raise ValueError("The envelope has no body")
    operation = content[0]
    source = operation[0].text or "" if len(operation) else ""
    return Envelope(_text(header, "sessionId"), _level(header), _local(operation), source)


def executed(outcome: Outcome, log: str | None) -> Reply:
    """The answer to executeAnonymous, with a header only where there is a log."""
    fields = {
        "column": str(outcome.column),
        "compileProblem": outcome.compile_problem,
        "compiled": str(outcome.compiled).lower(),
        "exceptionMessage": outcome.exception_message,
        "exceptionStackTrace": outcome.exception_trace,
        "line": str(outcome.line),
        "success": str(outcome.success).lower(),
    }
    result = "".join(_element(name, value) for name, value in fields.items())
    header = f"<soapenv:Header><DebuggingInfo>{_element('debugLog', log)}</DebuggingInfo></soapenv:Header>"
    return _reply(
        200,
        f"{header if log is not None else ''}<soapenv:Body><executeAnonymousResponse><result>{result}</result>"
        "</executeAnonymousResponse></soapenv:Body>",
    )


def fault(code: str, message: str) -> Reply:
    """A SOAP fault, which always comes with HTTP 500."""
    inside = f'<faultcode xmlns:sf="{_APEX}">{escape(code)}</faultcode><faultstring>{escape(message)}</faultstring>'
    return _reply(500, f"<soapenv:Body><soapenv:Fault>{inside}</soapenv:Fault></soapenv:Body>")


def _reply(status: int, inside: str) -> Reply:
    return Reply(status, f"{_OPEN}{inside}</soapenv:Envelope>".encode(), XML)


def _element(name: str, value: str | None) -> str:
    if value is None:
        return f'<{name} xsi:nil="true"/>'
    return f"<{name}>{escape(_allowed(value))}</{name}>"


def _allowed(text: str) -> str:
    """The text without the characters that XML cannot carry."""
    return "".join(one if one in "\t\n\r" or ord(one) >= 32 else "\ufffd" for one in text)


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(header: ElementTree.Element | None, name: str) -> str | None:
    found = next((one for one in header.iter() if _local(one) == name), None) if header is not None else None
    return found.text.strip() if found is not None and found.text else None


def _level(header: ElementTree.Element | None) -> str | None:
    """The level of the Apex_code category, which outranks the older debugLevel."""
    debugging = next((one for one in header if _local(one) == "DebuggingHeader"), None) if header is not None else None
    if debugging is None:
        return None
    for category in debugging:
        if _local(category) == "categories" and (_text(category, "category") or "").lower() == "apex_code":
            level = (_text(category, "level") or "NONE").upper()
            return level if level in LEVELS else "NONE"
    return _DEBUG_LEVELS.get((_text(debugging, "debugLevel") or "NONE").upper(), "NONE")
