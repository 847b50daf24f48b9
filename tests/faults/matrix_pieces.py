"""DE's answer as each route brings it: the piece that a reply holds, taken out, changed and put back."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import msgspec

from tui.demo.http.wire import Reply

Record = dict[str, object]
PAGE = re.compile(r"DEP1\|(\d+)\|(\d+)\|([0-9a-f]{64})\|(\d+)\|(.*)\|END", re.DOTALL)
LINE = re.compile(r"(?<=DEBUG\|\[\d\d\]\|ERROR\|DEP1:)([0-9a-f]+:\d+/\d+):(\d+),(\d+),([0-9a-f]{64}),(\d+):(\S*)")
_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope '
    'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/08/apex" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Header><DebuggingInfo>{log}</DebuggingInfo>'
    "</soapenv:Header><soapenv:Body><executeAnonymousResponse><result>{result}</result></executeAnonymousResponse>"
    "</soapenv:Body></soapenv:Envelope>"
)


@dataclass(frozen=True)
class Piece:
    """A page of DE's answer: the whole's length and checksum, where the page starts, and how long it says it is."""

    total: int
    start: int
    checksum: str
    length: int
    text: str

    @property
    def last(self) -> bool:
        """Whether it reaches the end of the whole."""
        return self.start + self.length >= self.total


Change = Callable[[Piece], Piece]


def whole(text: str) -> Change:
    """This text as the one page there is."""
    made = Piece(len(text), 0, hashlib.sha256(text.encode()).hexdigest(), len(text), text)
    return lambda _: made


def piece_in(reply: Reply) -> Piece | None:
    """The page in a reply, by whichever route; None where it has none."""
    found: list[Piece] = []

    def look(piece: Piece) -> Piece:
        found.append(piece)
        return piece

    with_piece(look)(reply)
    return found[0] if found else None


def with_piece(change: Change) -> Callable[[Reply], Reply]:
    """A rewrite of the page that a reply holds, by whichever route; others stay as they are."""

    def rewrite(reply: Reply) -> Reply:
        if reply.status != 200:
            return reply
        if reply.content_type.startswith("text/xml"):
            told = soap_fields(reply)
            return soap_reply({**told, "debugLog": _in_log(str(told.get("debugLog") or ""), change)})
        found = msgspec.json.decode(reply.body)
        if isinstance(found, dict) and isinstance(found.get("answer"), dict):
            found = {**found, "answer": _in_companion(found["answer"], change)}
        elif isinstance(found, dict) and "exceptionMessage" in found:
            found = {**found, "exceptionMessage": _in_message(found["exceptionMessage"] or "", change)}
        return replace(reply, body=msgspec.json.encode(found))

    return rewrite


def _in_message(text: str, change: Change) -> str:
    def put(found: re.Match[str]) -> str:
        piece = change(Piece(int(found[1]), int(found[2]), found[3], int(found[4]), found[5]))
        return f"DEP1|{piece.total}|{piece.start}|{piece.checksum}|{piece.length}|{piece.text}|END"

    return PAGE.sub(put, text)


def _in_log(log: str, change: Change) -> str:
    """Of a log with one line of ours: the answers of these orgs are short."""

    def put(found: re.Match[str]) -> str:
        text = base64.b64decode(found[6]).decode()
        piece = change(Piece(int(found[2]), int(found[3]), found[4], int(found[5]), text))
        sent = base64.b64encode(piece.text.encode()).decode()
        return f"{found[1]}:{piece.total},{piece.start},{piece.checksum},{piece.length}:{sent}"

    return LINE.sub(put, log)


def _in_companion(told: Record, change: Change) -> Record:
    text = str(told["text"])
    piece = change(Piece(int(str(told["total"])), int(str(told["offset"])), str(told["checksum"]), len(text), text))
    return {"total": piece.total, "offset": piece.start, "checksum": piece.checksum, "text": piece.text}


def cut(piece: Piece) -> Piece:
    """Of which less came through than it says, though its end is there."""
    return replace(piece, text=piece.text[:-7])


def damaged(piece: Piece) -> Piece:
    """Of the right length, with each plus turned into a minus."""
    return replace(piece, text=piece.text.replace("+", "-"))


def with_wrong_checksum(piece: Piece) -> Piece:
    """With a checksum that is nobody's."""
    return replace(piece, checksum="0" * 64)


# SOAP


def soap_fields(reply: Reply) -> Record:
    """What a SOAP answer about a block tells, its debug log as ``debugLog``; empty for a fault."""
    root = ElementTree.fromstring(reply.body)
    found = [one for one in root.iter() if _local(one) in {"debugLog", *_RESULT}]
    return {_local(one): one.text for one in found}


def soap_reply(fields: Record) -> Reply:
    """A SOAP answer of these fields; None becomes nil, and what is missing has no element."""
    told = {name: _element(name, value) for name, value in fields.items()}
    log = told.pop("debugLog", "")
    return Reply(200, _ENVELOPE.format(log=log, result="".join(told.values())).encode(), "text/xml;charset=UTF-8")


_RESULT = (
    "column", "compileProblem", "compiled", "exceptionMessage", "exceptionStackTrace", "line", "success",
)  # fmt: skip


def _element(name: str, value: object) -> str:
    return f'<{name} xsi:nil="true"/>' if value is None else f"<{name}>{escape(str(value))}</{name}>"


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
