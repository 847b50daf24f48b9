"""A filter taken apart into its words, each with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_QUOTED = r'"(?:[^"]|"")*(?:"|\Z)'  # a doubled quote stands for one; a quote that is still open goes to the end
_WORD = re.compile(rf'(?:{_QUOTED}|[^\s"])+')
_FIELD = re.compile(r"([A-Za-z][A-Za-z-]*)(?::|(?=[<>]))")
_VALUE = re.compile(rf'(?:{_QUOTED}|[^,"])+')
_QUOTE = re.compile(_QUOTED)
_NEEDS_QUOTES = re.compile(r'[\s",]')


class Value(Struct, frozen=True):
    """One of a field's values, or a word: its text without quotes, and where it stands. ``exact``: after a ``=``."""

    text: str
    start: int
    end: int
    quoted: bool = False
    exact: bool = False


class Token(Struct, frozen=True):
    """One word of the filter: ``!field:value,value``, ``!@name`` or ``!word``.

    ``field`` is as it was typed, ``@`` for a saved filter, empty for a plain word. ``text`` is the word whole.
    """

    text: str
    start: int
    end: int
    excludes: bool
    field: str
    values: tuple[Value, ...]

    @property
    def bare(self) -> str:
        """The word without its exclamation mark."""
        return self.text[1:] if self.excludes else self.text


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a filter, from left to right."""
    return tuple(_token(match[0], match.start()) for match in _WORD.finditer(text))


def _token(word: str, start: int) -> Token:
    excludes = word.startswith("!")
    begin = 1 if excludes else 0
    end = start + len(word)
    if word.startswith("@", begin):
        name = _value(word[begin + 1 :], start + begin + 1)
        return Token(word, start, end, excludes, "@", (name,) if name.text else ())
    match = _FIELD.match(word, begin)
    if match is None:
        plain = _value(word[begin:], start + begin, exact=False)
        return Token(word, start, end, excludes, "", (plain,) if plain.text else ())
    return Token(word, start, end, excludes, match[1], tuple(_values(word, match.end(), start)))


def _values(word: str, begin: int, offset: int) -> Iterator[Value]:
    for match in _VALUE.finditer(word, begin):
        value = _value(match[0], offset + match.start())
        if value.text:
            yield value


def _value(raw: str, start: int, *, exact: bool = True) -> Value:
    exact = exact and raw.startswith("=")
    bare = raw[1:] if exact else raw
    return Value(_QUOTE.sub(_inner, bare), start, start + len(raw), '"' in raw, exact)


def _inner(match: re.Match[str]) -> str:
    inner = match[0][1:-1] if len(match[0]) > 1 and match[0].endswith('"') else match[0][1:]
    return inner.replace('""', '"')


def quoted(text: str) -> str:
    """A value as it has to be written, in quotes where it needs them."""
    if text and not _NEEDS_QUOTES.search(text) and text[0] not in "!@=<>":
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
