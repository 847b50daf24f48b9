"""Presence from sessions (R4, R5) and DE state from DE's answer. Pure: the same snapshot gives the same roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from datetime import datetime

from tui.presence.model import Id, Session, Snapshot, User
from tui.presence.roster import Roster, Standing
from tui.presence.settings import PresenceSettings
from tui.presence.verdict import Rules, said_of, unknown, verdict_of

VANISHED = "DE no longer answers for this user"


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
    told = snapshot.answer is not None
    answer = (snapshot.answer if told else answered_before) or {}
    members, known, rules = members_of(answer), by_id(snapshot.sessions.rows), Rules.of(settings)
    rows = rows_of(members, snapshot.sessions.rows)
    standings: dict[Id, Standing] = {}
    for user_id, answers in members.items():
        user = snapshot.users.get(user_id) or User(user_id, user_id)
        said = said_of(answers, told=told)
        if user.queue or blind is not None:
            standings[user_id] = unknown(user, blind or "", said)
        else:
            standings[user_id] = verdict_of(user, rows.get(user_id, ()), rules, known, now, said).standing
    for user in vanished:
        standings.setdefault(user.id, unknown(user, VANISHED))
    return Roster(now, standings, snapshot.teams, answer, told, blind)


def presence_of(
    user: User, rows: Iterable[Session], settings: PresenceSettings, known: Mapping[Id, Session], now: datetime
) -> Standing:
    """The presence of one user from their sessions, with its reason and evidence (R5)."""
    return verdict_of(user, tuple(rows), Rules.of(settings), known, now).standing


def by_id(rows: Iterable[Session]) -> dict[Id, Session]:
    """The sessions by their Ids."""
    return {row.id: row for row in rows}


def rows_of(users: Container[Id], rows: Iterable[Session]) -> Mapping[Id, list[Session]]:
    """The sessions of each of these users who has any."""
    found: defaultdict[Id, list[Session]] = defaultdict(list)
    for row in rows:
        if row.user_id in users:
            found[row.user_id].append(row)
    return found


def members_of(answer: Mapping[Id, Mapping[Id, bool]]) -> dict[Id, dict[Id, bool]]:
    """The answer turned round: for each member, what each of their teams said."""
    members: dict[Id, dict[Id, bool]] = {}
    for team_id, users in answer.items():
        for user_id, value in users.items():
            members.setdefault(user_id, {})[team_id] = value
    return members
