"""Presence from sessions (R4, R5) and DE state from DE's answer. Pure: the same snapshot gives the same roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from tui.presence.model import DE, Id, Presence, Session, Snapshot, User
from tui.presence.roster import Roster, Standing
from tui.presence.sessions import expires_at, idle_at_least, left_out, root, why_not_counted
from tui.presence.settings import Counting, PresenceSettings
from tui.presence.words import span

QUEUE_REASON = "A queue: it has no sessions"
NO_SESSION = "No live session"


def evaluate(
    snapshot: Snapshot,
    settings: PresenceSettings,
    now: datetime,
    *,
    blind: str | None = None,
    vanished: Iterable[User] = (),
    answered_before: Mapping[Id, Mapping[Id, bool]] | None = None,
) -> Roster:
    """The roster of a snapshot at ``now`` (org's clock).

    ``blind`` is why no presence may be concluded (R1 to R3); then every presence is unknown with that reason.
    ``vanished`` are users that DE answered within the last day and does not now: kept as unknown (R1).
    ``answered_before`` names the members where DE gives no answer now; their DE state is then unknown.
    """
    by_user = _by_user(snapshot.sessions.rows)
    known = {row.id: row for row in snapshot.sessions.rows}
    standings = {}
    told = snapshot.answer is not None
    answer = (snapshot.answer if told else answered_before) or {}
    for user_id, answers in _members(answer).items():
        user = snapshot.users.get(user_id) or User(user_id, user_id)
        presence = _presence(user, by_user.get(user_id, ()), settings, known, now, blind)
        standings[user_id] = (
            _with_answer(presence, answers) if told else replace(presence, teams=tuple(sorted(answers)))
        )
    for user in vanished:
        standings.setdefault(user.id, Standing(user, Presence.UNKNOWN, "DE no longer answers for this user"))
    return Roster(now, standings, snapshot.teams, answer, told, blind)


def presence_of(
    user: User, rows: Iterable[Session], settings: PresenceSettings, known: Mapping[Id, Session], now: datetime
) -> Standing:
    """The presence of one user from their sessions, with its reason and evidence (R5)."""
    counting = settings.counting
    live = [row for row in rows if why_not_counted(row, counting, known, now) is None]
    if not live:
        return _absent(user, rows, counting, known, now)
    idles = [idle_at_least(row, now) for row in live]
    idle = None if None in idles else min(one for one in idles if one is not None)
    sessions = len({root(row, known) for row in live})
    evidence = Standing(
        user,
        Presence.ACTIVE,
        f"{sessions} live session{'s' if sessions > 1 else ''}",
        live_sessions=sessions,
        last_seen=max(row.last_modified for row in live),
        idle_at_least=idle or 0.0,
        expires_at=max(expires_at(row) for row in live),
    )
    if idle is None:
        return evidence
    limit = settings.idle_limit_minutes * 60
    if limit and idle > limit:
        reason = f"Idle for at least {settings.idle_limit_minutes} min"
        kind = _left_out(rows, counting, known, now)
        return replace(evidence, presence=Presence.ABSENT, reason=reason, left_out=kind)
    return replace(evidence, presence=Presence.IDLE, reason=f"Nothing seen for at least {span(idle)}")


def _absent(
    user: User, rows: Iterable[Session], counting: Counting, known: Mapping[Id, Session], now: datetime
) -> Standing:
    kind = _left_out(rows, counting, known, now)
    return Standing(user, Presence.ABSENT, NO_SESSION, live_sessions=0, left_out=kind)


def _left_out(rows: Iterable[Session], counting: Counting, known: Mapping[Id, Session], now: datetime) -> str | None:
    kinds = (left_out(row, counting, known, now) for row in rows)
    return min((one for one in kinds if one is not None), default=None)


def _presence(
    user: User,
    rows: Iterable[Session],
    settings: PresenceSettings,
    known: Mapping[Id, Session],
    now: datetime,
    blind: str | None,
) -> Standing:
    if user.queue:
        return Standing(user, Presence.UNKNOWN, QUEUE_REASON)
    if blind is not None:
        return Standing(user, Presence.UNKNOWN, blind)
    return presence_of(user, rows, settings, known, now)


def _by_user(rows: Iterable[Session]) -> Mapping[Id, list[Session]]:
    found: defaultdict[Id, list[Session]] = defaultdict(list)
    for row in rows:
        found[row.user_id].append(row)
    return found


def _members(answer: Mapping[Id, Mapping[Id, bool]]) -> dict[Id, dict[Id, bool]]:
    """The answer turned round: for each member, what each of their teams said."""
    members: dict[Id, dict[Id, bool]] = {}
    for team_id, users in answer.items():
        for user_id, value in users.items():
            members.setdefault(user_id, {})[team_id] = value
    return members


def _with_answer(standing: Standing, answers: Mapping[Id, bool]) -> Standing:
    on = sum(answers.values())
    state = DE.ON if on == len(answers) else DE.MIXED if on else DE.OFF
    return replace(standing, de=state, teams_on=on, teams=tuple(sorted(answers)))
