"""The README's table of keys, written from the commands: ``python -m screenshots.key_table``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from tui.ui.commands import COMMANDS
from tui.ui.commands.base import Command
from tui.ui.keys import keys_shown

README = Path(__file__).parent.parent / "README.md"
BEGIN = "<!-- keys: written by `python -m screenshots.key_table` -->\n"
END = "<!-- /keys -->\n"
MOVES = "| `up` `down` `j` `k` `pageup` `pagedown` `home` `end` | – | Move. |"


def key_table() -> str:
    """A line for each key, in the order of the help; one key may mean one command or another."""
    return "\n".join(["| key | id | does |", "|---|---|---|", MOVES, *_lines()]) + "\n"


def in_readme() -> str:
    """What the README has between its two marks."""
    _, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    return rest.partition(END)[0]


def write() -> None:
    """Put the table of today between the marks."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}{key_table()}{END}{after}", encoding="utf-8")


def _lines() -> Iterator[str]:
    for (key, command_id), commands in groupby(COMMANDS, lambda one: (one.key, one.id)):
        yield f"| `{_shown(key)}` | `{command_id}` | {' '.join(map(_help, commands))} |"


def _shown(key: str) -> str:
    return "` `".join(keys_shown(key).split(" "))


def _help(command: type[Command]) -> str:
    return command.help().replace("|", "\\|")


if __name__ == "__main__":
    write()
