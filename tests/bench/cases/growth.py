"""How cycle and memory grow with the org, sessions 2.4 times the users."""

from __future__ import annotations

from tests.bench.bench import Bench, Case
from tests.bench.figures import exponent, median
from tests.bench.lines import Line, Target, shown
from tests.bench.processes import memory
from tests.bench.served.serving import of_size
from tests.bench.watched import watched_monitor

AT_MOST = 1.05


def run(bench: Bench) -> list[Line]:
    """A few cycles at each size; each org is ended before the next begins."""
    sizes = (1_000, 16_000) if bench.quick else (1_000, 3_000, 10_000, 30_000, 100_000)
    measured = {size: _at(bench, size) for size in sizes}
    cycles = {size: seconds for size, (seconds, _) in measured.items()}
    peaks = {size: peak for size, (_, peak) in measured.items()}
    target = (Target(AT_MOST, "alone"),)
    return [
        Line("growth", "cycle: exponent", "", exponent(cycles), targets=target, note=_words(cycles, "ms")),
        Line("growth", "peak memory: exponent", "", exponent(peaks), targets=target, note=_words(peaks, "MB")),
    ]


def _at(bench: Bench, size: int) -> tuple[float, float]:
    """Median seconds of a cycle, and the process's peak."""
    kind = of_size(size)
    org = bench.orgs.of(kind)
    rounds = bench.rounds(7, 2)
    with watched_monitor(bench, org) as monitor:
        for _ in range(rounds + 1):
            monitor.turn_and_read()
        _, peak = memory(monitor.terminal.pid)
        seen = monitor.seen()
    if not bench.quick:
        bench.orgs.end([kind])
    return median([one.seconds for one in seen.cycles[-rounds:]]), peak


def _words(figures: dict[int, float], unit: str) -> str:
    return ", ".join(f"{size:,}: {shown(value, unit)}" for size, value in figures.items())


GROWTH = Case("growth", run)
