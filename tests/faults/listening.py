"""A served demo org that keeps every request whole, and what became of it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from msgspec import Struct

from tests.org.demo_org import MORNING, Place, WorldTime, served
from tui.demo.http.server import Fault
from tui.demo.http.wire import Reply, Request
from tui.demo.options import Options
from tui.org.adapter import Patience
from tui.org.client import Client
from tui.org.connection import Connection
from tui.org.org import SalesforceOrg
from tui.presence.ports import Outcome, Toggle, Wanted
from tui.presence.problems import Failure
from tui.presence.settings import PRESETS

_LITERAL = re.compile(r"'(?:[^'\\\n\r]|\\.)*'")
Asked = tuple[str, str, str, str]  # method, path, query, block


def shape(source: str) -> str:
    """A query or a block of Apex with nothing in its string literals; a list of literals counts as one."""
    return re.sub(r"''(?:,'')+", "''", _LITERAL.sub("''", source))


class Heard(Struct, frozen=True):
    """One request as the org got it, and the status of its answer."""

    method: str
    path: str
    soql: str
    apex: str
    body: str
    status: int

    @property
    def shape(self) -> Asked:
        """What is asked, whatever the literals say."""
        return self.method, self.path, shape(self.soql), shape(self.apex)


class Listening:
    """The org and our wire to it. ``heard`` is every request since ``clear``, ``usual`` the shapes of a plain day."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.heard: list[Heard] = []
        self._answers: dict[str, object] = {}
        self._staff = list(place.world.population.staff)
        self.user_id = self._staff[0].id
        place.server.interceptor = self._listen
        self.plain_day = self.whole_day()
        self.usual = {one.shape for one in self.plain_day}

    def clear(self) -> None:
        """Forget what was heard and done."""
        self.heard.clear()
        self.place.world.received.clear()

    def reconnect(self) -> None:
        """Begin again with an org that nothing is known of."""
        asyncio.run(self.place.org.close())
        connection = Connection(self.place.server.url, self.place.server.access_token)
        clock = WorldTime(lambda: MORNING)
        org = SalesforceOrg(connection, clock, lambda to, at: Client(to, at, Patience(sleep=lambda _: None)))
        self.place = replace(self.place, org=org)
        self.clear()

    def toggle(self, *toggles: Toggle) -> list[Outcome]:
        """Send, with nothing heard or received before."""
        self.clear()
        return self.place.toggle(*toggles)

    def sessions_of(self, user_id: str) -> object:
        """A look at one user."""
        return asyncio.run(self.place.org.sessions_of(user_id))

    def try_to_read(self) -> None:
        """A reading that may be refused: both are well."""
        with suppress(Failure):
            self.place.read()

    def whole_day(self) -> list[Heard]:
        """All that is asked and sent from the first question on: connect, read, look at one user, toggle both ways."""
        self.reconnect()
        self.place.read(Wanted(PRESETS["default"], permission_sets=("Sales",)))
        self.sessions_of(self.user_id)
        self.place.toggle(Toggle(self.user_id, False, "Lunch"))
        self.place.toggle(Toggle(self.user_id, True, None))
        return list(self.heard)

    def strange(self) -> list[Heard]:
        """What was asked that no plain day asks."""
        return [one for one in self.heard if one.shape not in self.usual]

    def received(self) -> list[tuple[str, bool, str | None, str]]:
        """The toggles that the org carried out."""
        return [(one.user_id, one.online, one.reason, one.via) for one in self.place.world.received]

    def writes(self) -> list[Heard]:
        """The requests that could have written."""
        return [one for one in self.heard if one.method != "GET" or "toggleUsers" in one.apex]

    def all_but_toggles(self) -> tuple[object, ...]:
        """What else there is in the world that a block could have changed."""
        world = self.place.world
        return (
            [(one.id, one.first, one.last, one.active, one.frozen) for one in world.population.everybody],
            sorted(world.sessions.rows),
            [one.id for one in world.jobs],
            {one: toggle.on for one, toggle in world.engine.reasons().items() if one != self.user_id},
        )

    def rename(self, names: Sequence[str]) -> None:
        """Give the first users these names."""
        for one, name in zip(self._staff, names, strict=False):
            self.place.world.rename(one.id, name)

    @contextmanager
    def instead(self, word: str, answer: object) -> Iterator[None]:
        """While the block runs the org answers this where the path ends in the word or the block of Apex has it."""
        self._answers[word] = answer
        try:
            yield
        finally:
            del self._answers[word]

    def _listen(self, request: Request) -> Fault:
        told = next((body for word, body in self._answers.items() if _has(request, word)), None)
        answer = None if told is None else Reply(200, json.dumps(told).encode())
        return Fault(answer, rewrite=lambda reply: self._noted(request, reply))

    def _noted(self, request: Request, reply: Reply) -> Reply:
        asked = (request.query.get("q", ""), request.query.get("anonymousBody", ""))
        self.heard.append(Heard(request.method, request.path, *asked, request.body.decode(), reply.status))
        return reply


def _has(request: Request, word: str) -> bool:
    return request.path.endswith(word) or word in request.query.get("anonymousBody", "")


@contextmanager
def listening(**options: Any) -> Iterator[Listening]:
    """A small org that listens."""
    with served(Options(**{"size": 12, "answers": "toggle", **options})) as place:
        org = Listening(place)
        yield org
        asyncio.run(org.place.org.close())
