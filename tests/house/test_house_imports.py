"""The arrows between the rooms, proved at run time as well."""

from __future__ import annotations

import subprocess
import sys

import pytest


def imported(statement: str) -> set[str]:
    """The modules that a fresh interpreter holds after a statement."""
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


CORE = "; ".join(
    f"import tui.{room}"
    for room in (
        "presence.evaluate",
        "presence.plan",
        "presence.since",
        "presence.ports",
        "presence.diff",
        "loop.watch",
    )
)


@pytest.mark.parametrize(
    "foreign", ["textual", "requests", "simple_salesforce", "sqlite3", "keyring", "aiohttp", "click"]
)
def test_the_core_and_the_loop_load_without_screen_wire_and_disk(foreign: str) -> None:
    assert foreign not in imported(CORE)


def test_the_core_loads_nothing_of_ours_but_itself() -> None:
    ours = {name for name in imported("import tui.presence.plan, tui.presence.evaluate") if name.startswith("tui.")}
    assert {name.split(".")[1] for name in ours} == {"presence"}
