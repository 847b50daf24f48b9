"""Faults that one route alone can have: what the companion class, the debug log and the token endpoint may say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from tests.faults.matrix_bodies import around
from tests.faults.matrix_kinds import ANSWER, BY_COMPANION, COMPANION_1, COMPANION_N, LOG_1, LOG_N, RENEWAL, Kind
from tests.faults.matrix_pieces import LINE, soap_fields, soap_reply
from tests.faults.matrix_trouble import Make, Trouble, always, rewritten, says
from tui.demo.http.server import Fault
from tui.demo.http.soap import fault
from tui.demo.http.wire import XML, Reply

_BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<x>&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;</x>"""
_ANSWER = frozenset({ANSWER})
_HEAP = "System.LimitException: Apex heap size too large: 6291457\n\n(System Code)"


# the companion


def _sessions(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Make:
    def rewrite(found: Any) -> Any:
        told = found.get("sessions")
        return {**found, "sessions": change(told)} if told is not None else found

    return rewritten(around(rewrite))


def _told(**fields: object) -> Make:
    return rewritten(around(lambda found: {**found, **fields}))


_CLASS = (
    Trouble(
        "not deployed any more",
        says(404, "NOT_FOUND", "Could not find a match for URL"),
        words="not find a match",
        falls="all",
    ),
    Trouble(
        "no access to the class",
        says(403, "FORBIDDEN", "You do not have access to the Apex class named: DePresenceCompanion"),
        words="access to the Apex class",
        falls="all",
    ),
    Trouble("out of heap", says(500, "APEX_ERROR", _HEAP), words="heap", falls="reads"),
    Trouble("a question that it refuses", says(400, "INVALID_INPUT", "unknown field"), words="unknown", falls="all"),
)
_READING = (
    Trouble("another version", _told(version=2), words="another version", falls="all"),
    Trouble("meant for another user", _told(caller="0055e00000ZZZZZAAA"), words="another user", falls="all"),
    Trouble(
        "fewer rows than it says",
        _sessions(lambda told: {**told, "rows": told["rows"][:-1]}),
        words="not whole",
        falls="all",
    ),
    Trouble(
        "more rows than were asked for",
        _sessions(lambda told: {"remaining": 99, "rows": [*told["rows"], *told["rows"]]}),
        words="not whole",
        falls="all",
    ),
    Trouble(
        "rows that remain and never come",
        _sessions(lambda told: {**told, "remaining": told["remaining"] + 500}),
        words="not whole|hold together",
        falls="all",
    ),
    Trouble(
        "users that are none",
        _sessions(lambda told: {**told, "rows": [[row[0], "' OR Id != '", *row[2:]] for row in told["rows"]]}),
        words="cannot be read",
        falls="all",
    ),
    Trouble(
        "what DE threw",
        _told(answer=None, problem="System.NullPointerException"),
        words="NullP",
        falls="all",
        spoils=_ANSWER,
    ),
    Trouble(
        "neither an answer nor a problem",
        _told(answer=None, problem=None),
        words="neither",
        falls="all",
        spoils=_ANSWER,
    ),
    Trouble(
        "both an answer and a problem", _told(problem="System.DmlException"), words="Dml", falls="all", spoils=_ANSWER
    ),
)
_TOGGLES = (
    Trouble("one result too few", rewritten(around(lambda told: {"results": told["results"][1:]})), words="results"),
    Trouble(
        "results of others",
        rewritten(around(lambda told: {"results": [{**one, "id": "0055e00000ZZZZZAAA"} for one in told["results"]]})),
        words="results",
    ),
    Trouble("no results", rewritten(around(lambda _: {"results": []})), words="results"),
)


# the debug log


def _fault(code: str, message: str) -> Make:
    return always(Fault(fault(f"sf:{code}", f"{code}: {message}")))


def _log(change: Callable[[str], str]) -> Make:
    def rewrite(reply: Reply) -> Reply:
        told = soap_fields(reply)
        return soap_reply({**told, "debugLog": change(str(told.get("debugLog") or ""))})

    return rewritten(rewrite)


_LOG = (
    Trouble("a fault: the session is dead", _fault("INVALID_SESSION_ID", "Illegal Session"), words="login has expired"),
    Trouble("a fault: no more logs", _fault("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit"), words="debug logs"),
    Trouble("a fault: unforeseen", _fault("UNKNOWN_EXCEPTION", "An unexpected error"), words="unexpected error"),
    Trouble("a document type with entities", always(Fault(Reply(200, _BOMB, XML))), words="cannot be read"),
    Trouble("a line that the org skips", _log(lambda text: LINE.sub("", text)), words="does not hold|could not answer"),
    Trouble(
        "the mark of another call",
        _log(lambda text: text.replace("DEP1:", "DEP1:0")),
        words="does not hold|could not answer",
    ),
)


# the token endpoint


def _oauth(status: int, error: str, words: str) -> Make:
    body = msgspec.json.encode({"error": error, "error_description": words})
    return always(Fault(Reply(status, body)))


_LOGIN = (
    Trouble("the login is over", _oauth(400, "invalid_grant", "expired access/refresh token"), words="login"),
    Trouble("too many logins", _oauth(400, "invalid_grant", "login rate exceeded"), words="no more logins"),
    Trouble(
        "the app is gone",
        _oauth(400, "OAUTH_APPROVAL_ERROR_GENERIC", "app must be installed into org"),
        words="not installed",
    ),
    Trouble(
        "it counts at another address",
        rewritten(around(lambda told: {**told, "instance_url": "https://evil.example"})),
        words=r"another|evil\.example|address",
    ),
    Trouble(
        "a token that could not stand in a header", rewritten(around(lambda told: {**told, "access_token": "a\nb"}))
    ),
)

OF_ROUTES: Mapping[Kind, tuple[Trouble, ...]] = {
    COMPANION_1: (*_CLASS, *_READING),
    COMPANION_N: (*_CLASS, *_READING),
    BY_COMPANION: (*_CLASS, *_TOGGLES),
    LOG_1: _LOG,
    LOG_N: _LOG,
    RENEWAL: _LOGIN,
}
