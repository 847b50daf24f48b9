"""The three kinds of fields: one of a few values, a part of a name, a number to compare with. Each reads its values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from tui.presence.filtering.bounds import Distance, Measured, Sign, bound, only_sign
from tui.presence.filtering.folding import fold
from tui.presence.filtering.subject import Filterable
from tui.presence.filtering.terms import ChoiceTerm, MeasureTerm, NameTerm, Option, Part, Term, any_of
from tui.presence.filtering.tokens import Value
from tui.presence.near import near_names


class Misread(Struct, frozen=True):
    """A value that a field cannot have: why, and the nearest that it can, empty where none comes near."""

    value: Value
    why: str
    near: str = ""


class Field(Protocol):
    """What may stand before a colon."""

    @property
    def name(self) -> str:
        """The word before the colon."""

    @property
    def about(self) -> str:
        """What it looks at, in a few words."""

    @property
    def examples(self) -> tuple[str, ...]:
        """Values to offer."""

    def read(self, values: Sequence[Value], *, excludes: bool) -> Term | Misread | None:
        """The term of these values, why there is none, or None while they are still being typed."""


class Choice(Struct, frozen=True):
    """A field that has a few values, by name."""

    name: str
    about: str
    options: Mapping[str, Option]

    @property
    def examples(self) -> tuple[str, ...]:
        """All of its values."""
        return tuple(self.options)

    def read(self, values: Sequence[Value], *, excludes: bool) -> Term | Misread | None:
        """Any of the values; one that is cut short means all that begin so."""
        chosen: list[str] = []
        for value in values:
            found = self._meant(fold(value.text))
            if not found:
                return self._misread(value)
            chosen += (one for one in found if one not in chosen)
        if not chosen:
            return None
        return ChoiceTerm(self.name, tuple(chosen), tuple(self.options[one] for one in chosen), excludes)

    def _meant(self, word: str) -> list[str]:
        return [word] if word in self.options else [one for one in self.options if one.startswith(word)]

    def _misread(self, value: Value) -> Misread:
        near = near_names(value.text, self.examples)
        if near:
            return Misread(value, f'{self.name} is never "{value.text}": {near[0]}?', near[0])
        return Misread(value, f'{self.name} is {any_of(self.examples)}, not "{value.text}"')


class Name(Struct, frozen=True):
    """A field of names; ``hay`` makes what gives a row's names, folded, a line each."""

    name: str
    about: str
    phrase: str
    hay: Callable[[], Callable[[Filterable], str]]
    examples: tuple[str, ...] = ()

    def read(self, values: Sequence[Value], *, excludes: bool) -> Term | Misread | None:
        """Any of the names."""
        parts = tuple(dict.fromkeys(Part(fold(one.text), one.exact) for one in values))
        return NameTerm(self.name, parts, self.hay, self.phrase, excludes) if parts else None


class Measure(Struct, frozen=True):
    """A field with a number. ``bare`` is what a value without a sign means."""

    name: str
    about: str
    phrase: str
    measure: Measured
    bare: Sign
    distance: Distance = ""

    @property
    def examples(self) -> tuple[str, ...]:
        """Some that are useful."""
        return (">30m", ">2h", "<10m") if self.distance else (">1", "0", "1")

    def read(self, values: Sequence[Value], *, excludes: bool) -> Term | Misread | None:
        """Any of the comparisons."""
        bounds = []
        for value in values:
            text = f"={value.text}" if value.exact else fold(value.text)
            if only_sign(text):
                return None
            found = bound(text, self.bare, length=bool(self.distance))
            if found is None:
                return Misread(value, f'{self.name} wants {self._wanted()}, not "{value.text}"')
            bounds.append(found)
        if not bounds:
            return None
        return MeasureTerm(self.name, tuple(bounds), self.measure, self.phrase, self.distance, excludes)

    def _wanted(self) -> str:
        return "a length of time like >30m or <2h" if self.distance else "a number like >1"
