"""The token goes to the org and nowhere else: not into output, log, journal, screen, picture or process list."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.stage import Stage
from tests.faults import canaries
from tests.faults.echoes import ECHOES
from tests.ui.opened import Monitor
from tui.cli.connections.target import TokenTarget
from tui.cli.demo_child import demo_org
from tui.cli.given import Given
from tui.cli.log import stop_log
from tui.cli.monitor import monitor_app
from tui.demo.http.server import Fault
from tui.demo.http.wire import Request
from tui.org.wire.adapter import Patience
from tui.org.wire.connection import Connection

PROC = Path("/proc")
SOON = 20.0  # seconds after which a process that asks nothing is given up
COMMANDS = (
    ("status",),
    ("status", "--json"),
    ("status", "--csv"),
    ("toggle", "off", "{name}", "--reason", "Lunch", "--yes"),
    ("toggle", "on", "{name}", "--yes", "--json"),
    ("toggle", "off", "{token}", "--yes"),
    ("toggle", "off", "{name}"),
    ("poll", "--once"),
    ("poll", "--once", "--apply", "--yes", "--json"),
    ("history",),
    ("history", "--json"),
    ("history", "--csv", "--user", "{token}"),
    ("history", "--forget", "{name}"),
    ("--config", "nowhere.toml", "status"),
    ("--org", "{token}", "status"),
    ("--help",),
    (),
)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Stage]:
    """A served org whose token is the canary, places of our own, and no waiting between two tries."""
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setattr("tui.org.wire.client.Patience", lambda: Patience(sleep=lambda _: None))
    made = Stage(tmp_path, monkeypatch, capfd, {})
    yield made
    made.server.stop()
    stop_log()


def leaks(stage: Stage, *shown: str) -> list[str]:
    """Where a piece of the canary is to be seen: in what was shown, or in any file below our places."""
    return canaries.leaks(stage.places, [stage.server.access_token], *shown)


def run(stage: Stage, *words: str) -> list[str]:
    """Run a command line with the most talkative log; what it printed. What a person typed themselves is theirs."""
    typed = [one.format(name=stage.people()[0].name, token=stage.server.access_token) for one in words]
    ran = stage.run("--log-level", "debug", *typed)
    return [ran.out, ran.err]


def test_no_command_shows_or_keeps_the_token(stage: Stage) -> None:
    told = [text for words in COMMANDS for text in run(stage, *words)]
    assert leaks(stage, *told) == []
    assert list(stage.places.rglob("*.log"))
    assert list(stage.places.rglob("*.db"))


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("where", ["", "/query", "executeAnonymous", "/actions/"])
def test_an_answer_that_quotes_the_token_is_not_passed_on(stage: Stage, where: str, echo: str) -> None:
    fault = ECHOES[echo](stage.server.access_token)
    stage.server.interceptor = lambda request: fault if where in request.path else None
    told = [*run(stage, "status", "--json"), *run(stage, "poll", "--once", "--apply", "--yes")]
    told += run(stage, "toggle", "off", "{name}", "--reason", "Lunch", "--yes")
    assert stage.asked(where)
    assert leaks(stage, *told) == []


async def test_the_screen_its_picture_and_its_log_hold_no_token(stage: Stage) -> None:
    token = stage.server.access_token
    shown: list[str] = []
    app = monitor_app(Given(log_level="debug"), None)
    async with app.run_test(size=(200, 50)) as pilot:
        monitor = Monitor(app, pilot)
        await monitor.wait_until(lambda: app.desk.view.at is not None)
        for echo in ("401 that quotes it", "block that throws it", "400 in an address", "200 page"):
            await meets(monitor, stage, ECHOES[echo](token))
            shown += [monitor.text(), app.export_screenshot(), monitor.toasts()]
        await monitor.press("question_mark")
        shown += [app.export_screenshot()]
    assert leaks(stage, *shown) == []
    assert any("retrying" in one for one in shown)


async def meets(monitor: Monitor, stage: Stage, fault: Fault) -> None:
    """Let a reading meet this fault, and wait until the screen has its outcome."""
    app, before = monitor.app, monitor.app.pulse
    stage.server.interceptor = lambda _: fault
    app.hand.refresh()
    await monitor.wait_until(lambda: app.pulse is not before and not app.pulse.reading)


def test_an_unforeseen_error_that_holds_the_token_is_told_without_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"Authorization: Bearer {stage.server.access_token}")

    monkeypatch.setattr("tui.cli.wiring.SalesforceOrg", broken)
    ran = stage.run("status")
    assert ran.code == 70
    assert leaks(stage, ran.out, ran.err) == []
    assert "RuntimeError" in next(stage.places.rglob("*.log")).read_text()


@pytest.mark.parametrize("of", [Connection, TokenTarget])
def test_what_holds_the_token_does_not_show_it(of: type[Connection] | type[TokenTarget]) -> None:
    assert "canary" not in repr(of("https://acme.example", "00D000000000001!canary"))


@pytest.mark.skipif(not PROC.is_dir(), reason="the process list is read where Linux keeps it")
@pytest.mark.parametrize("words", [("status",), ("poll", "--apply", "--yes")])
def test_a_process_at_work_shows_no_token_in_the_process_list(stage: Stage, words: tuple[str, ...]) -> None:
    asked = threading.Event()

    def keeps_waiting(_: Request) -> Fault:
        asked.set()
        return Fault(delay=SOON)

    stage.server.interceptor = keeps_waiting
    child = subprocess.Popen(
        (sys.executable, "-m", "tui", *words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        assert asked.wait(SOON)
        told = [command_line(one) for one in (child.pid, *children(child.pid))]
    finally:
        child.kill()
        child.wait()
        stage.server.interceptor = None
    assert "tui" in told[0]
    assert leaks(stage, *told) == []


@pytest.mark.skipif(not PROC.is_dir(), reason="the process list is read where Linux keeps it")
async def test_the_demo_orgs_own_process_gets_no_token_of_ours_and_shows_none_of_its_own(stage: Stage) -> None:
    before = children(os.getpid())
    async with demo_org("small") as target:
        (child,) = children(os.getpid()) - before
        told, environment = command_line(child), (PROC / str(child) / "environ").read_text(errors="replace")
        assert "demo-org" in told
        assert target.token not in told + environment
        assert leaks(stage, told, environment) == []


def command_line(process: int) -> str:
    return (PROC / str(process) / "cmdline").read_text(errors="replace")


def children(process: int) -> set[int]:
    """The processes that this one started, by whichever of its threads."""
    found: set[int] = set()
    for task in (PROC / str(process) / "task").iterdir():
        with suppress(FileNotFoundError):  # a thread may end while the others are looked at
            found |= {int(one) for one in (task / "children").read_text().split()}
    return found
