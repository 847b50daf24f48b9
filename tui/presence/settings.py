"""The types of the settings, with their defaults and bounds. Reading the file is the business of ``store``."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

UI_FAMILY = frozenset({"UI", "Aura"})
# Sessions of programs, not of a screen: they never withhold anything (R5).
API_KINDS = frozenset(
    {
        "API", "APIOnlyUser", "ChatterNetworksAPIOnly", "ChatterNetworksAPIOnlyOAuth", "DataDownloadOnly", "Oauth2",
        "OauthApprovalUI", "SamlOauthApprovalUi", "STREAMING_API", "TempOauthAccessTokenFrontdoor", "WDC_API",
    }
)  # fmt: skip


class Counting(Struct, frozen=True):
    """Which sessions count. An empty ``login_types`` means every one.

    ``exactly`` marks the article's own rule: nothing but its two filters and the expiry, no login-as, no other types.
    """

    session_types: frozenset[str]
    login_types: frozenset[str]
    exactly: bool = False


PRESETS = {
    "default": Counting(UI_FAMILY, frozenset()),
    "article": Counting(frozenset({"UI"}), frozenset({"Application"}), exactly=True),
}


class PresenceSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Which sessions make a user present."""

    preset: Literal["default", "article"] = "default"
    session_types: tuple[str, ...] = ()
    login_types: tuple[str, ...] = ()
    idle_limit_minutes: Annotated[int, Meta(ge=0)] = 0

    @property
    def counting(self) -> Counting:
        """The preset, with the file's own lists in place of the preset's where they are not empty."""
        preset = PRESETS[self.preset]
        if not (self.session_types or self.login_types):
            return preset
        return Counting(
            frozenset(self.session_types) or preset.session_types,
            frozenset(self.login_types) or preset.login_types,
        )


class LoopSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """How often the loop reads and applies, in seconds, and how it treats what others do.

    ``unfocused_refresh`` stands in for ``refresh`` while the terminal has no focus, where it is longer; it is bounded,
    so that two readings still fall into the hour after which what counts begins anew (R6).
    """

    interval: Annotated[float, Meta(ge=10)] = 300
    refresh: Annotated[float, Meta(ge=5)] = 60
    unfocused_refresh: Annotated[float, Meta(ge=0, le=1800)] = 300
    off_after: Annotated[float, Meta(ge=0)] = 20
    dry_run: bool = False
    respect_outside_changes: bool = True
    off_reason: Annotated[str, Meta(min_length=1, max_length=255)] = "No active session"
    last_one_grace: Annotated[float, Meta(ge=0)] = 0


class BrakeSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """When many offs at once look like a broken reading (R11)."""

    share: Annotated[float, Meta(ge=0, le=1)] = 0.5
    at_least: Annotated[int, Meta(ge=1)] = 2
    release_after: Annotated[float, Meta(ge=0)] = 900


class ExcludeSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom the loop leaves alone: Ids or exact names (R14)."""

    users: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    permission_sets: tuple[str, ...] = ()


class JournalSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept, and for how many days. Toggles are always kept, 400 days."""

    presence: bool = True
    keep_days: Annotated[int, Meta(ge=1)] = 90


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that the settings file may say."""

    presence: PresenceSettings = PresenceSettings()
    loop: LoopSettings = LoopSettings()
    brake: BrakeSettings = BrakeSettings()
    exclude: ExcludeSettings = ExcludeSettings()
    journal: JournalSettings = JournalSettings()
    keys: dict[str, str] = field(default_factory=dict)
