"""What stands in each cell of a row, in words, and which style it wears. Pure, no Textual."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from tui.presence.model import DE, Presence
from tui.presence.words import ago, span
from tui.ui.glyphs import Glyphs
from tui.ui.table.next_words import shorter, soon_off
from tui.ui.table.rows import Row

DE_WORDS = {DE.ON: "on", DE.OFF: "off", DE.MIXED: "mixed"}
PRESENCE_WORD = {Presence.ABSENT: "soft", Presence.UNKNOWN: "unknown"}
BOLD = frozenset({"name", "presence", "de", "next"})  # the cells of an out-of-step row that say why it is one


class Ages(Struct, frozen=True):
    """The cells that change by time alone."""

    idle: str
    seen: str
    expires: str
    next: str


def ages(row: Row, at: datetime | None, now: datetime | None) -> Ages:
    """The ageing cells at ``now``; ``at`` is when the row was read, both on the org's clock."""
    standing = row.standing
    if now is None or standing.last_seen is None or standing.expires_at is None:
        return Ages("", "", "", row.next)
    idle = ""
    if standing.presence is Presence.IDLE:
        idle = short_span(standing.idle_at_least(max(now, at or now)) or 0)
    left = (standing.expires_at - now).total_seconds()
    following = (soon_off(standing, now).text or row.next) if row.next_kind == "soon" else row.next
    seen = ago((now - standing.last_seen).total_seconds())
    return Ages(idle, seen, span(left) if left > 0 else "expired", following)


def short_span(seconds: float) -> str:
    """A length of time that is certain, in three cells and a letter: ``47 m``, ``99 m``, ``2 h``, ``3 d``."""
    minutes = int(seconds // 60)
    if minutes < 100:
        return f"{minutes} m"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"


def texts(row: Row, aged: Ages, signs: Glyphs) -> dict[str, str]:
    """Each column's text, not yet cut to its cell."""
    return {
        "name": row.name,
        "username": row.username,
        "presence": presence_words(row, aged, signs),
        "sessions": _sessions(row, signs),
        "seen": aged.seen or ("" if row.queue else signs.nothing),
        "expires": aged.expires or ("" if row.queue else signs.nothing),
        "de": de_words(row, signs),
        "teams": row.teams,
        "next": signs.say(aged.next),
        "change": row.change,
        "why": signs.say(row.why) if _asks_why(row) else "",
    }


def shortened(column_id: str, text: str) -> str:
    """A text that is too long for its cell, said in fewer words where there is a way."""
    if column_id == "next":
        return shorter(text)
    return text.rpartition(" ")[0] if column_id == "change" else text


def _asks_why(row: Row) -> bool:
    """Whether there is more to say than the other columns do: not of those whom nothing concerns."""
    idle_too_long = row.presence is Presence.ABSENT and bool(row.standing.live_sessions)
    return row.said is not None or row.hold is not None or row.presence is Presence.UNKNOWN or idle_too_long


def presence_words(row: Row, aged: Ages, signs: Glyphs) -> str:
    """Sign and word, and how long idle at least."""
    if row.queue:
        return f"{signs.queue} queue"
    word = row.presence.value
    least = f" {signs.at_least}{aged.idle}" if aged.idle else ""
    return f"{signs.of(row.presence)} {word}{least}"


def de_words(row: Row, signs: Glyphs) -> str:
    """What DE last answered, in how many of how many teams; the wanted value while a toggle is under way."""
    if row.sending is not None:
        return f"{signs.more} {'on' if row.sending else 'off'}"
    word = DE_WORDS.get(row.standing.de)
    return f"{word} {row.standing.teams_on}/{len(row.standing.teams)}" if word else signs.unknown


def _sessions(row: Row, signs: Glyphs) -> str:
    if row.queue:
        return ""
    count = row.standing.live_sessions
    return signs.nothing if count is None else str(count)


def styles(row: Row) -> dict[str, str]:
    """Which component class each cell wears, but for those in the row's own style."""
    standing = row.standing
    quiet = row.queue or not standing.user.is_active
    return {
        "name": "quiet" if quiet else "",
        "username": "quiet",
        "presence": "quiet" if row.queue else row.presence.value,
        "presence-word": "quiet" if row.queue else PRESENCE_WORD.get(row.presence, ""),
        "sessions": "" if standing.live_sessions else "quiet",
        "seen": "soft" if standing.last_seen else "quiet",
        "expires": "soft" if standing.expires_at else "quiet",
        "de": "quiet" if row.queue else "sending" if row.sending is not None else f"de-{standing.de.value}",
        "teams": "quiet",
        "next": f"next-{row.next_kind}" if row.next_kind else "",
        "change": "quiet",
        "why": "quiet",
    }
