"""Everyone's rows, kept from one pulse to the next: only those of users of whom something changed are made anew.

The loop hands on the same objects for users who did not change, so that looking for the others is a comparison of
objects. What it finds is ready before any of it counts, for keys are answered in between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from itertools import islice

from msgspec import Struct

from tui.loop.pulse import Pulse
from tui.presence.model import Id, Presence
from tui.presence.plan import Plan
from tui.presence.roster import Roster
from tui.ui.table.next_words import SOON
from tui.ui.table.rows import Reading, Row, reading_of, row_of
from tui.ui.table.slices import SLICE, Slices, differing

MADE = 250  # rows that are made in one slice
SOON_BEFORE = timedelta(seconds=SOON)


class Tallied:
    """How many people there are of each kind, and how long the longest texts are, without a look at everyone."""

    def __init__(self) -> None:
        self.counts: Counter[Presence] = Counter()
        self.out_of_step = self.held = self.held_back = self.total = 0
        self._lengths = {"name": Counter[int](), "username": Counter[int](), "teams": Counter[int]()}

    def add(self, row: Row, by: int) -> None:
        """Count a row in (``by`` 1) or out (-1)."""
        for column, found in self._lengths.items():
            found[len(getattr(row, column))] += by
        if not row.queue:
            self.total += by
            self.counts[row.presence] += by
            self.out_of_step += by * row.out_of_step
            self.held += by * row.held
            self.held_back += by * (row.next_kind == "held-back")

    def join(self, other: Tallied) -> None:
        """Count in what another counted."""
        self.total += other.total
        self.out_of_step += other.out_of_step
        self.held += other.held
        self.held_back += other.held_back
        self.counts.update(other.counts)
        for column, found in self._lengths.items():
            found.update(other._lengths[column])

    @property
    def widest(self) -> dict[str, int]:
        """The longest text of each column that stretches, in characters."""
        return {
            column: max((length for length, number in found.items() if number), default=0)
            for column, found in self._lengths.items()
        }


class News(Struct, frozen=True):
    """What a pulse changes: rows that are ``fresh``, and by user those that are ``gone``, replaced or not.

    ``came``: somebody was not known before. ``renamed``: somebody's place in the order of names is another, or nobody's
    yet. ``ids`` are all people's, queues apart, where others than before are there. ``tallied`` is how the numbers
    change, ``flashed`` which columns a person should look at. ``foretelling`` and ``unsettled`` are those among the
    fresh whose row time alone will change: an off to be foretold from then on, a toggle that the next reading settles.
    """

    pulse: Pulse
    reading: Reading
    fresh: dict[Id, Row]
    gone: Mapping[Id, Row]
    left: frozenset[Id]
    renamed: bool
    ids: frozenset[Id] | None
    tallied: Tallied
    flashed: Mapping[Id, frozenset[str]]
    foretelling: Mapping[Id, datetime]
    unsettled: frozenset[Id]


class Draft:
    """News in the making."""

    def __init__(self) -> None:
        self.came = self._renamed = False
        self._fresh: dict[Id, Row] = {}
        self._gone: dict[Id, Row] = {}
        self._left: set[Id] = set()
        self._tallied = Tallied()
        self._flashed: dict[Id, frozenset[str]] = {}
        self._foretelling: dict[Id, datetime] = {}
        self._unsettled: set[Id] = set()

    def put(self, row: Row, before: Row | None) -> None:
        """A row, and the one that it takes the place of; nothing where that is the same."""
        if row is before:
            return
        self._fresh[row.id] = row
        self._tallied.add(row, 1)
        if before is None:
            self.came = True
        else:
            self._gone[row.id] = before
            self._tallied.add(before, -1)
        self._renamed = self._renamed or before is None or row.haystack != before.haystack
        if row.flashed:
            self._flashed[row.id] = row.flashed
        if row.ended == "unsettled":
            self._unsettled.add(row.id)
        if row.presence is Presence.IDLE and not row.next_kind and row.standing.expires_at is not None:
            self._foretelling[row.id] = row.standing.expires_at - SOON_BEFORE

    def drop(self, before: Row) -> None:
        """The row of somebody who left."""
        self._gone[before.id] = before
        self._left.add(before.id)
        self._tallied.add(before, -1)
        self._renamed = True

    def news(self, pulse: Pulse, reading: Reading, ids: frozenset[Id] | None) -> News:
        """What came of it."""
        left, unsettled = frozenset(self._left), frozenset(self._unsettled)
        return News(
            pulse,
            reading,
            self._fresh,
            self._gone,
            left,
            self._renamed,
            ids,
            self._tallied,
            self._flashed,
            self._foretelling,
            unsettled,
        )


class People:
    """``everyone`` holds all rows by Id; ``ids`` are the people among them, queues apart."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self.everyone: dict[Id, Row] = {}
        self.ids: frozenset[Id] = frozenset()
        self.tallied = Tallied()
        self.pulse: Pulse | None = None
        self.reading: Reading | None = None
        self._foretelling: dict[Id, datetime] = {}
        self._unsettled: frozenset[Id] = frozenset()

    def tells(self, pulse: Pulse, now: datetime | None) -> bool:
        """Whether a pulse may change any row: not where only a step, a phase or the time moved on."""
        before, reading = self.pulse, self.reading
        if before is None or reading is None or now is None:
            return True
        return not (
            before.roster is pulse.roster
            and before.plan is pulse.plan
            and before.memory is pulse.memory
            and before.sending == pulse.sending
            and reading.today == now.astimezone(self._zone).date()
        )

    def news(self, pulse: Pulse, roster: Roster, now: datetime | None) -> Slices[News]:
        """What this pulse changes. Nothing counts before ``take``."""
        reading = reading_of(pulse, roster, now, self._zone, self.reading)
        suspects = roster.standings if reading.anew else (yield from self._suspects(pulse, reading))
        draft = Draft()
        todo = iter(suspects)
        while part := list(islice(todo, MADE)):
            for user_id in part:
                standing, before = roster.standings.get(user_id), self.everyone.get(user_id)
                if standing is not None:
                    draft.put(row_of(standing, reading, before), before)
            yield
        ids = None
        if draft.came or len(roster.standings) != len(self.everyone):
            for user_id in self.everyone.keys() - roster.standings.keys():
                draft.drop(self.everyone[user_id])
            yield
            ids = yield from _people_in(roster)
        return draft.news(pulse, reading, ids)

    def _suspects(self, pulse: Pulse, reading: Reading) -> Slices[Iterable[Id]]:
        """Who may have another row now."""
        before, was = self.pulse, self.reading
        assert before is not None  # noqa: S101 — a reading came from a pulse
        assert was is not None  # noqa: S101
        found: dict[Id, None] = {}
        if was.roster is not reading.roster:
            found |= dict.fromkeys((yield from differing(was.roster.standings, reading.roster.standings)))
        if was.pasts is not reading.pasts:
            found |= dict.fromkeys((yield from differing(was.pasts, reading.pasts)))
        if not _same_plan(before.plan, pulse.plan):
            yield
            found |= dict.fromkeys((yield from _said_anew(was, reading)))
        found |= dict.fromkeys((*was.sending, *reading.sending, *self._unsettled))
        if reading.now is not None:
            found |= dict.fromkeys(one for one, at in self._foretelling.items() if at <= reading.now)
        return found

    def take(self, news: News) -> None:
        """From now on it counts. Costs next to nothing: what takes its time was done before."""
        self.pulse, self.reading = news.pulse, news.reading
        if len(news.fresh) == len(news.reading.roster.standings):
            self.everyone = news.fresh
        else:
            self.everyone.update(news.fresh)
            for user_id in news.left:
                del self.everyone[user_id]
        self.ids = self.ids if news.ids is None else news.ids
        self.tallied.join(news.tallied)
        for user_id in [one for one in self._foretelling if one in news.gone]:
            del self._foretelling[user_id]
        self._foretelling |= news.foretelling
        self._unsettled = (self._unsettled - news.gone.keys()) | news.unsettled


def _people_in(roster: Roster) -> Slices[frozenset[Id]]:
    found: set[Id] = set()
    todo = iter(roster.standings.values())
    while part := list(islice(todo, SLICE)):
        found.update(one.id for one in part if not one.user.queue)
        yield
    return frozenset(found)


def _same_plan(old: Plan | None, new: Plan | None) -> bool:
    if old is None or new is None:
        return old is new
    mine, theirs = ((one.on, one.off, one.withheld, one.braked) for one in (old, new))
    return mine == theirs


def _said_anew(old: Reading, new: Reading) -> Slices[list[Id]]:
    """Of whom the plan says something else now."""
    found: list[Id] = []
    todo = iter(old.said.keys() | new.said.keys())
    while part := list(islice(todo, SLICE)):
        yield
        for user_id in part:
            was, said = old.said.get(user_id), new.said.get(user_id)
            if (was is not said and was != said) or (user_id in old.braked) is not (user_id in new.braked):
                found.append(user_id)
    return found
