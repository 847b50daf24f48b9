"""The same view on Textual's DataTable: marks, sorting and a filter, made as its documentation does it.

``python datatable.py FILE [ROWS]``: rows are lists of texts, the name first; no more than ROWS of them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Input

COLUMNS = ("Name", "Presence", "Sessions", "Seen", "Expires", "DE", "Next", "Last change")


class Table(App[None]):
    """The rows, and a line to filter them by."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("space", "mark", "Mark"),
        ("s", "sort", "Sort"),
        ("slash", "filter", "Filter"),
    ]
    reverse = False

    def __init__(self, rows: list[list[str]]) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        """The table, and the line below."""
        yield DataTable(cursor_type="row")
        yield Input()

    def on_mount(self) -> None:
        """All rows."""
        table = self._table
        table.add_column(" ", key="mark")
        for name in COLUMNS:
            table.add_column(name, key=name)
        self._fill(self._rows)
        table.focus()

    @property
    def _table(self) -> DataTable[Any]:
        return self.query_one(DataTable)

    def _fill(self, rows: list[list[str]]) -> None:
        self._table.add_rows(["", *row] for row in rows)

    def action_mark(self) -> None:
        """Mark the row under the cursor, and move down."""
        table = self._table
        at = table.cursor_coordinate
        row_key, _ = table.coordinate_to_cell_key(at)
        table.update_cell(row_key, "mark", "" if table.get_cell(row_key, "mark") else "x")
        table.action_cursor_down()

    def action_sort(self) -> None:
        """By another column, then back."""
        self.reverse = not self.reverse
        self._table.sort("Seen" if self.reverse else "Name")

    def action_filter(self) -> None:
        """Type there from now on."""
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _back(self) -> None:
        self._table.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        wanted = event.value.casefold()
        self._table.clear()
        self._fill([row for row in self._rows if any(wanted in cell.casefold() for cell in row)])


def main() -> None:
    """Read the rows and show them."""
    rows = json.loads(Path(sys.argv[1]).read_text())
    most = int(sys.argv[2]) if len(sys.argv) > 2 else len(rows)
    Table(rows[:most]).run()


if __name__ == "__main__":
    main()
