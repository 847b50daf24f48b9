"""A served org and plain HTTP to it, for the tests of the wire."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import requests

from tui.demo.http.org_account import Allowance
from tui.demo.http.server import DemoServer
from tui.demo.options import Answers, Options
from tui.demo.world.world import World

START = datetime(2026, 11, 23, 10, 17, 5, 123_000, tzinfo=UTC)
V = "/services/data/v67.0"
NONE: frozenset[str] = frozenset()


class Wire:
    """One client of the org: an HTTP session with the token, and the clock that the org lives by."""

    def __init__(self, options: Options, allowance: Allowance | None) -> None:
        self.now = START
        self.world = World(options, lambda: self.now)
        self.world.quiet()
        self.server = DemoServer(self.world, allowance=allowance)
        self.http = requests.Session()
        self.http.trust_env = False

    def authenticate(self) -> None:
        """Use the token that is good now."""
        self.http.headers["Authorization"] = f"Bearer {self.server.access_token}"

    def later(self, **spans: float) -> None:
        """Time goes on."""
        self.now += timedelta(**spans)

    def get(self, path: str, params: dict[str, str] | None = None, **headers: str) -> requests.Response:
        """GET a path of the org."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.get(self.server.url + path, params=params, headers=names, timeout=20)

    def post(self, path: str, body: object) -> requests.Response:
        """POST JSON to a path of the org."""
        return self.http.post(self.server.url + path, json=body, timeout=20)

    def query(self, text: str, **headers: str) -> requests.Response:
        """A SOQL query."""
        return self.get(f"{V}/query", {"q": text}, **headers)

    def apex(self, source: str) -> requests.Response:
        """An anonymous block by the Tooling API."""
        return self.get(f"{V}/tooling/executeAnonymous", {"anonymousBody": source})

    def user(self) -> str:
        """The Id of a DE user."""
        return next(one for team in self.world.availability().values() for one in team if one.startswith("005"))


@contextmanager
def served(
    size: int | str = "small",
    *,
    without: frozenset[str] = NONE,
    extra: frozenset[str] = NONE,
    production: bool = False,
    answers: Answers = "availability",
    allowance: Allowance | None = None,
) -> Iterator[Wire]:
    """A quiet org on loopback and a client that is logged in."""
    options = Options(size=size, production=production, without=without, extra=extra, answers=answers)
    wire = Wire(options, allowance)
    with wire.server, wire.http:
        wire.authenticate()
        yield wire
