"""Which sessions count, and why the others do not. Used for presence and, row by row, in the details."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from tui.presence.model import Id, Session
from tui.presence.settings import API_KINDS, Counting

LOGIN_AS_SESSION = "SubstituteUser"
LOGIN_AS_LOGIN = "SysAdmin Switch"


def expires_at(session: Session) -> datetime:
    """When the session ends unless the user does something (documented: last modified + seconds valid)."""
    return session.last_modified + lifetime(session.seconds_valid)


def idle_from(session: Session) -> datetime:
    """The moment from which on it is certain that nothing was seen; see ``idle_at_least``."""
    return session.last_modified + lifetime(session.seconds_valid / 2)


@lru_cache(maxsize=64)
def lifetime(seconds: float) -> timedelta:
    """A length of time; an org's settings know but a few."""
    return timedelta(seconds=seconds)


def idle_at_least(session: Session, now: datetime) -> float | None:
    """Seconds without activity that are certain, or None.

    The platform moves LastModifiedDate only for activity after half of the timeout, so nothing is known before that.
    """
    idle = (now - session.last_modified).total_seconds() - session.seconds_valid / 2
    return idle if idle >= 0 else None


def chain(session: Session, known: Mapping[Id, Session]) -> Iterable[Session]:
    """The session, its parent, and so on as far as the rows are known. A root is its own parent or has none."""
    seen: set[Id] = set()
    current: Session | None = session
    while current is not None and current.id not in seen:
        yield current
        seen.add(current.id)
        current = known.get(current.parent_id) if current.parent_id else None


def root(session: Session, known: Mapping[Id, Session]) -> Id:
    """The Id of the topmost session of this one's family; a UI session and its Aura child share it (R4)."""
    if is_root(session):
        return session.id
    *_, top = chain(session, known)
    return top.parent_id or top.id


def is_root(session: Session) -> bool:
    """Whether no other session stands above it."""
    return session.parent_id is None or session.parent_id == session.id


def is_login_as(session: Session, known: Mapping[Id, Session]) -> bool:
    """Whether an admin opened it by logging in as this user (R4)."""
    if is_root(session):
        return _by_admin(session)
    return any(_by_admin(one) for one in chain(session, known))


def _by_admin(session: Session) -> bool:
    return session.session_type == LOGIN_AS_SESSION or session.login_type == LOGIN_AS_LOGIN


def why_not_counted(session: Session, counting: Counting, known: Mapping[Id, Session], now: datetime) -> str | None:
    """Why the session does not make its user present, or None where it does."""
    return "expired" if expires_at(session) <= now else why_kind_not_counted(session, counting, known)


def why_kind_not_counted(session: Session, counting: Counting, known: Mapping[Id, Session]) -> str | None:
    """Why a session of this kind makes nobody present, however long it lives; None where it may."""
    if session.session_type not in counting.session_types:
        kind = session.session_type or "untyped"
        return f"{kind}: not a screen session" if kind in API_KINDS else f"{kind}: not a type that counts"
    if counting.login_types and session.login_type not in counting.login_types:
        return f"login type {session.login_type or 'unknown'} does not count"
    if not counting.exactly and is_login_as(session, known):
        return "an admin logged in as this user"
    return None


def left_out(session: Session, counting: Counting, known: Mapping[Id, Session]) -> str | None:
    """The kind of a live session that the preset leaves out though a person may sit behind it (R5), or None.

    Programs' sessions and login-as never withhold anything; nor does the article's preset.
    """
    if counting.exactly or is_login_as(session, known):
        return None
    if session.session_type in API_KINDS:
        return None
    if session.session_type is None or session.session_type not in counting.session_types:
        return session.session_type or "typeless"
    if counting.login_types and session.login_type not in counting.login_types:
        return session.login_type or "unknown login"
    return None
