"""Listens on localhost for the browser to come back from the org's login page."""

from __future__ import annotations

import errno
import logging
import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler
from queue import Empty, Full, Queue
from socketserver import ThreadingTCPServer

from tui.org.login.attempt import Answer, answer_in
from tui.org.login.callback_address import PATH

log = logging.getLogger(__name__)
_POLL = 0.05  # seconds; how soon a listener notices that it is to end
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>de-presence</title>
<body style="font:1.1rem system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem">
<h1 style="font-size:1.5rem">{title}</h1><p>{words}</p></body></html>"""
_NOT_OURS = ("This is not the login that is awaited", "Go back to the terminal and begin again from there.")
_DENIED = ("No login took place", "The terminal says why. You can close this window.")
_DONE = ("Back to the terminal", "The rest happens there. You can close this window.")


class Callback:
    """The listener, or why there is none. ``wait`` yields the first answer to our attempt; others get a page alone."""

    def __init__(self, why_none: str = "") -> None:
        self.why_none = why_none
        self._answers: Queue[Answer] = Queue(maxsize=1)

    def wait(self, seconds: float) -> Answer | None:
        """The answer, or None where none came in time."""
        try:
            return self._answers.get(timeout=seconds) if seconds > 0 else self._answers.get_nowait()
        except Empty:
            return None

    def take(self, answer: Answer) -> None:
        """Keep the first one."""
        try:
            self._answers.put_nowait(answer)
        except Full:
            log.debug("the browser came back twice")


class _Server(ThreadingTCPServer):
    """Plain TCP, as ``HTTPServer`` looks its own name up, which takes seconds on some machines."""

    daemon_threads = True
    # On Windows this would let another program listen at the same port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, family: socket.AddressFamily, host: str, port: int, callback: Callback, state: str) -> None:
        self.address_family = family
        self.callback, self.state = callback, state
        super().__init__((host, port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002  # socketserver's own
        """Most often the browser that went away. The default would print a traceback into the terminal."""
        log.debug("a request of the browser ended early: %s", type(sys.exception()).__name__)


class _Handler(BaseHTTPRequestHandler):
    timeout = 10  # seconds; browsers open connections that they never use
    server: _Server

    def do_GET(self) -> None:
        """The browser comes back; only our path with our state is an answer."""
        path, _, query = self.path.partition("?")
        answer = answer_in(query, self.server.state) if path == PATH else None
        if answer is None:
            self._page(404, *_NOT_OURS)
            return
        try:
            self._page(200, *(_DENIED if answer.error else _DONE))
        finally:
            self.server.callback.take(answer)

    def _page(self, status: int, title: str, words: str) -> None:
        body = _PAGE.format(title=title, words=words).encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            "Referrer-Policy": "no-referrer",  # the address holds the code
            "Cache-Control": "no-store",
            "Connection": "close",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's own name
        """Nothing: its lines would hold the code."""


@contextmanager
def listening(port: int, state: str) -> Iterator[Callback]:
    """A listener at both of localhost's addresses while inside, as browsers take either first."""
    callback = Callback()
    with ExitStack() as stack:
        try:
            stack.enter_context(_serving(_Server(socket.AF_INET, "127.0.0.1", port, callback, state)))
            if _has_ipv6():
                stack.enter_context(_serving(_Server(socket.AF_INET6, "::1", port, callback, state)))
        except OSError as error:
            stack.close()
            taken = error.errno in {errno.EADDRINUSE, errno.EACCES}
            callback = Callback("another program uses it" if taken else "the system refuses it")
        yield callback


@contextmanager
def _serving(server: _Server) -> Iterator[None]:
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(_POLL,), name="callback", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def _has_ipv6() -> bool:
    """Whether this machine has ::1 at all; a port is taken there by another program or by none."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
