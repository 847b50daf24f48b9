"""What a request asks, with its data taken out: what two plain days have in common, and what data may not change."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

from msgspec import Struct
from msgspec.structs import replace

from tui.demo.http.wire import Request

_LITERAL = re.compile(r"'(?:[^'\\\n\r]|\\.)*'")
_ID = re.compile(r"[a-zA-Z0-9]{18}", re.ASCII)
_NONCE = re.compile(r"(?<='DEP1:)[0-9a-f]{16}(?=:)")
_PAGE = re.compile(r"(?<=Math\.min\()\d+|(?<=Math\.min\(start \+ )\d+")  # which piece of DE's answer is asked for
_TOKEN, _SOURCE = "sessionId", "apexcode"


class Asked(Struct, frozen=True):
    """What a request asks. ``apex`` is its block by either way; ``frame`` its SOAP envelope without token and block.

    ``told`` is its JSON, of the companion's question or of a body, with its values but for what they mean taken out.
    """

    method: str
    path: str
    soql: str = ""
    apex: str = ""
    frame: str = ""
    told: str = ""


def asked_by(request: Request) -> Asked:
    """What this request asks."""
    plain = Asked(
        request.method, request.path, shape(request.query.get("q", "")), _PAGE.sub("0", shape(apex_of(request)))
    )
    if is_soap(request):
        return replace(plain, frame=_frame(request.body))
    told = request.query.get("ask", "") or request.body.decode()
    return replace(plain, told=json.dumps(json_shape(json.loads(told)))) if told else plain


def apex_of(request: Request) -> str:
    """The block that a request brings, by the Tooling API or by SOAP, without the random mark of a debug log."""
    if not is_soap(request):
        return request.query.get("anonymousBody", "")
    return _NONCE.sub("nonce", _element(ElementTree.fromstring(request.body), _SOURCE).text or "")


def shape(source: str) -> str:
    """A query or a block of Apex with nothing in its string literals; a list of literals counts as one."""
    return re.sub(r"''(?:,'')+", "''", _LITERAL.sub("''", source))


def json_shape(value: object, name: str = "") -> object:
    """JSON without what is plainly data: numbers, Ids, reasons. Every other text stays, and so does each name."""
    free = "reason" in name.lower()
    if isinstance(value, dict):
        return {key: json_shape(one, key) for key, one in value.items()}
    if isinstance(value, list):
        shapes = [json_shape(one, name) for one in value]
        return list(dict.fromkeys(shapes)) if all(isinstance(one, str) for one in shapes) else shapes
    if isinstance(value, str) and (free or _ID.fullmatch(value)):
        return "a reason" if free else "an Id"
    return type(value).__name__ if isinstance(value, (int, float)) else value


def is_soap(request: Request) -> bool:
    """Whether it comes by the SOAP Apex API."""
    return request.path.startswith("/services/Soap/")


def _frame(body: bytes) -> str:
    root = ElementTree.fromstring(body)
    for name in (_TOKEN, _SOURCE):
        _element(root, name).text = ""
    return ElementTree.tostring(root, encoding="unicode")


def _element(root: ElementTree.Element, name: str) -> ElementTree.Element:
    (found,) = [one for one in root.iter() if one.tag.rpartition("}")[2] == name]
    return found
