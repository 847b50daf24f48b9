"""Wires the rooms together: from what was asked for to an org, its journal and its settings, for screen and headless.

The one place that knows all of ``org``, ``store`` and the demo org's process.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from tui.cli.beginning import LocalClock, settings_file, with_interval, with_saved
from tui.cli.connections.connecting import connection_to, in_thread, refuse_another
from tui.cli.connections.target import DemoTarget, SavedTarget, Target, ignored_variable, target_of
from tui.cli.demo_child import demo_org
from tui.cli.failures import WrongUsage
from tui.cli.given import Given
from tui.cli.telling import say
from tui.cli.witness import ReadOnly
from tui.org.org import SalesforceOrg
from tui.org.wire.connection import Connection
from tui.presence.debug_calls import DebugCalls
from tui.presence.events import Events
from tui.presence.model import Id, OrgFacts
from tui.presence.ports import Org
from tui.presence.settings import Settings
from tui.store.debug_calls import DebugCallsFile
from tui.store.desk_memory import DeskMemory
from tui.store.journal import SqliteJournal
from tui.store.last_heard import LastHeardFile
from tui.store.loop_lock import LoopLock
from tui.store.places import Places, platform_places
from tui.store.saved_orgs import SavedOrgs
from tui.store.settings_file import SettingsFile

logger = logging.getLogger(__name__)
DEMO = "demo"  # the name of the journal that all demo orgs share


class Lock(Protocol):
    """Held by the one loop that applies plans in an org."""

    def take(self, *, lasting: bool = True) -> bool:
        """Take it; False where another loop of this machine has it. Raises JournalFailure."""
        ...

    def release(self) -> None:
        """Let others have it."""
        ...

    def left_on(self) -> bool:
        """Whether the last loop ended without a word; told once. Raises JournalFailure."""
        ...


class Unrivalled:
    """The lock of a demo org: each is a world of its own, so two loops over two of them are no rivals."""

    def take(self, *, lasting: bool = True) -> bool:  # noqa: ARG002  the Protocol's signature
        """Always."""
        return True

    def release(self) -> None:
        """Nothing to let go."""

    def left_on(self) -> bool:
        """An org that is born anew has no last loop."""
        return False


@dataclass(frozen=True)
class Wired:
    """A connected org and all that goes with it. ``loop_lock`` belongs to whoever applies plans in this org.

    ``read_only`` says why nothing may be written in this run, or is None. ``wire`` is the org without that guard, for
    who only looks. ``events`` are silent until somebody listens. ``names`` are those that a section of the settings
    may call it by. ``desk`` is how its screen was left.
    """

    org: Org
    wire: SalesforceOrg
    events: Events
    facts: OrgFacts
    names: tuple[str, ...]
    journal: SqliteJournal
    settings: Settings
    clock: LocalClock
    loop_lock: Lock
    read_only: str | None
    desk: DeskMemory


@asynccontextmanager
async def wired(
    given: Given,
    environment: Mapping[str, str],
    *,
    writes: bool = False,
    interval: float | None = None,
    file: SettingsFile | None = None,
    warn: Callable[[str], None] = say,
) -> AsyncIterator[Wired]:
    """Connect, and close everything when the block ends. Settings and options are checked before anything is asked.

    ``writes`` is for commands that are nothing without writing; ``interval`` overrides the settings'. ``file`` are
    settings that were read before. ``warn`` takes what is worth knowing beside: on standard error, unless a screen is
    there. Raises the failures of ``org``, BadSettings, NoKeychain, NotConnected, NothingGiven and WrongUsage.
    """
    places, clock = platform_places(), LocalClock()
    file = file or settings_file(given)
    refuse_writing(given, None, writes=writes)
    target = target_of(given, environment, SavedOrgs(places))
    if (ignored := ignored_variable(given, environment)) is not None:
        warn(ignored)
    saved = target.saved if isinstance(target, SavedTarget) else None
    given = with_saved(given, saved)
    async with AsyncExitStack() as stack:
        demo = isinstance(target, DemoTarget)
        connection = await stack.enter_async_context(_let_in(target, places))
        wire = SalesforceOrg(connection, clock, debug_calls=None if demo else _counts(places, clock))
        stack.push_async_callback(wire.close)
        facts = await wire.facts()
        refuse_another(saved, facts)
        refuse_writing(given, facts, writes=writes)
        names = (facts.id, facts.name, *([saved.name] if saved else ()))
        settings = with_interval(file.of(*names), interval)
        name = DEMO if demo else facts.id
        journal = SqliteJournal(places.journal(name), settings.journal, remembers=not demo)
        stack.callback(journal.close)
        lock = Unrivalled() if demo else LoopLock(places.loop_lock(name))
        stack.callback(lock.release)
        read_only = why_read_only(given, facts)
        logger.info("connected to %s as %s%s", facts.id, facts.username, f": {read_only}" if read_only else "")
        org = ReadOnly(wire) if read_only else wire
        events = wire.events(None if demo else LastHeardFile(places.last_heard(name)))
        stack.push_async_callback(events.close)
        desk = DeskMemory(None if demo else places.desk(name))  # a demo org is born anew, and so is its desk
        yield Wired(org, wire, events, facts, names, journal, settings, clock, lock, read_only, desk)


def _counts(places: Places, clock: LocalClock) -> Callable[[Id], DebugCalls]:
    """Where calls for debug logs are counted, by the org's Id: over all runs of this machine."""
    return lambda org_id: DebugCallsFile(places.debug_calls(org_id), clock)


@asynccontextmanager
async def _let_in(target: Target, places: Places) -> AsyncIterator[Connection]:
    """A connection; that of a demo org lives as long as the block."""
    if isinstance(target, DemoTarget):
        async with demo_org(target.size) as served:
            yield Connection(served.instance_url, served.token, login="the simulated org's own token")
    else:
        yield await in_thread(lambda: connection_to(target, places))


def why_read_only(given: Given, facts: OrgFacts | None) -> str | None:
    """Why nothing may be written in this run; None where it may. Without ``facts`` as far as the options tell."""
    if given.read_only:
        return "this run was started with --read-only"
    if facts is not None and not facts.sandbox and not given.writable:
        return (
            f"{facts.name} is a production org, which is read-only unless --writable is given or it was saved with it"
        )
    return None


def refuse_writing(given: Given, facts: OrgFacts | None, *, writes: bool) -> None:
    """Raises WrongUsage for a command that writes in a run that may not."""
    why = why_read_only(given, facts) if writes else None
    if why is not None:
        todo = "Leave --read-only out" if given.read_only else "Add --writable where you mean it; orgs add takes it too"
        raise WrongUsage("Nothing may be written in this run", why, todo)
