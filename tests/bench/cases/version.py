"""``--version``: the whole process, from its start to its end."""

from __future__ import annotations

import subprocess
import sys
import time

from tests.bench.bench import Bench, Case, program
from tests.bench.figures import median
from tests.bench.lines import Figure, Line, Target
from tests.bench.rounds import interleaved


def run(bench: Bench) -> list[Line]:
    """Three processes that do next to nothing."""
    environment = bench.environment()

    def whole(*command: str) -> float:
        began = time.perf_counter()
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - began

    found = interleaved(
        bench.rounds(15, 9),
        {
            "ours": lambda: whole(program("de-presence"), "--version"),
            "peer": lambda: whole(sys.executable, "-c", "import asyncio"),
            "limit": lambda: whole(sys.executable, "-c", "pass"),
        },
    )
    peer, limit = (
        Figure("python -c 'import asyncio'", median(found["peer"])),
        Figure("python -c pass", median(found["limit"])),
    )
    return [Line("version", "--version", "ms", median(found["ours"]), peer, limit, (Target(1.2, "peer"),))]


VERSION = Case("version", run)
