"""Checks of what a settings file says, key by key, so that a complaint can name the key and the nearest valid name."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from typing import Annotated, Literal, TypeVar, get_args, get_origin

import msgspec
from msgspec.structs import fields, replace

Key = tuple[str, ...]
Table = TypeVar("Table", bound=msgspec.Struct)
Value = TypeVar("Value")

LARGEST = 1_000_000_000  # 31 years of seconds; above it sums of dates overflow
WORDS = {
    "`int`": "a whole number",
    "`float`": "a number",
    "`str`": "text",
    "`bool`": "true or false",
    "`array`": "a list",
    "`object`": "a table",
    "`datetime`": "a date",
    "`date`": "a date",
    "`time`": "a time",
}


class Complaint(Exception):
    """One thing that is wrong: at which key, why, and what to write instead."""

    def __init__(self, key: Key, why: str, todo: str) -> None:
        super().__init__(f"{dotted(key)}: {why}")
        self.key = key
        self.todo = todo


def dotted(key: Key) -> str:
    """The key as TOML writes it: ``org."Acme Sales".loop.interval``."""
    return ".".join(part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else f'"{part}"' for part in key)


def table_of(value: object, key: Key) -> Mapping[str, object]:
    """The table at this key, an empty one where there is none."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Complaint(key, "this is a table, not a single value", f"Write [{dotted(key)}] on a line of its own")
    return value


def checked_table(base: Table, said: Mapping[str, object], above: Key) -> Table:
    """The table with what the file says in place of what was there. Raises Complaint."""
    kinds = {one.name: one.type for one in fields(base)}
    values = {}
    for name, value in said.items():
        if name not in kinds:
            raise unknown_name((*above, name), kinds, "key")
        values[name] = _checked_value(value, kinds[name], (*above, name))
    return replace(base, **values)


def checked_keys(said: Mapping[str, object], ids: Collection[str] | None) -> dict[str, str]:
    """The keys that the file moves, by id. Raises Complaint."""
    for name in said:
        if ids is not None and name not in ids:
            raise unknown_name(("keys", name), ids, "key id")
    return {name: _checked_value(value, str, ("keys", name)) for name, value in said.items()}


def unknown_name(key: Key, valid: Collection[str], what: str) -> Complaint:
    """The complaint about a name that does not exist, with the nearest that does."""
    return Complaint(key, f"there is no such {what}", f"Write {_nearest(key[-1], valid)}")


def _checked_value(value: object, kind: type[Value], key: Key) -> Value:
    try:
        converted = msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
        options = get_args(bare) if get_origin(bare) is Literal else ()
        if options and isinstance(value, str):
            raise Complaint(key, f'"{value}" is not one of its values', f"Write {_nearest(value, options)}") from error
        raise Complaint(key, _in_words(str(error)), f"Write {dotted(key)} as that") from error
    if isinstance(converted, int | float) and converted > LARGEST:
        raise Complaint(key, f"expected a number <= {LARGEST}", f"Write {dotted(key)} as that")
    return converted


def _nearest(wrong: str, valid: Collection[str]) -> str:
    """The valid names that look most like a wrong one; all of them where none does."""
    near = get_close_matches(wrong.lower(), sorted(valid), n=2, cutoff=0.5)
    *others, last = [f'"{one}"' for one in near or sorted(valid)]
    return f"{', '.join(others)} or {last}" if others else last


def _in_words(message: str) -> str:
    """The message of msgspec without its path and its names of types."""
    message = message.partition(" - at ")[0]
    for name, words in WORDS.items():
        message = message.replace(name, words)
    return message[:1].lower() + message[1:]
