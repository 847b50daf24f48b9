"""Moving the monitor from one org to another: what can be opened, and the command line that would open it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tui.cli.connections.connecting import in_thread, salesforce_cli
from tui.cli.connections.known_orgs import VARIABLES, from_sf, known_orgs
from tui.cli.connections.target import Target
from tui.cli.given import Given
from tui.store.places import platform_places
from tui.store.saved_orgs import SavedOrgs
from tui.ui.setting import KnownOrg


async def orgs_to_open(environment: Mapping[str, str], now: Target | None) -> tuple[KnownOrg, ...]:
    """Everything that can be opened; the Salesforce CLI takes its seconds in a thread. Raises BadSettings."""
    book = SavedOrgs(platform_places()).read()
    found = await in_thread(lambda: from_sf(salesforce_cli(), environment))
    return known_orgs(book, found, environment, now)


def given_for(chosen: KnownOrg, given: Given, *, connected: bool) -> Given:
    """The options that open another org. ``--read-only`` stays.

    ``--writable`` was said of the org that was open: it does not follow into the next one, which may be production.
    """
    writable = given.writable and not connected
    if chosen.demo:
        return replace(given, demo=chosen.name, org=None, writable=writable)
    name = None if chosen.how == VARIABLES else chosen.name
    return replace(given, demo=None, org=name, writable=writable)
