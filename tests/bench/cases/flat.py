"""A day of cycles, people coming and going: memory after the first hour and after the last."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.bench.bench import ROOT, Bench, Case
from tests.bench.lines import Figure, Line, Target, shown
from tests.bench.served.serving import Kind, served

SETTINGS = "[loop]\nrefresh = {every}\ninterval = {every}\nunfocused_refresh = 0\n"
SETTLED = 4  # hours, until logs of bounded length are full


def run(bench: Bench) -> list[Line]:
    """One day in a process of its own."""
    users = 100 if bench.quick else 2_000
    every = 900 if bench.quick else 300
    with served(Kind(users, alive=True, companion=True)) as org:
        environment = bench.environment(org, settings=SETTINGS.format(every=every))
        command = [sys.executable, "-m", "tests.bench.day"]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(f"the day broke: {done.stderr.strip()[-300:]}")
    seen = {int(hour): value for hour, value in json.loads(done.stdout).items()}
    first = Figure(f"after {SETTLED} hours", seen[SETTLED])
    what = f"memory after {max(seen)} simulated hours of cycles, {users:,} users"
    note = ", ".join(f"{hour} h: {shown(value, 'MB')}" for hour, value in seen.items())
    return [Line("flat", what, "MB", seen[max(seen)], first, None, (Target(1.05, "peer"),), note)]


FLAT = Case("flat", run)
