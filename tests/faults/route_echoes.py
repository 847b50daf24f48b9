"""The caller's token in the answers that one route alone has: the companion's, and those that come by SOAP."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping

from tests.faults.echoes import ECHOES, Echo
from tui.demo.apex.run import Outcome
from tui.demo.http.server import Fault
from tui.demo.http.soap import executed, fault
from tui.demo.http.wire import XML, Reply
from tui.org.routes.soap import envelope

_RIGHTS = ("manage_users", "author_apex", "customize_application", "view_setup")
_SESSION = "0Ak5e0000000001AAA"
Fields = Callable[[str], Mapping[str, object]]


def _page(caller: str, told: Fields) -> Echo:
    """A page of the companion's that is sound but for these fields."""

    def echo(token: str) -> Fault:
        rows = [[_SESSION, caller, "UI", "Application", 1_795_428_000_000, 7_200, None, True]]
        page = {
            "version": 1,
            "caller": caller,
            "permissions": dict.fromkeys(_RIGHTS, True),
            "sessions": {"remaining": 1, "rows": rows},
            "answer": _answer(""),
            "problem": None,
        }
        return Fault(Reply(200, json.dumps(page | dict(told(token))).encode()))

    return echo


def _answer(text: str) -> dict[str, object]:
    return {"total": len(text), "offset": 0, "checksum": hashlib.sha256(text.encode()).hexdigest(), "text": text}


def _rows(row: list[object]) -> dict[str, object]:
    return {"sessions": {"remaining": 1, "rows": [row]}}


def of_reading(caller: str) -> Mapping[str, Echo]:
    """What the companion's reading may hold of it."""
    pages: Mapping[str, Fields] = {
        "a problem that quotes it": lambda token: {"answer": None, "problem": f"System.CalloutException: {token}"},
        "a caller of that name": lambda token: {"caller": token},
        "a session of that id": lambda token: _rows([token, caller, "UI", "x", 1, 7_200, None, True]),
        "a session of that type": lambda token: _rows([_SESSION, caller, token, token, 1, 7_200, None, True]),
        "a user of that id": lambda token: _rows([_SESSION, token, "UI", "x", 1, 7_200, None, True]),
        "an answer that is it": lambda token: {"answer": _answer(token)},
        "a checksum that is it": lambda token: {"answer": {**_answer("x"), "checksum": token}},
        "numbers that are it": lambda token: {"sessions": {"remaining": token, "rows": token}, "version": token},
    }
    return {**ECHOES, **{name: _page(caller, told) for name, told in pages.items()}}


def _results(one: Fields) -> Echo:
    return lambda token: Fault(Reply(200, json.dumps({"results": [one(token)]}).encode()))


def of_toggles(user_id: str) -> Mapping[str, Echo]:
    """What the companion may say of it when it has toggled."""
    return {
        **ECHOES,
        "an error that quotes it": _results(lambda token: {"id": user_id, "ok": False, "error": f"for {token}: no"}),
        "a result of that id": _results(lambda token: {"id": token, "ok": True, "error": None}),
        "a result that is it": _results(lambda token: {"id": user_id, "ok": token, "error": token}),
    }


def _executed(outcome: Outcome, log: str | None = None) -> Fault:
    return Fault(executed(outcome, log))


def _backwards(token: str) -> str:
    return "".join(f"&#{ord(letter)};" for letter in token)


OF_SOAP: Mapping[str, Echo] = {
    **ECHOES,
    "a fault that quotes it": lambda token: Fault(fault("sf:UNKNOWN_EXCEPTION", f"no session {token} here")),
    "a fault of that code": lambda token: Fault(fault(f"sf:{token}", "no")),
    "a fault that quotes the envelope": lambda token: Fault(fault("soapenv:Client", envelope(token, "x").decode())),
    "a fault in numbers of characters": lambda token: Fault(
        Reply(500, fault("sf:X", "HERE").body.replace(b"HERE", _backwards(token).encode()), XML)
    ),
    "a block by SOAP that throws it": lambda token: _executed(
        Outcome(compiled=True, success=False, exception_message=f"System.Exception: {token}"), "log"
    ),
    "a block by SOAP that does not compile": lambda token: _executed(
        Outcome(compiled=False, success=False, compile_problem=f"Unexpected {token}"), ""
    ),
    "a log that quotes the envelope": lambda token: _executed(
        Outcome(compiled=True, success=False, exception_message="x"), envelope(token, "x").decode()
    ),
    "an element of that name": lambda token: Fault(
        Reply(200, f"<result><{token.replace('!', '')}/></result>".encode(), XML)
    ),
    "a document type of that name": lambda token: Fault(Reply(200, f"<!DOCTYPE {token}><x/>".encode(), XML)),
    "the envelope back": lambda token: Fault(Reply(200, envelope(token, "x"), XML)),
}
