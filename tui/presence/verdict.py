"""One user's presence from their sessions (R4, R5), what DE says of them, and how long that stands. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from tui.presence.model import DE, Id, Presence, Session, User
from tui.presence.roster import Standing
from tui.presence.sessions import expires_at, idle_from, left_out, lifetime, root, why_kind_not_counted
from tui.presence.settings import Counting, PresenceSettings

QUEUE_REASON = "A queue: it has no sessions"
NO_SESSION = "No live session"
IDLE_REASON = "Nothing seen since half of the session's time"


class Said(NamedTuple):
    """What DE answers for one user over their teams, whose Ids are sorted."""

    de: DE = DE.UNKNOWN
    teams_on: int = 0
    teams: tuple[Id, ...] = ()


class Verdict(NamedTuple):
    """A standing, and the moment from which on time alone may make it another: None where it never does."""

    standing: Standing
    until: datetime | None = None


class Rules(NamedTuple):
    """The settings as far as a verdict needs them."""

    counting: Counting
    idle_limit_minutes: int

    @classmethod
    def of(cls, settings: PresenceSettings) -> Rules:
        """Looked up once for all users."""
        return cls(settings.counting, settings.idle_limit_minutes)


Live = tuple[Session, datetime]  # a session that has not expired, and when it will
NOTHING_SAID = Said()


def said_of(answers: Mapping[Id, bool], *, told: bool = True) -> Said:
    """What DE's answers mean; ``told`` is False where they are old ones, which name the teams alone."""
    teams = tuple(sorted(answers))
    if not told:
        return Said(teams=teams)
    on = sum(answers.values())
    return Said(DE.ON if on == len(answers) else DE.MIXED if on else DE.OFF, on, teams)


def unknown(user: User, reason: str, said: Said = NOTHING_SAID) -> Standing:
    """A user of whose presence nothing can be told."""
    return Standing(user, Presence.UNKNOWN, QUEUE_REASON if user.queue else reason, None, None, None, None, None, *said)


def verdict_of(
    user: User,
    rows: Collection[Session],
    rules: Rules,
    known: Mapping[Id, Session],
    now: datetime,
    said: Said = NOTHING_SAID,
) -> Verdict:
    """The presence of one user at ``now``, with its reason and evidence (R5). ``known`` has their sessions' parents."""
    lasting = [(row, end) for row in rows if (end := expires_at(row)) > now]
    live = [one for one in lasting if why_kind_not_counted(one[0], rules.counting, known) is None]
    if live:
        return _seated(user, lasting, live, rules, known, now, said)
    kind = _left_out(lasting, rules.counting, known)
    absent = Standing(user, Presence.ABSENT, NO_SESSION, 0, None, None, None, kind, *said)
    return Verdict(absent, min((end for _, end in lasting), default=None))


def _seated(
    user: User,
    lasting: Collection[Live],
    live: Collection[Live],
    rules: Rules,
    known: Mapping[Id, Session],
    now: datetime,
    said: Said,
) -> Verdict:
    idle = max([idle_from(row) for row, _ in live])
    until = min([end for _, end in lasting])
    sessions = len({root(row, known) for row, _ in live})
    presence, reason, kind = Presence.ACTIVE, f"{sessions} live session{'s' if sessions > 1 else ''}", None
    if idle > now:
        until = min(until, idle)
    else:
        presence, reason = Presence.IDLE, IDLE_REASON
        limit = lifetime(rules.idle_limit_minutes * 60)
        if limit and now - idle > limit:
            presence, reason = Presence.ABSENT, f"Idle for at least {rules.idle_limit_minutes} min"
            kind = _left_out(lasting, rules.counting, known)
        elif limit:
            until = min(until, idle + limit)
    last_seen, end = max([row.last_modified for row, _ in live]), max([end for _, end in live])
    types = _types(tuple([(row.session_type, row.login_type) for row, _ in live]))
    return Verdict(Standing(user, presence, reason, sessions, last_seen, idle, end, kind, *said, types), until)


def _left_out(lasting: Collection[Live], counting: Counting, known: Mapping[Id, Session]) -> str | None:
    kinds = (left_out(row, counting, known) for row, _ in lasting)
    return min((one for one in kinds if one is not None), default=None)


@lru_cache(maxsize=1_000)
def _types(pairs: tuple[tuple[str | None, str | None], ...]) -> tuple[str, ...]:
    """The types of sessions and of their logins. Few combinations are shared by all users: one object for each."""
    return tuple(sorted({kind for pair in pairs for kind in pair if kind}))
