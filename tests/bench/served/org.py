"""The org's server: the demo org, but what was asked once is answered from memory, so that it costs nothing.

A real org works on its own machines; here it would take the client's processor, and the time that it takes to make
pages would hide what the client makes of them. ``/bench/...`` steers it:

- ``turn``: 1 % of the DE users are logged in or out; asked again, all is as it was. Both states are kept.
- ``told``: calls, bytes and addresses since the last ``told``.
- ``later?seconds=N``: the org's clock goes on.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiohttp import web

from tests.bench.served.people import Turning, crowd, steady
from tui.demo.http.door import response
from tui.demo.http.server import DemoServer
from tui.demo.http.wire import Reply, Request
from tui.demo.options import Options
from tui.demo.world.world import World

_KEPT = ("/query", "/apexrest/depresence/v1/reading", "/executeAnonymous")
Question = tuple[bool, str, str]


@dataclass(frozen=True)
class Leaving:
    """A body as it leaves, with its headers but for the date."""

    status: int
    body: bytes
    headers: dict[str, str]


class ReadyServer(DemoServer):
    """A demo org whose answers are kept, unless people come and go by themselves (``keeps=False``)."""

    def __init__(self, world: World, *, keeps: bool = True) -> None:
        super().__init__(world)
        self._keeps = keeps
        self.later = timedelta()
        self._turning = Turning(world)
        self._turned = False
        self._replies: dict[Question, Reply] = {}
        self._leaving: dict[tuple[Question, bool, bool], Leaving] = {}
        self._calls = self._bytes = 0
        self._asked: list[str] = []

    async def _handle(self, raw: web.BaseRequest) -> web.StreamResponse:
        if raw.path.startswith("/bench/"):
            return self._steered(raw)
        if not self._keeps or raw.method != "GET" or not any(part in raw.path for part in _KEPT):
            answer = await super()._handle(raw)
            self._count(
                raw, len(answer.body) if isinstance(answer, web.Response) and isinstance(answer.body, bytes) else 0
            )
            return answer
        leaving = await self._kept(raw)
        self._count(raw, len(leaving.body))
        date = format_datetime(self.world.now.replace(microsecond=0), usegmt=True)
        return web.Response(status=leaving.status, body=leaving.body, headers={**leaving.headers, "Date": date})

    async def _kept(self, raw: web.BaseRequest) -> Leaving:
        headers = {name.lower(): value for name, value in raw.headers.items()}
        request = Request(raw.method, raw.path, dict(raw.query), headers)
        question = (self._turned, raw.path_qs, headers.get("sforce-query-options", ""))
        kind = (question, "gzip" in headers.get("accept-encoding", ""), "x-prettyprint" in headers)
        if kind not in self._leaving:
            if question not in self._replies:
                self._replies[question] = await self._answer(raw, request)
            whole = response(request, self._replies[question], self.world.now)
            body = whole.body if isinstance(whole.body, bytes) else b""
            self._leaving[kind] = Leaving(whole.status, body, dict(whole.headers))
        return self._leaving[kind]

    def _count(self, raw: web.BaseRequest, size: int) -> None:
        self._calls += 1
        self._bytes += size
        self._asked.append(raw.path_qs)

    def _steered(self, raw: web.BaseRequest) -> web.Response:
        told = {"calls": self._calls, "bytes": self._bytes, "asked": self._asked}
        match raw.path.removeprefix("/bench/"):
            case "turn":
                self._turned = not self._turned
                with self.lock:
                    self._turning.turn()
            case "told":
                self._calls, self._bytes, self._asked = 0, 0, []
            case "later":
                self.later += timedelta(seconds=float(raw.query["seconds"]))
        return web.json_response(told)


def main() -> None:
    """Serve until standard input ends; the first line of output says where, as ``demo-org`` does."""
    asked = _asked()
    extra = frozenset({"companion"} if asked.companion else ())
    late: list[ReadyServer] = []
    world = World(
        Options(asked.users, extra=extra),
        lambda: datetime.now(UTC) + (late[0].later if late else timedelta()),
    )
    if not asked.alive:
        world.quiet()
        steady(world)
    with world.lock:
        crowd(world, asked.sessions)
        server = ReadyServer(world, keeps=not asked.alive)
    late.append(server)
    with server:
        known = {"url": server.url, "access_token": server.access_token, "sessions": len(world.sessions.rows)}
        print(json.dumps(known), flush=True)
        while sys.stdin.buffer.read(4_096):
            pass


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser()
    words.add_argument("--users", type=int, required=True)
    words.add_argument("--sessions", type=int, default=0, help="at least so many that a screen's query brings")
    words.add_argument("--companion", action="store_true")
    words.add_argument("--alive", action="store_true", help="people come and go by themselves")
    return words.parse_args()


if __name__ == "__main__":
    main()
