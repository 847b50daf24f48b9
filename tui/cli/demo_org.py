"""``demo-org``: serves the simulated org until it is stopped."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from tui.cli.given import DEFAULT_SIZE, SIZES

if TYPE_CHECKING:
    from tui.demo.http.oauth.app import App

LACKS = (
    *("manage-users", "author-apex", "customize-application", "view-setup"),
    *("package", "action", "streaming", "logout-tests"),
)
EXTRAS = ("companion", "action-reason", "developer")


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
@click.option("--callback", "callbacks", multiple=True, metavar="URL", help="One more callback of its OAuth app.")
@click.option(
    "--certificate",
    "certificates",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="A public key or certificate (PEM) that proves JWTs.",
)
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
    callbacks: tuple[str, ...],
    certificates: tuple[Path, ...],
    stop_with_stdin: bool,
) -> int:
    """Serve a simulated org on this machine until stopped; the first line says where it is, as JSON."""
    from tui.cli.failures import WrongUsage
    from tui.demo.options import Options
    from tui.demo.serve import serve

    options = Options(size, seed, production, frozenset(without), frozenset(extra), answers, hostile_names)
    try:
        serve(options, port, stop_with_stdin=stop_with_stdin, app=_app(callbacks, certificates))
    except OSError as error:
        cause = f"port {port}: {error.strerror or type(error).__name__}"
        raise WrongUsage("The demo org cannot be served", cause, "Leave --port out, or give a free one") from error
    return 0


def _app(callbacks: tuple[str, ...], certificates: tuple[Path, ...]) -> App:
    """The org's OAuth app with what the command line registers for it. Raises WrongUsage."""
    from tui.cli.failures import WrongUsage
    from tui.demo.http.oauth.app import App, read_public_key

    keys = []
    for path in certificates:
        try:
            keys.append(read_public_key(path.read_bytes()))
        except (OSError, ValueError) as error:
            cause = f"{path}: {error}"
            raise WrongUsage("The certificate cannot be read", cause, "Give a PEM file with an RSA key") from error
    return App.random(callbacks, keys)
