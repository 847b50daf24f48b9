"""``demo-org``: serves the simulated org until it is stopped."""

from __future__ import annotations

from typing import Literal

import click

from tui.cli.given import DEFAULT_SIZE, SIZES

LACKS = ("manage-users", "author-apex", "package", "action")
EXTRAS = ("companion", "action-reason")


@click.command()
@click.argument("size", type=click.Choice(SIZES), default=DEFAULT_SIZE)
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Its port; 0: a free one.")
@click.option("--seed", type=int, default=1, metavar="N", help="The same seed gives the same day.")
@click.option("--production", is_flag=True, help="An org that is no sandbox.")
@click.option("--without", type=click.Choice(LACKS), multiple=True, metavar="WHAT", help=f"{', '.join(LACKS)}.")
@click.option("--with", "extra", type=click.Choice(EXTRAS), multiple=True, metavar="WHAT", help=f"{', '.join(EXTRAS)}.")
@click.option(
    "--answers", type=click.Choice(("availability", "toggle")), default="availability", help="What DE's Boolean means."
)
@click.option("--hostile-names", is_flag=True, help="Some users have names that no screen likes.")
@click.option("--stop-with-stdin", is_flag=True, hidden=True)
def command(  # noqa: PLR0913, PLR0917  one for each option
    size: str,
    port: int,
    seed: int,
    production: bool,
    without: tuple[str, ...],
    extra: tuple[str, ...],
    answers: Literal["availability", "toggle"],
    hostile_names: bool,
    stop_with_stdin: bool,
) -> int:
    """Serve a simulated org on this machine until stopped; the first line says where it is, as JSON."""
    from tui.cli.failures import WrongUsage
    from tui.demo.options import Options
    from tui.demo.serve import serve

    options = Options(size, seed, production, frozenset(without), frozenset(extra), answers, hostile_names)
    try:
        serve(options, port, stop_with_stdin=stop_with_stdin)
    except OSError as error:
        cause = f"port {port}: {error.strerror or type(error).__name__}"
        raise WrongUsage("The demo org cannot be served", cause, "Leave --port out, or give a free one") from error
    return 0
