"""A key written until the frame that it causes is painted, at any number of rows."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from tests.bench.bench import Bench, Case
from tests.bench.figures import median
from tests.bench.lines import Figure, Line, Target, shown
from tests.bench.rows import rows_file
from tests.bench.served.people import NAME
from tests.bench.served.serving import of_size
from tests.bench.terminal import HEIGHT, Terminal, frame_on, has

ROWS = frame_on(7, 36)  # lines of the screen that are rows in each of the programs, as far as they have so many
DOWN, UP, PAGE_DOWN = b"\x1b[B", b"\x1b[A", b"\x1b[6~"
INTO_SIGHT = 6  # rows down: from there on, moving up and down changes the lines that are watched
BEARABLE = 5_000  # rows; DataTable fills 50,000 in eight seconds, and again with each keystroke of a filter


@dataclass(frozen=True)
class Play:
    """One key's story: what comes before it, the key, and what leads back. Only the key is measured."""

    key: bytes
    before: tuple[bytes, ...] = ()
    after: tuple[bytes, ...] = ()


# Down and page down go on to rows that they did not show yet: DataTable keeps the pictures of those that they did.
PLAYS: Mapping[str, Play] = {
    "down": Play(DOWN),
    "mark": Play(b" ", after=(UP, b" ", UP)),
    "sort": Play(b"s"),
    "page down": Play(PAGE_DOWN),
    "filter": Play(b"a", before=(b"/",), after=(b"\x7f", b"\r")),
}
SILENCE = 0.04  # seconds in which nothing more is painted: a page may take several frames
PAUSE = 0.02  # seconds between keys that are not measured


@dataclass(frozen=True)
class Felt:
    """Seconds from the key to the first whole frame that changes rows, and to the last before it is silent again."""

    painted: float
    settled: float


def run(bench: Bench) -> list[Line]:
    """Ours at every size, DataTable as far as that is bearable, and ten rows; all are open, and take turns."""
    sizes = (200, 50_000) if bench.quick else (200, 5_000, 50_000, 100_000)
    with ExitStack() as stack:
        ours = {f"ours {size}": stack.enter_context(bench.monitor(bench.orgs.of(of_size(size)))) for size in sizes}
        peers = {f"peer {size}": stack.enter_context(_datatable(bench, size)) for size in sizes if size <= BEARABLE}
        ten = {"ten": stack.enter_context(_datatable(bench, sizes[0], "10"))}
        for terminal in [*ours.values(), *peers.values(), *ten.values()]:
            _ready(terminal)
        found = {key: _played(bench, key, {**ours, **peers, **ten}) for key in PLAYS}
    return [_line(key, size, found[key], sizes[0]) for key in PLAYS for size in sizes]


def _line(key: str, size: int, found: Mapping[str, Felt], least: int) -> Line:
    ours, peer, ten = found[f"ours {size}"], found.get(f"peer {size}"), found.get("ten")
    flat = ours.painted / found[f"ours {least}"].painted
    notes = [
        f"{flat:.2f} x that at {least:,} rows (target 1.3: {'met' if flat <= 1.3 else 'missed'})"
        if size > least
        else "",
        f"settled after {shown(ours.settled, 'ms')}" if ours.settled > 1.5 * ours.painted else "",
    ]
    return Line(
        "keys",
        f"{key}, {size:,} rows",
        "ms",
        ours.painted,
        Figure("the same view on DataTable", peer.painted) if peer else None,
        Figure("DataTable with ten rows", ten.painted) if ten else None,
        (Target(0.5, "peer"),) if peer else (),
        "; ".join(filter(None, notes)),
    )


def _datatable(bench: Bench, size: int, *most: str) -> Terminal:
    return bench.peer("datatable", str(rows_file(bench, bench.orgs.of(of_size(size)))), *most)


def _ready(terminal: Terminal) -> None:
    terminal.wait(has(NAME.encode()), since=0)
    terminal.calm()
    for _ in range(INTO_SIGHT):
        _press(terminal, DOWN)


def _played(bench: Bench, key: str, terminals: Mapping[str, Terminal]) -> dict[str, Felt]:
    """The medians of one key for each that knows it."""
    rounds = bench.rounds(25, 5)
    most = {name: min(rounds, _pages(name)) if key == "page down" else rounds for name in terminals}
    found: dict[str, list[Felt]] = {name: [] for name in terminals if most[name]}
    for number in range(rounds):
        for name, felt in found.items():
            if number < most[name]:
                felt.append(_once(terminals[name], PLAYS[key]))
                if (key, name) == ("down", "ten"):
                    _press(terminals[name], UP)
    return {
        name: Felt(median([one.painted for one in felt]), median([one.settled for one in felt]))
        for name, felt in found.items()
    }


def _pages(name: str) -> int:
    """How often one can go down by a whole page."""
    return 0 if name == "ten" else int(name.split()[1]) // HEIGHT - 1


def _once(terminal: Terminal, play: Play) -> Felt:
    for key in play.before:
        _press(terminal, key)
    terminal.calm(PAUSE, 0.1)
    heard = len(terminal.heard)
    pressed = terminal.write(play.key)
    painted = terminal.wait(ROWS, 60, since=heard)
    settled = terminal.settled(SILENCE)
    for key in play.after:
        _press(terminal, key)
    return Felt(painted - pressed, settled - pressed)


def _press(terminal: Terminal, key: bytes) -> None:
    terminal.write(key)
    terminal.calm(PAUSE, 30)


KEYS = Case("keys", run)
