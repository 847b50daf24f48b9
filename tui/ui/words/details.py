"""One user in sentences, and their sessions as rows: what counts, what does not, and why. Pure, no Textual."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from msgspec import Struct

from tui.loop.pulse import Pulse
from tui.presence.holds import hold_words
from tui.presence.memory import Past
from tui.presence.model import DE, Id, Presence, Session
from tui.presence.plan import Planned
from tui.presence.roster import Standing
from tui.presence.sessions import expires_at, idle_at_least, why_not_counted
from tui.presence.settings import Counting
from tui.presence.words import ago, plural, span
from tui.ui.plain import plain

MOMENT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
BY = {"loop": "the loop", "person": "you", "outside": "somebody else, or by DE itself"}


class SessionRow(Struct, frozen=True):
    """A session as the details show it. ``why_not`` is empty where it counts."""

    id: str
    why_not: str
    seen: str
    idle: str
    expires: str
    origin: str
    kind: str

    @property
    def counts(self) -> bool:
        """Whether it makes its user present."""
        return not self.why_not


def verdict(standing: Standing, now: datetime) -> str:
    """Whether the user is there, in a sentence with its evidence."""
    if standing.user.queue:
        return "A queue: it has no sessions, and is never toggled."
    if standing.presence is Presence.UNKNOWN:
        return f"Unknown: {plain(standing.reason)}."
    if standing.presence is Presence.ABSENT:
        kind = standing.left_out
        left_out = f" A {plain(kind)} session lives, of a type that does not count." if kind else ""
        return f"Absent: {_lower(plain(standing.reason))}.{left_out}"
    return f"{_present(standing, now)}: {_evidence(standing, now)}."


def _present(standing: Standing, now: datetime) -> str:
    idle = standing.idle_at_least(now)
    if standing.presence is Presence.ACTIVE or idle is None:
        return "Present"
    later = (now - standing.last_seen).total_seconds() if standing.last_seen else 0
    return f"Present, but idle for at least {span(min(idle, later))}"


def _evidence(standing: Standing, now: datetime) -> str:
    said = [plural(standing.live_sessions or 0, "live session")]
    if standing.last_seen is not None:
        said.append(f"last seen {ago((now - standing.last_seen).total_seconds())}")
    if standing.expires_at is not None:
        left = (standing.expires_at - now).total_seconds()
        said.append(f"expires in {span(left)}" if left > 0 else "expired since")
    return ", ".join(said)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def de_sentence(standing: Standing, pulse: Pulse, zone: tzinfo) -> str:
    """What DE answers, and what the loop makes of it."""
    if not standing.teams or pulse.roster is None:
        return "DE does not answer for this user now."
    teams = ", ".join(sorted(plain(pulse.roster.team_name(team_id)) for team_id in standing.teams))
    return f"DE: {_state(standing)} ({teams}). {what_next(standing, pulse, zone)}".rstrip()


def _state(standing: Standing) -> str:
    of = len(standing.teams)
    if standing.de is DE.MIXED:
        return f"on in {standing.teams_on} of {plural(of, 'team')}"
    return f"{standing.de} in " + ("both teams" if of == 2 else f"all {of} teams" if of > 2 else "1 team")


def what_next(standing: Standing, pulse: Pulse, zone: tzinfo) -> str:
    """What the next cycle does with this user and why, as a sentence; empty where there is nothing to say."""
    hold = pulse.memory.of(standing.id).hold
    if hold is not None:
        until = local_time(hold.until, zone) if hold.until else None
        return f"{_upper(hold_words(hold, until))}: {plain(hold.why)}."
    said = pulse.plan.of(standing.id) if pulse.plan else None
    if isinstance(said, Planned):
        braked = pulse.plan is not None and said in pulse.plan.braked
        will = "waits at the brake" if braked else "is next" if pulse.applying else "would be next, were the loop on"
        return f"{'On' if said.to else 'Off'} {will}: {local_words(said.why, zone)}."
    if said is not None:
        return f"Nothing is sent: {local_words(said.why, zone).removeprefix('nothing: ')} ({said.rule})."
    if standing.presence is Presence.IDLE and standing.de is not DE.OFF and standing.expires_at is not None:
        then = "off follows" if pulse.applying else "off would follow, were the loop on"
        return f"Without activity the session ends at {local_time(standing.expires_at, zone)}, and {then}."
    return "All is in step."


def change_sentence(past: Past, zone: tzinfo) -> str:
    """When DE's answer last changed and by whom, as far as we know."""
    if past.changed is None:
        return ""
    return f"Last change: {local_time(past.changed, zone)} by {BY.get(past.changed_by or '', 'somebody')}."


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def local_words(text: str, zone: tzinfo) -> str:
    """Foreign text as it may be drawn, its moments (ISO 8601, UTC) as the reader's clock shows them."""
    return plain(MOMENT.sub(lambda found: local_time(datetime.fromisoformat(found[0]), zone), text))


def local_time(moment: datetime, zone: tzinfo) -> str:
    """The time of day as the reader's clock shows it."""
    return moment.astimezone(zone).strftime("%H:%M")


def session_rows(sessions: Sequence[Session], counting: Counting, now: datetime) -> list[SessionRow]:
    """All sessions of a user: those that count first, the latest seen first among each."""
    known: Mapping[Id, Session] = {one.id: one for one in sessions}
    whys = {one.id: why_not_counted(one, counting, known, now) or "" for one in sessions}
    ordered = sorted(sessions, key=lambda one: (bool(whys[one.id]), -one.last_modified.timestamp()))
    return [_row(one, whys[one.id], now) for one in ordered]


def _row(session: Session, why_not: str, now: datetime) -> SessionRow:
    left = (expires_at(session) - now).total_seconds()
    idle = idle_at_least(session, now) if left > 0 else None
    kind = f"{session.session_type or 'untyped'} / {session.login_type or 'unknown login'}"
    return SessionRow(
        f"{session.id[:3]}…{session.id[-6:-3]}" if len(session.id) > 9 else session.id,
        plain(why_not).removeprefix(f"{session.session_type or 'untyped'}: "),
        ago((now - session.last_modified).total_seconds()),
        f"≥ {span(idle)}" if idle is not None else "–",
        span(left) if left > 0 else "expired",
        plain(session.source_ip or "–"),
        plain(kind) + (" (this monitor)" if session.is_current else ""),
    )
