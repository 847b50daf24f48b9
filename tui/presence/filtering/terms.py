"""The terms of a compiled filter: how each tests a row, in which words it is told, and which implies which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from msgspec import Struct

from tui.presence.filtering.bounds import WORDS, Bound, Distance, Measured, edge
from tui.presence.filtering.subject import Filterable, Test
from tui.presence.words import span

Kept = TypeVar("Kept", bound=Filterable)


class Term(Protocol):
    """One condition."""

    @property
    def excludes(self) -> bool:
        """Whether it leaves out what it finds."""

    @property
    def ages(self) -> bool:
        """Whether its answer changes with time alone."""

    def test(self, now: datetime | None) -> Test:
        """What finds rows at that moment; whether it excludes is not its business."""

    def words(self) -> str:
        """What it finds, as a person says it."""

    def within(self, other: Term) -> bool:
        """Whether all that it finds, the other finds too."""


class TextTerm(Struct, frozen=True):
    """A word in name, username, Id or team; ``also`` finds more where the word is a state's name."""

    wanted: str
    excludes: bool = False
    also: Test | None = None

    @property
    def ages(self) -> bool:
        """Names stay."""
        return False

    def test(self, now: datetime | None) -> Test:
        """Look for it anywhere."""
        del now
        wanted, also = self.wanted, self.also
        if also is None:
            return lambda row: wanted in row.haystack
        return lambda row: also(row) or wanted in row.haystack

    def words(self) -> str:
        """In quotes, with the state that it names."""
        return f'{self.wanted} or "{self.wanted}"' if self.also else f'"{self.wanted}"'

    def within(self, other: Term) -> bool:
        """A longer word finds less."""
        if not isinstance(other, TextTerm):
            return False
        return self.wanted == other.wanted or (self.also is None and other.wanted in self.wanted)


class Option(Struct, frozen=True):
    """A value that a field may have: which rows have it, and how that is said."""

    has: Test
    words: str


class ChoiceTerm(Struct, frozen=True):
    """A field that has one of these values; ``chosen`` are their names."""

    field: str
    chosen: tuple[str, ...]
    options: tuple[Option, ...]
    excludes: bool = False

    @property
    def ages(self) -> bool:
        """States change with readings."""
        return False

    def test(self, now: datetime | None) -> Test:
        """Look for any of them."""
        del now
        tests = tuple(one.has for one in self.options)
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def words(self) -> str:
        """Each value's own words."""
        return any_of([one.words for one in self.options])

    def within(self, other: Term) -> bool:
        """Fewer values find less."""
        return isinstance(other, ChoiceTerm) and other.field == self.field and set(self.chosen) <= set(other.chosen)


class Part(Struct, frozen=True):
    """A folded part of a name, or the whole of it."""

    text: str
    whole: bool = False

    def found(self, hay: str) -> bool:
        """Whether it is in a folded text of a name a line."""
        return f"\n{self.text}\n" in f"\n{hay}\n" if self.whole else self.text in hay

    def within(self, other: Part) -> bool:
        """Whether whatever has it has the other too."""
        return self == other or (not other.whole and other.text in self.text)


class NameTerm(Struct, frozen=True):
    """A field of names that has any of these parts. ``hay`` gives a row's names, folded, a line each."""

    field: str
    parts: tuple[Part, ...]
    hay: Callable[[], Callable[[Filterable], str]]
    phrase: str
    excludes: bool = False

    @property
    def ages(self) -> bool:
        """Names stay."""
        return False

    def test(self, now: datetime | None) -> Test:
        """Look for any of them."""
        del now
        hay, parts = self.hay(), self.parts
        if len(parts) == 1 and not parts[0].whole:
            wanted = parts[0].text
            return lambda row: wanted in hay(row)
        return lambda row: any(part.found(hay(row)) for part in parts)

    def words(self) -> str:
        """``in a team like enterprise``; ``in the team smb`` where it is the whole name."""
        said = [f"{'' if part.whole else 'like '}{part.text}" for part in self.parts]
        return f"{self.phrase} {any_of(said)}"

    def within(self, other: Term) -> bool:
        """Longer parts find less."""
        if not isinstance(other, NameTerm) or other.field != self.field:
            return False
        return all(any(mine.within(theirs) for theirs in other.parts) for mine in self.parts)


