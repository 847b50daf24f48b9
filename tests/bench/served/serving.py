"""The org's server from outside: started once for each kind of org, and steered over HTTP."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import msgspec
import requests
from msgspec import Struct

SECONDS_TO_END = 5.0


@dataclass(frozen=True)
class Kind:
    """Which org: DE users, sessions that a screen's query brings at least, and whether it has the companion class."""

    users: int
    sessions: int = 0
    companion: bool = False
    alive: bool = False

    @property
    def words(self) -> list[str]:
        """The same for the server's command line."""
        flags = [word for word, there in (("--companion", self.companion), ("--alive", self.alive)) if there]
        return ["--users", str(self.users), "--sessions", str(self.sessions), *flags]


TYPICAL = Kind(200)
LEAD, MANY = Kind(5_000, sessions=120_000), Kind(50_000, sessions=120_000)
BY_COMPANION = Kind(50_000, sessions=120_000, companion=True)


def of_size(users: int) -> Kind:
    """An org of so many users, sessions 2.4 times as many; one that other cases have, too, where there is one."""
    return next((kind for kind in (TYPICAL, MANY) if kind.users == users), Kind(users, sessions=round(2.4 * users)))


class Told(Struct):
    """What was asked of the server: calls, bytes of bodies as they left, and addresses with their queries."""

    calls: int
    bytes: int
    asked: list[str]


class _Known(Struct):
    url: str
    access_token: str
    sessions: int


class Served:
    """A running org. ``environment`` are the variables by which the monitor finds it."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.served.org", *kind.words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        known = msgspec.json.decode(self._process.stdout.readline() if self._process.stdout else b"", type=_Known)
        self.url, self.sessions = known.url, known.sessions
        self.environment = {"SF_ORG_INSTANCE_URL": known.url, "SF_ACCESS_TOKEN": known.access_token}
        self._http = requests.Session()
        self._http.trust_env = False

    def turn(self) -> None:
        """Log 1 % of the users in or out."""
        self._steer("turn")

    def later(self, seconds: float) -> None:
        """Let the org's clock go on."""
        self._steer(f"later?seconds={seconds}")

    def told(self) -> Told:
        """What was asked since the last ``told``."""
        return self._steer("told")

    def end(self) -> None:
        """End it."""
        self._http.close()
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _steer(self, what: str) -> Told:
        answer = self._http.get(f"{self.url}/bench/{what}", timeout=60)
        answer.raise_for_status()
        return msgspec.json.decode(answer.content, type=Told)


class Orgs:
    """The orgs of a run, each started when it is first asked for and ended with the run."""

    def __init__(self) -> None:
        self._served: dict[Kind, Served] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end(list(self._served))

    def of(self, kind: Kind) -> Served:
        """The org of this kind."""
        if kind not in self._served:
            self._served[kind] = Served(kind)
        return self._served[kind]

    def end(self, kinds: Sequence[Kind]) -> None:
        """End these, so that they do not stand in the way of what comes."""
        for one in kinds:
            served = self._served.pop(one, None)
            if served is not None:
                served.end()


@contextmanager
def served(kind: Kind) -> Iterator[Served]:
    """An org for the length of a block."""
    one = Served(kind)
    try:
        yield one
    finally:
        one.end()
