"""The journal that a command line means, found without a reading and, where the token tells its org, without a call."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from tui.cli.given import Given
from tui.cli.target import DemoTarget, TokenTarget, target_of
from tui.cli.wiring import DEMO, LocalClock, settings_file
from tui.org.connection import Connection
from tui.org.literals import long_id
from tui.org.org import SalesforceOrg
from tui.presence.model import Id
from tui.store.journal import SqliteJournal
from tui.store.places import platform_places

# A session token begins with the Id of its org (clients.md 2.2); other kinds of token do not tell.
ORG_IN_TOKEN = re.compile(r"(00D\w{12})(?:\w{3})?!", re.ASCII)


@asynccontextmanager
async def journal_of(given: Given, environment: Mapping[str, str]) -> AsyncIterator[SqliteJournal]:
    """The journal of the org that is meant; closed when the block ends.

    Raises NotConnected, WrongUsage, BadSettings, and OrgFailure where the org had to be asked who it is.
    """
    file = settings_file(given)
    target = target_of(given, environment)
    org_id = DEMO if isinstance(target, DemoTarget) else await _org_id(target)
    journal = SqliteJournal(platform_places().journal(org_id), file.of(org_id).journal, remembers=org_id != DEMO)
    try:
        yield journal
    finally:
        journal.close()


async def _org_id(target: TokenTarget) -> Id:
    told = ORG_IN_TOKEN.match(target.token)
    if told is not None:
        return long_id(told[1])
    org = SalesforceOrg(Connection(target.instance_url, target.token), LocalClock())
    try:
        return (await org.facts()).id
    finally:
        await org.close()
