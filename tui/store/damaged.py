"""What happens to a journal that cannot be understood: it is kept under a new name, never deleted (R10, R19)."""

from __future__ import annotations

from itertools import count
from pathlib import Path

# The write-ahead log goes first: SQLite would play one that stayed behind into the new file.
SUFFIXES = ("-wal", "-shm", "")


def set_aside(path: Path) -> Path:
    """Rename the file and its companions; returns the new name. Raises OSError."""
    new = free_name(path)
    for suffix in SUFFIXES:
        old = path.with_name(path.name + suffix)
        if old.exists():
            old.rename(new.with_name(new.name + suffix))
    return new


def free_name(path: Path) -> Path:
    """The first name beside ``path`` that nothing has yet: ``ORG.damaged-1.db`` and so on."""
    names = (path.with_name(f"{path.stem}.damaged-{number}{path.suffix}") for number in count(1))
    return next(name for name in names if not any(name.with_name(name.name + one).exists() for one in SUFFIXES))
