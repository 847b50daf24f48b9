"""How long everybody was present and on, of each user and of each team, and who toggled how often. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from msgspec import Struct, field

from tui.presence.chronicle.known import KnownTime
from tui.presence.chronicle.page import Person
from tui.presence.memory import By
from tui.presence.model import Id


class Kept(Struct, frozen=True, gc=False):
    """One row of the chronicle: from ``at`` (seconds since 1970) on a user was like this.

    ``presence`` and ``de`` are the words of ``Presence`` and ``DE``: a presence of None was not kept, a DE state of
    None says that DE answers for them no more. Bare words, because a month of a large org has millions.
    """

    user: Id
    at: float
    presence: str | None
    de: str | None
    teams: tuple[Id, ...] = ()


class Times(Struct, frozen=True):
    """Seconds in each state. ``untold`` are those whose presence was not kept or could not be told."""

    active: float = 0.0
    idle: float = 0.0
    absent: float = 0.0
    untold: float = 0.0
    on: float = 0.0
    mixed: float = 0.0
    off: float = 0.0
    de_untold: float = 0.0

    @property
    def present(self) -> float:
        """Seconds of being there."""
        return self.active + self.idle

    @property
    def known(self) -> float:
        """Seconds of which anything is known."""
        return self.on + self.mixed + self.off + self.de_untold


class Total(Struct, frozen=True):
    """One user or one team: its times, those of all its members added up, and toggles that took effect, by whom.

    ``members`` is how many users were in the team, one for a user.
    """

    id: Id
    name: str
    times: Times
    toggles: Mapping[By, int] = field(default_factory=dict)
    members: int = 1


class Totals(Struct, frozen=True):
    """Of ``since`` to ``until``, of which ``known`` seconds are known."""

    since: datetime
    until: datetime
    known: float
    users: tuple[Total, ...] = ()
    teams: tuple[Total, ...] = ()


Toggles = Mapping[Id, Mapping[By, int]]
Like = tuple[str | None, str, tuple[Id, ...]]  # presence, DE state, teams
_PRESENCES: Mapping[str | None, str] = {"active": "active", "idle": "idle", "absent": "absent"}
_ANSWERS: Mapping[str, str] = {"on": "on", "mixed": "mixed", "off": "off"}


def totals(
    rows: Iterable[Kept],
    known: KnownTime,
    since: datetime,
    until: datetime,
    people: Mapping[Id, Person],
    teams: Mapping[Id, str],
    toggles: Toggles,
) -> Totals:
    """Times and toggles from ``since`` to ``until``.

    ``rows`` stand together by user and in order of time; the first of each may lie before ``since``. Queues do not
    count. A user's time belongs to the teams that they were in at that time, their toggles to those of the last one.
    """
    users: list[Total] = []
    sums: dict[Id, _Team] = {}
    first, last = since.timestamp(), until.timestamp()
    for user_id, kept in groupby(rows, key=attrgetter("user")):
        seconds = _seconds(kept, known, first, last) if user_id.startswith("005") else {}
        if seconds:
            mine, name = toggles.get(user_id, {}), people[user_id].name if user_id in people else user_id
            users.append(Total(user_id, name, _times(seconds), mine))
            _add(sums, seconds, mine)
    by_team = (Total(one, teams.get(one, one), Times(**team.times), dict(team.toggles), team.members)
               for one, team in sums.items())  # fmt: skip
    return Totals(since, until, known.seconds(first, last), tuple(users), tuple(by_team))


class _Team:
    def __init__(self) -> None:
        self.times: defaultdict[str, float] = defaultdict(float)
        self.toggles: Counter[By] = Counter()
        self.members = 0


def _seconds(kept: Iterable[Kept], known: KnownTime, first: float, last: float) -> dict[Like, float]:
    """How long a user was how, the latest at the end."""
    found: dict[Like, float] = {}
    rows = [*kept]
    ends = [*(one.at for one in rows[1:]), last]
    for row, end in zip(rows, ends, strict=True):
        seconds = known.seconds(max(row.at, first), min(end, last)) if row.de is not None else 0.0
        if seconds > 0 and row.de is not None:
            like = (row.presence, row.de, row.teams)
            found[like] = found.pop(like, 0.0) + seconds
    return found


def _add(sums: dict[Id, _Team], seconds: dict[Like, float], toggles: Mapping[By, int]) -> None:
    """Add one user to their teams."""
    for team_id in {one for _, _, teams in seconds for one in teams}:
        sums.setdefault(team_id, _Team()).members += 1
    for like, number in seconds.items():
        for team_id in like[2]:
            for word in _words(like):
                sums[team_id].times[word] += number
    for team_id in next(reversed(seconds))[2]:
        sums[team_id].toggles.update(toggles)


def _times(seconds: Mapping[Like, float]) -> Times:
    found: defaultdict[str, float] = defaultdict(float)
    for like, number in seconds.items():
        for word in _words(like):
            found[word] += number
    return Times(**found)


def _words(like: Like) -> tuple[str, str]:
    """The fields of ``Times`` that a state counts in."""
    return _PRESENCES.get(like[0], "untold"), _ANSWERS.get(like[1], "de_untold")
