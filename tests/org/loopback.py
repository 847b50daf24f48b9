"""A web server on loopback that misbehaves as told: the network's bad days, one scripted turn for each request."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Turn = Callable[[BaseHTTPRequestHandler], None]
DATE = "Mon, 23 Nov 2026 12:00:00 GMT"


@dataclass
class Host:
    """The server's address, its script, what it was asked, and from which port of ours."""

    url: str = ""
    turns: list[Turn] = field(default_factory=list)
    requests: list[tuple[str, str, Message, bytes]] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)
    hang: threading.Event = field(default_factory=threading.Event)

    @property
    def headers(self) -> Message:
        """Those of the last request."""
        return self.requests[-1][2]


def says(body: bytes = b"[]", status: int = 200, **headers: str) -> Turn:
    """Answer so. Underscores in header names stand for dashes."""

    def turn(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(status)
        sent = {"Date": DATE, "Content-Type": "application/json", "Content-Length": str(len(body))}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in sent.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return turn


def drops(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without a word."""
    handler.close_connection = True


def breaks_off(handler: BaseHTTPRequestHandler) -> None:
    """Promise more than is sent, and close."""
    says(b'[{"version": ', Content_Length="500")(handler)
    handler.close_connection = True


def hangs(host: Host) -> Turn:
    """Say nothing until the test is over."""

    def turn(handler: BaseHTTPRequestHandler) -> None:
        host.hang.wait(30)
        handler.close_connection = True

    return turn


@contextmanager
def serving(*turns: Turn) -> Iterator[Host]:
    """A host that takes these turns, the last one again and again."""
    host = Host(turns=list(turns))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            host.requests.append((self.command, self.path, self.headers, body))
            host.ports.append(self.client_address[1])
            turn = host.turns.pop(0) if len(host.turns) > 1 else host.turns[0]
            turn(self)

        do_GET = take  # noqa: N815  # http.server's own name
        do_POST = take  # noqa: N815  # http.server's own name

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # http.server's own name
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    host.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        host.hang.set()
        server.shutdown()
        server.server_close()
        thread.join()
