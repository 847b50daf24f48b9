"""A search of the journal as the condition of a statement; what people typed travels as parameters."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from tui.presence.chronicle.search import Search
from tui.presence.filtering.folding import fold
from tui.store.rows import clean, microseconds

Values = dict[str, str | int]


def where(search: Search) -> tuple[str, Values]:
    """The condition, empty where everything is wanted, and its values by name."""
    parts: list[str] = []
    values: Values = {}
    if search.users is not None:
        parts.append("user IN (SELECT value FROM json_each(:users))")
        values["users"] = _listed(search.users)
    chosen = {
        "kind": search.kinds,
        "by": search.by,
        "outcome": search.outcomes,
        "route": search.routes,
        "was": search.was,
        "to": search.to,
    }
    for column, wanted in chosen.items():
        if wanted:
            parts.append(f'"{column}" IN (SELECT value FROM json_each(:{column}s))')  # noqa: S608  our own columns
            values[f"{column}s"] = _listed(wanted)
    if search.since is not None:
        parts.append("at >= :since")
        values["since"] = microseconds(search.since)
    if search.until is not None:
        parts.append("at < :until")
        values["until"] = microseconds(search.until)
    for place, word in enumerate(search.words):
        parts.append(
            f"(instr(folded(name), :word{place}) OR instr(folded(why), :word{place}) OR lower(user) = :word{place})"
        )
        values[f"word{place}"] = clean(word)
    return f"WHERE {' AND '.join(parts)}" if parts else "", values


def fold_for_sqlite(text: object) -> str:
    """A column's text as words are compared with it."""
    return fold(text) if isinstance(text, str) else ""


def _listed(values: Collection[str]) -> str:
    return msgspec.json.encode(sorted(map(clean, values))).decode()
