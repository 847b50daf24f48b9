"""Rows of the table as they leave the screen: in words, as the contract's JSON, as CSV. Pure, no Textual."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from tui.loop.pulse import Pulse
from tui.presence.memory import Past
from tui.presence.model import OrgFacts
from tui.presence.plan import Plan
from tui.presence.status_shapes import CSV_HEADER, OrgShape, UserShape, csv_row, org_shape, user_shape
from tui.presence.words import iso
from tui.ui.exported import csv_text
from tui.ui.glyphs import UNICODE, Glyphs
from tui.ui.table.cells import ages, texts
from tui.ui.table.columns import COLUMNS
from tui.ui.table.rows import Row

TITLES = {one.id: one.title for one in COLUMNS}
NAME_CELLS = 40  # characters of an org's name in a file's name


class Taken(Struct, frozen=True):
    """These rows in their order, with these columns, as the pulse has them; ``now`` is the org's clock."""

    rows: Sequence[Row]
    columns: tuple[str, ...]
    pulse: Pulse
    now: datetime | None
    filter: str = ""
    signs: Glyphs = UNICODE


class TakenShape(Struct):
    """What an exported JSON file holds: ``status`` without what only one reading of one's own can tell."""

    org: OrgShape | None
    as_of: str | None
    complete: bool
    filter: str
    users: list[UserShape]


class Form(Struct, frozen=True):
    """A form in which rows can be written to a file; ``suffix`` is that of its name."""

    key: str
    label: str
    note: str
    suffix: str
    text: Callable[[Taken], str]


def as_shapes(taken: Taken) -> list[UserShape]:
    """The users as ``status`` has them."""
    roster = taken.pulse.roster
    if roster is None:
        return []
    plan, pasts, nothing = taken.pulse.plan or Plan(roster.at), taken.pulse.memory.pasts, Past()
    said = plan.by_user()
    return [
        user_shape(one.standing, pasts.get(one.id, nothing), said.get(one.id), plan, roster.answer_complete)
        for one in taken.rows
    ]


def as_cells(taken: Taken) -> list[list[str]]:
    """The columns in words, each row's Id last; signs that only mean something in the table are left out."""
    at = taken.pulse.roster.at if taken.pulse.roster else None
    lines = []
    for row in taken.rows:
        shown = texts(row, ages(row, at, taken.now), taken.signs)
        shown["presence"] = shown["presence"].partition(" ")[2]
        cells = ("" if shown[one] == taken.signs.nothing else shown[one] for one in taken.columns)
        lines.append([*cells, row.id])
    return lines


def as_text(taken: Taken) -> str:
    """A line a user, with tabs."""
    return "\n".join("\t".join(cells) for cells in as_cells(taken))


def as_ids(taken: Taken) -> str:
    """An Id a line."""
    return "\n".join(one.id for one in taken.rows)


def as_json(taken: Taken) -> str:
    """One user as an object, several as a list, to be read by people too."""
    shapes = as_shapes(taken)
    return msgspec.json.format(msgspec.json.encode(shapes[0] if len(shapes) == 1 else shapes), indent=2).decode()


def shown_csv(taken: Taken) -> str:
    """The columns in words."""
    return csv_text([*(TITLES[one] for one in taken.columns), "Id"], as_cells(taken))


def status_csv(taken: Taken) -> str:
    """The columns of ``status --csv``."""
    return csv_text(CSV_HEADER, [csv_row(one) for one in as_shapes(taken)])


def status_json(taken: Taken) -> str:
    """The users of ``status --json``, with where and when."""
    org, roster = taken.pulse.org, taken.pulse.roster
    shape = TakenShape(
        org_shape(org) if org else None,
        iso(roster.at) if roster else None,
        roster.complete if roster else False,
        taken.filter,
        as_shapes(taken),
    )
    return msgspec.json.encode(shape).decode() + "\n"


FORMS = (
    Form("1", "CSV, as shown", "the table's columns, in words", ".csv", shown_csv),
    Form("2", "CSV, everything", "the columns of status --csv", ".csv", status_csv),
    Form("3", "JSON, everything", "the users of status --json", ".json", status_json),
)

COPIES: Mapping[str, Callable[[Taken], str]] = {"text": as_text, "Id": as_ids, "JSON": as_json}


def file_name(org: OrgFacts | None, at: datetime, suffix: str) -> str:
    """A name that tells where and when, whatever the org is called; ``at`` is in the reader's zone."""
    slug = re.sub(r"[^a-z0-9]+", "-", org.name.lower())[:NAME_CELLS].strip("-") if org else ""
    return f"de-presence-{slug or (org.id if org else 'org')}-{at:%Y-%m-%dT%H%M}{suffix}"
