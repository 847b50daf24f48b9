"""What goes wrong at the door of the simulated org: one request in five, drawn from a menu."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from random import Random

from tests.faults.wire_oracle import WireOracle
from tui.demo.http.server import Fault
from tui.demo.http.wire import HTML, Reply, Request

SESSIONS = "FROM AuthSession"
SPELLS = 0.02  # of readings begin a spell
OF_HOLDS = "/composite"  # a person's hold on its way to the org's own job names a user too, and toggles nobody
USER_ID = re.compile(r"005[0-9A-Za-z]{15}")
_ERROR = '[{{"message": "made in a test", "errorCode": "{}"}}]'


def _refusal(status: int, code: str, headers: Mapping[str, str] | None = None) -> Fault:
    return Fault(Reply(status, _ERROR.format(code).encode(), headers=headers or {}))


NO_ANSWER = {
    "reset before": Fault(cut="before"),
    "reset after": Fault(cut="after"),
    "broken off": Fault(cut="body"),
}
REFUSALS = {
    "401": _refusal(401, "INVALID_SESSION_ID"),
    "401 HTML": Fault(Reply(401, b"<html>log in</html>", HTML)),
    "403 limit": _refusal(403, "REQUEST_LIMIT_EXCEEDED"),
    "404": _refusal(404, "NOT_FOUND"),
    "500": _refusal(500, "UNKNOWN_EXCEPTION"),
    "502 HTML": Fault(Reply(502, b"<html>bad gateway</html>", HTML)),
    "503": _refusal(503, "SERVER_UNAVAILABLE", {"Retry-After": "7"}),
    "200 HTML": Fault(Reply(200, b"<html>maintenance</html>", HTML)),
}
LIES = {
    "no records": Fault(Reply(200, b'{"totalSize": 0, "done": true, "records": []}')),
    "half a body": Fault(Reply(200, b'{"totalSize": 3, "done": true, "rec')),
    "no fields": Fault(Reply(200, b"{}")),
    "nulls": Fault(Reply(200, b'{"totalSize": null, "done": true, "records": null}')),
}


class Door:
    """The server's interceptor: tells the judge what passes, and draws faults, singly and in spells.

    In a spell the org has no sessions at all for some readings, not even the caller's own. ``deaf`` lets nothing in
    any more. ``by_hand`` are users whom a person toggles now: nobody judges that. ``kill`` draws whether the process
    dies at a write; then ``on_kill`` is called, and nothing of it comes in again.
    """

    def __init__(self, dice: Random, oracle: WireOracle, share: float) -> None:
        self.share, self.kill = share, 0.0
        self.deaf = False
        self.on_kill: Callable[[], None] = lambda: None
        self.served: Counter[str] = Counter()
        self.requests = self.requests_in_trouble = 0
        self.by_hand: Counter[str] = Counter()
        self._dice, self._oracle, self._spell = dice, oracle, 0

    def __call__(self, request: Request) -> Fault | None:
        """A fault for this request, or None where it passes."""
        if self.deaf:
            return Fault(cut="before")
        self.requests += 1
        self.requests_in_trouble += self.share > 0
        source = _block(request)
        if "toggleUsers" in source or (request.method == "POST" and not source):
            return self._write(source or request.body.decode(), toggles=OF_HOLDS not in request.path)
        name, fault = self._of_read(request)
        self._told(request, whole=fault is None)
        self.served[name] += 1
        return fault

    def _of_read(self, request: Request) -> tuple[str, Fault | None]:
        if self.share and SESSIONS in request.query.get("q", ""):
            self._spell = self._spell - 1 if self._spell else 6 * (self._dice.random() < SPELLS)
            if self._spell:
                return "spell of no sessions", LIES["no records"]
        return self._drawn(NO_ANSWER | REFUSALS | LIES) if self._dice.random() < self.share else ("none", None)

    def _write(self, text: str, *, toggles: bool) -> Fault | None:
        for user_id in set(USER_ID.findall(text)) - set(+self.by_hand) if toggles else ():
            self._oracle.left(user_id, to=_wants_on(text))
        if self._dice.random() < self.kill:
            self.on_kill()
            self.deaf = True
            self.served["killed"] += 1
            return Fault(cut=self._dice.choice(("before", "after", "body")))
        if self._dice.random() >= self.share:
            self.served["none"] += 1
            return None
        name, fault = self._drawn(NO_ANSWER | REFUSALS)
        self.served[f"write: {name}"] += 1
        return fault

    def _told(self, request: Request, *, whole: bool) -> None:
        asked = request.query.get("q", "")
        if SESSIONS in asked:
            (self._oracle.sessions_given if whole else self._oracle.reading_broken)()
        elif "getUserAvailabilityAllTeams" in _block(request) and whole:
            self._oracle.answer_given()

    def _drawn(self, menu: dict[str, Fault]) -> tuple[str, Fault]:
        name = self._dice.choice(sorted(menu))
        return name, menu[name]


def _block(request: Request) -> str:
    """The anonymous block of a request, by the Tooling API or by SOAP; empty where it has none."""
    if request.path.startswith("/services/Soap/"):
        return request.body.decode()
    return request.query.get("anonymousBody", "")


def _wants_on(text: str) -> bool:
    """Whether a request asks for on: by the action's inputs, or by the literal in a block of Apex."""
    if text.startswith("{"):
        return ":true" in text.replace(" ", "")
    return re.search(r"\bonline.{1,14}true", text) is not None
