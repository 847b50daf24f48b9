"""What the history writes to a file or to the clipboard: what it shows, as CSV or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from tui.presence.chronicle.door import PastDoor
from tui.presence.chronicle.shapes import ENTRY_HEADER, TOTAL_HEADER, cells, entry_shape, total_shape
from tui.presence.chronicle.totals import Total
from tui.presence.entry import Entry
from tui.presence.problems import JournalFailure
from tui.ui.exported import csv_text, is_json, why_not_written, write_new

COPIED = 500  # lines that go through a terminal at most
AT_ONCE = 5_000


def file_name(what: str, at: datetime) -> str:
    """A name that tells what and when; ``at`` is in the reader's zone."""
    return f"de-presence-{what}-{at:%Y-%m-%d-%H%M}.csv"


def entries_text(entries: Sequence[Entry], *, json: bool) -> str:
    """Entries: JSON as the command line prints it, one object a line; or CSV with a header."""
    shapes = [entry_shape(one) for one in entries]
    if json:
        return "".join(msgspec.json.encode(one).decode() + "\n" for one in shapes)
    return csv_text(ENTRY_HEADER, [cells(one, ENTRY_HEADER) for one in shapes])


def totals_text(totals: Sequence[Total], *, json: bool) -> str:
    """Users or teams, likewise."""
    shapes = [total_shape(one) for one in totals]
    if json:
        return "".join(msgspec.json.encode(one).decode() + "\n" for one in shapes)
    return csv_text(TOTAL_HEADER, [cells(one, TOTAL_HEADER) for one in shapes])


def all_entries(door: PastDoor, numbers: Sequence[int]) -> list[Entry]:
    """These entries in their order; not for the event loop. Raises JournalFailure."""
    found: list[Entry] = []
    for first in range(0, len(numbers), AT_ONCE):
        part = numbers[first : first + AT_ONCE]
        read = door.entries(part)
        found += [read[one] for one in part if one in read]
    return found


def save_entries(door: PastDoor, numbers: Sequence[int], name: str) -> tuple[str, bool]:
    """Write them to a new file; what to tell, and whether it went well."""
    path = Path(name)
    try:
        whole = write_new(path, entries_text(all_entries(door, numbers), json=is_json(path)))
    except (OSError, JournalFailure) as error:
        return not_written(path, error), False
    return written(whole, len(numbers)), True


def save_totals(totals: Sequence[Total], name: str) -> tuple[str, bool]:
    """Likewise."""
    path = Path(name)
    try:
        whole = write_new(path, totals_text(totals, json=is_json(path)))
    except OSError as error:
        return not_written(path, error), False
    return written(whole, len(totals)), True


def written(path: Path, count: int) -> str:
    """What was written where."""
    return f"{count:,} {'line' if count == 1 else 'lines'} written to {path}"


def not_written(path: Path, error: OSError | JournalFailure) -> str:
    """Why there is no file, and what to do."""
    if isinstance(error, JournalFailure):
        return f"{path} was not written: {error.problem}"
    return why_not_written(path, error)
