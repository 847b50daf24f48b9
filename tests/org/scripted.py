"""An org in a function: what it is asked comes in, what it says goes out. No network, no server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from tui.org.wire.calls import Kind, Reply
from tui.presence.model import ApiUse, Instant

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
USER = "0055e0000000001AAA"
QUEUE = "00G5e0000000001EAA"
TEAM = "a0B5e0000000001EAA"


@dataclass(frozen=True)
class Asked:
    """One call as the org sees it."""

    method: str
    path: str
    params: Mapping[str, str]
    body: Any
    kind: Kind

    @property
    def soql(self) -> str:
        return self.params.get("q", "")

    @property
    def apex(self) -> str:
        return self.params.get("anonymousBody", "")


Answer = Callable[[Asked], object]


class Scripted:
    """Calls whose answers a test gives: a value becomes JSON, bytes stay as they are, an exception is raised."""

    version = "67.0"
    url = "https://acme.my.salesforce.com"

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.closed = False
        self.refuse_actions = False

    @property
    def usage(self) -> ApiUse:
        return ApiUse(len(self.asked), 10, 15_000)

    def get(self, path: str, params: Mapping[str, str] | None = None, *, kind: Kind = Kind.READ) -> Reply:
        return self._answered(Asked("GET", path, params or {}, None, kind))

    def post(self, path: str, body: object, *, kind: Kind) -> Reply:
        return self._answered(Asked("POST", path, {}, body, kind))

    def soap(self, envelope: Callable[[str], bytes], *, kind: Kind) -> Reply:
        return self._answered(Asked("POST", "/services/Soap/s/67.0", {}, envelope("00Dtoken"), kind))

    def negotiate(self) -> None:
        """The version is settled."""

    def close(self) -> None:
        self.closed = True

    def _answered(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        said = self.answer(asked)
        if isinstance(said, BaseException):
            raise said
        body = said if isinstance(said, bytes) else msgspec.json.encode(said)
        return Reply(body, NOON, Instant(1.0, 2.0), self.refuse_actions)


def page(*records: object, total: int | None = None, more: str | None = None) -> dict[str, object]:
    """A page of a query as an org sends it."""
    return {
        "totalSize": len(records) if total is None else total,
        "done": more is None,
        "nextRecordsUrl": more,
        "records": [{"attributes": {"type": "X", "url": "/x"}, **r} for r in records if isinstance(r, dict)],
    }


class Watch:
    """A Progress that notes its steps, and stops after so many of them."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.steps: list[tuple[str, int, int | None]] = []
        self.stop_after = stop_after

    @property
    def aborted(self) -> bool:
        return self.stop_after is not None and len(self.steps) >= self.stop_after

    def step(self, what: str, done: int, of: int | None) -> None:
        self.steps.append((what, done, of))


class Still:
    """A Clock that stands still unless it is moved."""

    def __init__(self) -> None:
        self.at = Instant(1_000.0, 50.0)

    def now(self) -> Instant:
        return self.at
