"""Printing: JSON, CSV whose cells no spreadsheet takes for formulas, and plain tables."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence

import click
import msgspec
from rich.cells import cell_len

from tui.cli.signs import ascii_only
from tui.ui.ascii_twins import in_ascii
from tui.ui.exported import csv_text
from tui.ui.plain import fit, plain

GAP = "  "
WIDEST = 40  # cells of one column


def print_json(value: object) -> None:
    """One value as one line of JSON, in UTF-8 whatever the terminal's encoding is."""
    click.echo(msgspec.json.encode(value) + b"\n", nl=False)


def print_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A header and rows as CSV (RFC 4180), in UTF-8."""
    click.echo(csv_text(header, rows).encode(), nl=False)


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Aligned columns as wide as what is in them, up to a limit; the last is never cut."""
    shown = [[plain(cell) for cell in row] for row in rows]
    widths = [min(WIDEST, max(map(cell_len, column))) for column in zip(header, *shown, strict=True)]
    for row in ([*header], *shown):
        *first, last = row
        cells = [fit(cell, width) for cell, width in zip(first, widths, strict=False)]
        print_line(GAP.join((*cells, last)).rstrip())


def print_line(line: str) -> None:
    """A line for people; where their terminal has ASCII alone, in ASCII."""
    click.echo(in_ascii(line) if not line.isascii() and ascii_only(sys.stdout, os.environ) else line)
