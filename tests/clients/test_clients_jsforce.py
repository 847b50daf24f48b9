"""The demo org satisfies jsforce: pages, Apex, logouts by CometD (``python -m tests.clients.install`` brings it)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from tests.clients.tier import PATIENCE, Desk, folder, needs, path
from tests.demo.served import NONE, Wire, served

pytestmark = needs("jsforce")
LOGOUTS = "/event/LogoutEventStream"


def variables(wire: Wire) -> dict[str, str]:
    return {"CLIENTS": str(folder()), "URL": wire.server.url, "TOKEN": wire.server.access_token}


def script(name: str) -> str:
    return str(Path(__file__).with_name(name))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What jsforce made of an org."""
    with served(2_500) as wire:
        printed = Desk(tmp_path_factory.mktemp("jsforce")).run("node", script("jsforce_query.mjs"), **variables(wire))
        assert printed.stderr == ""
        yield {**json.loads(printed.stdout), "username": wire.world.caller_username}


def test_it_asks_for_more_until_all_is_read(told: dict[str, Any]) -> None:
    assert (told["pages"][0], len(told["pages"]), sum(told["pages"])) == (2_000, 2, told["total"])


def test_it_runs_apex(told: dict[str, Any]) -> None:
    assert told["apex"]["exceptionMessage"] == "System.MathException: Divide by 0"


def test_it_knows_who_it_is(told: dict[str, Any]) -> None:
    assert told["identity"] == told["username"]


def test_it_knows_the_limits(told: dict[str, Any]) -> None:
    assert told["limits"]["Max"] == 115_000


def test_it_tells_a_session_that_is_over(told: dict[str, Any]) -> None:
    assert told["refused"] == "INVALID_SESSION_ID"


class Subscriber:
    """jsforce, listening."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def says(self) -> Any:
        """Its next line; it is ended when it keeps silent for too long."""
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def leaves(self) -> int:
        """It takes its leave of the org; how it ended."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._process.wait(PATIENCE)


@contextmanager
def subscriber(wire: Wire, home: Path, *, channel: str = LOGOUTS, replay: int = -1) -> Iterator[Subscriber]:
    node = shutil.which("node", path=path())
    assert node is not None
    environment = {**Desk(home).environment, **variables(wire), "CHANNEL": channel, "REPLAY": str(replay)}
    with subprocess.Popen(
        [node, script("jsforce_logouts.mjs")],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        watchdog = Timer(PATIENCE, end, [process])
        watchdog.start()
        try:
            yield Subscriber(process)
        finally:
            watchdog.cancel()
            end(process)


def end(process: subprocess.Popen[str]) -> None:
    """End it with what it started: where Node came as a Python package, its command is a program around it."""
    if sys.platform == "win32":
        process.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def log_out(wire: Wire) -> str:
    """The user who just logged out."""
    user = wire.user()
    wire.world.log_in(user)
    wire.world.log_out(user)
    return user


def test_it_hears_a_logout_and_takes_its_leave(tmp_path: Path) -> None:
    with served() as wire, subscriber(wire, tmp_path) as listening:
        assert listening.says() == "subscribed"
        user = log_out(wire)
        assert listening.says()["payload"]["UserId"] == user
        assert listening.leaves() == 0


def test_it_hears_what_it_missed(tmp_path: Path) -> None:
    with served() as wire:
        user = log_out(wire)
        with subscriber(wire, tmp_path, replay=-2) as listening:
            said = [listening.says(), listening.says()]
    assert user in str(said)


@pytest.mark.parametrize(
    ("without", "channel", "code"),
    [(frozenset({"customize-application"}), LOGOUTS, 403), (NONE, "/event/Nothing__e", 400)],
)
def test_it_understands_a_refusal(tmp_path: Path, without: frozenset[str], channel: str, code: int) -> None:
    with served(without=without) as wire, subscriber(wire, tmp_path, channel=channel) as listening:
        assert listening.says()["code"] == code
