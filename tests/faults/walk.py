"""Every sequence of events of a small world, to a depth: breadth first, a moment that came before is not walked again.

Two moments are the same when nothing that could ever matter differs: times are told from now, and those past every
limit of the policy are all alike. So the walk covers every sequence while it visits each distinct moment once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tests.faults.core_oracle import HOUR, Book, Page, unsettled
from tests.faults.core_world import ENDINGS, FLAWS, Event, Kind, Moment, cycles, happenings, look, opening, withheld
from tests.made import NINE
from tui.presence.memory import Memory, Past

CALM = 8  # complete cycles of 15 minutes: interval, release_after and an hour, and a cycle to see it
LONG_AGO = 2 * HOUR
NEVER = -1
ENOUGH = 20  # complaints, after which a walk ends
Trodden = tuple[Moment, tuple[str, ...]]


@dataclass
class Walk:
    """How far a walk came: all sequences up to ``depth``, the distinct moments met, and what was wrong, and how."""

    kind: Kind
    depth: int = 0
    sequences: int = 0
    moments: int = 1
    cycles: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def events(self) -> int:
        """How many events there are to choose from at every moment."""
        return len(happenings(self.kind)) + len(ENDINGS) + len(FLAWS)


def walk(kind: Kind, depth: int, go_on: Callable[[], bool] = lambda: True) -> Walk:
    """Walk every sequence of at most ``depth`` events; ``go_on`` is asked at every moment.

    The judge looks at every step. After every cycle a calm is let follow, in which all must come right.
    """
    found, start = Walk(kind), opening(kind)
    walking = _Walking(found, {hash(key(start))}, _Calm(kind), happenings(kind))
    level: list[Trodden] = [(start, ())]
    for deep in range(1, depth + 1):
        following: list[Trodden] = []
        for moment, way in level:
            if not go_on() or len(found.wrong) > ENOUGH:
                return found
            if deep < depth:
                following.extend(walking.changed(moment, way))
            # Where the way ends only cycles are looked at: whatever else happens is judged by the cycle after it.
            following.extend(one for one in walking.cycled(moment, way) if deep < depth)
        level = following
        found.depth, found.moments = deep, len(walking.met)
        found.sequences += found.events**deep
    return found


@dataclass
class _Walking:
    """A walk under way: what it found, the moments met, and what may happen."""

    found: Walk
    met: set[int]
    calm: _Calm
    events: dict[str, Event]

    def changed(self, moment: Moment, way: tuple[str, ...]) -> Iterator[Trodden]:
        """The new moments after one more event that is no cycle, each with the way there."""
        core = core_key(moment)
        for name, event in self.events.items():
            after = event(self.found.kind, moment)
            same = after.at == moment.at and after.memory is moment.memory
            if self._new((after.people, core) if same else key(after)):
                yield after, (*way, name)

    def cycled(self, moment: Moment, way: tuple[str, ...]) -> Iterator[Trodden]:
        """The new moments after one more cycle, however it goes; each is judged, and the calm after it."""
        for name, after, wrong in cycles(self.found.kind, moment):
            self.found.cycles += 1
            whole = key(after)
            if self._new(whole):
                self._complain(self.calm.wrong(after, hash(whole)), (*way, name))
                yield after, (*way, name)
            self._complain(wrong, (*way, name))

    def _complain(self, wrong: Iterable[str], way: tuple[str, ...]) -> None:
        self.found.wrong.extend(f"{words} after {', '.join(way)}" for words in wrong)

    def _new(self, whole: tuple[object, ...]) -> bool:
        """Whether this moment was never met. A hash stands for it: among millions, none is likely to be another's."""
        before = len(self.met)
        self.met.add(hash(whole))
        return len(self.met) > before


class _Calm:
    """What is still wrong after a calm. ``_right`` has in how many calm cycles a moment known to come right does so."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._right: dict[int, int] = {}

    def wrong(self, moment: Moment, seen: int) -> list[str]:
        """Let cycles pass in which nothing happens, up to one known to come right in time."""
        passed, chain = 0, [seen]
        while passed < CALM:
            if self._right.get(chain[-1], CALM + 1) + passed <= CALM:
                self._learn(chain, self._right[chain[-1]])
                return []
            moment, wrong = look(self._kind, moment)
            if wrong:
                return wrong
            passed += 1
            chain.append(hash(key(moment)))
        left = still_wrong(self._kind, moment)
        if not left:
            self._learn(chain, 0)
        return left

    def _learn(self, chain: list[int], last: int) -> None:
        for before, one in enumerate(reversed(chain)):
            self._right.setdefault(one, last + before)


def still_wrong(kind: Kind, moment: Moment) -> list[str]:
    """I3, I4, I11 at the end of a calm."""
    if moment.shown is None:
        return ["a calm ended without a complete reading"]
    toggled = [one.on for one in moment.people]
    return unsettled(moment.book, moment.shown, toggled, withheld(moment.plan), plain=kind.plain)


def key(moment: Moment) -> tuple[object, ...]:
    """All that can still matter of a moment."""
    return moment.people, core_key(moment)


def core_key(moment: Moment) -> tuple[object, ...]:
    """All that can still matter of what is remembered and booked."""
    return _memory(moment.memory, moment.at), _book(moment.book, moment.at)


def _memory(memory: Memory, at: int) -> tuple[object, ...]:
    now = NINE.timestamp() + at
    pasts = tuple(_past(memory.pasts[one], now) for one in sorted(memory.pasts))
    counts = tuple((_since(when, now), on) for when, on in memory.on_counts if now - when.timestamp() <= HOUR)
    return pasts, _since(memory.last_complete, now), memory.anchor is None, memory.answered, counts


def _past(past: Past, now: float) -> tuple[object, ...]:
    sends = tuple((one.to, _since(one.at, now), one.outcome) for one in past.sends if now - one.at.timestamp() <= HOUR)
    hold = past.hold and (past.hold.until and max(0, past.hold.until.timestamp() - now), past.hold.until_presence)
    return (
        past.present, past.since is None, _since(past.missing_from, now), min(past.missing_readings, 3), past.de,
        past.on_answered, past.ons, _since(past.on_at, now), past.off_at is None, past.off_shown, sends, hold,
    )  # fmt: skip


def _since(when: datetime | None, now: float) -> float:
    return NEVER if when is None else min(LONG_AGO, now - when.timestamp())


def _book(book: Book, at: int) -> tuple[object, ...]:
    counts = tuple((at - when, on) for when, on in book.on_counts if at - when <= HOUR)
    return tuple(_page(one, at) for one in book.pages), min(LONG_AGO, at - (book.read_at or 0)), counts


def _page(page: Page, at: int) -> Page:
    return page._replace(
        gone_at=min(LONG_AGO, at - page.gone_at) if page.gone_times else 0,
        gone_times=min(page.gone_times, 3),
        until=None if page.until is None else max(0, page.until - at),
        sent=tuple((at - when, to) for when, to in page.sent if at - when < HOUR),
        offs=tuple(at - when for when in page.offs if at - when <= LONG_AGO),
    )
