"""What a person takes along from the desk: rows in a file, or copied through the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui.loop.aside import aside
from tui.presence.model import Id
from tui.presence.words import plural
from tui.ui import screens
from tui.ui.exported import write_new
from tui.ui.glyphs import glyphs
from tui.ui.plain import plain
from tui.ui.table.columns import COLUMNS
from tui.ui.table.rows import Row
from tui.ui.words.log import LogLine

if TYPE_CHECKING:
    from tui.ui.desk import Desk
    from tui.ui.screens.taken import Form, Taken

COPIED = 500  # rows that go through a terminal at most
OSC = "if your terminal allows it (OSC 52; in tmux: set-clipboard on)"


def _taken(desk: Desk, rows: Sequence[Row]) -> Taken:
    """These rows with the desk's columns, as things stand."""
    columns = tuple(one.id for one in desk.table.chosen.columns)
    signs = glyphs(ascii_only=desk.setting.ascii_only)
    return screens.taken.Taken(rows, columns, desk.pulse, desk.app.org_now(), desk.filter, signs)


def copy(desk: Desk, what: str, only: Id | None = None) -> None:
    """Copy ``only`` this user, else the marked ones that are shown, else the one under the cursor, in this form."""
    users = (only,) if only else desk.targets()
    rows = [desk.view.everyone[one] for one in users[:COPIED] if one in desk.view.everyone]
    if not rows:
        return
    desk.app.copy_to_clipboard(screens.taken.COPIES[what](_taken(desk, rows)))
    whom = rows[0].name if len(rows) == 1 else plural(len(rows), "user")
    left = f" The other {len(users) - COPIED:,} are not: export them." if len(users) > COPIED else ""
    desk.app.toast(f"{whom} copied as {what}, {OSC}.{left}")


async def export(desk: Desk) -> None:
    """Ask for form and file, and write what is shown; where it is, is told in the corner and in the log."""
    said = ""

    async def write(form: Form, path: Path) -> Path:
        nonlocal said
        whole = _taken(desk, list(desk.view.rows))
        written = await aside(len(whole.rows), lambda: write_new(path, form.text(whole)))
        said = plain(f"{_number(whole.rows)} written to {written}")
        return written

    forms = screens.taken.FORMS
    now = (desk.app.org_now() or datetime.now(UTC)).astimezone(desk.setting.zone)
    name = screens.taken.file_name(desk.pulse.org, now, forms[0].suffix)
    title = f"Export {_number(desk.view.rows)}"
    dialog = screens.export_dialog.ExportDialog(title, _about(desk), name, forms=forms, write=write)
    if await desk.app.push_screen_wait(dialog) is not None:
        desk.app.toast(said)
        desk.app.say(LogLine(desk.app.org_now(), "note", said))


def _number(rows: Sequence[Row]) -> str:
    """How many users, and queues apart: the counts above the table leave those out."""
    queues = sum(row.queue for row in rows)
    users = plural(len(rows) - queues, "user")
    return f"{users} and {plural(queues, 'queue')}" if queues else users


def _about(desk: Desk) -> str:
    """What is shown, and in which order."""
    shown = f"Those whom the filter shows: {desk.filter}" if desk.filter else "Everybody"
    title = next((one.title for one in COLUMNS if one.id == desk.sort), desk.sort)
    return plain(f"{shown} – by {title}{', turned round' if desk.reverse else ''}")
