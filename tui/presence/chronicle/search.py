"""What of the journal is asked for: by words as people type them, and the wrong ones among them explained. Pure.

anna "key accounts"            words: in the user's name or Id, or in the reason, whatever case and accents
user:anna                      the user alone; kind:toggle,hold  by:loop  outcome:failed  route:action
to:absent  from:idle           what it became, and what it was before
since:2h until:yesterday       times, as everywhere; one with a blank in it in quotes: since:"tue 14:00"
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import get_args

from msgspec import Struct

from tui.presence.entry import EntryOutcome, Kind
from tui.presence.filtering.folding import fold
from tui.presence.filtering.tokens import Token, tokens
from tui.presence.memory import By
from tui.presence.model import DE, Id, Presence
from tui.presence.near import near_names
from tui.presence.when import PAST_FORMS, moment_before

HINT = 'words, user:anna, to:absent, kind:toggle, by:loop, outcome:failed, since:2h, until:"tue 14:00"'
STATES = tuple(dict.fromkeys([*map(str, Presence), *map(str, DE)]))
CHOICES: Mapping[str, tuple[str, ...]] = {
    "kind": get_args(Kind),
    "by": get_args(By),
    "outcome": tuple(one for one in get_args(EntryOutcome) if one != "sent"),
    "route": ("companion", "action", "anonymous"),
    "from": STATES,
    "to": STATES,
}
SHOWN: Mapping[str, Mapping[str, str]] = {"by": {"you": "person", "elsewhere": "outside"}}  # as the monitor says it
FIELDS = (*CHOICES, "user", "since", "until")


class Search(Struct, frozen=True):
    """Entries that meet all of it. Empty sets ask nothing; ``users`` None: everybody's, and those of nobody.

    ``words`` are folded; each must be in the name, the Id or the reason. ``until`` itself is outside.
    """

    users: frozenset[Id] | None = None
    kinds: frozenset[str] = frozenset()
    by: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    routes: frozenset[str] = frozenset()
    was: frozenset[str] = frozenset()
    to: frozenset[str] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    words: tuple[str, ...] = ()


class Asked(Struct, frozen=True):
    """A search as it was typed: what it asks, and why some of its words ask nothing."""

    search: Search
    problems: tuple[str, ...] = ()


def asked(text: str, now: datetime, zone: tzinfo, names: Mapping[Id, str]) -> Asked:
    """The search that a text means; ``names`` are the users that the journal knows."""
    chosen: dict[str, frozenset[str]] = {}
    times: dict[str, datetime] = {}
    users: frozenset[Id] | None = None
    words: list[str] = []
    problems: list[str] = []
    for token in tokens(text):
        name = fold(token.field)
        values = [one.text for one in token.values]
        if not name:
            words += [fold(one) for one in values]
        elif not values:
            continue
        elif name == "user":
            found = frozenset(one for value in values for one in _users(value, names))
            users = found if users is None else users & found
        elif name in ("since", "until"):
            moment = moment_before(",".join(values), now, zone)
            times |= {} if moment is None else {name: moment}
            problems += [f"{token.text}: no moment of the past; write {PAST_FORMS}"] if moment is None else []
        else:
            said = _chosen(name, values)
            chosen |= {} if isinstance(said, str) else {name: said}
            problems += [_why(token, said)] if isinstance(said, str) else []
    return Asked(_search(users, chosen, times, words), tuple(problems))


def _search(
    users: frozenset[Id] | None, chosen: Mapping[str, frozenset[str]], times: Mapping[str, datetime], words: list[str]
) -> Search:
    nothing: frozenset[str] = frozenset()
    return Search(
        users,
        chosen.get("kind", nothing),
        chosen.get("by", nothing),
        _with_sent(chosen.get("outcome", nothing)),
        chosen.get("route", nothing),
        chosen.get("from", nothing),
        chosen.get("to", nothing),
        times.get("since"),
        times.get("until"),
        tuple(words),
    )


def _with_sent(outcomes: frozenset[str]) -> frozenset[str]:
    """What was sent and never answered for is unsettled."""
    return outcomes | {"sent"} if "unsettled" in outcomes else outcomes


def _users(value: str, names: Mapping[Id, str]) -> list[Id]:
    wanted = fold(value)
    return [one for one, name in names.items() if wanted in fold(name) or wanted == one.lower()]


def _chosen(field: str, values: list[str]) -> frozenset[str] | str:
    """The field's values, each cut as short as one likes; or why not."""
    choices = CHOICES.get(field)
    if choices is None:
        near = near_names(field, FIELDS)
        return f"no such field; {f'did you mean {near[0]}' if near else 'there are ' + ', '.join(FIELDS)}"
    meant = {**{one: one for one in choices}, **SHOWN.get(field, {})}
    found: set[str] = set()
    for value in values:
        fits = {choice for one, choice in meant.items() if one.startswith(fold(value))}
        if not fits:
            return f"one of {', '.join(meant)}"
        found |= fits
    return frozenset(found)


def _why(token: Token, said: str) -> str:
    return f"{token.text}: {said}"
