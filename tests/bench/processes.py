"""What the kernel tells of a process: its memory and its processor time. Linux only."""

from __future__ import annotations

import os
from pathlib import Path


def memory(pid: int) -> tuple[float, float]:
    """Resident bytes now, and at their peak so far."""
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    now, peak = (float(fields[name].split()[0]) * 1_024 for name in ("VmRSS", "VmHWM"))
    return now, peak


def processor_seconds(pid: int) -> float:
    """Seconds of processor that it has used, its own and the system's for it, its threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
