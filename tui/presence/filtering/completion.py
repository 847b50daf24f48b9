"""What may stand where somebody is typing: fields, their values, names that the org knows, saved filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from tui.presence.filtering.compiling import NOTHING_SAVED, compile_filter
from tui.presence.filtering.fields import FIELDS
from tui.presence.filtering.folding import fold
from tui.presence.filtering.tokens import Token, Value, quoted, tokens

MOST = 20


def _no_names(_field: str) -> Sequence[str] | None:
    return None


class Known(Struct, frozen=True):
    """What the org knows: ``names`` gives those of a field, None for a field that has none; and the saved filters."""

    names: Callable[[str], Sequence[str] | None] = _no_names
    saved: tuple[str, ...] = ()


class Suggestion(Struct, frozen=True):
    """``insert`` in place of ``text[start:end]``; ``shown`` is its short form, ``about`` says what it is."""

    start: int
    end: int
    insert: str
    shown: str
    about: str = ""

    def into(self, text: str) -> tuple[str, int]:
        """The text with it, and where the cursor is then."""
        return f"{text[: self.start]}{self.insert}{text[self.end :]}", self.start + len(self.insert)


def complete(text: str, cursor: int, known: Known) -> tuple[Suggestion, ...]:
    """What may be meant at the cursor, the likeliest first; where nothing is typed there, all fields."""
    token = next((one for one in tokens(text) if one.start < cursor <= one.end), None)
    if token is None:
        return tuple(_field(name, cursor, cursor) for name in FIELDS)
    found = {one.insert: one for one in _within(text, token, cursor, known)}
    return tuple(found.values())[:MOST]


def _within(text: str, token: Token, cursor: int, known: Known) -> Iterator[Suggestion]:
    typed = text[token.start : cursor].removeprefix("!")
    begin = cursor - len(typed)
    if token.field == "@":
        yield from _saved(token, begin, known)
    elif not token.field or cursor <= begin + len(token.field):
        yield from (_field(name, begin, token.end) for name in _beginning(typed, FIELDS))
    else:
        yield from _values(token, cursor, known)
    yield from _mended(text, token, known)


def _field(name: str, start: int, end: int) -> Suggestion:
    return Suggestion(start, end, f"{name}:", f"{name}:", FIELDS[name].about)


def _saved(token: Token, begin: int, known: Known) -> Iterator[Suggestion]:
    typed = token.values[0].text if token.values else ""
    for name in _alike(typed, known.saved):
        yield Suggestion(begin, token.end, f"@{quoted(name)}", f"@{name}", "a saved filter")


def _values(token: Token, cursor: int, known: Known) -> Iterator[Suggestion]:
    typed = fold(token.field)
    names = [typed] if typed in FIELDS else [one for one in FIELDS if one.startswith(typed)]
    if len(names) != 1:
        begin = token.start + token.excludes
        for name in names:
            yield Suggestion(begin, token.end, f"{name}{token.bare[len(typed) :]}", f"{name}:", FIELDS[name].about)
        return
    field = FIELDS[names[0]]
    value = next((one for one in token.values if one.start < cursor <= one.end), Value("", cursor, cursor))
    offered = known.names(field.name)
    for name in _beginning(value.text, field.examples) if offered is None else _alike(value.text, offered):
        mark = "=" if value.exact else ""
        yield Suggestion(value.start, value.end, f"{mark}{name if offered is None else quoted(name)}", name)


def _mended(text: str, token: Token, known: Known) -> Iterator[Suggestion]:
    """The nearest right word for a wrong one."""
    saved = dict.fromkeys(known.saved, "") if token.field == "@" else NOTHING_SAVED
    problem = next(iter(compile_filter(text[token.start : token.end], saved).problems), None)
    if problem is not None and problem.instead:
        yield Suggestion(token.start, token.end, problem.instead, problem.instead, "instead")


def _beginning(typed: str, names: Iterable[str]) -> list[str]:
    """The names that begin so and go on."""
    wanted = fold(typed)
    return [one for one in names if one.startswith(wanted) and one != wanted]


def _alike(typed: str, names: Sequence[str]) -> list[str]:
    """The names that have this in them, those first that begin with it; not the one that stands there already."""
    wanted = fold(typed)
    folded = [(fold(one), one) for one in names]
    found = [(not hay.startswith(wanted), hay, one) for hay, one in folded if wanted in hay and one != typed]
    return [one for _, _, one in sorted(found)]
