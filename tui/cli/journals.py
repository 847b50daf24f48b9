"""The journal that a command line means, found without a reading and, where the token tells its org, without a call."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from tui.cli.beginning import LocalClock, settings_file
from tui.cli.connections.connecting import connection_to, in_thread, refuse_another
from tui.cli.connections.target import DemoTarget, SavedTarget, Target, ignored_variable, target_of
from tui.cli.given import Given
from tui.cli.telling import say
from tui.cli.wiring import DEMO
from tui.org.org import SalesforceOrg
from tui.org.wire.literals import long_id
from tui.presence.model import Id
from tui.store.journal import SqliteJournal
from tui.store.places import Places, platform_places
from tui.store.saved_orgs import SavedOrgs

# A session token begins with the Id of its org (clients.md 2.2); other kinds of token do not tell.
ORG_IN_TOKEN = re.compile(r"(00D\w{12})(?:\w{3})?!", re.ASCII)


@asynccontextmanager
async def journal_of(given: Given, environment: Mapping[str, str]) -> AsyncIterator[SqliteJournal]:
    """The journal of the org that is meant; closed when the block ends.

    Raises NotConnected, NothingGiven, WrongUsage, BadSettings, and OrgFailure or NoKeychain where the org had to be
    asked who it is.
    """
    file, places = settings_file(given), platform_places()
    target = target_of(given, environment, SavedOrgs(places))
    if (ignored := ignored_variable(given, environment)) is not None:
        say(ignored)
    org_id = await _org_id(target, places)
    names = (org_id, target.saved.name) if isinstance(target, SavedTarget) else (org_id,)
    journal = SqliteJournal(places.journal(org_id), file.of(*names).journal, remembers=org_id != DEMO)
    try:
        yield journal
    finally:
        journal.close()


async def _org_id(target: Target, places: Places) -> Id:
    """The name of the journal: a saved org knows its own, most tokens tell it, and the org does where both are mute."""
    if isinstance(target, DemoTarget):
        return DEMO
    saved = target.saved if isinstance(target, SavedTarget) else None
    if saved is not None and saved.org_id:
        return long_id(saved.org_id)
    connection = await in_thread(lambda: connection_to(target, places))
    told = ORG_IN_TOKEN.match(connection.token)
    if told is not None:
        return long_id(told[1])
    org = SalesforceOrg(connection, LocalClock())
    try:
        facts = await org.facts()
    finally:
        await org.close()
    refuse_another(saved, facts)
    return facts.id
