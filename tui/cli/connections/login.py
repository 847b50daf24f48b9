"""``login``: logs in to a saved org again."""

from __future__ import annotations

import click

from tui.cli.given import Given, login_options


@click.command()
@click.argument("name", required=False)
@click.option("--secret-stdin", is_flag=True, help="A new consumer secret comes on standard input.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@login_options
@click.pass_context
def command(context: click.Context, given: Given, name: str | None, secret_stdin: bool, as_json: bool) -> int:
    """Log in to a saved org again: NAME, or the default one."""
    from tui.cli.connections.letting_in import let_in, secret_of
    from tui.cli.connections.orgs import opened
    from tui.cli.connections.pages import print_made
    from tui.cli.connections.saved_names import saved_named

    orgs, keychain = opened(context)
    saved = saved_named(name or given.org, orgs)
    made = let_in(saved, keychain, secret_of(saved, keychain, stdin=secret_stdin, anew=False), anew=False)
    orgs.keep(made.saved)
    default = orgs.default()
    print_made(made, "Logged in to", default=default is not None and default.name == saved.name, as_json=as_json)
    return 0
