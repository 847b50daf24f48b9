"""The one way out for toggles, of the loop and of a person alike: journal first, then the wire, then the outcome."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from tui.loop.hand import Report
from tui.presence.entry import Entry
from tui.presence.holds import held, released
from tui.presence.memory import By, Hold, Memory, Past, Sent
from tui.presence.model import DE, Id, Problem, WriteRoute
from tui.presence.ports import Journal, Org, Outcome, Progress, Toggle
from tui.presence.problems import Aborted, AnswerLost, JournalFailure, OrgFailure
from tui.presence.roster import Roster
from tui.presence.since import sending, settled

MOST_AT_ONCE = 200
NO_ROUTE = Problem(
    "Toggles cannot be sent",
    "this user may run neither the package's action nor anonymous Apex",
    "Ask for access to the Distribution Engine action's Apex class, or for Author Apex.",
)
ANSWER_LOST = "the answer was lost; the next reading settles it"
HOW: Mapping[bool | None, Literal["done", "failed", "unsettled"]] = {True: "done", False: "failed", None: "unsettled"}
STOPPED = "stopped while the request was under way; the next reading settles it"


class Errand(Struct, frozen=True):
    """Toggles with one sender. ``whys`` and ``holds`` are by user; ``hold`` is put on all that were not refused (R9).

    ``stop`` answers why the rest must not be sent any more, or None; ``dropped`` names those of a batch's users who are
    to be left out now (R15).
    """

    toggles: tuple[Toggle, ...]
    by: By
    whys: Mapping[Id, str]
    hold: Hold | None = None
    holds: Mapping[Id, Hold | None] = {}
    unrecorded_ok: bool = False
    stop: Callable[[], str | None] = lambda: None
    dropped: Callable[[Collection[Id]], frozenset[Id]] = lambda _: frozenset()


class Sender:
    """Sends one errand, batch by batch. ``changed``, ``entries`` and ``report`` tell where it stands, at any moment.

    ``changed`` are pasts as they follow from ``base``, the memory when it began; ``keep`` is given those of each batch
    before the journal says how it ended, so that a run killed in between leaves toggles that it can still find.
    """

    def __init__(
        self,
        org: Org,
        journal: Journal,
        now: Callable[[], datetime],
        memory: Memory,
        roster: Roster | None,
        keep: Callable[[Mapping[Id, Past]], None] = lambda _: None,
    ) -> None:
        self._org = org
        self._journal = journal
        self._now = now
        self._roster = roster
        self.base = memory
        self._keep = keep
        self.changed: dict[Id, Past] = {}
        self.entries: list[Entry] = []
        self.report = Report()

    async def send(self, errand: Errand, progress: Progress) -> Report:
        """Send what may be sent; every toggle ends as an outcome or among the unsent. Never raises OrgFailure."""
        left = list(_batches(errand.toggles))
        while left:
            stop = errand.stop() or ("stopped by you" if progress.aborted else None)
            if stop is not None:
                self._give_up(Problem("The rest was not sent", stop, ""))
                break
            batch = left.pop(0)
            gone = errand.dropped([one.user_id for one in batch])
            batch = [one for one in batch if one.user_id not in gone]
            if batch and not await self._batch(batch, errand, progress):
                break
        unsent = {one.user_id for one in errand.toggles} - {one.user_id for one in self.report.outcomes}
        self.report = replace(self.report, unsent=tuple(sorted(unsent)))
        return self.report

    async def _batch(self, batch: Sequence[Toggle], errand: Errand, progress: Progress) -> bool:
        """Send one batch; False where nothing more should be tried."""
        route = self._org.write_route(batch[0].reason)
        if route is None:
            self._give_up(NO_ROUTE)
            return False
        at = self._now()
        entries = [self._entry(one, errand, at, route) for one in batch]
        try:
            numbers: Sequence[int] = self._journal.sending(entries)
        except JournalFailure as failure:
            if not errand.unrecorded_ok:
                self.report = replace(self.report, problem=failure.problem, unrecorded=True)
                return False
            numbers = ()
        for one in batch:
            self.changed[one.user_id] = sending(self._past(one.user_id), Sent(one.to, at, errand.by, "sent"))
        return await self._ask(batch, route, entries, numbers, errand, progress)

    async def _ask(
        self,
        batch: Sequence[Toggle],
        route: WriteRoute,
        entries: Sequence[Entry],
        numbers: Sequence[int],
        errand: Errand,
        progress: Progress,
    ) -> bool:
        problem: Problem | None = None
        outcomes = [Outcome(one.user_id, None, route, error=STOPPED) for one in batch]
        try:
            outcomes = await self._org.toggle(batch, progress)
        except (OrgFailure, Aborted) as failure:
            problem = failure.problem
            ok = None if isinstance(failure, AnswerLost) else False
            outcomes = [Outcome(one.user_id, ok, route, error=str(problem)) for one in batch]
        finally:  # whatever broke or cancelled it, a request may be out: nothing stays without an outcome (R15)
            self._settle(batch, route, entries, numbers, outcomes, errand)
        if problem is not None:
            self._give_up(problem)
        return problem is None

    def _settle(
        self,
        batch: Sequence[Toggle],
        route: WriteRoute,
        entries: Sequence[Entry],
        numbers: Sequence[int],
        outcomes: Sequence[Outcome],
        errand: Errand,
    ) -> None:
        told = {one.user_id: one for one in outcomes}
        ended = [told.get(one.user_id) or Outcome(one.user_id, None, route, error=ANSWER_LOST) for one in batch]
        final = []
        for toggle, entry, outcome in zip(batch, entries, ended, strict=True):
            final.append(_ended(entry, toggle, outcome))
            self._conclude(toggle, outcome, entry.at, errand)
        self.entries.extend(final)
        self.report = replace(self.report, outcomes=(*self.report.outcomes, *ended))
        self._keep({one.user_id: self.changed[one.user_id] for one in batch})
        if numbers:
            try:
                self._journal.settle(dict(zip(numbers, final, strict=True)))
            except JournalFailure as failure:
                self.report = replace(self.report, problem=failure.problem)

    def _conclude(self, toggle: Toggle, outcome: Outcome, at: datetime, errand: Errand) -> None:
        """Memory after one outcome: what was sent, and the hold of a person who sent it (R9)."""
        sent = Sent(toggle.to, at, errand.by, HOW[outcome.ok], outcome.error)
        past = self._past(toggle.user_id)
        if outcome.ok is not False:
            past = _held_by(past, toggle.user_id, errand, at)
        self.changed[toggle.user_id] = settled(past, sent)

    def _entry(self, toggle: Toggle, errand: Errand, at: datetime, route: WriteRoute) -> Entry:
        standing = self._roster.standings.get(toggle.user_id) if self._roster else None
        why = toggle.reason or errand.whys.get(toggle.user_id, "")
        return Entry(
            at,
            "toggle",
            toggle.user_id,
            standing.user.name if standing else toggle.user_id,
            standing.de if standing else DE.UNKNOWN,
            "on" if toggle.to else "off",
            why,
            by=errand.by,
            route=route,
            outcome="sent",
        )

    def _past(self, user_id: Id) -> Past:
        return self.changed.get(user_id) or self.base.of(user_id)

    def _give_up(self, problem: Problem) -> None:
        self.report = replace(self.report, problem=problem)


def _held_by(past: Past, user_id: Id, errand: Errand, at: datetime) -> Past:
    """The past under the hold that the errand leaves; where an undo ends one, what counts begins anew (R6)."""
    if user_id not in errand.holds:
        return past if errand.hold is None else held(past, errand.hold)
    hold = errand.holds[user_id]
    if hold is None:
        return past if past.hold is None else released(past, at)
    return held(past, hold)


def _ended(entry: Entry, toggle: Toggle, outcome: Outcome) -> Entry:
    """The entry with its outcome in words: what DE said, what was lost, whether the reason travelled (R18)."""
    words = [entry.why]
    if outcome.error or outcome.ok is None:
        words.append(outcome.error or ANSWER_LOST)
    if toggle.reason and outcome.ok and not outcome.reason_sent:
        words.append("reason not sent")
    return replace(entry, why="; ".join(word for word in words if word), route=outcome.route, outcome=HOW[outcome.ok])


def _batches(toggles: Sequence[Toggle]) -> Iterator[list[Toggle]]:
    """Batches of one value and one reason, in the order given within each."""
    ordered = sorted(toggles, key=lambda one: (not one.to, one.reason or ""))
    for _, same in groupby(ordered, key=lambda one: (one.to, one.reason)):
        group = list(same)
        for start in range(0, len(group), MOST_AT_ONCE):
            yield group[start : start + MOST_AT_ONCE]
