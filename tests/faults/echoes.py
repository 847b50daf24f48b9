"""Answers that hold the caller's token in every spelling: what a careless proxy, edge or org might send back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from html import escape
from urllib.parse import quote

from tui.demo.http.server import Fault
from tui.demo.http.wire import HTML, Reply

Echo = Callable[[str], Fault]


def _error(status: int, code: str, words: str) -> Reply:
    return Reply(status, json.dumps([{"message": words, "errorCode": code}]).encode())


def _page(status: int, token: str) -> Reply:
    link = f"<a href='https://login.example/?sid={quote(token)}'>"
    return Reply(status, f"<html>{escape(token)} {link}log in</a> Bearer {token}</html>".encode(), HTML)


def _headers(token: str) -> Mapping[str, str]:
    return {"Location": f"https://login.example/?sid={quote(token)}&t={token}", "Retry-After": token[:20]}


def _block(problem: str, exception: str | None, *, compiled: bool) -> Reply:
    told = {"compiled": compiled, "success": False, "compileProblem": problem, "exceptionMessage": exception}
    return Reply(200, json.dumps(told).encode())


def _backwards(text: str) -> str:
    return "".join(f"\\u{ord(letter):04x}" for letter in text)


ECHOES: Mapping[str, Echo] = {
    "401 that quotes it": lambda token: Fault(_error(401, "INVALID_SESSION_ID", f"Session {token} is not valid")),
    "401 page": lambda token: Fault(_page(401, token)),
    "403 that quotes it": lambda token: Fault(_error(403, "REQUEST_LIMIT_EXCEEDED", f"Bearer {token}")),
    "403 with it as the code": lambda token: Fault(_error(403, token, "no")),
    "400 in an address": lambda token: Fault(_error(400, "X", f"https://a.example/?sid={token}&x=1 {quote(token)}")),
    "400 spelled by percents of percents": lambda token: Fault(_error(400, "X", f"see {quote(quote(token))} {token}")),
    "400 spelled by percents": lambda token: Fault(_error(400, "X", quote(token, safe="").replace(".", "%2E"))),
    "400 in escapes of JSON": lambda token: Fault(
        Reply(400, f'[{{"message": "{_backwards(token)}", "errorCode": "X"}}]'.encode())
    ),
    "302 to an address with it": lambda token: Fault(Reply(302, b"", headers=_headers(token))),
    "500 page": lambda token: Fault(_page(500, token)),
    "503 with it in headers": lambda token: Fault(Reply(503, _error(503, "X", token).body, headers=_headers(token))),
    "200 page": lambda token: Fault(_page(200, token)),
    "200 that is nothing but it": lambda token: Fault(Reply(200, token.encode())),
    "200 with it where numbers belong": lambda token: Fault(
        Reply(200, json.dumps({"totalSize": token, "done": token, "records": [token], "actions": token}).encode())
    ),
    "block that does not compile": lambda token: Fault(_block(f"Unexpected {token}", None, compiled=False)),
    "block that throws it": lambda token: Fault(_block("", f"System.AssertException: Bearer {token}", compiled=True)),
    "connection that breaks": lambda _: Fault(cut="body"),
    "connection that is gone": lambda _: Fault(cut="before"),
}
