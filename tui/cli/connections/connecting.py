"""From the org that is meant to a connection with it. All of it may take seconds, so it is done in a thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from tui.cli.connections.target import HOW, NOWHERE, SavedTarget, SfTarget, TokenTarget, unknown_org
from tui.cli.failures import NotConnected
from tui.org.wire.connection import Connection
from tui.org.wire.worker import Worker
from tui.presence.model import OrgFacts
from tui.presence.problems import NothingGiven, OrgFailure
from tui.presence.saved_org import SavedOrg
from tui.store.keychain import Keychain
from tui.store.places import Places

if TYPE_CHECKING:
    from tui.org.login.sf import SfOrg

T = TypeVar("T")


class Sf(Protocol):
    """The Salesforce CLI as the door sees it; every method takes a second or more."""

    def orgs(self) -> tuple[SfOrg, ...]:
        """The orgs it is logged in to. Raises OrgFailure."""
        ...

    def connection(self, name: str = "") -> Connection:
        """A connection to the org of this alias or username; its target org where none is named. Raises OrgFailure."""
        ...


def salesforce_cli() -> Sf:
    """The one on the PATH."""
    from tui.org.login.sf import SalesforceCli

    return SalesforceCli()


async def in_thread(work: Callable[[], T]) -> T:
    """What ``work`` returns or raises; a program that ends meanwhile does not wait for it."""
    worker = Worker("login")
    try:
        return await worker.run(work)
    finally:
        await worker.close(lambda: None, 0)


def connection_to(target: TokenTarget | SavedTarget | SfTarget, places: Places) -> Connection:
    """Let us in. Raises OrgFailure, NoKeychain, NotConnected, and NothingGiven where sf has no target org."""
    if isinstance(target, TokenTarget):
        from tui.org.login.login_address import my_domain

        return Connection(my_domain(target.instance_url).url, target.token)
    if isinstance(target, SfTarget):
        return sf_connection(target, salesforce_cli())
    from tui.org.login.connecting import connect

    return connect(target.saved, Keychain(places.locks))


def sf_connection(target: SfTarget, sf: Sf) -> Connection:
    """The connection that the Salesforce CLI gives. Raises its OrgFailure, NotConnected and NothingGiven."""
    from tui.org.login.sf import NoTargetOrg, SfSlow, SfUnusable, UnknownToSf

    try:
        return sf.connection(target.name)
    except NoTargetOrg as failure:
        saved = "none of the saved ones is the default" if target.saved else "nothing is saved"
        raise NothingGiven(NOWHERE, f"{saved}, and the Salesforce CLI has no target org", HOW) from failure
    except UnknownToSf as failure:
        why = "it is not saved, and the Salesforce CLI does not know it"
        raise unknown_org(target.name, (*target.saved, *_names_known(sf)), why) from failure
    except SfSlow:
        raise  # another try may do
    except SfUnusable as failure:
        if target.name:
            raise unknown_org(target.name, target.saved, f"it is not saved, and {failure}") from failure
        raise NothingGiven(NOWHERE, str(failure), HOW) from failure


def _names_known(sf: Sf) -> tuple[str, ...]:
    """Aliases and usernames, for a message; none where they cannot be had."""
    try:
        return tuple(name for one in sf.orgs() for name in (one.alias, one.username) if name)
    except OrgFailure:
        return ()


def refuse_another(saved: SavedOrg | None, facts: OrgFacts) -> None:
    """Raises NotConnected where another org answers than the one that was saved under this name."""
    if saved is not None and saved.org_id and saved.org_id != facts.id:
        raise NotConnected(
            f'Another org answers than the one saved as "{saved.name}"',
            f"{saved.org_id} was saved, and {facts.id} ({facts.name}) answers",
            f"Save this one under another name, or de-presence orgs remove {saved.name} first",
        )
