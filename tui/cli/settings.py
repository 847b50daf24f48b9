"""``settings``: the page of all settings, made from their types, with what is in force here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from tui.cli.given import Given, connection_options

if TYPE_CHECKING:
    from pathlib import Path

    from tui.cli.settings_words import Word
    from tui.presence.settings import Settings

WIDTH = 28  # of a key; what it does stands beside it


@dataclass(frozen=True)
class Key:
    """The key that is in force, the command's own, and what it does."""

    key: str
    default: str
    label: str


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The same for a script.")
@connection_options
def command(given: Given, as_json: bool) -> int:
    """Print every setting with its meaning, its bounds and what is in force; the page is a valid settings file.

    With --org NAME, as they are for that saved org.
    """
    from tui.cli.beginning import settings_file
    from tui.cli.monitor import keys_refused
    from tui.cli.paper import print_json
    from tui.cli.settings_words import words_of
    from tui.store.places import platform_places

    settings = settings_file(given, keys_refused).of(*_names(given))
    path = given.config or platform_places().settings
    if as_json:
        print_json({"file": str(path), "there": path.exists(), "settings": words_of(settings), "keys": _keys(settings)})
        return 0
    for line in _page(settings, path, words_of(settings)):
        click.echo(line)
    return 0


def _names(given: Given) -> tuple[str, ...]:
    """The name of the org that is meant; nothing is asked of it, so that its Id is not known."""
    return () if given.org is None else (given.org,)


def _page(settings: Settings, path: Path, words: list[Word]) -> Iterator[str]:
    missing = "" if path.exists() else " (there is none: these are the defaults)"
    yield f"# {_home(path)}{missing}"
    table = ""
    for one in words:
        if one.table != table:
            table = one.table
            yield ""
            yield f"# {one.about}"
            yield f"[{table}]"
        yield f"# {one.meaning}"
        yield one.said
    yield ""
    yield "# Keys by the id of what they do; several with commas between them."
    yield "[keys]"
    for name, each in _keys(settings).items():
        said = f'{name} = "{each.key}"'
        yield f"{said if each.key != each.default else f'# {said}':<{WIDTH}}  # {each.label}"


def _home(path: Path) -> str:
    """The path as a person writes it."""
    home = os.path.expanduser("~")  # noqa: PTH111  a home that cannot be told stays a tilde, and is no error
    return str(path).replace(home, "~", 1) if str(path).startswith(home + os.sep) else str(path)


def _keys(settings: Settings) -> dict[str, Key]:
    """The keys of the commands by id."""
    from tui.ui.commands import COMMANDS

    found: dict[str, Key] = {}
    for one in COMMANDS:
        found.setdefault(one.id, Key(settings.keys.get(one.id, one.key), one.key, one.label))
    return dict(sorted(found.items()))
