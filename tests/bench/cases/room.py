"""Memory at 50,000 users: at rest, and at the peak of a cycle."""

from __future__ import annotations

from tests.bench.bench import Bench, Case
from tests.bench.lines import Figure, Line, Target
from tests.bench.processes import memory
from tests.bench.rows import rows_file
from tests.bench.served.people import NAME
from tests.bench.served.serving import MANY, Served
from tests.bench.terminal import Terminal, first_frame, has

MOST = 160 * 2**20
CYCLES = 4


def run(bench: Bench) -> list[Line]:
    """The monitor after some cycles, a DataTable with the same rows, and hello world."""
    org = bench.orgs.of(MANY)
    with bench.monitor(org) as monitor:
        monitor.wait(has(NAME.encode()), since=0)
        for _ in range(2 if bench.quick else CYCLES):
            _until_quiet(monitor, org)
            org.turn()
            monitor.write(b"r")
        _until_quiet(monitor, org)
        at_rest, peak = memory(monitor.pid)
    with bench.peer("datatable", str(rows_file(bench, org))) as table:
        table.wait(has(NAME.encode()), since=0)
        table.calm()
        table_at_rest, table_peak = memory(table.pid)
    with bench.peer("hello") as hello:
        hello.wait(first_frame, since=0)
        hello_at_rest, hello_peak = memory(hello.pid)
    peer, limit = "the same rows in a DataTable, no wire", "Textual hello world"
    return [
        Line(
            "room",
            "memory at rest, 50,000 users",
            "MB",
            at_rest,
            Figure(peer, table_at_rest),
            Figure(limit, hello_at_rest),
        ),
        Line(
            "room",
            "at the peak of a cycle",
            "MB",
            peak,
            Figure(peer, table_peak),
            Figure(limit, hello_peak),
            (Target(MOST, "alone"),),
        ),
    ]


def _until_quiet(monitor: Terminal, org: Served) -> None:
    """Until nothing has been asked of the org for a while, and what came is on the screen."""
    monitor.rest(1)
    while org.told().calls:
        monitor.rest(0.5)
    monitor.rest(1)


ROOM = Case("room", run)
