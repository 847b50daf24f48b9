"""What is needed before the first frame: the clock, the settings file, and what was asked for over what was saved.

Nothing here imports the wire, so that the screen is there before the connection is so much as looked for.
"""

from __future__ import annotations

import dataclasses
import time

from msgspec.structs import replace

from tui.cli.given import Given
from tui.presence.model import Instant
from tui.presence.saved_org import SavedOrg
from tui.presence.settings import Settings
from tui.store.places import platform_places
from tui.store.settings_file import KeysRefused, SettingsFile, read_settings
from tui.ui.key_ids import KEY_IDS


class LocalClock:
    """Both clocks of this machine (implements ``Clock``)."""

    def now(self) -> Instant:
        """Read together."""
        return Instant(time.time(), time.monotonic())


def with_saved(given: Given, saved: SavedOrg | None) -> Given:
    """What was asked for; an org that was saved as writable is so without the option, but not in a read-only run."""
    return (
        dataclasses.replace(given, writable=True)
        if saved is not None and saved.writable and not given.read_only
        else given
    )


def settings_file(given: Given, keys_refused: KeysRefused | None = None) -> SettingsFile:
    """The settings file that counts; a missing one is an error only where it was named. Raises BadSettings.

    Names in ``[keys]`` are checked for every command; the keys themselves by who knows them, which is the screen.
    """
    return read_settings(
        given.config or platform_places().settings,
        required=given.config is not None,
        key_ids=KEY_IDS,
        keys_refused=keys_refused,
    )


def with_interval(settings: Settings, interval: float | None) -> Settings:
    """The settings with the command line's interval in place of their own."""
    return settings if interval is None else replace(settings, loop=replace(settings.loop, interval=interval))
