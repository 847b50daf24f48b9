"""Presence from rows of AuthSession (R4, R5): twin of ``DePresenceSessions``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from tui.demo.world.jobs.twin_reading import SessionRow
from tui.demo.world.kit.settings import KitSettings

API_KINDS = frozenset(
    {
        *("API", "APIOnlyUser", "ChatterNetworksAPIOnly", "ChatterNetworksAPIOnlyOAuth", "DataDownloadOnly", "Oauth2"),
        *("OauthApprovalUI", "SamlOauthApprovalUi", "STREAMING_API", "TempOauthAccessTokenFrontdoor", "WDC_API"),
    }
)
_CLOCK_TOLERANCE = timedelta(seconds=60)


def unread(settings: KitSettings) -> frozenset[str]:
    """The kinds that need not be read: they neither count nor withhold."""
    return API_KINDS - settings.session_types


class Sessions:
    """Which sessions count, whose they are, and what kinds are left out."""

    def __init__(self, found: Sequence[SessionRow], now: datetime, settings: KitSettings) -> None:
        self._now = now
        self._settings = settings
        self._rows = {row.id: row for row in found}
        self._counted: defaultdict[str, list[SessionRow]] = defaultdict(list)
        self._left_out: dict[str, str] = {}
        for row in found:
            self._take(row)

    def why_clock_unsure(self) -> str | None:
        """R3: no session can lie in the future."""
        if any(row.modified > self._now + _CLOCK_TOLERANCE for row in self._rows.values()):
            return "a session lies in the future of the org's clock"
        return None

    def present(self, user_id: str) -> bool:
        """Whether this user is present: a live session that counts, and not idle beyond the limit (R5)."""
        counted = self._counted.get(user_id, [])
        limit = self._settings.idle_limit_minutes
        if not limit:
            return bool(counted)
        allowed = timedelta(minutes=limit)
        return any(row.modified + timedelta(seconds=row.valid // 2) + allowed >= self._now for row in counted)

    def left_out(self, user_id: str) -> str | None:
        """The kind of a live session of this user that the settings do not count, or None (R5)."""
        return self._left_out.get(user_id)

    def _take(self, row: SessionRow) -> None:
        if row.expires <= self._now or self._login_as(row):
            return
        kind = row.kind in self._settings.session_types
        login = not self._settings.login_types or row.login in self._settings.login_types
        if kind and login:
            self._counted[row.user_id].append(row)
        elif row.kind not in API_KINDS:
            word = (row.login if kind else row.kind) or "typeless"
            self._left_out[row.user_id] = min(word, self._left_out.get(row.user_id, word))

    def _login_as(self, row: SessionRow) -> bool:
        """Whether an administrator opened it by logging in as this user (R4): it or one above it says so."""
        seen: set[str] = set()
        current: SessionRow | None = row
        while current is not None and current.id not in seen:
            if current.kind == "SubstituteUser" or current.login == "SysAdmin Switch":
                return True
            seen.add(current.id)
            current = self._rows.get(current.parent_id) if current.parent_id else None
        return False
