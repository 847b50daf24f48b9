"""The kit's settings as its Apex reads them from the custom setting: a twin of DePresenceSettings, not that class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OBJECT = "DePresence_Settings__c"


@dataclass(frozen=True)
class KitSettings:
    """What the job and the logout trigger go by. An empty field, and one out of range, means the default."""

    interval_minutes: int = 5
    by_schedule: bool = False
    session_types: frozenset[str] = frozenset({"UI", "Aura"})
    login_types: frozenset[str] = frozenset()
    idle_limit_minutes: int = 0
    off_after_seconds: int = 20
    respect_outside_changes: bool = True
    off_reason: str = "No active session"
    brake_share: float = 0.5
    brake_at_least: int = 2
    release_after_seconds: int = 900
    last_one_grace_seconds: int = 0
    excluded_users: frozenset[str] = frozenset()
    excluded_teams: frozenset[str] = frozenset()
    excluded_profiles: frozenset[str] = frozenset()
    excluded_permission_sets: frozenset[str] = frozenset()
    dry_run: bool = False


def kit_settings(row: Mapping[str, object]) -> KitSettings:
    """The settings in a row of the custom setting."""
    default = KitSettings()
    reason = str(row.get("Off_Reason__c") or "").strip()
    share = row.get("Brake_Share__c")
    return KitSettings(
        interval_minutes=_within(row, "Interval_Minutes__c", range(1, 11), default.interval_minutes),
        by_schedule=row.get("By_Schedule__c") is True,
        session_types=_words(row, "Session_Types__c") or default.session_types,
        login_types=_words(row, "Login_Types__c"),
        idle_limit_minutes=_within(row, "Idle_Limit_Minutes__c", range(1_441), 0),
        off_after_seconds=_within(row, "Off_After_Seconds__c", range(86_401), default.off_after_seconds),
        respect_outside_changes=row.get("Ignore_Outside_Changes__c") is not True,
        off_reason=reason or default.off_reason,
        brake_share=share if isinstance(share, float) and 0 <= share <= 1 else default.brake_share,
        brake_at_least=_within(row, "Brake_At_Least__c", range(1, 100_001), default.brake_at_least),
        release_after_seconds=_within(row, "Release_After_Seconds__c", range(86_401), default.release_after_seconds),
        last_one_grace_seconds=_within(row, "Last_One_Grace_Seconds__c", range(86_401), 0),
        excluded_users=_words(row, "Exclude_Users__c"),
        excluded_teams=_words(row, "Exclude_Teams__c"),
        excluded_profiles=_words(row, "Exclude_Profiles__c"),
        excluded_permission_sets=_words(row, "Exclude_Permission_Sets__c"),
        dry_run=row.get("Dry_Run__c") is True,
    )


def _within(row: Mapping[str, object], name: str, allowed: range, otherwise: int) -> int:
    told = row.get(name)
    return int(told) if isinstance(told, int | float) and int(told) in allowed else otherwise


def _words(row: Mapping[str, object], name: str) -> frozenset[str]:
    return frozenset(word.strip() for word in str(row.get(name) or "").split(",") if word.strip())
