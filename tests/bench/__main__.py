"""``python -m tests.bench``: run the cases, print the table, write JSON."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import textual

from tests.bench.bench import Bench, Case
from tests.bench.cases.register import CASES
from tests.bench.environments import Environments
from tests.bench.lines import Line, as_json, table
from tests.bench.served.serving import Orgs
from tests.bench.terminal import TimedOut


def main() -> int:
    """Run what was asked for; 0 also where a target is missed, as the table is for people to judge."""
    asked = _asked()
    chosen = [case for case in CASES if not asked.case or case.name in asked.case]
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="de-presence-bench-") as folder, Orgs() as orgs:
        bench = Bench(asked.quick, Path(folder), orgs, Environments(_say), _say)
        lines = [line for case in chosen for line in _measured(case, bench)]
    took = time.perf_counter() - began
    how = "quick: fewer rounds and sizes" if asked.quick else "medians of 7 rounds or more, peers in turns"
    print(table(lines))
    print(f"\n{how}; Python {platform.python_version()}, Textual {textual.__version__}; {took:.0f} s")
    if asked.json is not None:
        about = {"quick": asked.quick, "python": platform.python_version(), "seconds": round(took), "at": time.time()}
        asked.json.write_text(json.dumps({**about, "lines": as_json(lines)}, indent=1))
    return 0


def _measured(case: Case, bench: Bench) -> Sequence[Line]:
    """The case's lines; one that says why where it cannot be measured, so that the others still are."""
    _say(f"{case.name} ...")
    began = time.perf_counter()
    try:
        return case.run(bench)
    except (TimedOut, OSError, ValueError) as error:
        return [Line(case.name, "not measured", "", None, note=f"{type(error).__name__}: {error}")]
    finally:
        _say(f"{case.name}: {time.perf_counter() - began:.0f} s")


def _say(word: str) -> None:
    print(word, file=sys.stderr, flush=True)


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure the monitor beside its peers.")
    words.add_argument("--quick", action="store_true", help="under two minutes")
    words.add_argument("--case", nargs="+", choices=[case.name for case in CASES], help="only these")
    words.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return words.parse_args()


if __name__ == "__main__":
    sys.exit(main())
