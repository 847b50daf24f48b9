"""Which kinds of sessions the org really has, and whom the preset in use would overlook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from tui.org.doctor import names
from tui.org.doctor.chart import Chart
from tui.presence.checks import Check
from tui.presence.model import Id, Session
from tui.presence.sessions import expires_at, is_login_as, why_not_counted
from tui.presence.settings import API_KINDS, PRESETS, Counting, PresenceSettings
from tui.presence.words import plural

MOST_TOLD = 6
ONLY_OWN = "only your own sessions are visible, so this cannot be told"


def session_kinds(chart: Chart) -> Check:
    """Users by the SessionType and LoginType of their live sessions, and those whom the preset leaves out."""
    if not chart.permissions().manage_users:
        return Check(names.KINDS, None, ONLY_OWN)
    read = chart.sessions()
    known = {row.id: row for row in read.pages.rows}
    people = _people(known, _members(chart), read.at)
    settings = chart.patient.settings.presence
    counting, article = settings.counting, PRESETS["article"]
    out = left_out(people, counting, known, read.at)
    found = [
        f"{_of_all(len(people), chart)} a live session",
        f"Types: {_told(_kinds(people, 'session_type'))}",
        f"Logins: {_told(_kinds(people, 'login_type'))}",
        _overlooked(_name(settings), out, counting),
    ]
    if not counting.exactly and (others := left_out(people, article, known, read.at)):
        found.append(f"Preset `article` would call {len(others):,} of them absent ({_whys_out(others, article)})")
    todo = 'Take preset = "default" in [presence] of the settings, unless that is meant'
    if counting.exactly and out:
        return Check(names.KINDS, None, ". ".join(found), "The loop turns absent users off", todo)
    return Check(names.KINDS, True, ". ".join(found), "Who has no session that counts is absent, and turned off")


def left_out(
    people: Mapping[Id, Sequence[Session]], counting: Counting, known: Mapping[Id, Session], now: datetime
) -> dict[Id, Sequence[Session]]:
    """Those who have live sessions of which none counts."""
    return {
        user: rows
        for user, rows in people.items()
        if all(why_not_counted(row, counting, known, now) is not None for row in rows)
    }


def _people(known: Mapping[Id, Session], members: frozenset[Id] | None, now: datetime) -> dict[Id, list[Session]]:
    """Live sessions of a screen, by user: no program's, no admin's who logged in as the user; DE users' if known."""
    found: dict[Id, list[Session]] = {}
    for row in known.values():
        wanted = members is None or row.user_id in members
        if wanted and expires_at(row) > now and row.session_type not in API_KINDS and not is_login_as(row, known):
            found.setdefault(row.user_id, []).append(row)
    return found


def _members(chart: Chart) -> frozenset[Id] | None:
    """The users that DE answers for, queues apart; None where DE cannot be read."""
    if chart.answer.failure() is not None:
        return None
    return frozenset(one for team in chart.answer().values() for one in team if one.startswith("005"))


def _of_all(number: int, chart: Chart) -> str:
    members = _members(chart)
    if members is None:
        return f"{plural(number, 'user')} of the org {'has' if number == 1 else 'have'}"
    return f"{number:,} of {plural(len(members), 'DE user')} {'has' if number == 1 else 'have'}"


def _kinds(people: Mapping[Id, Sequence[Session]], field: str) -> Counter[str]:
    """How many users have at least one session of each kind."""
    return Counter(kind for rows in people.values() for kind in {str(getattr(row, field) or "none") for row in rows})


def _told(counted: Counter[str]) -> str:
    told = [f"{kind} {number:,}" for kind, number in counted.most_common(MOST_TOLD)]
    more = len(counted) - len(told)
    return (", ".join(told) or "none") + (f" and {plural(more, 'more kind')}" if more > 0 else "")


def _name(settings: PresenceSettings) -> str:
    own = settings.session_types or settings.login_types
    return "your own lists of types" if own else f"preset `{settings.preset}`"


def _overlooked(name: str, out: Mapping[Id, Sequence[Session]], counting: Counting) -> str:
    """What the preset in use makes of those it leaves out: absent, but not turned off where R5 holds it back."""
    if not out:
        return f"{name[:1].upper()}{name[1:]} counts them all"
    said = f"{len(out):,} of them {'has' if len(out) == 1 else 'have'} only what {name} does not count"
    then = "it calls them absent" if counting.exactly else "they are not turned off while that lives"
    return f"{said} ({_whys_out(out, counting)}): {then}"


def _whys_out(out: Mapping[Id, Sequence[Session]], counting: Counting) -> str:
    """The kinds that are why, with how many users each has."""
    return _told(Counter(kind for rows in out.values() for kind in _why_out(rows, counting)))


def _why_out(rows: Sequence[Session], counting: Counting) -> set[str]:
    """Why one user is left out: the logins of sessions whose type counts, else the types."""
    logins = {f"login {row.login_type or 'none'}" for row in rows if row.session_type in counting.session_types}
    return logins or {f"type {row.session_type or 'none'}" for row in rows}