class MeasureTerm(Struct, frozen=True):
    """A field whose value meets any of these bounds. A row without one is not found.

    ``measure`` gives a number, or a moment that is compared by its distance from now: ``ago`` or ``ahead``, in seconds.
    ``phrase`` has ``{}`` for the comparison.
    """

    field: str
    bounds: tuple[Bound, ...]
    measure: Measured
    phrase: str
    distance: Distance = ""
    excludes: bool = False

    @property
    def ages(self) -> bool:
        """Distances grow; numbers change with readings."""
        return bool(self.distance)

    def test(self, now: datetime | None) -> Test:
        """Measure and compare; with moments that are worked out once, so that nothing is subtracted a row."""
        measure, edges = self.measure, [edge(one, self.distance, now) for one in self.bounds]
        if self.distance and now is None:
            return lambda _: False
        if len(edges) == 1:
            compare, limit = edges[0]
            return lambda row: (found := measure(row)) is not None and compare(found, limit)
        return lambda row: (found := measure(row)) is not None and any(one(found, limit) for one, limit in edges)

    def words(self) -> str:
        """``idle for more than 30 min``."""
        said = [f"{WORDS[one.sign]} {span(one.number) if self.distance else f'{one.number:,}'}" for one in self.bounds]
        return self.phrase.format(any_of(said))

    def within(self, other: Term) -> bool:
        """Stricter bounds find less."""
        if not isinstance(other, MeasureTerm) or other.field != self.field:
            return False
        return all(any(mine.within(theirs) for theirs in other.bounds) for mine in self.bounds)


class SavedTerm(Struct, frozen=True):
    """A saved filter in another: all of its terms."""

    name: str
    terms: tuple[Term, ...]
    excludes: bool = False

    @property
    def ages(self) -> bool:
        """As its terms do."""
        return any(one.ages for one in self.terms)

    def test(self, now: datetime | None) -> Test:
        """All of them."""
        tests = [(one.test(now), one.excludes) for one in self.terms]
        return lambda row: all(test(row) is not excludes for test, excludes in tests)

    def words(self) -> str:
        """Its name, and what it means."""
        meant = all_words(self.terms)
        return f"@{self.name} ({meant})" if meant else f"@{self.name} (everybody)"

    def within(self, other: Term) -> bool:
        """Only the same."""
        return isinstance(other, SavedTerm) and other.terms == self.terms


def kept(rows: Sequence[Kept], term: Term, now: datetime | None) -> Sequence[Kept]:
    """The rows that meet one term. A plain word, which is what is mostly typed, is looked for without a call a row."""
    if isinstance(term, TextTerm) and term.also is None:
        wanted = term.wanted
        if term.excludes:
            return [row for row in rows if wanted not in row.haystack]
        return [row for row in rows if wanted in row.haystack]
    test = term.test(now)
    if term.excludes:
        return [row for row in rows if not test(row)]
    return [row for row in rows if test(row)]


def narrower(new: Term, old: Term) -> bool:
    """Whether whatever passes ``new`` passes ``old``."""
    if new.excludes is not old.excludes:
        return False
    return old.within(new) if new.excludes else new.within(old)


def all_words(terms: Sequence[Term]) -> str:
    """Terms in one line of words."""
    return ", ".join(f"{'not ' if one.excludes else ''}{one.words()}" for one in terms)


def any_of(words: Sequence[str]) -> str:
    """``idle``, ``idle or absent``, ``active, idle or absent``."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
