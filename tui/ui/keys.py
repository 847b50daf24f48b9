"""The settings' key table: which of its entries stand, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from msgspec import Struct
from textual.binding import Binding, InvalidBinding
from textual.keys import Keys, format_key

MOVES = frozenset(["up", "down", "j", "k", "pageup", "pagedown", "home", "end"])
FIXED = MOVES | {"ctrl+q", "ctrl+c", "tab", "shift+tab"}
NAMED = frozenset(key.value for key in Keys)
MODIFIERS = ("ctrl+", "alt+", "shift+", "super+", "meta+", "hyper+")


class Keymap(Struct, frozen=True):
    """Moved keys by command id, and for each entry that cannot stand, by its id, why."""

    keys: Mapping[str, str]
    problems: Mapping[str, str] = {}


def keymap(wanted: Mapping[str, str], defaults: Mapping[str, str]) -> Keymap:
    """The entries that can stand over the commands' own keys, ``defaults``.

    An unknown id, a key that is none, or a key that is taken already is left out and named.
    """
    taken = {command_id: keys_of(key) or () for command_id, key in defaults.items()}
    kept: dict[str, str] = {}
    problems = {}
    for command_id, text in wanted.items():
        problem = _why_not(command_id, text, taken)
        if problem is None:
            kept[command_id] = ",".join(keys_of(text) or ())
        else:
            problems[command_id] = problem
    return Keymap(kept, problems | _clashes(taken, kept))


def _why_not(command_id: str, text: str, known: Mapping[str, tuple[str, ...]]) -> str | None:
    if command_id not in known:
        near = get_close_matches(command_id, known, 1)
        return "no such command" + (f"; did you mean {near[0]}?" if near else "")
    keys = keys_of(text)
    if keys is None:
        return f"{text!r} is no key"
    fixed = [key for key in keys if key in FIXED]
    return f"{fixed[0]} moves the cursor or ends the app, and stays" if fixed else None


def _clashes(taken: Mapping[str, tuple[str, ...]], kept: dict[str, str]) -> dict[str, str]:
    """Entries that would take another command's key lose, until none does; ``kept`` is what remains."""
    problems: dict[str, str] = {}
    while True:
        now = {command_id: tuple(kept[command_id].split(",")) if command_id in kept else keys
               for command_id, keys in taken.items()}  # fmt: skip
        clash = next(((moved, other, key) for moved in kept for key in now[moved]
                      for other in now if other != moved and key in now[other]), None)  # fmt: skip
        if clash is None:
            return problems
        moved, other, key = clash
        problems[moved] = f"{key} is the key of {other}"
        del kept[moved]


def keys_of(text: str) -> tuple[str, ...] | None:
    """The keys of a comma list by their long names (``?`` is ``question_mark``); None where one is no key."""
    try:
        keys = tuple(binding.key for binding in Binding.make_bindings([Binding(text, "")]))
    except InvalidBinding:
        return None
    return keys if all(_is_key(key) for key in keys) else None


def keys_shown(keys: str) -> str:
    """Keys as a keyboard shows them: ``?`` for ``question_mark``."""
    return " ".join(key_shown(key.strip()) for key in keys.split(","))


def key_shown(key: str) -> str:
    """One key as a keyboard shows it. Textual's sign for enter is wider in some fonts than in others."""
    return key if len(key) == 1 or key == "enter" else format_key(key)


def _is_key(key: str) -> bool:
    bare = key
    while bare.startswith(MODIFIERS):
        bare = bare.partition("+")[2]
    return len(bare) == 1 or key in NAMED or bare in NAMED or _is_character_name(bare)


def _is_character_name(name: str) -> bool:
    """Whether this is Textual's long name of a character: its Unicode name, or the older short one."""
    return name in CHARACTERS


CHARACTERS = frozenset(
    binding.key
    for binding in Binding.make_bindings([Binding(sign, "") for sign in "!\"#$%&'()*+-./:;<=>?@[\\]^_`{|}~"])
) | {"slash", "question_mark", "space"}
