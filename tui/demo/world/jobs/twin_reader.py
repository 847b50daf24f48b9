"""Makes one reading of the org for the kit's job: twin of ``DePresenceReader`` and ``DePresenceExclusions``."""

from __future__ import annotations

from collections.abc import Collection

from tui.demo.world.jobs.twin_reading import Answer, DEUser, JobOrg, PersonRow, Reading
from tui.demo.world.jobs.twin_sessions import Sessions, unread
from tui.demo.world.kit.settings import KitSettings

_AT_ONCE = 1_000
_USER = "005"
_PEOPLE = frozenset(
    {
        *("standard", "powerpartner", "powercustomersuccess", "customersuccess", "cspliteportal", "csnonly"),
        "selfservice",
    }
)
_PROGRAMS = ("integration", "guest", "proxy", "automated")


def read(org: JobOrg, settings: KitSettings, only: Collection[str] | None = None) -> Reading:
    """Read these users, None for everybody, and what DE answers of all. Raises DEError."""
    reading = Reading(org.now, org.caller)
    reading.unsure = _why_blind(org)
    if reading.unsure is not None:
        return reading
    reading.answer = org.answer()
    states = _states(reading)
    exclusions = _Exclusions(settings, reading.answer)
    wanted = sorted(one for one in states if only is None or one in only)
    for first in range(0, len(wanted), _AT_ONCE):
        _read_some(org, settings, wanted[first : first + _AT_ONCE], states, exclusions, reading)
    reading.strangers = frozenset(exclusions.strangers)
    return reading


def _why_blind(org: JobOrg) -> str | None:
    if not org.sees_all_sessions():
        return "the job's user may not see all sessions (Manage Users is missing)"
    return None if org.sees_two_users() else "sessions of fewer than two users can be seen"


def _states(reading: Reading) -> dict[str, bool]:
    """What DE answers for each user over all their teams; queues are nobody's presence."""
    found: dict[str, bool] = {}
    for team in reading.answer.values():
        for member, told in team.items():
            if member.startswith(_USER):
                found[member] = found.get(member, False) or told
    reading.count_on = sum(found.values())
    return found


def _read_some(
    org: JobOrg, settings: KitSettings, some: list[str], states: dict[str, bool], exclusions: _Exclusions, into: Reading
) -> None:
    sessions = Sessions(org.sessions(some, unread(settings)), into.at, settings)
    into.unsure = into.unsure or sessions.why_clock_unsure()
    users = {
        one: DEUser(one, present=sessions.present(one), left_out=sessions.left_out(one), answered_on=states[one])
        for one in some
    }
    into.users += users.values()
    frozen = org.frozen(some)
    granted = org.granted(some, settings.excluded_permission_sets)
    for row in org.people(some):
        known = users[row.id]
        known.active = row.active
        known.person = row.user_type.lower() in _PEOPLE and _of_people(row.licence)
        known.frozen = None if frozen is None else row.id in frozen
        known.excluded = exclusions.why(row, granted.get(row.id, frozenset()))


def _of_people(licence: str) -> bool:
    return not any(word in licence.lower() for word in _PROGRAMS)


class _Exclusions:
    """Whom the settings leave alone (R14). ``strangers`` are the entries that have fitted nobody so far."""

    def __init__(self, settings: KitSettings, answer: Answer) -> None:
        self._settings = settings
        self._by_team: dict[str, str] = {}
        self.strangers = {
            *settings.excluded_users,
            *settings.excluded_teams,
            *settings.excluded_profiles,
            *settings.excluded_permission_sets,
        }
        for team, members in answer.items():
            if self._fits(settings.excluded_teams, team):
                self._by_team |= dict.fromkeys(members, f"excluded by team {team} in the settings")

    def why(self, one: PersonRow, granted: frozenset[str]) -> str | None:
        """Why this user is left alone, or None; ``granted`` are the entries that fit their permission sets."""
        users, profiles = self._settings.excluded_users, self._settings.excluded_profiles
        by_user = [self._fits(users, one.id), self._named(users, one.name), self._named(users, one.username)]
        by_profile = [self._fits(profiles, one.profile_id), self._named(profiles, one.profile)]
        self.strangers -= granted
        if any(by_user):
            return "excluded by name in the settings"
        if one.id in self._by_team:
            return self._by_team[one.id]
        if any(by_profile):
            return f"excluded by profile {one.profile} in the settings"
        return "excluded by permission set in the settings" if granted else None

    def _fits(self, words: frozenset[str], value: str) -> bool:
        """Whether an entry is this Id, with 15 or 18 characters."""
        return any([self._named(words, value), self._named(words, value[:15])])

    def _named(self, words: frozenset[str], value: str) -> bool:
        self.strangers.discard(value if value in words else "")
        return value in words
