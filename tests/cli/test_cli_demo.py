"""``--demo`` and ``demo-org``: an org in a process of its own, whose token nobody sees and which never stays behind."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest

from tui.cli import main
from tui.cli.demo_child import demo_org
from tui.cli.failures import NotConnected

DEMO_ORG = [sys.executable, "-m", "tui", "demo-org", "small"]


def answers(url: str) -> bool:
    """Whether anybody listens there."""
    parts = urlsplit(url)
    try:
        socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=5).close()
    except OSError:
        return False
    return True


@contextmanager
def serving(*args: str, **how: Any) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """A served demo org and its first line."""
    with subprocess.Popen([*DEMO_ORG, *args], stdout=subprocess.PIPE, text=True, **how) as child:
        assert child.stdout is not None
        try:
            yield child, json.loads(child.stdout.readline())
        finally:
            child.kill()


def test_the_demo_gives_a_status(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--demo", "small", "status", "--json"]) == 0
    out = capfd.readouterr().out
    assert len(json.loads(out)["users"]) >= 20


async def test_the_demo_org_ends_with_the_block_and_its_token_is_in_no_arguments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[tuple[tuple[object, ...], asyncio.subprocess.Process]] = []
    create = asyncio.create_subprocess_exec

    async def noted(*args: Any, **how: Any) -> asyncio.subprocess.Process:
        child = await create(*args, **how)
        started.append((args, child))
        return child

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    async with demo_org("small") as target:
        ((args, child),) = started
        assert answers(target.instance_url)
        assert target.token not in " ".join(map(str, args))
    assert child.returncode == 0
    assert not answers(target.instance_url)


async def test_a_demo_org_that_does_not_start_says_why() -> None:
    with pytest.raises(NotConnected) as caught:
        async with demo_org("gigantic"):
            pytest.fail("no such size")
    assert "gigantic" in caught.value.problem.cause


def test_the_first_line_of_demo_org_says_where_it_is() -> None:
    with serving() as (_, said):
        assert list(said) == ["url", "access_token", "org_id", "username", "consumer_key", "consumer_secret"]
        assert answers(said["url"])


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_demo_org_ends_well_when_it_is_told_to(number: signal.Signals) -> None:
    with serving() as (child, _):
        child.send_signal(number)
        assert child.wait(30) == 0


def test_demo_org_serves_on_without_a_standard_input_unless_it_was_tied_to_it() -> None:
    with serving(stdin=subprocess.DEVNULL) as (_, said):
        assert answers(said["url"])


def test_demo_org_tied_to_its_standard_input_ends_with_it() -> None:
    with serving("--stop-with-stdin", stdin=subprocess.PIPE) as (child, _):
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(30) == 0


def test_a_taken_port_exits_2_and_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["demo-org", "small", "--port", str(port)]) == 2
    assert str(port) in capfd.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="no such signal")
def test_a_killed_monitor_leaves_no_demo_org_behind() -> None:
    program = (
        "import asyncio; from tui.cli.demo_child import demo_org\n"
        "async def serve():\n"
        "    async with demo_org('small') as target:\n"
        "        print(target.instance_url, flush=True)\n"
        "        await asyncio.sleep(600)\n"
        "asyncio.run(serve())"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        url = urlsplit(parent.stdout.readline().strip())
        with socket.create_connection((str(url.hostname), int(url.port or 0)), timeout=30) as connection:
            parent.kill()
            assert connection.recv(1) == b""  # its other end has gone
