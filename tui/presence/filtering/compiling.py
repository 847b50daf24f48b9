"""From a text to a filter that can be asked: its terms, and what is wrong with the words that are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from tui.presence.filtering.fields import FIELDS, STATES
from tui.presence.filtering.folding import fold
from tui.presence.filtering.kinds import Misread
from tui.presence.filtering.subject import Test
from tui.presence.filtering.terms import Kept, SavedTerm, Term, TextTerm, all_words, any_of, kept, narrower
from tui.presence.filtering.tokens import Token, quoted, tokens
from tui.presence.near import near_names

SHORT = 2  # letters, of which nobody can say what was meant
NOTHING_SAVED: Mapping[str, str] = {}


class Problem(Struct, frozen=True):
    """A word that filters nothing, where it stands, and why. ``instead`` may stand there, empty where nothing is near.

    ``unfinished``: it may still become something.
    """

    start: int
    end: int
    why: str
    instead: str = ""
    unfinished: bool = False


class Compiled(Struct, frozen=True):
    """A filter, ready to be asked of any number of rows. ``problems`` are the words that filter nothing."""

    text: str = ""
    terms: tuple[Term, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def ages(self) -> bool:
        """Whether what it shows changes with time alone."""
        return any(one.ages for one in self.terms)

    @property
    def words(self) -> str:
        """The filter in one line of words, empty where it shows everybody."""
        return all_words(self.terms)

    @property
    def wrong(self) -> tuple[Problem, ...]:
        """The words that mean nothing, those apart that are still being typed."""
        return tuple(one for one in self.problems if not one.unfinished)

    def select(self, rows: Sequence[Kept], now: datetime | None = None) -> Sequence[Kept]:
        """The rows that meet every term, in their order; ``rows`` itself where there is none. ``now`` is the org's."""
        for term in self.terms:
            rows = kept(rows, term, now)
        return rows

    def test(self, now: datetime | None = None) -> Test:
        """What tells of one row whether it meets every term at that moment; to be made once for many rows."""
        return SavedTerm(self.text, self.terms).test(now)


EVERYBODY = Compiled()


def compile_filter(text: str, saved: Mapping[str, str] = NOTHING_SAVED) -> Compiled:
    """The filter that a text means. ``saved`` are the filters that ``@name`` stands for. Never raises."""
    return _compiled(text, saved, frozenset())


def narrows(old: Compiled, new: Compiled) -> bool:
    """Whether ``new`` can only leave out rows of what ``old`` showed of the same reading.

    Not where ages are compared: what ``old`` left out a moment ago may meet it now.
    """
    return not old.ages and all(any(narrower(mine, theirs) for mine in new.terms) for theirs in old.terms)


def explain(text: str, saved: Mapping[str, str] = NOTHING_SAVED) -> str:
    """The filter in one line of words, empty where it shows everybody."""
    return compile_filter(text, saved).words


def _compiled(text: str, saved: Mapping[str, str], inside: frozenset[str]) -> Compiled:
    terms, problems = [], []
    for token in tokens(text):
        found = _term(token, saved, inside)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            terms.append(found)
    return Compiled(text, tuple(terms), tuple(problems))


def _term(token: Token, saved: Mapping[str, str], inside: frozenset[str]) -> Term | Problem:
    if token.field == "@":
        return _saved(token, saved, inside)
    if token.field and (token.bare[len(token.field)] == ":" or fold(token.field) in FIELDS):
        return _of_field(token)
    if token.field:  # a word like a>b
        return TextTerm(fold(token.bare), token.excludes)
    if not token.values:
        return _problem(token, "what should be left out?" if token.excludes else "a word is missing", unfinished=True)
    word = token.values[0]
    wanted = fold(word.text)
    return TextTerm(wanted, token.excludes, None if word.quoted else STATES.get(wanted))


def _of_field(token: Token) -> Term | Problem:
    typed = fold(token.field)
    meant = [typed] if typed in FIELDS else [one for one in FIELDS if one.startswith(typed)]
    if len(meant) > 1:
        return _problem(token, f'"{token.field}" may be {any_of(meant)}')
    if not meant:
        near = near_names(typed, tuple(FIELDS)) if len(typed) > SHORT else []
        instead = _respelt(token, near[0]) if near else ""
        return _problem(token, f'there is no field "{token.field}"' + (f": {near[0]}?" if near else ""), instead)
    field = FIELDS[meant[0]]
    found = field.read(token.values, excludes=token.excludes)
    if found is None:
        return _problem(token, f"{field.name}: {field.about}", unfinished=True)
    if isinstance(found, Misread):
        return _misread(token, found)
    return found


def _misread(token: Token, found: Misread) -> Problem:
    begin, end = found.value.start - token.start, found.value.end - token.start
    instead = token.text[:begin] + quoted(found.near) + token.text[end:] if found.near else ""
    return _problem(token, found.why, instead)


def _saved(token: Token, saved: Mapping[str, str], inside: frozenset[str]) -> Term | Problem:
    if not token.values:
        return _problem(token, "@ and the name of a saved filter", unfinished=True)
    typed = token.values[0].text
    name = next((one for one in saved if fold(one) == fold(typed)), None)
    mark = "!" if token.excludes else ""
    if name is None:
        near = near_names(typed, tuple(saved))
        hint, instead = (f": {near[0]}?", f"{mark}@{quoted(near[0])}") if near else ("", "")
        return _problem(token, f'no filter is saved as "{typed}"{hint}', instead)
    if name in inside:
        return _problem(token, f'the saved filter "{name}" stands in itself')
    meant = _compiled(saved[name], saved, inside | {name})
    if meant.problems:
        return _problem(token, f'in the saved filter "{name}": {meant.problems[0].why}')
    return SavedTerm(name, meant.terms, token.excludes)


def _respelt(token: Token, field: str) -> str:
    mark = "!" if token.excludes else ""
    return f"{mark}{field}{token.bare[len(token.field) :]}"


def _problem(token: Token, why: str, instead: str = "", *, unfinished: bool = False) -> Problem:
    return Problem(token.start, token.end, why, instead, unfinished)
