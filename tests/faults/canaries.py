"""Looking for secrets where none may be: in what was shown, and in every file below our places."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

ENOUGH = 16  # characters of one end of a secret: who sees them has seen too much


def leaks(places: Path, secrets: Iterable[str], *shown: str, but: Path | None = None) -> list[str]:
    """Where a piece of a secret is to be seen; ``but`` is a folder of somebody else's. Of a token, what is its own."""
    files = {str(one): one.read_bytes() for one in places.rglob("*") if one.is_file() and but not in one.parents}
    found = []
    for secret in (one.rpartition("!")[2] for one in secrets):
        pieces = {secret[:ENOUGH], secret[-ENOUGH:]}
        found += [name for name, told in files.items() if any(one.encode() in told for one in pieces)]
        found += [told for told in shown if any(one in told for one in pieces)]
    return found
