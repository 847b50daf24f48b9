"""Printing: JSON, CSV whose cells no spreadsheet takes for formulas, and plain tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import click
import msgspec
from rich.cells import cell_len

from tui.ui.plain import fit, plain

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # the wide ones are formulas too where people type them
GAP = "  "
WIDEST = 40  # cells of one column


def print_json(value: object) -> None:
    """One value as one line of JSON, in UTF-8 whatever the terminal's encoding is."""
    click.echo(msgspec.json.encode(value) + b"\n", nl=False)


def print_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A header and rows as CSV (RFC 4180), in UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    click.echo(text.getvalue().encode(), nl=False)


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, and no terminal for an order to it.

    Made plain first: an invisible character before the sign would otherwise hide it until it is dropped.
    """
    shown = plain(cell)
    return f"'{shown}" if shown.lstrip().startswith(FORMULA) else shown


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Aligned columns as wide as what is in them, up to a limit; the last is never cut."""
    shown = [[plain(cell) for cell in row] for row in rows]
    widths = [min(WIDEST, max(map(cell_len, column))) for column in zip(header, *shown, strict=True)]
    for row in ([*header], *shown):
        *first, last = row
        cells = [fit(cell, width) for cell, width in zip(first, widths, strict=False)]
        print_line(GAP.join((*cells, last)).rstrip())


def print_line(line: str) -> None:
    """A line for people; what their terminal's encoding lacks becomes a question mark."""
    click.echo(line)
