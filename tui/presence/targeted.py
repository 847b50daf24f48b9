"""A reading of a few users, after events of theirs (R16): what it changes in what is known, and what may follow. Pure.

It asks for sessions alone. What DE answers, and everything that counts complete readings, stays as the last one of
those left it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from tui.presence.brake import exceeds
from tui.presence.evaluate import presence_of
from tui.presence.holds import ended, fresh, released
from tui.presence.memory import CONFIRMED, Memory, Past
from tui.presence.model import DE, Id, Session, Snapshot
from tui.presence.plan import Plan
from tui.presence.planning import Planning, plan_of
from tui.presence.reading import why_blind
from tui.presence.roster import Roster, Standing
from tui.presence.settings import LoopSettings, PresenceSettings
from tui.presence.since import answer, confirm, starts_anew

TOO_OLD = "the last complete reading is too long ago"
WAIT_FOR_CYCLE = "so many offs in one interval wait for the next cycle"


def why_useless(snapshot: Snapshot, memory: Memory, interval: float) -> str | None:
    """Why nothing may be concluded from it: R1 to R3, or R6, by which what counts begins anew; None where it may."""
    if memory.last_complete is None or starts_anew(memory.last_complete, snapshot.at, interval):
        return TOO_OLD
    return why_blind(snapshot, memory.anchor, own_expected=memory.own_shown)


def standings_of(
    users: Iterable[Id], snapshot: Snapshot, settings: PresenceSettings, before: Roster
) -> dict[Id, Standing]:
    """These users as the reading shows them; DE's answer is the last one. Whom DE did not answer for is left out."""
    rows: defaultdict[Id, list[Session]] = defaultdict(list)
    for row in snapshot.sessions.rows:
        rows[row.user_id].append(row)
    known = {row.id: row for row in snapshot.sessions.rows}
    found = {}
    for user_id in users:
        old = before.standings.get(user_id)
        if old is None or old.user.queue or not old.teams:
            continue
        new = presence_of(old.user, rows.get(user_id, ()), settings, known, snapshot.at)
        found[user_id] = replace(new, de=old.de, teams_on=old.teams_on, teams=old.teams)
    return found


def remember_some(
    memory: Memory,
    standings: Mapping[Id, Standing],
    logged_out: frozenset[Id],
    at: datetime,
    answered_at: datetime,
    settings: LoopSettings,
) -> Memory:
    """Memory after a reading of these users alone. ``answered_at`` is when DE gave the answer in their standings.

    ``logged_out``: those with a logout event since they were seen (R5). Nothing is counted of others, nor of the org.
    """
    pasts = dict(memory.pasts)
    for user_id, standing in standings.items():
        past = memory.of(user_id)
        pasts[user_id] = _moved_on(
            past, standing, at, answered_at, settings.off_after, logged_out=user_id in logged_out
        )
    return replace(memory, pasts=pasts)


def _moved_on(
    past: Past, standing: Standing, at: datetime, answered_at: datetime, off_after: float, *, logged_out: bool
) -> Past:
    """Who is there, is there at once; who is not, is absent by a logout event or by complete readings alone (R5)."""
    present = bool(standing.presence.present)
    if not present and not logged_out:
        return past
    after, changed = confirm(past, present=present, at=at, off_after=off_after, logged_out=logged_out)
    if not present:
        after = replace(after, missing_readings=max(past.missing_readings, CONFIRMED))  # R11 counts complete readings
    if changed:
        after = fresh(after, at)
    over = after.hold is not None and ended(after.hold, at, presence_changed=changed)
    if over:
        after = released(after, at)
    return _answered(after, standing.de, at, answered_at) if changed or over else after


def _answered(past: Past, de: DE, at: datetime, answered_at: datetime) -> Past:
    """DE's last answer counts for what begins now, unless we toggled since: that it answered nothing on yet.

    Who leaves after an on of ours counts as on for the brake (R11).
    """
    if not _sent_since(past, answered_at):
        return answer(past, de, at, respect=False)
    last = past.last_sent
    return replace(past, on_answered=past.present is False and last is not None and last.to)


def as_sent(roster: Roster, memory: Memory, at: datetime) -> Roster:
    """The roster for a plan at ``at``: where we toggled since DE answered, its answer is unknown, or what we made it.

    The first for what a user needs, so that nothing is sent twice, the second for who is last in a team (R12).
    """
    since = {
        user_id: last.to
        for user_id in roster.standings
        if (last := memory.of(user_id).last_sent) is not None and _sent_since(memory.of(user_id), roster.at)
    }
    if not since:
        return replace(roster, at=at)
    unknown = {one: replace(roster.standings[one], de=DE.UNKNOWN, teams_on=0) for one in since}
    made = {
        team_id: {one: since.get(one, value) for one, value in members.items()}
        for team_id, members in roster.answer.items()
    }
    return replace(roster, at=at, standings={**roster.standings, **unknown}, answer=made)


def _sent_since(past: Past, answered_at: datetime) -> bool:
    last = past.last_sent
    return last is not None and last.at >= answered_at and last.outcome not in ("failed", "dry-run")


def plan_of_some(planning: Planning, memory: Memory, users: frozenset[Id]) -> Plan:
    """What the rules ask for these users now. R11 counts with it what was sent to others.

    What time let go of the brake goes at a cycle, before which is read again what the caller may see (R2).
    """
    made = plan_of(planning, memory, only=users)
    if not (made.off and exceeds(made.offs, made.most_on, planning.settings.brake)):
        return made
    return replace(made, off=(), braked=(*made.braked, *made.off), brake=made.brake or WAIT_FOR_CYCLE)
