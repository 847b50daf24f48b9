"""Keys while cycles run at 50,000 users: how late the slowest are, beside the same monitor at rest."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.bench import Bench, Case
from tests.bench.cases.keys import DOWN, ROWS, UP
from tests.bench.figures import median, percentile
from tests.bench.lines import Figure, Line, Target, shown
from tests.bench.served.serving import MANY
from tests.bench.terminal import Terminal
from tests.bench.watched import READ, WatchedMonitor, watched_monitor

BETWEEN = 0.03  # seconds from a paint to the next key, as fast as a person repeats one


def run(bench: Bench) -> list[Line]:
    """Keys at rest, then as many in cycles that follow one another."""
    org = bench.orgs.of(MANY)
    wanted = bench.rounds(400, 40)
    with watched_monitor(bench, org) as monitor:
        monitor.turn_and_read()
        monitor.turn_and_read()
        for _ in range(6):
            monitor.terminal.write(DOWN)
            monitor.terminal.calm(0.05, 1)
        rest = [_key(monitor.terminal, number) for number in range(wanted)]
        busy = _while_reading(monitor, wanted, org.turn)
    return [
        Line(
            "busy",
            "key to paint in a cycle, 50,000 users, 99th percentile",
            "ms",
            percentile(busy, 0.99),
            Figure("the same at rest", percentile(rest, 0.99)),
            None,
            (Target(3.0, "peer"),),
            f"medians {shown(median(busy), 'ms')} and {shown(median(rest), 'ms')}; slowest {shown(max(busy), 'ms')} and"
            f" {shown(max(rest), 'ms')}; {len(busy)} keys in cycles",
        )
    ]


def _while_reading(monitor: WatchedMonitor, wanted: int, turn: Callable[[], None]) -> list[float]:
    """Keys that were pressed while a reading was under way, so many at least."""
    found: list[float] = []
    while len(found) < wanted:
        turn()
        before = monitor.painted
        monitor.terminal.write(READ)
        while monitor.painted == before:
            found.append(_key(monitor.terminal, len(found)))
    return found


def _key(terminal: Terminal, number: int) -> float:
    terminal.rest(BETWEEN)
    heard = len(terminal.heard)
    pressed = terminal.write(UP if number % 2 else DOWN)
    return terminal.wait(ROWS, 60, since=heard) - pressed


BUSY = Case("busy", run)
