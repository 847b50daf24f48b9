"""How a toggle whose answer was lost ended, by the next complete reading (R15)."""

from __future__ import annotations

from msgspec.structs import replace

from tui.presence.entry import Entry, EntryOutcome
from tui.presence.memory import Past
from tui.presence.model import DE
from tui.presence.roster import Roster, Standing

DONE = "DE answers it"
NOT_APPLIED = "DE does not answer it"
OVERTAKEN = "a later toggle overtook it"


def settle(entry: Entry, roster: Roster, past: Past) -> Entry | None:
    """The entry with its outcome, or None where this reading cannot tell.

    It says what DE answers now, which is all that can be known; policy still counts the toggle as never sent.
    """
    if not roster.complete or entry.at >= roster.at or entry.user is None:
        return None
    if any(one.at > entry.at and one.outcome != "failed" for one in past.sends):
        return _with(entry, "overtaken", OVERTAKEN)
    standing = roster.standings.get(entry.user)
    if standing is None or standing.de is DE.UNKNOWN:
        return None
    return _with(entry, "done", DONE) if _answers(standing, entry) else _with(entry, "not-applied", NOT_APPLIED)


def _answers(standing: Standing, entry: Entry) -> bool:
    return (standing.de is DE.OFF) is (entry.to == "off")


def _with(entry: Entry, outcome: EntryOutcome, why: str) -> Entry:
    words = "; ".join(word for word in (entry.why, why) if word)
    return replace(entry, outcome=outcome, why=words)
