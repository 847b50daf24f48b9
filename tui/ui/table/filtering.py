"""What the filter line means: words that must all match, ``!word`` that must not, and ``team:x`` for one field."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from tui.presence.roster import Standing


class Filterable(Protocol):
    """What a row offers to the filter. All texts are folded; ``haystack`` and ``team_hay`` are made once a user."""

    @property
    def standing(self) -> Standing:
        """What the reading shows."""

    @property
    def haystack(self) -> str:
        """Name, username, Id and team names, folded, a line each."""

    @property
    def team_hay(self) -> str:
        """Team names, folded, a line each."""


def fold(text: str) -> str:
    """``text`` without case and accents, so that ``ines`` finds ``Inês``."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


class Term(Struct, frozen=True):
    """One word of the filter: where it looks, what it wants, and whether it excludes."""

    field: str
    wanted: str
    excludes: bool


def _anywhere(row: Filterable, wanted: str) -> bool:
    return wanted in row.haystack or _presence(row, wanted) or _de(row, wanted)


def _presence(row: Filterable, wanted: str) -> bool:
    standing = row.standing
    return ("queue" if standing.user.queue else standing.presence.value).startswith(wanted)


def _de(row: Filterable, wanted: str) -> bool:
    return row.standing.de.value.startswith(wanted)


def _team(row: Filterable, wanted: str) -> bool:
    return wanted in row.team_hay


FIELDS: dict[str, Callable[[Filterable, str], bool]] = {"team": _team, "presence": _presence, "de": _de}


def terms(text: str) -> tuple[Term, ...]:
    """The filter line, taken apart. A field or ``!`` without its word yet (still being typed) asks nothing."""
    found = (_term(word) for word in fold(text).split())
    return tuple(term for term in found if term.wanted)


def _term(word: str) -> Term:
    excludes = word.startswith("!")
    bare = word[1:] if excludes else word
    field, colon, rest = bare.partition(":")
    return Term(field, rest, excludes) if colon and field in FIELDS else Term("", bare, excludes)


def matches(row: Filterable, wanted: tuple[Term, ...]) -> bool:
    """Whether a row meets every word."""
    return all(FIELDS.get(term.field, _anywhere)(row, term.wanted) is not term.excludes for term in wanted)
