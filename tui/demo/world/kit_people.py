"""One user as the kit's Apex sees them: sessions, who they are, and whether the settings leave them alone.

Twins of DePresenceSessions, DePresenceReader and DePresenceExclusions, and not those classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from tui.demo.world.kit_settings import KitSettings
from tui.demo.world.people import Person
from tui.demo.world.sessions import AuthSession

API_KINDS = frozenset(
    {
        *("API", "APIOnlyUser", "ChatterNetworksAPIOnly", "ChatterNetworksAPIOnlyOAuth", "DataDownloadOnly", "Oauth2"),
        *("OauthApprovalUI", "SamlOauthApprovalUi", "STREAMING_API", "TempOauthAccessTokenFrontdoor", "WDC_API"),
    }
)
_PEOPLE = frozenset(
    {
        *("standard", "powerpartner", "powercustomersuccess", "customersuccess", "cspliteportal", "csnonly"),
        "selfservice",
    }
)
_PROGRAMS = ("integration", "guest", "proxy", "automated")


def presence(rows: Iterable[AuthSession], now: datetime, settings: KitSettings) -> tuple[bool, str | None]:
    """Whether a user is present by these sessions of theirs, and the kind of a live one that is left out, or None."""
    counted: list[AuthSession] = []
    left_out: list[str] = []
    for row in rows:
        if row.expires <= now or login_as(row):
            continue
        of_type = row.session_type in settings.session_types
        if of_type and (not settings.login_types or row.login_type in settings.login_types):
            counted.append(row)
        elif row.session_type not in API_KINDS:
            left_out.append(row.login_type if of_type else row.session_type)
    return any(_awake(row, now, settings) for row in counted), min(left_out, default=None)


def login_as(row: AuthSession) -> bool:
    """Whether an administrator opened it by logging in as this user: the session or one above it says so."""
    current: AuthSession | None = row
    while current is not None:
        if current.session_type == "SubstituteUser" or current.login_type == "SysAdmin Switch":
            return True
        current = current.parent
    return False


def is_person(one: Person) -> bool:
    """Whether their user type and licence are a person's."""
    licence = one.profile.license.name.lower()
    return one.profile.user_type.lower() in _PEOPLE and not any(word in licence for word in _PROGRAMS)


def excluded(one: Person, answer: Mapping[str, Mapping[str, bool]], settings: KitSettings) -> bool:
    """Whether the settings leave the user alone: by user, team, profile or permission set, Id or exact name."""
    teams = [team for team, members in answer.items() if one.id in members]
    sets = [word for each in one.permission_sets for word in (*_both(each.id), each.name, each.label)]
    return bool(
        settings.excluded_users & {*_both(one.id), one.name, one.username}
        or settings.excluded_teams & {word for team in teams for word in _both(team)}
        or settings.excluded_profiles & {*_both(one.profile.id), one.profile.name}
        or settings.excluded_permission_sets & set(sets)
    )


def _awake(row: AuthSession, now: datetime, settings: KitSettings) -> bool:
    """Not idle beyond the limit: activity moves a session's date only after half of its lifetime."""
    if not settings.idle_limit_minutes:
        return True
    idle_from = row.modified + timedelta(seconds=row.valid // 2)
    return idle_from + timedelta(minutes=settings.idle_limit_minutes) >= now


def _both(record: str) -> tuple[str, str]:
    return record, record[:15]
