"""The SOAP Apex API, which alone gives a block's debug log back: its envelope, its answer and its faults.

The envelope is that of the Salesforce CLI (read in its source). The token stands in its body: nothing here logs one.
"""

from __future__ import annotations

from xml.etree import ElementTree
from xml.sax.saxutils import escape

from msgspec import Struct

from tui.org.routes.apex import Ran
from tui.org.wire.errors import Misread

ACTION = "executeAnonymous"

# The categories override the debugLevel, which is deprecated and what the CLI sends.
_ENVELOPE = """\
<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"\
 xmlns:cmd="http://soap.sforce.com/2006/08/apex" xmlns:apex="http://soap.sforce.com/2006/08/apex">\
<env:Header><cmd:SessionHeader><cmd:sessionId>{token}</cmd:sessionId></cmd:SessionHeader>\
<apex:DebuggingHeader><apex:categories><apex:category>Apex_code</apex:category><apex:level>ERROR</apex:level>\
</apex:categories><apex:debugLevel>DEBUGONLY</apex:debugLevel></apex:DebuggingHeader></env:Header>\
<env:Body><executeAnonymous xmlns="http://soap.sforce.com/2006/08/apex"><apexcode>{source}</apexcode>\
</executeAnonymous></env:Body></env:Envelope>"""
_QUOTES = {"'": "&apos;", '"': "&quot;"}


class Executed(Struct, frozen=True):
    """How a block ended, and its debug log; None where the org sent none (seen in the field: forcedotcom/cli#2630)."""

    ran: Ran
    log: str | None


class _NoDocumentType(ElementTree.TreeBuilder):
    """Refuses a document type, which SOAP forbids: without one there are no entities that could expand or point away.

    Expat bounds expansion and fetches nothing by itself; this keeps even the bounded kind out.
    """

    def doctype(self, name: str, _public: str | None, _system: str | None) -> None:
        raise ValueError(f"it has a document type, {name}")


def envelope(token: str, source: str) -> bytes:
    """The call that runs a block and brings its debug log."""
    return _ENVELOPE.format(token=escape(token, _QUOTES), source=escape(source, _QUOTES)).encode()


def executed(body: bytes) -> Executed:
    """What the org answered. Raises Misread for what is no such answer; prefixes do not matter."""
    root = root_of(body)
    result = next((one for one in root.iter() if _local(one) == "result"), None) if root is not None else None
    if root is None or result is None:
        raise Misread("The org's answer about Apex cannot be read", "it is no answer to a block", "Report it")
    told = {_local(one): one.text for one in result}
    log = next((one.text or "" for one in root.iter() if _local(one) == "debugLog"), None)
    ran = Ran(
        compiled=told.get("compiled") == "true",
        success=told.get("success") == "true",
        compile_problem=told.get("compileProblem"),
        exception_message=told.get("exceptionMessage"),
    )
    return Executed(ran, log)


def fault_of(body: bytes) -> tuple[str, str] | None:
    """The code of a SOAP fault without its prefix, and its message; None for what is no fault."""
    root = root_of(body)
    fault = next((one for one in root.iter() if _local(one) == "Fault"), None) if root is not None else None
    if fault is None:
        return None
    told = {_local(one): (one.text or "").strip() for one in fault}
    code = told.get("faultcode", "").rpartition(":")[2]
    return code, told.get("faultstring", "").removeprefix(f"{code}: ")


def root_of(body: bytes) -> ElementTree.Element | None:
    """The outermost element of an answer; None for what is no XML, and for what has a document type."""
    try:
        parser = ElementTree.XMLParser(target=_NoDocumentType())  # noqa: S314  no document type, hence no entities
        return ElementTree.fromstring(body, parser)  # noqa: S314  the same
    except (ElementTree.ParseError, ValueError):
        return None


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
