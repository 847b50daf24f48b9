"""What the kernel tells of a process: its memory and its processor time. Linux only."""

from __future__ import annotations

from pathlib import Path


def memory(pid: int) -> tuple[float, float]:
    """Resident bytes now, and at their peak so far."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    now, peak = (float(fields[name].split()[0]) * 1_024 for name in ("VmRSS", "VmHWM"))
    return now, peak


def processor_seconds(pid: int) -> float:
    """Seconds of processor that its threads have used, to the nanosecond; those of ended threads are not in it."""
    return (
        sum(int(task.joinpath("schedstat").read_text().split()[0]) for task in Path(f"/proc/{pid}/task").iterdir())
        / 1e9
    )
