"""The kit's settings as its job reads them: twin of ``DePresenceSettings``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

NAME = "DePresence_Settings__c"
DAY = 86_400


@dataclass(frozen=True)
class JobSettings:
    """Times in seconds unless their names say otherwise; empty ``login_types`` are all."""

    interval_minutes: int = 5
    by_schedule: bool = False
    session_types: frozenset[str] = frozenset({"UI", "Aura"})
    login_types: frozenset[str] = frozenset()
    idle_limit_minutes: int = 0
    off_after: int = 20
    respect_outside_changes: bool = True
    off_reason: str = "No active session"
    brake_share: Decimal = Decimal("0.5")
    brake_at_least: int = 2
    release_after: int = 900
    last_one_grace: int = 0
    excluded_users: frozenset[str] = frozenset()
    excluded_teams: frozenset[str] = frozenset()
    excluded_profiles: frozenset[str] = frozenset()
    excluded_permission_sets: frozenset[str] = frozenset()
    dry_run: bool = False


def read(row: Mapping[str, object]) -> JobSettings:
    """The settings in the org's row of the custom setting; what lies out of range counts as not told."""
    usual = JobSettings()
    share = row.get("Brake_Share__c")
    return JobSettings(
        # A queueable can be delayed by ten minutes at most.
        interval_minutes=_within(row.get("Interval_Minutes__c"), 1, 10, usual.interval_minutes),
        by_schedule=row.get("By_Schedule__c") is True,
        session_types=_words(row.get("Session_Types__c")) or usual.session_types,
        login_types=_words(row.get("Login_Types__c")),
        idle_limit_minutes=_within(row.get("Idle_Limit_Minutes__c"), 0, 1_440, usual.idle_limit_minutes),
        off_after=_within(row.get("Off_After_Seconds__c"), 0, DAY, usual.off_after),
        respect_outside_changes=row.get("Ignore_Outside_Changes__c") is not True,
        off_reason=str(row.get("Off_Reason__c") or "").strip() or usual.off_reason,
        brake_share=Decimal(str(share)) if isinstance(share, float) and 0 <= share <= 1 else usual.brake_share,
        brake_at_least=_within(row.get("Brake_At_Least__c"), 1, 100_000, usual.brake_at_least),
        release_after=_within(row.get("Release_After_Seconds__c"), 0, DAY, usual.release_after),
        last_one_grace=_within(row.get("Last_One_Grace_Seconds__c"), 0, DAY, usual.last_one_grace),
        excluded_users=_words(row.get("Exclude_Users__c")),
        excluded_teams=_words(row.get("Exclude_Teams__c")),
        excluded_profiles=_words(row.get("Exclude_Profiles__c")),
        excluded_permission_sets=_words(row.get("Exclude_Permission_Sets__c")),
        dry_run=row.get("Dry_Run__c") is True,
    )


def _within(value: object, least: int, most: int, otherwise: int) -> int:
    return int(value) if isinstance(value, float) and least <= value <= most else otherwise


def _words(text: object) -> frozenset[str]:
    return frozenset(word for part in str(text or "").split(",") if (word := part.strip()))
