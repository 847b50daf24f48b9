"""From the start to the first frame, and to the first rows of an org that is already there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.bench.bench import Bench, Case
from tests.bench.environments import Missing
from tests.bench.figures import median
from tests.bench.lines import Figure, Line, Target
from tests.bench.rounds import interleaved
from tests.bench.rows import rows_file
from tests.bench.served.people import NAME
from tests.bench.served.serving import LEAD, TYPICAL, Kind, Served
from tests.bench.terminal import Terminal, TimedOut, Wanted, first_frame, has

Start = Callable[[], Terminal]


def to_first_frame(bench: Bench) -> list[Line]:
    """Ours, Textual's least, and two of the field's programs."""
    org = bench.orgs.of(TYPICAL)
    starts: dict[str, Start] = {"ours": lambda: bench.monitor(org), "limit": lambda: bench.peer("hello")}
    notes = []
    for name, words in (
        ("toolong", [_log(bench)]),
        ("dolphie", ["-h", "127.0.0.1", "-P", "1", "-u", "nobody", "--tab-setup"]),
    ):
        try:
            starts[name] = _other(bench, name, words)
        except (Missing, TimedOut) as missing:
            notes.append(f"peer missing: {missing}")
    rounds, measures = bench.rounds(quick=2), {name: _timed(start, first_frame) for name, start in starts.items()}
    found = interleaved(rounds, measures, warm=not bench.quick)
    limit, ours = Figure("Textual hello world", median(found["limit"])), median(found["ours"])
    lines = [
        Line("first-frame", "start to first frame", "ms", ours, None, limit, (Target(1.3, "limit"),), "; ".join(notes))
    ]
    others = sorted(set(starts) - {"ours", "limit"})
    return lines + [Line("first-frame", f"beside {one}", "ms", ours, Figure(one, median(found[one]))) for one in others]


def to_first_rows(bench: Bench) -> list[Line]:
    """The same at a typical org and at the lead case."""
    return [_first_rows(bench, kind) for kind in (TYPICAL, LEAD)]


def _first_rows(bench: Bench, kind: Kind) -> Line:
    org = bench.orgs.of(kind)
    rows, asked = rows_file(bench, org), _asked_at_start(bench, org)
    shown = has(NAME.encode())
    found = interleaved(
        bench.rounds(quick=2),
        {
            "ours": _timed(lambda: bench.monitor(org), shown),
            "peer": _timed(lambda: bench.peer("datatable", str(rows)), shown),
            "limit": _timed(lambda: bench.peer("rows_by_requests", str(asked), org=org), shown),
        },
        warm=not bench.quick,
    )
    return Line(
        "first-rows",
        f"start to first rows, {kind.users:,} users, {org.sessions:,} sessions",
        "ms",
        median(found["ours"]),
        Figure("the same rows, already there, in a DataTable", median(found["peer"])),
        Figure("hello world, simple_salesforce imported, the same queries by requests", median(found["limit"])),
        (Target(1.3, "limit"),),
    )


def _asked_at_start(bench: Bench, org: Served) -> Path:
    """The addresses that the monitor asks until its first rows."""
    org.told()
    with bench.monitor(org) as monitor:
        monitor.wait(has(NAME.encode()))
    file = bench.folder / f"asked-{org.kind.users}.json"
    file.write_text(json.dumps([one for one in org.told().asked if "/cometd/" not in one]))
    return file


def _timed(start: Start, wanted: Wanted) -> Callable[[], float]:
    def measured() -> float:
        with start() as terminal:
            return terminal.wait(wanted, since=0) - terminal.began

    return measured


def _log(bench: Bench) -> str:
    file = bench.folder / "peer.log"
    file.write_text("".join(f"2026-11-23 09:00:{at % 60:02} line {at}\n" for at in range(1_000)))
    return str(file)


def _other(bench: Bench, name: str, words: list[str]) -> Start:
    """A peer of the field, tried once. Raises Missing where it cannot be had, TimedOut where it paints nothing."""
    program = bench.environments.programs(name) / {"toolong": "tl"}.get(name, name)
    environment = {one: value for one, value in bench.environment().items() if one != "PYTHONPATH"}

    def start() -> Terminal:
        return Terminal([str(program), *words], environment)

    with start() as terminal:
        terminal.wait(first_frame, 20, since=0)
    return start


FIRST_FRAME = Case("first-frame", to_first_frame)
FIRST_ROWS = Case("first-rows", to_first_rows)
