"""DE's packed answer as values. An answer, or a team of it, that is as it was is the same object again.

Members come and go rarely, while their values change all day: the Ids of a team are worked out once, and then only its
signs are read. So 50,000 users cost about as much as their text is long.
"""

from __future__ import annotations

import re
from string import ascii_letters, digits
from sys import intern

from msgspec import Struct

from tui.org.wire.errors import Misread
from tui.org.wire.literals import long_id
from tui.presence.model import Id

Answer = dict[Id, dict[Id, bool]]

_TEAM = re.compile(r"([A-Za-z0-9]{15}):((?:[A-Za-z0-9]*[+\-?])*)")
_SIGNS = str.maketrans("-?", "++")
_VALUE = {ord("+"): True, ord("-"): False}
_NO_SIGNS = (ascii_letters + digits).encode()


class _Team(Struct, frozen=True):
    """A team's members as they were told: the text, the text with every sign a plus, the Ids in it, and the values."""

    text: str
    members: str
    ids: tuple[Id, ...]
    values: dict[Id, bool]


class Unpacker:
    """Unpacks one org's answers. What it gave out is never changed, so that who kept it may keep it."""

    def __init__(self) -> None:
        self._whole: str | None = None
        self._answer: Answer = {}
        self._teams: dict[str, _Team] = {}

    def unpack(self, whole: str) -> Answer:
        """The answer in this text, as Ids of 18 characters. A null of DE's is nobody's answer and left out.

        Raises Misread for a text that is no answer.
        """
        if whole != self._whole:
            teams = dict(self._unpacked(text) for text in _parts(whole))
            self._answer = {intern(long_id(short)): team.values for short, team in teams.items()}
            self._whole, self._teams = whole, teams
        return self._answer

    def _unpacked(self, text: str) -> tuple[str, _Team]:
        found = _TEAM.fullmatch(text)
        if found is None:
            raise unreadable("it is not in the form that was asked for")
        team_id, packed = found[1], found[2]
        before = self._teams.get(team_id)
        if before is not None and before.text == packed:
            return team_id, before
        members = packed.translate(_SIGNS)
        ids = before.ids if before is not None and before.members == members else _ids(members)
        return team_id, _Team(packed, members, ids, _values(ids, packed))


def unreadable(why: str) -> Misread:
    """DE's answer came in a form that is not ours."""
    return Misread("DE's answer cannot be read", why, "Report it")


def _parts(whole: str) -> list[str]:
    *parts, rest = whole.split(";")
    if rest:
        raise unreadable("it is not in the form that was asked for")
    return parts


def _ids(members: str) -> tuple[Id, ...]:
    """The Ids: each is packed as what differs from the one before."""
    before, found = "", []
    for rest in members.split("+")[:-1]:
        before = before[: 15 - len(rest)] + rest
        found.append(intern(long_id(before)))
    return tuple(found)


def _values(ids: tuple[Id, ...], packed: str) -> dict[Id, bool]:
    signs = packed.encode().translate(None, _NO_SIGNS)
    if b"?" not in signs:
        return dict(zip(ids, map(_VALUE.__getitem__, signs), strict=True))
    return {one: _VALUE[sign] for one, sign in zip(ids, signs, strict=True) if sign in _VALUE}
