"""The HTTP door of the org: what is too long to come in, and how an answer leaves (headers, gzip, pretty print)."""

from __future__ import annotations

import gzip
import socket
import struct
from datetime import datetime
from email.utils import format_datetime

import msgspec
from aiohttp import web

from tui.demo.http.wire import JSON, Reply, Request, bad_message

_LONGEST = 16_384  # bytes of the URI, and of URI and headers together (salesforce.md, section 2)
_WORTH_ZIPPING = 2_048  # bytes
_AT_ONCE = struct.pack("ii", 1, 0)  # linger for no time: the close is a reset


def too_long(raw: web.BaseRequest) -> Reply | None:
    """The container's refusal of a URI (414) or of URI and headers (431) that are too long, or None."""
    uri = len(raw.raw_path.encode("utf-8", "surrogateescape"))
    if uri > _LONGEST:
        return bad_message(414, "URI Too Long")
    if uri + sum(len(name) + len(value) + 4 for name, value in raw.raw_headers) > _LONGEST:
        return bad_message(431, "Request Header Fields Too Large")
    return None


def response(request: Request, reply: Reply, now: datetime) -> web.Response:
    """The reply with the headers that every answer has. ``now`` is the org's clock, which ``Date`` shows."""
    body = reply.body
    if reply.content_type == JSON and request.headers.get("x-prettyprint") in {"1", "true"}:
        body = msgspec.json.format(body, indent=2)
    headers = {
        "Date": format_datetime(now.replace(microsecond=0), usegmt=True),
        "Content-Type": reply.content_type,
        "Cache-Control": "no-cache,must-revalidate,max-age=0,no-store,private",
        "Vary": "Accept-Encoding",
        "Server": "sfdcedge",
        **reply.headers,
    }
    if len(body) > _WORTH_ZIPPING and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzip.compress(body, compresslevel=1, mtime=0)
        headers["Content-Encoding"] = "gzip"
    answer = web.Response(status=reply.status, body=body, headers=headers)
    if reply.headers.get("Connection") == "close":
        answer.force_close()
    return answer


async def half(raw: web.BaseRequest, whole: web.Response) -> web.StreamResponse:
    """Send the head and half of the body, then close the connection."""
    cut, body = await _begun(raw, whole)
    await cut.write(body[: len(body) // 2])
    hang_up(raw)
    return cut


async def head(raw: web.BaseRequest, whole: web.Response) -> web.StreamResponse:
    """Send the head, which promises a body, then reset the connection."""
    cut, _ = await _begun(raw, whole)
    hang_up(raw, reset=True)
    return cut


def hang_up(raw: web.BaseRequest, *, reset: bool = False) -> None:
    """Close the connection after what was written; a reset says no farewell, and loses what is under way."""
    if raw.transport is None:
        return
    if reset:
        raw.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    raw.transport.close()


async def _begun(raw: web.BaseRequest, whole: web.Response) -> tuple[web.StreamResponse, bytes]:
    """The answer with its head sent, and the body that the head promised."""
    body = whole.body if isinstance(whole.body, bytes) else b""
    cut = web.StreamResponse(status=whole.status, headers=whole.headers)
    cut.content_length = len(body)
    await cut.prepare(raw)
    return cut, body
