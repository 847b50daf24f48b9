"""The real monitor with eyes inside: ``python -m tests.bench.probe FILE WORDS…`` is ``de-presence WORDS…``.

Nothing of the product knows of it: it lays itself around the source of pulses, the table and the driver, and writes
what it saw to FILE when the monitor ends. All times are of ``time.perf_counter``, which one machine's processes share.
"""

from __future__ import annotations

import asyncio
import atexit
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from tests.bench.heartbeat import Heartbeat

Times = list[tuple[float, float]]
PLANNING = ("planned", "_plan", "diff")
PARTS = ("conclude", "_roster", "_memory", *PLANNING)  # of ``tui.loop.cycle``; a test holds it to them


class Cycle(Struct):
    """One reading: when it was asked for, told in a pulse, given to the table, and painted."""

    asked: float
    told: float = 0.0
    shown: float = 0.0
    painted: float = 0.0

    @property
    def seconds(self) -> float:
        """From the question to the paint."""
        return self.painted - self.asked


class Seen(Struct):
    """``gaps`` are the event loop's: when, and seconds. ``parts``: how long each part took, once a call."""

    cycles: list[Cycle] = field(default_factory=list)
    gaps: Times = field(default_factory=list)
    parts: dict[str, list[float]] = field(default_factory=dict)

    def longest_stall(self, cycle: Cycle) -> float:
        """The longest gap that began within a cycle."""
        return max((seconds for at, seconds in self.gaps if cycle.asked <= at <= cycle.painted), default=0.0)


class Eyes:
    """Follows cycles to their paint. Each that is painted adds a byte to a file, for who waits outside."""

    def __init__(self, file: Path) -> None:
        self.seen = Seen()
        self._painted = file.with_suffix(".painted")
        self._now: Cycle | None = None
        atexit.register(lambda: file.write_bytes(msgspec.json.encode(self.seen)))

    def asked(self) -> None:
        """A reading has begun."""
        self._now = Cycle(time.perf_counter())

    def told(self) -> None:
        """A pulse brought its data."""
        if self._now is not None and not self._now.told:
            self._now.told = time.perf_counter()

    def shown(self, begun: float) -> None:
        """The table has shown something since."""
        if self._now is not None and self._now.told and begun >= self._now.told:
            self._now.shown = time.perf_counter()

    def written(self) -> None:
        """Something was painted."""
        if self._now is not None and self._now.shown:
            self._now.painted = time.perf_counter()
            self.seen.cycles.append(self._now)
            self._now = None
            with self._painted.open("ab") as file:
                file.write(b".")


def main() -> int:
    """Look into the monitor while it runs."""
    eyes = Eyes(Path(sys.argv[1]))
    _into_cycles(eyes.seen)
    _into_pulses(eyes)
    _into_table(eyes)
    from tui.cli import main as door  # noqa: PLC0415  as the installed command does

    return door(sys.argv[2:])


def _into_cycles(seen: Seen) -> None:
    from tui.loop import cycle  # noqa: PLC0415  looked into before the door opens

    def timed(name: str, part: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **named: Any) -> Any:
            begun = time.perf_counter()
            try:
                return part(*args, **named)
            finally:
                seen.parts.setdefault(name, []).append(time.perf_counter() - begun)

        return called

    for name in PARTS:
        setattr(cycle, name, timed(name, getattr(cycle, name)))


def _into_pulses(eyes: Eyes) -> None:
    from tui.cli.monitor import Watched  # noqa: PLC0415  likewise
    from tui.loop.hand import Hand  # noqa: PLC0415  likewise

    pulses = Watched.pulses

    async def watched(self: Watched, hand: Hand) -> AsyncGenerator[Any, None]:
        before = None
        with Heartbeat(asyncio.get_running_loop()) as heart:
            eyes.seen.gaps = heart.gaps
            async with aclosing(pulses(self, hand)) as source:
                async for pulse in source:
                    if pulse.reading and (before is None or not before.reading):
                        eyes.asked()
                    if before is not None and pulse.data_at != before.data_at:
                        eyes.told()
                    before = pulse
                    yield pulse

    setattr(Watched, "pulses", watched)  # noqa: B010  a method of another's class


def _into_table(eyes: Eyes) -> None:
    from textual.drivers.linux_driver import LinuxDriver  # noqa: PLC0415  after the pulses

    from tui.ui.table.roster_table import RosterTable  # noqa: PLC0415  likewise

    show, write = RosterTable.show, LinuxDriver.write

    def shown(self: RosterTable, *args: Any, **named: Any) -> None:
        begun = time.perf_counter()
        show(self, *args, **named)
        eyes.shown(begun)

    def written(self: LinuxDriver, data: str) -> None:
        write(self, data)
        eyes.written()

    setattr(RosterTable, "show", shown)  # noqa: B010  likewise
    setattr(LinuxDriver, "write", written)  # noqa: B010  likewise


if __name__ == "__main__":
    sys.exit(main())
