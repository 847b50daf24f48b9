"""A cycle from its first question to its paint, beside clients that read the same session pages and do no more."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.bench import Bench, Case
from tests.bench.figures import median
from tests.bench.lines import Figure, Line, Target, shown
from tests.bench.probe import PLANNING, Seen
from tests.bench.rounds import interleaved
from tests.bench.served.serving import BY_COMPANION, LEAD, MANY, Kind
from tests.bench.watched import watched_monitor
from tests.bench.workers import Worker
from tui.org.rows.sessions import soql
from tui.presence.settings import PRESETS

SOQL = soql(PRESETS["default"])


def run(bench: Bench) -> list[Line]:
    """The lead case and the large one; the large one by the companion class too, where there is time."""
    kinds = [_of(bench, kind) for kind in (LEAD, MANY, *(() if bench.quick else (BY_COMPANION,)))]
    return [line for lines in zip(*kinds, strict=True) for line in lines]


def _of(bench: Bench, kind: Kind) -> list[Line]:
    org = bench.orgs.of(kind)
    environment = bench.environment(org)
    with (
        watched_monitor(bench, org) as monitor,
        Worker(["-m", "tests.bench.peers.reading", "query_all", SOQL], environment) as query_all,
        Worker(["-m", "tests.bench.peers.reading", "typed", SOQL], environment) as typed,
    ):
        monitor.turn_and_read()  # so that both states of the org are ready
        found = interleaved(
            bench.rounds(),
            {
                "ours": monitor.turn_and_read,
                "query_all": lambda: query_all.go().seconds,
                "typed": lambda: typed.go().seconds,
                "stall": lambda: query_all.go("stall").stall or 0.0,
            },
        )
        seen = monitor.seen()
    return _lines(kind, seen, found, bench.rounds())


def _lines(kind: Kind, seen: Seen, found: dict[str, list[float]], rounds: int) -> list[Line]:
    cycles = seen.cycles[-rounds:]
    took = median([one.seconds for one in cycles])
    peer = Figure("simple-salesforce query_all of the session pages", median(found["query_all"]))
    limit = Figure("requests + msgspec of the same pages", median(found["typed"]))
    stall = Figure("query_all in a thread", median(found["stall"]))
    stalls = [seen.longest_stall(one) for one in cycles]
    ours = sum(_part(seen, part, rounds) for part in PLANNING)
    what = f"{kind.users:,} users, {kind.sessions:,} sessions" + (", companion" if kind.companion else "")
    return [
        Line("cycle", f"a cycle, {what}", "ms", took, peer, limit, (Target(0.6, "peer"),), _parts(seen, rounds)),
        Line("stall", f"longest stall, {what}", "ms", median(stalls), stall, None, (Target(0.030, "alone"),)),
        Line(
            "plan", f"plan and difference, {what}", "ms", ours, Figure("the cycle", took), None, (Target(0.25, "peer"),)
        ),
    ]


def _parts(seen: Seen, rounds: int) -> str:
    """Where the time went, in words."""
    cycles = seen.cycles[-rounds:]
    spans = {
        "read and concluded": median([one.told - one.asked for one in cycles]),
        **{name: _part(seen, name, rounds) for name in seen.parts},
        "to the table": median([one.shown - one.told for one in cycles]),
        "to the paint": median([one.painted - one.shown for one in cycles]),
    }
    return ", ".join(f"{name} {shown(seconds, 'ms')}" for name, seconds in spans.items())


def _part(seen: Seen, name: str, rounds: int) -> float:
    times: Sequence[float] = seen.parts.get(name, [])[-rounds:]
    return median(times) if times else 0.0


CYCLES = Case("cycle", run)
