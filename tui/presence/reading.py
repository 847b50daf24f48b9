"""Whether a reading can carry a verdict: complete (R1), all visible (R2), on a clock that makes sense (R3).

Each rule answers why not, in words, or None where the reading is sound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from operator import attrgetter

from msgspec import Struct

from tui.presence.model import Id, Instant, Permissions, Session, SessionPages, Snapshot
from tui.presence.words import span

CLOCK_TOLERANCE = 60.0  # seconds
FRESH = 60.0  # seconds; nothing is sent from an older reading
SLEPT = 2.0  # seconds between our two clocks that only a sleep or a clock set anew can bring
_LAST_MODIFIED: Callable[[Session], datetime] = attrgetter("last_modified")
_IS_CURRENT: Callable[[Session], bool] = attrgetter("is_current")
ONLY_OWN_SESSIONS = "only your own sessions are visible (Manage Users is missing)"


class Anchor(Struct, frozen=True):
    """The previous reading's ``Date`` and the local clocks at that moment."""

    at: datetime
    taken: Instant


def why_incomplete(pages: SessionPages, *, own_expected: bool, known: Mapping[Id, Session] | None = None) -> str | None:
    """R1: all pages, as many rows as announced, each Id once, the caller's own session among them.

    ``known`` are the rows by Id, where somebody has them.
    """
    if not pages.finished:
        return "not all pages of sessions arrived"
    if pages.total is None or len(pages.rows) != pages.total:
        return f"the org announced {pages.total} sessions and sent {len(pages.rows)}"
    if len({row.id for row in pages.rows} if known is None else known) != len(pages.rows):
        return "a session came twice: a page was repeated"
    if own_expected and not any(map(_IS_CURRENT, pages.rows)):
        return "your own session is not among those read"
    return None


def why_shrunk(before: int, now: int | None) -> str | None:
    """R1: a DE answer that is empty after a full one, or lost more than half of its users at once, is an error."""
    if now is None or not before:
        return None
    if now == 0:
        return f"DE answered for nobody, and for {before} users before"
    if now * 2 < before:
        return f"DE answered for {now} users, and for {before} before"
    return None


def why_invisible(permissions: Permissions) -> str | None:
    """R2: without Manage Users a caller sees only their own sessions, so nobody's absence can be told."""
    return None if permissions.manage_users else ONLY_OWN_SESSIONS


def why_clock_unsure(anchor: Anchor | None, snapshot: Snapshot) -> str | None:
    """R3: the org's clock must go on as ours did, and no session may lie in its future."""
    ahead = max(map(_LAST_MODIFIED, snapshot.sessions.rows), default=snapshot.at) - snapshot.at
    if ahead > timedelta(seconds=CLOCK_TOLERANCE):
        return f"a session lies {span(ahead.total_seconds())} in the future of the org's clock"
    if anchor is None:
        return None
    expected = anchor.at + timedelta(seconds=anchor.taken.until(snapshot.taken))
    off = abs((snapshot.at - expected).total_seconds())
    return f"the org's clock and ours moved {span(off)} apart" if off > CLOCK_TOLERANCE else None


def why_blind(
    snapshot: Snapshot, anchor: Anchor | None, *, own_expected: bool, known: Mapping[Id, Session] | None = None
) -> str | None:
    """The first reason why presence cannot be told from this snapshot, or None. ``known`` are its sessions by Id."""
    return (
        why_invisible(snapshot.permissions)
        or why_incomplete(snapshot.sessions, own_expected=own_expected, known=known)
        or why_clock_unsure(anchor, snapshot)
    )


def why_stale(taken: Instant, now: Instant) -> str | None:
    """R3: nothing is sent from a reading older than a minute, or made before the machine slept."""
    age = taken.until(now)
    if age > FRESH:
        return f"the reading is {span(age)} old"
    apart = abs((now.wall - taken.wall) - (now.monotonic - taken.monotonic))
    return "the machine slept since the reading, or its clock was set" if apart > SLEPT else None
