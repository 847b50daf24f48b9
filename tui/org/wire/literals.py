"""Ids and text on their way into SOQL and Apex: ids are checked by pattern, strings escaped by one function each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from string import ascii_letters, digits

from tui.org.wire.errors import Misread, NotAnId
from tui.org.wire.server_text import plain, server_words
from tui.presence.model import Id

_ID = re.compile(r"[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?", re.ASCII)
_API_NAME = re.compile(r"[a-zA-Z]\w{0,79}", re.ASCII)
_CAPITALS = {ord(letter): "01"[letter.isupper()] for letter in ascii_letters + digits}
_SUFFIX_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def checked_id(text: str) -> Id:
    """The text itself if it has the shape of an Id (15 or 18 letters and digits); raises NotAnId else."""
    if not _ID.fullmatch(text):
        raise NotAnId("This is not a Salesforce Id", plain(server_words(text), 40), "Nothing was sent; read again")
    return text


def api_name(text: str) -> str:
    """The text itself if it can be the name of an object or field; raises Misread else."""
    if not _API_NAME.fullmatch(text):
        raise Misread("This is not the name of an object or field", plain(server_words(text), 40), "Report it")
    return text


def long_id(short: str) -> Id:
    """The 18-character form: three letters that tell which of the 15 are capitals (documented algorithm)."""
    if len(checked_id(short)) == 18:
        return short
    capitals = int(short[::-1].translate(_CAPITALS), 2)  # a bit for each of the 15, the first one's the lowest
    return short + "".join(_SUFFIX_LETTERS[capitals >> at & 31] for at in (0, 5, 10))


def select(fields: str, sobject: str, where: str = "", most: int | None = None) -> str:
    """A query. The parts are our own words and names from ``api_name``; values in ``where`` come from below."""
    parts = ["SELECT", fields, "FROM", sobject]
    if where:
        parts += ["WHERE", where]
    if most is not None:
        parts += ["LIMIT", str(most)]
    return " ".join(parts)


def soql_text(text: str) -> str:
    """A SOQL string literal that means exactly this text."""
    return f"'{_escaped(text)}'"


def soql_ids(ids: Iterable[Id]) -> str:
    """The inside of ``IN (…)``: checked ids in quotes."""
    return ",".join(f"'{checked_id(one)}'" for one in ids)


def soql_texts(texts: Iterable[str]) -> str:
    """The inside of ``IN (…)``: escaped strings, sorted so that the same question is always the same text."""
    return ",".join(soql_text(text) for text in sorted(texts))


def apex_json(value: object) -> str:
    """An Apex string literal that holds this value as JSON: text travels as data, never as source.

    The JSON is pure ASCII, so neither line ends nor direction marks nor quotes of other scripts reach the source.
    """
    return f"'{_escaped(json.dumps(value, ensure_ascii=True, separators=(',', ':')))}'"


def _escaped(text: str) -> str:
    escapes = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
    return "".join(escapes.get(letter, letter) for letter in text)
