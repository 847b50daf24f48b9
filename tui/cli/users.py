"""Which users a command line means: by Id, username, or a name that only one DE user has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches

from tui.cli.failures import WrongUsage
from tui.presence.model import Id, User

USER_ID = re.compile(r"005[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?", re.ASCII)
MOST_NEAR = 5


def ids_of(words: Sequence[str], users: Iterable[User]) -> list[Id]:
    """The user of each word, each once, in the order given. Raises WrongUsage at the first that is not one user."""
    people = [one for one in users if not one.queue]
    return list(dict.fromkeys(_id_of(word, people) for word in words))


def _id_of(word: str, people: Sequence[User]) -> Id:
    """An exact Id or username first, then an exact name, then a name in whatever case."""
    wanted = word.strip()
    ways: tuple[Callable[[User], bool], ...] = (
        lambda user: bool(USER_ID.fullmatch(wanted)) and user.id[: len(wanted)] == wanted,
        lambda user: user.username.casefold() == wanted.casefold(),
        lambda user: user.name == wanted,
        lambda user: user.name.casefold() == wanted.casefold(),
    )
    for way in ways:
        found = [one for one in people if wanted and way(one)]
        if len(found) == 1:
            return found[0].id
        if found:
            raise WrongUsage(
                f'{len(found)} DE users are called "{word}"', _listed(found), "Give the username or the Id"
            )
    raise WrongUsage(f'No DE user is "{word}"', _near(wanted, people), "Give an Id, a username or a whole name")


def _near(word: str, people: Sequence[User]) -> str:
    """The users whose name or username comes near, those that hold the word first."""
    part = word.casefold()
    holding = [one for one in people if part and (part in one.name.casefold() or part in one.username.casefold())]
    names = {known.casefold(): one for one in people for known in (one.name, one.username) if known}
    alike = [names[one] for one in get_close_matches(part, names, n=MOST_NEAR, cutoff=0.6)]
    near = list(dict.fromkeys([*holding, *alike]))
    return f"Near: {_listed(near)}" if near else f"None of {len(people):,} DE users comes near"


def _listed(users: Sequence[User]) -> str:
    shown = ", ".join(f"{one.name} ({one.username or one.id})" for one in users[:MOST_NEAR])
    more = len(users) - MOST_NEAR
    return f"{shown} and {more:,} more" if more > 0 else shown
