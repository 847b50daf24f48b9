"""Text from a server, made fit to stand in a message: one short line, no control characters, no query, no token."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote_plus

LONGEST = 240  # characters
_TOKEN = re.compile(r"00D\w{9,15}![.\w]*|eyJ[\w-]{8,}\.[\w.-]+", re.ASCII)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+|/services/\S+", re.IGNORECASE)
# A query error quotes the query, a caret under it, and then says what is wrong after this marker.
_AFTER_QUERY = re.compile(r"ERROR at Row:\d+:Column:\d+\s*", re.IGNORECASE)
_QUERY = re.compile(r"\bselect\b.*\bfrom\b", re.IGNORECASE | re.DOTALL)
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, direction marks, halves of characters, line and page ends
_JOINER = "\u200d"  # holds emoji together and moves nothing


def plain(text: str, longest: int = LONGEST) -> str:
    """One line of at most ``longest`` characters, without anything that moves a cursor or turns the text round."""
    visible = "".join(
        " " if unicodedata.category(letter) in _HIDDEN and letter != _JOINER else letter for letter in text
    )
    line = " ".join(visible.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def server_words(text: str) -> str:
    """What the org said, without the query that it quotes, without addresses and tokens."""
    told = _AFTER_QUERY.split(text)[-1]
    if _QUERY.search(_spelt_out(told)):
        return "its message quotes the query"
    left = _URL.sub("…", _TOKEN.sub("…", told))
    return "its message quotes the token" if _TOKEN.search(_spelt_out(left)) else plain(left)


def _spelt_out(text: str) -> str:
    """The text without the percents of addresses, however often it was wrapped in them."""
    while (spelt := unquote_plus(text)) != text:
        text = spelt
    return text


def looks_like_html(body: bytes, content_type: str = "") -> bool:
    """Whether a page for people came where data was expected: a login page, a proxy's or a maintenance notice."""
    return "html" in content_type.lower() or body[:256].lstrip().lower().startswith((b"<!doctype", b"<html", b"<head"))
