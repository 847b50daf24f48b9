"""Pasts from two sides made one: of two processes on one journal, of a journal read late, of a run that was killed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from tui.presence.entry import Entry
from tui.presence.memory import Hold, Past, Sent
from tui.presence.model import Id

TOGGLED = Hold("toggled by you", until_presence=True)


def merged(base: Past, ours: Past, theirs: Past) -> Past:
    """What we changed since ``base`` on top of what another process made of it meanwhile.

    A hold given there meanwhile gives way only to one that a person gave here.
    """
    if theirs == base:
        return ours
    changed = {
        name: getattr(ours, name) for name in Past.__struct_fields__ if getattr(ours, name) != getattr(base, name)
    }
    if theirs.hold not in (None, base.hold) and (ours.hold is None or ours.hold.by != "person"):
        changed["hold"] = theirs.hold
    mine = [one for one in ours.sends if one not in base.sends]
    others = (one for one in theirs.sends if one.at not in {each.at for each in mine})
    return replace(theirs, **{**changed, "sends": (*others, *mine)})


def late(found: Mapping[Id, Past], unkept: Mapping[Id, Past]) -> dict[Id, Past]:
    """What a person did before the journal could be read, on top of what it then remembers (R9).

    What readings concluded until then knew nothing of it, and is dropped.
    """
    touched = {one: past for one, past in unkept.items() if past.hold is not None or past.sends}
    return {
        one: merged(Past(), Past(hold=past.hold, sends=past.sends), found.get(one) or Past())
        for one, past in touched.items()
    }


def left_behind(known: Mapping[Id, Past], entries: Iterable[Entry]) -> dict[Id, Past]:
    """Toggles of a run that was killed while they were under way: they count for R13, a person's also for R9."""
    pasts: dict[Id, Past] = {}
    for entry in entries:
        if entry.user is None or entry.by is None or entry.outcome != "sent":
            continue
        past = pasts.get(entry.user) or known.get(entry.user) or Past()
        if entry.at in {one.at for one in past.sends} or (past.since is not None and entry.at < past.since):
            continue
        sent = Sent(entry.to == "on", entry.at, entry.by, "unsettled")
        hold = past.hold or (TOGGLED if entry.by == "person" else None)
        pasts[entry.user] = replace(past, sends=(*past.sends, sent), hold=hold)
    return pasts
