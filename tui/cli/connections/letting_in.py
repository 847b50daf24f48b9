"""A login by a person's wish: the secret that it needs, the login itself, and who answers then."""

from __future__ import annotations

import asyncio
import sys

import click
from msgspec import Struct
from msgspec.structs import replace

from tui.cli.beginning import LocalClock
from tui.cli.connections.connecting import refuse_another
from tui.cli.connections.person import TerminalPerson
from tui.cli.failures import NotConnected, WrongUsage
from tui.cli.telling import tell
from tui.org.login.connecting import connect
from tui.org.login.grant import CLIENT_SECRET
from tui.org.login.logging_in import log_in
from tui.org.login.logging_out import log_out
from tui.org.org import SalesforceOrg
from tui.presence.model import OrgFacts
from tui.presence.problems import Failure
from tui.presence.saved_org import SavedOrg
from tui.presence.secrets import Secrets

STDIN = "--secret-stdin"


class LetIn(Struct, frozen=True):
    """A login that succeeded: the org as it is to be saved, what it told of itself, and how we got in, in words."""

    saved: SavedOrg
    facts: OrgFacts
    login: str


def let_in(saved: SavedOrg, secrets: Secrets, secret: str | None, *, anew: bool) -> LetIn:
    """Log in and see who answers. Another org than the saved one is left again.

    ``anew``: it was not saved before, so that nothing may stay of a login that fails half way. Raises OrgFailure,
    NoKeychain and NotConnected.
    """
    fresh = log_in(saved, secrets, TerminalPerson(), secret)
    try:
        connection = connect(fresh, secrets)
        facts = asyncio.run(_facts_of(SalesforceOrg(connection, LocalClock())))
        refuse_another(fresh, facts)
    except (Failure, KeyboardInterrupt) as error:
        if anew or isinstance(error, NotConnected):
            leave(fresh, secrets)
        raise
    return LetIn(replace(fresh, org_id=facts.id, username=fresh.username or facts.username), facts, connection.login)


def leave(saved: SavedOrg, secrets: Secrets) -> None:
    """Log out again, after a failure that is told in any case; what stays behind is told before it."""
    try:
        log_out(saved, secrets)
    except Failure as failure:
        tell(failure.problem)


async def _facts_of(org: SalesforceOrg) -> OrgFacts:
    try:
        return await org.facts()
    finally:
        await org.close()


def secret_of(saved: SavedOrg, secrets: Secrets, *, stdin: bool, anew: bool) -> str | None:
    """The secret of the org's app, as a person gives it; None where this login needs none, or the keychain has it.

    ``stdin``: it comes on standard input. ``anew``: one that is kept already does not count. Raises WrongUsage, and
    NoKeychain before anybody is asked for what could not be kept.
    """
    if stdin:
        secret = sys.stdin.readline().strip()
        if not secret:
            raise WrongUsage(
                "There is no secret on standard input", "", f"Pipe it into the command, or leave {STDIN} out"
            )
        return secret
    if saved.via != "client-credentials":
        return None
    kept = secrets.get(saved.name, CLIENT_SECRET) is not None and not anew
    if not sys.stdin.isatty():
        if kept:
            return None
        raise WrongUsage("The consumer secret is missing", "there is no terminal to ask at", f"Pipe it in with {STDIN}")
    question = "Consumer secret (Enter keeps the one in the keychain)" if kept else "Consumer secret"
    default = "" if kept else None
    typed = click.prompt(question, default=default, hide_input=True, show_default=False, err=True)
    return str(typed).strip() or None
