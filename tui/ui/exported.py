"""What leaves the program as a file or through the clipboard: CSV that no spreadsheet takes for formulas, and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from tui.ui.plain import plain

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # the wide ones are formulas too where people type them


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A header and rows as CSV (RFC 4180)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return text.getvalue()


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, and no terminal for an order to it.

    Made plain first: an invisible character before the sign would otherwise hide it until it is dropped.
    """
    shown = plain(cell)
    return f"'{shown}" if shown.lstrip().startswith(FORMULA) else shown


def is_json(path: Path) -> bool:
    """Whether a file of this name is to hold JSON; anything else is CSV."""
    return path.suffix.lower() in (".json", ".jsonl", ".ndjson")


def write_new(path: Path, text: str) -> Path:
    """Write a new file, and tell its whole path; one that is there stays as it is. Raises OSError."""
    whole = path.expanduser().absolute()
    with whole.open("x", encoding="utf-8", newline="") as file:
        file.write(text)
    return whole


def why_not_written(path: Path, error: OSError | ValueError) -> str:
    """Why there is no new file, and what to do."""
    if isinstance(error, FileExistsError):
        return f"{path} is there already and stays as it is: choose another name."
    why = error.strerror if isinstance(error, OSError) else None
    return f"{path} was not written: {why or error}"
