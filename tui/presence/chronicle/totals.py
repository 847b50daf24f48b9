"""How long everybody was present and on, of each user and of each team, and who toggled how often. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from msgspec import Struct, field

from tui.presence.chronicle.known import KnownTime
from tui.presence.chronicle.page import Person
from tui.presence.memory import By
from tui.presence.model import DE, Id, Presence


class Kept(Struct, frozen=True, gc=False):
    """One row of the chronicle: from ``at`` on a user was like this; ``de`` None: DE answers for them no more."""

    user: Id
    at: datetime
    presence: Presence | None
    de: DE | None
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
_PRESENCES = {Presence.ACTIVE: "active", Presence.IDLE: "idle", Presence.ABSENT: "absent"}
_ANSWERS = {DE.ON: "on", DE.MIXED: "mixed", DE.OFF: "off"}


class Span(Struct, frozen=True, gc=False):
    """So many seconds in one state."""

    row: Kept
    seconds: float


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
    for user_id, kept in groupby((one for one in rows if one.user.startswith("005")), key=lambda one: one.user):
        spans = list(_spans(kept, known, since, until))
        if spans:
            mine, name = toggles.get(user_id, {}), people[user_id].name if user_id in people else user_id
            users.append(Total(user_id, name, _times(spans), mine))
            _add(sums, spans, mine)
    by_team = (Total(one, teams.get(one, one), Times(**team.times), dict(team.toggles), team.members)
               for one, team in sums.items())  # fmt: skip
    return Totals(since, until, known.seconds(since, until), tuple(users), tuple(by_team))


class _Team:
    def __init__(self) -> None:
        self.times: defaultdict[str, float] = defaultdict(float)
        self.toggles: Counter[By] = Counter()
        self.members = 0


def _add(sums: dict[Id, _Team], spans: Sequence[Span], toggles: Mapping[By, int]) -> None:
    """Add one user to their teams."""
    for team_id in {one for span in spans for one in span.row.teams}:
        sums.setdefault(team_id, _Team()).members += 1
    for span in spans:
        for team_id in span.row.teams:
            for word in _words(span.row):
                sums[team_id].times[word] += span.seconds
    for team_id in spans[-1].row.teams:
        sums[team_id].toggles.update(toggles)


def _times(spans: Iterable[Span]) -> Times:
    found: defaultdict[str, float] = defaultdict(float)
    for span in spans:
        for word in _words(span.row):
            found[word] += span.seconds
    return Times(**found)


def _spans(kept: Iterable[Kept], known: KnownTime, since: datetime, until: datetime) -> Iterator[Span]:
    before: Kept | None = None
    for one in kept:
        if before is not None:
            yield from _span(before, one.at, known, since, until)
        before = one
    if before is not None:
        yield from _span(before, until, known, since, until)


def _span(row: Kept, end: datetime, known: KnownTime, since: datetime, until: datetime) -> Iterator[Span]:
    seconds = known.seconds(max(row.at, since), min(end, until))
    if row.de is not None and seconds > 0:
        yield Span(row, seconds)


def _words(row: Kept) -> tuple[str, str]:
    presence = _PRESENCES.get(row.presence, "untold") if row.presence else "untold"
    return presence, _ANSWERS.get(row.de, "de_untold") if row.de else "de_untold"
