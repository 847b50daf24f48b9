"""The monitor with the probe inside, in a terminal: cycles on demand, and what was seen of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.bench.bench import Bench
from tests.bench.probe import Seen
from tests.bench.served.people import NAME
from tests.bench.served.serving import Served
from tests.bench.terminal import PATIENCE, Terminal, TimedOut, has

READ = b"r"


class WatchedMonitor:
    """A monitor that shows its first rows. ``turn_and_read`` is one cycle with 1 % changed."""

    def __init__(self, terminal: Terminal, org: Served, file: Path) -> None:
        self.terminal = terminal
        self._org, self._file = org, file

    def turn_and_read(self) -> float:
        """Let 1 % of the users change, and read; until the screen is calm. Seconds as a stopwatch would have them."""
        self._org.turn()
        pressed = self.terminal.write(READ)
        self.wait_for_cycles(1)
        self.terminal.calm(0.1, 1)
        return time.perf_counter() - pressed

    def wait_for_cycles(self, more: int) -> None:
        """Wait until so many more readings are painted. Raises TimedOut."""
        wanted, until = self.painted + more, time.perf_counter() + PATIENCE
        while self.painted < wanted:
            self.terminal.rest(0.05)
            if time.perf_counter() > until:
                raise TimedOut("a reading was not painted")

    @property
    def painted(self) -> int:
        """How many readings were painted."""
        file = self._file.with_suffix(".painted")
        return file.stat().st_size if file.exists() else 0

    def seen(self) -> Seen:
        """End the monitor; what the probe saw."""
        self.terminal.write(b"q")
        self.terminal.ended()
        return msgspec.json.decode(self._file.read_bytes(), type=Seen)


@contextmanager
def watched_monitor(bench: Bench, org: Served) -> Iterator[WatchedMonitor]:
    """The monitor on this org, with rows on the screen."""
    file = bench.folder / f"seen-{org.kind.users}-{org.kind.sessions}-{org.kind.companion}.json"
    for one in (file, file.with_suffix(".painted")):
        one.unlink(missing_ok=True)
    with Terminal([sys.executable, "-m", "tests.bench.probe", str(file)], bench.environment(org)) as terminal:
        terminal.wait(has(NAME.encode()), since=0)
        terminal.calm(0.4, 5)
        yield WatchedMonitor(terminal, org, file)
