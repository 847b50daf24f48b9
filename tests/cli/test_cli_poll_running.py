"""A continuous ``poll`` in a process of its own: one object a cycle, and a good end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cli.stage import AT_ONCE, Serve, Stage
from tui.demo.http.server import Fault

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


@contextmanager
def polling(*args: str) -> Iterator[subprocess.Popen[str]]:
    """A running poll against the staged org."""
    command = [sys.executable, "-m", "tui", "poll", "--json", *args]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.kill()


def line(child: subprocess.Popen[str]) -> dict[str, object]:
    """Its next object."""
    assert child.stdout is not None
    found = json.loads(child.stdout.readline())
    assert isinstance(found, dict)
    return found


def ready(serve: Serve) -> Stage:
    """Somebody is still on who has left."""
    stage = serve(answers="toggle")
    stage.in_step()
    stage.world.log_out(stage.people()[0].id)
    return stage


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)])
def test_a_signal_ends_it_well_after_its_last_object(serve: Serve, number: signal.Signals) -> None:
    ready(serve)
    with polling("--apply", "--yes") as child:
        assert line(child)["cycle"] == 1
        child.send_signal(number)
        out, err = child.communicate(timeout=30)
    assert (child.returncode, out, err) == (0, "", "")


def test_without_events_it_cycles_on_every_interval_and_sends_what_changed(serve: Serve) -> None:
    stage = ready(serve)
    stage.fault("/cometd/", Fault(cut="before"), "POST")
    stage.settings(AT_ONCE + "interval = 10\nrefresh = 5\n")
    with polling("--apply", "--yes") as child:
        line(child)
        another = stage.people()[1].id
        stage.world.log_out(another)
        second = line(child)
        assert (second["cycle"], second["woken"]) == (2, False)
    assert (another, False, "No active session") in stage.toggles()


def test_a_logout_brings_a_cycle_of_its_own_between_two_of_all(serve: Serve) -> None:
    stage = ready(serve)
    listens = stage.listened()
    with polling("--apply", "--yes") as child:
        assert line(child)["woken"] is False
        assert listens.wait(20)
        another = stage.people()[1].id
        stage.world.log_out(another)
        woken = line(child)
        assert (woken["woken"], woken["applied"]) == (True, {"ok": [another], "failed": [], "unsettled": []})
    assert (another, False, "No active session") in stage.toggles()


def test_an_org_that_goes_away_is_told_and_does_not_end_it(serve: Serve) -> None:
    stage = ready(serve)
    stage.settings(AT_ONCE + "interval = 10\nrefresh = 5\n")
    with polling("--apply", "--yes") as child:
        line(child)
        stage.server.stop()
        assert child.stderr is not None
        assert "cannot be reached" in child.stderr.readline()
        assert child.poll() is None
        child.send_signal(signal.SIGTERM)
        assert child.wait(30) == 0
