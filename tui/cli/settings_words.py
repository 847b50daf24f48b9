"""What each setting is called, means and may be: read off the settings' own types, so that no page goes stale."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct
from msgspec.inspect import Field, FloatType, IntType, Metadata, StrType, StructType, Type, type_info

from tui.presence.settings import Settings


class Word(Struct, frozen=True):
    """One setting: where it stands, its value and its default, and what a person should know of it."""

    table: str
    about: str
    key: str
    value: Any
    default: Any
    words: str
    bounds: str

    @property
    def said(self) -> str:
        """The line of a settings file that says it."""
        return f"{self.key} = {toml(self.value)}"

    @property
    def meaning(self) -> str:
        """Its words in one line, with bounds, and the default where another value is in force."""
        other = f"default {toml(self.default)}" if self.value != self.default else ""
        beside = ", ".join(one for one in (self.bounds, other) if one)
        return f"{self.words} ({beside})" if beside else self.words


def words_of(settings: Settings) -> list[Word]:
    """All settings but the keys, in their order."""
    return [
        _word(table.name, one, getattr(getattr(settings, table.name), one.name))
        for table in _fields(type_info(Settings))
        if table.name != "keys"
        for one in _fields(table.type)
    ]


def toml(value: object) -> str:
    """A value of ours as TOML writes it; of numbers, texts, truths and lists JSON writes the same."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return msgspec.json.encode(value).decode().replace('","', '", "')


def _fields(kind: Type) -> tuple[Field, ...]:
    return kind.fields if isinstance(kind, StructType) else ()


def _word(table: str, one: Field, value: object) -> Word:
    defaults = getattr(Settings(), table)
    words, bare = _described(one.type)
    return Word(table, _about(type(defaults)), one.name, value, getattr(defaults, one.name), words, _bounds(bare))


def _about(table: type) -> str:
    return (table.__doc__ or "").partition("\n")[0]


def _described(kind: Type) -> tuple[str, Type]:
    """The words of a field, and its type without them."""
    if not isinstance(kind, Metadata):
        return "", kind
    return str((kind.extra_json_schema or {}).get("description", "")), kind.type


def _bounds(kind: Type) -> str:
    """``10 or more``, ``0 to 1``; nothing where the only bound is that nothing is below nothing."""
    if isinstance(kind, StrType):
        return _between(kind.min_length, kind.max_length, " characters")
    if isinstance(kind, IntType | FloatType):
        return _between(kind.ge, kind.le, "")
    return ""


def _between(least: float | None, most: float | None, unit: str) -> str:
    if most is not None:
        return f"{least or 0:g} to {most:g}{unit}"
    return f"{least:g} or more{unit}" if least else ""
