"""A served demo org that keeps every request whole, and what became of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from typing import Any

from msgspec import Struct

from tests.faults.shapes import Asked, apex_of, asked_by, is_soap
from tests.org.demo_org import MORNING, Place, WorldTime, served
from tui.demo.http.org_account import Allowance
from tui.demo.http.server import Fault
from tui.demo.http.wire import ApiError, Reply, Request
from tui.demo.options import Options
from tui.org.org import SalesforceOrg
from tui.org.wire.adapter import Patience
from tui.org.wire.client import Client
from tui.org.wire.connection import Connection
from tui.presence.ports import Outcome, Toggle, Wanted
from tui.presence.problems import Failure
from tui.presence.settings import PRESETS

THROW, ACTION = "executeAnonymous", "actions/custom/apex/n2de__InvocableUserAvailability"
Answer = Callable[[Request], Reply]
REFUSAL = ApiError(400, "NOT_FOUND", "made in a test").reply()


class Heard(Struct, frozen=True):
    """One request as the org got it, and the status of its answer. ``shape`` is what it asks, whatever the data say.

    ``body`` is empty where it came by SOAP: its block stands in ``apex``, its envelope in ``shape``.
    """

    shape: Asked
    soql: str
    apex: str
    ask: str
    body: str
    status: int

    @property
    def method(self) -> str:
        """Its HTTP method."""
        return self.shape.method


class Listening:
    """The org and our wire to it. ``heard`` is every request since ``clear``, ``usual`` the shapes of a plain day."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.heard: list[Heard] = []
        self._answers: dict[str, Answer] = {}
        self._staff = list(place.world.population.staff)
        self.user_id = self._staff[0].id
        place.server.interceptor = self._listen
        self.plain_day = self.whole_day()
        self.usual = {one.shape for one in (*self.plain_day, *self.day_of_falls())}
        self.reconnect()
        asyncio.run(self.place.org.facts())
        self.clear()

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

    def day_of_falls(self) -> list[Heard]:
        """What is asked and sent where one way after the other is refused, as far as there are others."""
        heard: list[Heard] = []
        for closed in (("/reading",), ("/reading", THROW), ("/toggles",), ("/toggles", ACTION)):
            self.reconnect()
            with ExitStack() as refusals:
                for one in closed:
                    refusals.enter_context(self.instead(one, lambda _: REFUSAL))
                self.try_to_read()
                for toggle in (Toggle(self.user_id, False, "Lunch"), Toggle(self.user_id, True, None)):
                    with suppress(Failure):
                        self.place.toggle(toggle)
            heard += self.heard
        return heard

    def strange(self) -> list[Heard]:
        """What was asked that no plain day asks."""
        return [one for one in self.heard if one.shape not in self.usual]

    def received(self) -> list[tuple[str, bool, str | None, str]]:
        """The toggles that the org carried out."""
        return [(one.user_id, one.online, one.reason, one.via) for one in self.place.world.received]

    def all_but_toggles(self) -> tuple[object, ...]:
        """What else there is in the world that a block could have changed."""
        world = self.place.world
        return (
            [(one.id, one.first, one.last, one.active, one.frozen) for one in world.population.everybody],
            sorted(world.sessions.rows),
            [one.id for one in world.jobs.rows],
            {one: toggle.on for one, toggle in world.engine.reasons().items() if one != self.user_id},
        )

    def rename(self, names: Sequence[str]) -> None:
        """Give the first users these names."""
        for one, name in zip(self._staff, names, strict=False):
            self.place.world.rename(one.id, name)

    @contextmanager
    def instead(self, word: str, answer: object) -> Iterator[None]:
        """While the block runs the org answers this where the path ends in the word or the block of Apex has it.

        ``answer`` is its JSON, or makes the reply of the request.
        """
        self._answers[word] = answer if callable(answer) else lambda _: Reply(200, json.dumps(answer).encode())
        try:
            yield
        finally:
            del self._answers[word]

    def _listen(self, request: Request) -> Fault:
        answer = next((make(request) for word, make in self._answers.items() if _has(request, word)), None)
        return Fault(answer, rewrite=lambda reply: self._noted(request, reply))

    def _noted(self, request: Request, reply: Reply) -> Reply:
        query, body = request.query, "" if is_soap(request) else request.body.decode()
        told = (query.get("q", ""), apex_of(request), query.get("ask", ""), body)
        self.heard.append(Heard(asked_by(request), *told, reply.status))
        return reply


def _has(request: Request, word: str) -> bool:
    return request.path.endswith(word) or word in apex_of(request)


@contextmanager
def listening(longest_message: int = 1_000_000, **options: Any) -> Iterator[Listening]:
    """A small org that listens. Where no message of an exception comes through, DE is read by the debug log."""
    allowance = Allowance(longest_message=longest_message)
    with served(Options(**{"size": 12, "answers": "toggle", **options}), allowance=allowance) as place:
        org = Listening(place)
        yield org
        asyncio.run(org.place.org.close())
