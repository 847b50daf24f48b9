"""A line of the journal, which is also a line of the activity log."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from tui.presence.memory import By
from tui.presence.model import Id

Kind = Literal["toggle", "presence", "cycle", "hold", "error"]
EntryOutcome = Literal["sent", "done", "failed", "unsettled", "not-applied", "overtaken", "withheld", "dry-run"]


class Entry(Struct, frozen=True):
    """What happened, when (org's clock), to whom, from what to what, why, by whom, by which route, and how it ended.

    ``number`` is the journal's own, 0 where it is not kept. ``name`` is the user's at that time.
    """

    at: datetime
    kind: Kind
    user: Id | None = None
    name: str = ""
    was: str | None = None
    to: str | None = None
    why: str = ""
    by: By | None = None
    route: str | None = None
    outcome: EntryOutcome | None = None
    number: int = 0
