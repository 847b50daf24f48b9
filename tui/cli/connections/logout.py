"""``logout``: revokes the login of a saved org and forgets its secrets; the connection stays saved."""

from __future__ import annotations

import click

from tui.cli.given import Given, login_options


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@login_options
@click.pass_context
def command(context: click.Context, given: Given, name: str | None, as_json: bool) -> int:
    """Log out of a saved org: NAME, or the default one. What was kept of the login is revoked and forgotten."""
    from tui.cli.connections.orgs import opened
    from tui.cli.connections.saved_names import saved_named
    from tui.cli.paper import print_json, print_line
    from tui.org.login.logging_out import log_out

    orgs, keychain = opened(context)
    saved = saved_named(name or given.org, orgs)
    done = log_out(saved, keychain)
    if as_json:
        print_json({"name": saved.name, "done": done})
    else:
        for line in done:
            print_line(line)
    return 0
