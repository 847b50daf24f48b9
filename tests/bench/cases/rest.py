"""Processor at rest: a typical org on the screen, ages ticking, beside a clock and others' live views."""

from __future__ import annotations

import time
from contextlib import ExitStack

from tests.bench.bench import Bench, Case
from tests.bench.environments import Missing
from tests.bench.lines import Figure, Line, Target
from tests.bench.processes import processor_seconds
from tests.bench.served.people import NAME
from tests.bench.served.serving import TYPICAL
from tests.bench.terminal import Terminal, first_frame, has


def run(bench: Bench) -> list[Line]:
    """All at once, over the same seconds; each is given its terminal's attention."""
    note = ""
    with ExitStack() as stack:
        ours = stack.enter_context(bench.monitor(bench.orgs.of(TYPICAL)))
        clock = stack.enter_context(bench.peer("hello", "clock"))
        watched = {"ours": ours, "limit": clock}
        try:
            watched["peer"] = stack.enter_context(_live_view(bench))
        except Missing as missing:
            note = f"peer missing: {missing}"
        ours.wait(has(NAME.encode()), since=0)
        for terminal in watched.values():
            terminal.wait(first_frame, since=0)
            terminal.calm(0.3, 3)
        shares = _shares(watched, 4 if bench.quick else 30)
    limit = Figure("hello world with a one-second clock", shares["limit"])
    peer = Figure("memray's live view of a program that sleeps", shares["peer"]) if "peer" in shares else None
    targets = (Target(1.5, "limit"), Target(0.02, "alone"))
    return [Line("rest", "processor at rest, 200 users", "%", shares["ours"], peer, limit, targets, note)]


def _shares(watched: dict[str, Terminal], seconds: float) -> dict[str, float]:
    """The share of a processor that each takes."""
    before = {name: processor_seconds(terminal.pid) for name, terminal in watched.items()}
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        for terminal in watched.values():
            terminal.rest(0.1)
    passed = time.perf_counter() - began
    return {name: (processor_seconds(terminal.pid) - before[name]) / passed for name, terminal in watched.items()}


def _live_view(bench: Bench) -> Terminal:
    """memray's; it runs the program itself in a process of its own."""
    memray = bench.environments.programs("memray") / "memray"
    sleeper = bench.sources / "peers" / "sleeper.py"
    environment = {one: value for one, value in bench.environment().items() if one != "PYTHONPATH"}
    return Terminal([str(memray), "run", "--live", str(sleeper)], environment)


REST = Case("rest", run)
