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

    preset: Annotated[
        Literal["default", "article"],
        Meta(description="default: screen sessions of every login type; article: UI and Application alone"),
    ] = "default"
    session_types: Annotated[
        tuple[str, ...], Meta(description="these session types in place of the preset's, where not empty")
    ] = ()
    login_types: Annotated[
        tuple[str, ...], Meta(description="these login types in place of the preset's, where not empty")
    ] = ()
    idle_limit_minutes: Annotated[
        int, Meta(ge=0, description="idle for longer counts as absent; 0: idle counts as present")
    ] = 0

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
    """How often the loop reads and applies, and how it treats what others do.

    ``unfocused_refresh`` stands in for ``refresh`` where it is longer; it is bounded, so that two readings still fall
    into the hour after which what counts begins anew (R6).
    """

    interval: Annotated[float, Meta(ge=10, description="seconds between two cycles")] = 300
    refresh: Annotated[float, Meta(ge=5, description="seconds between two readings, loop on or off")] = 60
    unfocused_refresh: Annotated[
        float,
        Meta(ge=0, le=1800, description="seconds between two readings while the terminal has no focus; 0: as ever"),
    ] = 300
    off_after: Annotated[
        float, Meta(ge=0, description="seconds, over at least two complete readings, that make a user absent")
    ] = 20
    dry_run: Annotated[bool, Meta(description="plan and record, send nothing")] = False
    respect_outside_changes: Annotated[
        bool, Meta(description="a change made elsewhere holds until that user's presence changes")
    ] = True
    off_reason: Annotated[
        str, Meta(min_length=1, max_length=255, description="the reason that travels with an off of the loop")
    ] = "No active session"
    last_one_grace: Annotated[
        float, Meta(ge=0, description="seconds that the last one on in a team waits for off; 0: only the warning")
    ] = 0


class BrakeSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """When many offs at once look like a broken reading (R11)."""

    share: Annotated[
        float, Meta(ge=0, le=1, description="of those on, in one interval, may turn off; more waits for a person")
    ] = 0.5
    at_least: Annotated[int, Meta(ge=1, description="offs; fewer than these never brake")] = 2
    release_after: Annotated[
        float, Meta(ge=0, description="seconds of agreeing complete readings that release it; 0: only a person")
    ] = 900


class ExcludeSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom the loop leaves alone (R14): Ids or exact names; an entry that nobody has is an error at start."""

    users: Annotated[tuple[str, ...], Meta(description="by Id, username or name")] = ()
    teams: Annotated[tuple[str, ...], Meta(description="all members of these teams")] = ()
    profiles: Annotated[tuple[str, ...], Meta(description="all users with these profiles")] = ()
    permission_sets: Annotated[tuple[str, ...], Meta(description="all users with these permission sets")] = ()


class JournalSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """What this machine keeps. IP addresses and places never are."""

    presence: Annotated[bool, Meta(description="keep who came and went; toggles are always kept")] = True
    keep_days: Annotated[int, Meta(ge=1, description="days; toggles are kept for 400")] = 90


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that the settings file may say."""

    presence: PresenceSettings = PresenceSettings()
    loop: LoopSettings = LoopSettings()
    brake: BrakeSettings = BrakeSettings()
    exclude: ExcludeSettings = ExcludeSettings()
    journal: JournalSettings = JournalSettings()
    keys: dict[str, str] = field(default_factory=dict)
