"""A served demo org, and command lines run against it as a shell would."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from msgspec import Struct

from tui.cli import main
from tui.demo.http.server import DemoServer, Fault
from tui.demo.http.wire import Request, json_reply
from tui.demo.options import Options
from tui.demo.world.people import Person
from tui.demo.world.world import World

MORNING = datetime(2026, 11, 23, 10, 17, 5, tzinfo=UTC)  # a Monday with everybody's hours open
AT_ONCE = "[loop]\noff_after = 0\n"  # the second reading that confirms an absence comes at once (R5)
ACTION = "/actions/"
EXECUTE, SOAP, APEX_REST = "/executeAnonymous", "/services/Soap/s/", "/services/apexrest/"


class Ran(Struct):
    """How a command line ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be one value of JSON and nothing else."""
        return json.loads(self.out)

    @property
    def objects(self) -> list[Any]:
        """Standard output, one object of JSON a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def rows(self) -> list[dict[str, str]]:
        """Standard output as CSV."""
        return list(csv.DictReader(io.StringIO(self.out)))


class Stage:
    """One org of quiet people behind loopback, and the terminal in front of it."""

    def __init__(
        self,
        places: Path,
        monkeypatch: pytest.MonkeyPatch,
        capfd: pytest.CaptureFixture[str],
        options: dict[str, object],
    ) -> None:
        began, self._ahead = time.monotonic(), timedelta()
        self.world = World(
            Options(**{"size": 8, **options}),  # type: ignore[arg-type]  # words of a test
            lambda: MORNING + timedelta(seconds=time.monotonic() - began) + self._ahead,
        )
        self.world.quiet()
        self.server = DemoServer(self.world)
        starter = Thread(target=self.server.start)  # not in a test's own event loop
        starter.start()
        starter.join()
        self.places = places
        self._monkeypatch, self._capfd = monkeypatch, capfd
        monkeypatch.setenv("SF_ACCESS_TOKEN", self.server.access_token)
        monkeypatch.setenv("SF_ORG_INSTANCE_URL", self.server.url)
        self.settings(AT_ONCE)

    def run(self, *args: str) -> Ran:
        """Run a command line."""
        self._capfd.readouterr()
        code = main(args)
        out, err = self._capfd.readouterr()
        return Ran(code, out, err)

    def later(self, **span: float) -> None:
        """Time goes on in the org, and nobody asks it anything meanwhile."""
        self._ahead += timedelta(**span)
        self.world.advance()

    def settings(self, text: str) -> None:
        """Write the settings file."""
        file = self.places / "XDG_CONFIG_HOME/de-presence/settings.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def at_a_terminal(self, *answers: str) -> None:
        """Somebody sits at standard input, with these answers."""
        typed = io.StringIO("".join(f"{answer}\n" for answer in answers))
        typed.isatty = lambda: True  # type: ignore[method-assign]  # the one thing that is asked of it
        self._monkeypatch.setattr("sys.stdin", typed)

    def typed(self, text: str) -> None:
        """This comes on standard input, from no terminal."""
        self._monkeypatch.setattr("sys.stdin", io.StringIO(f"{text}\n"))

    def environment(self, name: str, value: str) -> None:
        """Set a variable."""
        self._monkeypatch.setenv(name, value)

    def fault(self, word: str, fault: Fault, method: str = "GET") -> None:
        """From now on requests of this method whose path has this word go wrong like this."""
        self.server.interceptor = lambda request: fault if word in request.path and request.method == method else None

    def listened(self) -> Event:
        """Set once somebody waits for the org's live events."""
        waits = Event()

        def seen(request: Request) -> None:
            if b"/meta/connect" in request.body:  # after it was told which events are wanted
                waits.set()

        self.server.interceptor = seen
        return waits

    def no_apex(self) -> None:
        """From now on no Apex runs, by whichever route it comes: DE cannot be read."""
        broken = Fault(answer=json_reply([{"message": "broken", "errorCode": "UNKNOWN_EXCEPTION"}], 500))
        words = (EXECUTE, SOAP, APEX_REST)
        self.server.interceptor = lambda request: broken if any(word in request.path for word in words) else None

    def asked(self, word: str = "") -> list[int]:
        """The statuses of the requests whose path has this word."""
        return [status for _, path, status in self.server.requests if word in path]

    def people(self) -> list[Person]:
        """DE users who are let in and are humans, the caller apart, in a fixed order."""
        members = {one for team in self.world.availability().values() for one in team}
        found = [self.world.users[one] for one in members if one in self.world.users]
        return sorted((one for one in found if one.works and one.id != self.world.caller_id), key=lambda one: one.id)

    def toggles(self) -> list[tuple[str, bool, str | None]]:
        """What the org received from outside."""
        return [(one.user_id, one.online, one.reason) for one in self.world.received]

    def in_step(self) -> None:
        """Everybody is there and on."""
        for one in self.people():
            self.world.log_in(one.id)
            self.world.manager_toggles(one.id, True)


Serve = Callable[..., Stage]
