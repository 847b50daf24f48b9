"""One user in sentences, and their sessions as rows: what counts, what does not, and why. Pure, no Textual."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo

from msgspec import Struct

from tui.loop.pulse import Phase, Pulse
from tui.presence.holds import hold_words
from tui.presence.logins import PastLogin
from tui.presence.model import DE, Id, Presence, Session
from tui.presence.plan import Planned
from tui.presence.roster import Roster, Standing
from tui.presence.sessions import expires_at, idle_at_least, root, why_not_counted
from tui.presence.settings import Counting
from tui.presence.words import ago, plural, span
from tui.ui.plain import plain
from tui.ui.words.logins import browser_words

MOMENT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
BY = {"loop": "the loop", "person": "you", "outside": "somebody else, or by DE itself"}


class SessionRow(Struct, frozen=True):
    """A session as the details show it. ``why_not`` is empty where it counts; ``child``: it stands under its parent."""

    id: str
    why_not: str
    seen: str
    idle: str
    expires: str
    origin: str
    kind: str
    browser: str = "–"
    child: bool = False

    @property
    def counts(self) -> bool:
        """Whether it makes its user present."""
        return not self.why_not


def verdict(standing: Standing, now: datetime, seat: str = "") -> str:
    """Whether the user is there, in a sentence with its evidence. ``seat`` is where the latest session began."""
    if standing.user.queue:
        return "A queue: it has no sessions, and is never toggled."
    if standing.presence is Presence.UNKNOWN:
        return f"Unknown: {plain(standing.reason)}."
    if standing.presence is Presence.ABSENT:
        kind = standing.left_out
        left_out = f" A {plain(kind)} session lives, of a type that does not count." if kind else ""
        return f"Absent: {lower(plain(standing.reason))}.{left_out}"
    return f"{_present(standing, now)}: {_evidence(standing, now, seat)}."


def _present(standing: Standing, now: datetime) -> str:
    idle = standing.idle_at_least(now)
    if standing.presence is Presence.ACTIVE or idle is None:
        return "Present"
    later = (now - standing.last_seen).total_seconds() if standing.last_seen else 0
    return f"Present, but idle for at least {span(min(idle, later))}"


def _evidence(standing: Standing, now: datetime, seat: str) -> str:
    latest = f" ({'the latest ' if (standing.live_sessions or 0) > 1 else ''}{seat})" if seat else ""
    said = [plural(standing.live_sessions or 0, "live session") + latest]
    if standing.last_seen is not None:
        said.append(f"last seen {ago((now - standing.last_seen).total_seconds())}")
    if standing.expires_at is not None:
        left = (standing.expires_at - now).total_seconds()
        said.append(f"expires in {span(left)}" if left > 0 else "expired since")
    return ", ".join(said)


def lower(text: str) -> str:
    """The text with its first letter small, to stand within a sentence."""
    return text[:1].lower() + text[1:]


def de_sentence(standing: Standing, roster: Roster) -> str:
    """What DE answers, in how many teams and which."""
    if not standing.teams:
        return "DE does not answer for this user now."
    if standing.de is DE.UNKNOWN:
        return f"DE: unknown in {_number(len(standing.teams))} ({team_words(standing.teams, roster)})."
    if standing.de is not DE.MIXED:
        return f"DE: {standing.de} in {_number(len(standing.teams))} ({team_words(standing.teams, roster)})."
    on, off = (team_words(teams_answering(standing, roster, on=value), roster) for value in (True, False))
    many = plural(len(standing.teams), "team")
    return f"DE: on in {standing.teams_on} of {many} ({on}), and off in {off}."


def _number(of: int) -> str:
    return "both teams" if of == 2 else f"all {of} teams" if of > 2 else "1 team"


def teams_answering(standing: Standing, roster: Roster, *, on: bool) -> tuple[Id, ...]:
    """The user's teams in which DE answered so."""
    return tuple(one for one in standing.teams if roster.answer.get(one, {}).get(standing.id) is on)


def team_words(team_ids: Iterable[Id], roster: Roster) -> str:
    """The teams' names as they may be drawn."""
    return ", ".join(sorted(plain(roster.team_name(one)) for one in team_ids))


