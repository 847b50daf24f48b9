"""The real monitor with eyes inside: ``python -m tests.bench.probe FILE WORDS…`` is ``de-presence WORDS…``.

Nothing of the product knows of it: it lays itself around the source of pulses, the table and the driver, and writes
what it saw to FILE when the monitor ends. All times are of ``time.perf_counter``, which one machine's processes share.
"""

from __future__ import annotations

import asyncio
import atexit
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field

from tests.bench.heartbeat import Heartbeat

Times = list[tuple[float, float]]


class Seen(Struct):
    """``asked``: when a reading began; ``told``: when the pulse that carries it came. ``shown``: when the table had it.

    ``written``: when something was painted, and how many characters. ``gaps`` are those of the event loop.
    """

    asked: list[float] = field(default_factory=list)
    told: list[float] = field(default_factory=list)
    shown: Times = field(default_factory=list)
    written: Times = field(default_factory=list)
    gaps: Times = field(default_factory=list)

    def cycles(self) -> list[tuple[float, float]]:
        """Each reading from its beginning until it was painted; one that was not is left out."""
        found = []
        for asked in self.asked:
            told = next((at for at in self.told if at > asked), None)
            shown = next((end for begun, end in self.shown if told is not None and begun >= told), None)
            painted = next((at for at, _ in self.written if shown is not None and at >= shown), None)
            if painted is not None:
                found.append((asked, painted))
        return found

    def longest_stall(self, begun: float, ended: float) -> float:
        """The longest gap that began within a span."""
        return max((seconds for at, seconds in self.gaps if begun <= at <= ended), default=0.0)


def main() -> int:
    """Look into the monitor while it runs."""
    seen, file = Seen(), Path(sys.argv[1])
    atexit.register(lambda: file.write_bytes(msgspec.json.encode(seen)))
    _into_pulses(seen)
    _into_table(seen)
    from tui.cli import main as door  # noqa: PLC0415  as the installed command does

    return door(sys.argv[2:])


def _into_pulses(seen: Seen) -> None:
    from tui.cli.monitor import Watched  # noqa: PLC0415  looked into before the door opens
    from tui.loop.hand import Hand  # noqa: PLC0415  likewise

    pulses = Watched.pulses

    async def watched(self: Watched, hand: Hand) -> AsyncGenerator[Any, None]:
        before = None
        with Heartbeat(asyncio.get_running_loop()) as heart:
            seen.gaps = heart.gaps
            async with aclosing(pulses(self, hand)) as source:
                async for pulse in source:
                    if pulse.reading and (before is None or not before.reading):
                        seen.asked.append(time.perf_counter())
                    if before is not None and pulse.data_at != before.data_at:
                        seen.told.append(time.perf_counter())
                    before = pulse
                    yield pulse

    setattr(Watched, "pulses", watched)  # noqa: B010  a method of another's class


def _into_table(seen: Seen) -> None:
    from textual.drivers.linux_driver import LinuxDriver  # noqa: PLC0415  after the pulses

    from tui.ui.table.roster_table import RosterTable  # noqa: PLC0415  likewise

    show, write = RosterTable.show, LinuxDriver.write

    def shown(self: RosterTable, *args: Any, **named: Any) -> None:
        begun = time.perf_counter()
        show(self, *args, **named)
        seen.shown.append((begun, time.perf_counter()))

    def written(self: LinuxDriver, data: str) -> None:
        write(self, data)
        seen.written.append((time.perf_counter(), len(data)))

    setattr(RosterTable, "show", shown)  # noqa: B010  likewise
    setattr(LinuxDriver, "write", written)  # noqa: B010  likewise


if __name__ == "__main__":
    sys.exit(main())
