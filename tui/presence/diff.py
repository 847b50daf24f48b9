"""What changed between two rosters. Columns that only age are ignored, so a quiet org gives no changes."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.presence.model import Id
from tui.presence.roster import Roster, Standing

NOTED = ("presence", "live_sessions", "de", "teams_on", "teams", "left_out")


class Changes(Struct, frozen=True):
    """Users that came, users that went, and for those in both the names of the ``Standing`` fields that changed."""

    came: frozenset[Id]
    went: frozenset[Id]
    changed: Mapping[Id, frozenset[str]]

    def __bool__(self) -> bool:
        return bool(self.came or self.went or self.changed)


def diff(before: Roster, after: Roster) -> Changes:
    """The changes from ``before`` to ``after``, by user Id."""
    old, new = before.standings, after.standings
    changed = {}
    for user_id in old.keys() & new.keys():
        if old[user_id] is not new[user_id]:
            fields = changed_fields(old[user_id], new[user_id])
            if fields:
                changed[user_id] = fields
    return Changes(frozenset(new.keys() - old.keys()), frozenset(old.keys() - new.keys()), changed)


def changed_fields(old: Standing, new: Standing) -> frozenset[str]:
    """Which noted fields of one user differ; a rename counts as ``user``."""
    fields = {name for name in NOTED if getattr(old, name) != getattr(new, name)}
    if old.user != new.user:
        fields.add("user")
    return frozenset(fields)