def what_next(standing: Standing, pulse: Pulse, zone: tzinfo, cycle_at: datetime | None = None) -> str:
    """What the next cycle does with this user and why, as a sentence; ``cycle_at`` is when it comes, if it does."""
    hold = pulse.memory.of(standing.id).hold
    if hold is not None:
        until = local_time(hold.until, zone) if hold.until else None
        return f"{_upper(hold_words(hold, until))}: {plain(hold.why)}."
    said = pulse.plan.of(standing.id) if pulse.plan else None
    if isinstance(said, Planned):
        return f"{'On' if said.to else 'Off'} {_will(said, pulse, zone, cycle_at)}: {local_words(said.why, zone)}."
    if said is not None:
        return f"Nothing is sent: {local_words(said.why, zone).removeprefix('nothing: ')} ({said.rule})."
    if standing.presence is Presence.IDLE and standing.de is not DE.OFF and standing.expires_at is not None:
        then = "off follows" if pulse.applying else "off would follow, were the loop on"
        return f"Without activity the session ends at {local_time(standing.expires_at, zone)}, and {then}."
    return "All is in step."


def _will(planned: Planned, pulse: Pulse, zone: tzinfo, cycle_at: datetime | None) -> str:
    """When it is sent, or what it waits for."""
    if pulse.plan is not None and planned in pulse.plan.braked:
        return "waits at the brake"
    if pulse.phase is Phase.ASKING:
        return "waits for your word on the first plan"
    if not pulse.applying:
        return "would be next, were the loop on"
    return f"is next, at about {local_time(cycle_at, zone)}" if cycle_at else "is next"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def local_words(text: str, zone: tzinfo) -> str:
    """Foreign text as it may be drawn, its moments (ISO 8601, UTC) as the reader's clock shows them."""
    return plain(MOMENT.sub(lambda found: local_time(datetime.fromisoformat(found[0]), zone), text))


def local_time(moment: datetime, zone: tzinfo) -> str:
    """The time of day as the reader's clock shows it."""
    return moment.astimezone(zone).strftime("%H:%M")


def session_rows(
    sessions: Sequence[Session], counting: Counting, now: datetime, logins: Mapping[Id, PastLogin] | None = None
) -> list[SessionRow]:
    """All sessions of a user: families that count first, the latest seen first among each, children under their parent.

    ``logins`` are those by which sessions began, by the session's Id.
    """
    known: Mapping[Id, Session] = {one.id: one for one in sessions}
    whys = {one.id: why_not_counted(one, counting, known, now) or "" for one in sessions}
    tops = {one.id: root(one, known) for one in sessions}
    families: dict[Id, list[Session]] = {}
    for one in sorted(sessions, key=lambda one: (tops[one.id] != one.id, bool(whys[one.id]), -_seen(one))):
        families.setdefault(tops[one.id], []).append(one)
    ordered = sorted(families.values(), key=lambda many: (all(whys[one.id] for one in many), -max(map(_seen, many))))
    return [
        _row(one, whys[one.id], now, (logins or {}).get(one.id), child=place > 0)
        for family in ordered
        for place, one in enumerate(family)
    ]


def _seen(session: Session) -> float:
    return session.last_modified.timestamp()


def _row(session: Session, why_not: str, now: datetime, login: PastLogin | None, *, child: bool) -> SessionRow:
    left = (expires_at(session) - now).total_seconds()
    idle = idle_at_least(session, now) if left > 0 else None
    kind = f"{session.session_type or 'untyped'} / {session.login_type or 'unknown login'}"
    return SessionRow(
        f"{session.id[:3]}…{session.id[-6:-3]}" if len(session.id) > 9 else session.id,
        plain(why_not).removeprefix(f"{session.session_type or 'untyped'}: "),
        ago((now - session.last_modified).total_seconds()),
        f"≥ {span(idle)}" if idle is not None else "–",
        span(left) if left > 0 else "expired",
        plain(_origin(session, login)) or "–",
        plain(kind) + (" (this monitor)" if session.is_current else ""),
        (browser_words(login) if login else "") or "–",
        child,
    )


def _origin(session: Session, login: PastLogin | None) -> str:
    """City and address, as far as they are told."""
    city = login.place.partition(",")[0] if login else ""
    return ", ".join(one for one in (city, session.source_ip or "") if one)
