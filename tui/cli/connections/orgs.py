"""``orgs``: saved connections. They hold no secret; those are in the keychain."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from tui.cli.given import Given

if TYPE_CHECKING:
    from tui.presence.saved_org import SavedOrg
    from tui.store.keychain import Keychain
    from tui.store.saved_orgs import SavedOrgs

WAYS = ("sf", "web", "jwt", "client-credentials")
EXAMPLES = """\b
The ways, and what each needs:
  --via sf                  the login that the Salesforce CLI has; of --username, else of its target org
  --via web                 your browser, through your own External Client App: --consumer-key
  --via jwt                 unattended: --instance-url --consumer-key --username --key-file
  --via client-credentials  unattended: --instance-url --consumer-key, and the consumer secret
"""
PASSWORDS = frozenset({"password", "soap", "username-password"})


class Way(click.Choice[str]):
    """A way to log in; whoever wants the one with a password is told why there is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The way. Raises WrongUsage for a password."""
        if str(value).casefold() in PASSWORDS:
            from tui.cli.failures import WrongUsage
            from tui.org.login.no_password import no_password

            problem = no_password()
            raise WrongUsage(problem.title, problem.cause, problem.next)
        return str(super().convert(value, param, ctx))


@click.group()
def command() -> None:
    """Saved connections: list, add, use and remove them."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def listing(context: click.Context, as_json: bool) -> int:
    """List the saved orgs, and those of the Salesforce CLI."""
    orgs, _ = opened(context)
    from tui.cli.connections.connecting import salesforce_cli
    from tui.cli.connections.known_orgs import from_sf
    from tui.cli.connections.pages import print_list
    from tui.cli.telling import tell

    found = from_sf(salesforce_cli(), os.environ)
    print_list(orgs.read(), found, as_json=as_json)
    if found.problem is not None:
        tell(found.problem)
    return 0


@command.command(epilog=EXAMPLES)
@click.argument("name")
@click.option("--via", type=Way(WAYS), metavar="WAY", required=True, help=f"How to log in: {', '.join(WAYS)}.")
@click.option("--instance-url", metavar="URL", help="The org's My Domain address.")
@click.option("--consumer-key", metavar="K", help="That of your External Client App.")
@click.option("--key-file", metavar="F", help="The private key of a JWT login; readable by you alone.")
@click.option("--username", metavar="U", help="Who logs in (jwt); which org of the Salesforce CLI (sf).")
@click.option("--secret-stdin", is_flag=True, help="The consumer secret comes on standard input.")
@click.option("--writable", is_flag=True, help="Allow writing, though it is a production org.")
@click.option("--callback-port", type=click.IntRange(1, 65535), metavar="N", help="Port of the callback (web): 1717.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def add(
    context: click.Context, /, name: str, via: Any, writable: bool, as_json: bool, **told: str | int | bool | None
) -> int:
    """Log in to an org and save the connection. A secret is asked for without echo, and kept in the keychain."""
    orgs, keychain = opened(context)
    from tui.cli.connections.adding import saved_org
    from tui.store.saved_orgs import refuse_name, taken_name

    refuse_name(name)
    there = orgs.find(name)
    if there is not None:
        raise taken_name(there)
    given = context.find_object(Given) or Given()
    wanted = saved_org(name, via, told, writable=writable or given.writable)  # type: ignore[arg-type]  # click's names
    _add(wanted, orgs, keychain, stdin=bool(told["secret_stdin"]), as_json=as_json)
    return 0


def _add(wanted: SavedOrg, orgs: SavedOrgs, keychain: Keychain, *, stdin: bool, as_json: bool) -> None:
    """Log in, save, and say so. What fails on the way leaves no secret behind."""
    from tui.cli.connections.letting_in import leave, let_in, secret_of
    from tui.cli.connections.pages import print_made
    from tui.presence.problems import Failure

    made = let_in(wanted, keychain, secret_of(wanted, keychain, stdin=stdin, anew=True), anew=True)
    try:
        orgs.add(made.saved)
    except Failure:
        leave(made.saved, keychain)
        raise
    default = orgs.default()
    print_made(made, "Saved", default=default is not None and default.name == wanted.name, as_json=as_json)


@command.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def remove(context: click.Context, name: str, as_json: bool) -> int:
    """Log out of an org and forget the connection."""
    orgs, keychain = opened(context)
    from tui.cli.connections.saved_names import saved_named
    from tui.cli.paper import print_json, print_line
    from tui.cli.telling import tell
    from tui.org.login.logging_out import log_out
    from tui.presence.problems import NoKeychain, OrgFailure

    saved = saved_named(name, orgs)
    code, done = 0, []
    try:
        done = list(log_out(saved, keychain))
    except (NoKeychain, OrgFailure) as failure:  # what cannot be removed for want of a keychain would stay for ever
        tell(failure.problem)
        code = 1
    orgs.remove(saved)
    if as_json:
        print_json({"name": saved.name, "removed": True, "done": done})
        return code
    for line in (*done, f'Removed "{saved.name}"'):
        print_line(line)
    return code


@command.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def use(context: click.Context, name: str, as_json: bool) -> int:
    """Make a saved org the default: it opens where none is named."""
    orgs, _ = opened(context)
    from tui.cli.connections.saved_names import saved_named
    from tui.cli.paper import print_json, print_line

    saved = saved_named(name, orgs)
    orgs.use(saved)
    if as_json:
        print_json({"name": saved.name, "default": True})
    else:
        print_line(f'"{saved.name}" opens where no org is named')
    return 0


def opened(context: click.Context) -> tuple[SavedOrgs, Keychain]:
    """The saved orgs and the keychain, with the log started."""
    from tui.cli.log import start_log
    from tui.store.keychain import Keychain
    from tui.store.places import platform_places
    from tui.store.saved_orgs import SavedOrgs

    given = context.find_object(Given) or Given()
    start_log(given.log_level)
    places = platform_places()
    return SavedOrgs(places), Keychain(places.locks)
