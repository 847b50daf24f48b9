"""Memory and journal when the journal comes late, fails at one call, is set aside, or is written by two processes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

import pytest
from msgspec.structs import replace

from tests.loop.fakes import FakeJournal, Story, later
from tests.made import NINE, uid
from tui.loop.hand import HoldOrder
from tui.loop.keeper import Keeper
from tui.loop.merging import merged
from tui.loop.pulse import Phase
from tui.presence.entry import Entry
from tui.presence.memory import Hold, Memory, Past, Sent
from tui.presence.model import Id
from tui.presence.ports import Toggle
from tui.presence.problems import JournalFailure
from tui.presence.settings import BrakeSettings, Settings

CALM = Settings(brake=BrakeSettings(share=1.0))
COLLEAGUE = Hold("by a colleague")


class ReadOnlyDisk(FakeJournal):
    """A journal that can be read; every write fails."""

    def keep(self, memory: Memory, changed: Mapping[Id, Past]) -> None:
        self._refuse()

    def note(self, entries: Sequence[Entry]) -> None:
        self._refuse()

    def sending(self, entries: Sequence[Entry]) -> list[int]:
        return self._refuse()

    def _refuse(self) -> NoReturn:
        raise JournalFailure("The journal cannot be written", "read-only", "Make it writable.")


def put(story: Story, number: int, change: Callable[[Past], Past]) -> None:
    """What another process writes of a user."""
    kept = story.journal.kept
    story.journal.kept = replace(kept, pasts={**kept.pasts, uid(number): change(kept.of(uid(number)))})


async def test_a_journal_that_could_not_be_read_at_the_start_is_not_written_over_once_it_can() -> None:
    held = Memory({uid(1): Past(present=True, since=NINE, hold=COLLEAGUE)}, begun=True)
    story = Story({1, 2}, {1, 2}, settings=CALM, memory=held)
    story.journal.broken = True
    await story.until(lambda pulse: pulse.roster)
    story.journal.broken, story.org.broken = False, True
    await story.minutes(2)
    assert story.journal.kept.of(uid(1)).hold == COLLEAGUE


async def test_a_hold_given_while_the_journal_could_not_be_read_is_kept_once_it_can() -> None:
    story = Story({1, 2}, {2}, settings=CALM, memory=Memory({uid(1): Past(present=True, since=NINE)}, begun=True))
    story.journal.broken = True
    await story.until(lambda pulse: pulse.roster)
    story.hand.order(HoldOrder((uid(1),), Hold("mine")))
    await story.until(lambda pulse: pulse.entries)
    story.journal.broken = False
    await story.minutes(2)
    assert story.journal.kept.of(uid(1)).hold == Hold("mine")


async def test_r19_a_journal_that_can_only_be_read_brakes_the_loop() -> None:
    story = Story({1, 2}, {1, 2}, settings=CALM, applying=True)
    story.journal = ReadOnlyDisk()
    braked = await story.cycle()
    assert braked.phase is Phase.BRAKED
    assert "read-only" in braked.why


async def test_a_journal_set_aside_while_the_loop_runs_loses_no_hold_and_asks_a_first_plan() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True)
    story.hand.order(HoldOrder((uid(1),), COLLEAGUE))
    await story.cycle()
    story.org.present, story.journal.kept = {1}, Memory()
    asked = await story.until(lambda pulse: pulse.plan and (pulse.plan.on or pulse.plan.off))
    assert asked.plan is not None
    assert asked.plan.first
    await story.cycle()
    assert story.journal.toggles() == []
    assert story.journal.kept.of(uid(1)).hold == COLLEAGUE


async def test_a_hold_given_elsewhere_while_the_loops_toggle_is_under_way_is_kept() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True)

    def colleague() -> None:
        if story.org.log[-1] != "read":
            put(story, 1, lambda past: replace(past, hold=COLLEAGUE))

    story.org.during = colleague
    await story.cycle()
    kept = story.journal.kept.of(uid(1))
    assert kept.hold == COLLEAGUE
    assert [one.outcome for one in kept.sends] == ["done"]


async def test_a_toggle_made_elsewhere_since_the_last_reading_is_not_forgotten_by_a_hold_given_here() -> None:
    story = Story({1, 2}, {1, 2}, settings=CALM)
    await story.until(lambda pulse: pulse.roster)
    sent = Sent(False, later(NINE, 5), "person", "done")
    put(story, 1, lambda past: replace(past, sends=(sent,)))
    story.hand.order(HoldOrder((uid(1),), Hold("mine")))
    await story.until(lambda pulse: pulse.entries)
    assert story.journal.kept.of(uid(1)).sends == (sent,)
    assert story.journal.kept.of(uid(1)).hold == Hold("mine")


async def test_while_nobody_can_tell_who_is_held_the_loop_sends_nothing() -> None:
    journal = FakeJournal(Memory({uid(1): Past()}, begun=True))
    keeper = Keeper(journal)
    keeper.refresh()
    assert keeper.held([uid(1)]) == frozenset()
    journal.broken = True
    assert keeper.held([uid(1)]) == {uid(1)}


async def test_a_hold_given_elsewhere_while_the_journal_cannot_be_looked_at_is_not_written_over() -> None:
    journal = FakeJournal(Memory({uid(1): Past(present=True, since=NINE)}, begun=True))
    keeper = Keeper(journal)
    keeper.refresh()
    journal.broken = True
    keeper.change({uid(1): Past(present=False, since=later(NINE, 60))})
    journal.broken = False
    journal.kept = Memory({uid(1): Past(present=True, since=NINE, hold=COLLEAGUE)}, begun=True)
    keeper.change({})
    assert journal.kept.of(uid(1)) == Past(present=False, since=later(NINE, 60), hold=COLLEAGUE)


@pytest.mark.parametrize(
    ("ours", "left"),
    [(None, COLLEAGUE), (Hold("elsewhere", by="outside"), COLLEAGUE), (Hold("mine"), Hold("mine"))],
    ids=["over a reading that ends one", "over a reading that gives one", "not over a person here"],
)
def test_of_two_holds_given_at_once_that_of_a_person_stays(ours: Hold | None, left: Hold) -> None:
    base = Past(hold=Hold("until a minute ago"))
    assert merged(base, replace(base, hold=ours), replace(base, hold=COLLEAGUE)).hold == left


def test_a_toggle_that_two_processes_remember_counts_once() -> None:
    guessed, known = Sent(True, NINE, "loop", "unsettled"), Sent(True, NINE, "loop", "done")
    assert merged(Past(), Past(sends=(known,)), Past(sends=(guessed,))).sends == (known,)


async def test_r13_toggles_that_a_killed_run_left_under_way_are_counted() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True)
    story.org.deaf = True
    for minutes in (30, 20, 10):
        at = later(NINE, -60 * minutes)
        story.journal.entries.append(Entry(at, "toggle", uid(1), "Ada", "off", "on", by="loop", outcome="sent"))
    ended = await story.cycle()
    assert ended.cycle is not None
    assert [(one.user_id, one.rule) for one in ended.cycle.plan.withheld] == [(uid(1), "R13")]


async def test_r9_a_persons_toggle_that_was_under_way_when_the_run_was_killed_holds() -> None:
    story = Story({1, 2}, {2}, settings=CALM, applying=True)
    left = Entry(later(NINE, -30), "toggle", uid(1), "Ada", "on", "off", by="person", outcome="sent")
    story.journal.entries.append(left)
    await story.cycle()
    assert story.org.on == {2}


async def test_each_batch_is_remembered_before_the_next_one_leaves() -> None:
    story = Story({1}, {1})
    await story.until(lambda pulse: pulse.roster)
    seen: list[int] = []

    def look() -> None:
        if story.org.log[-1] != "read":
            seen.append(sum(past.hold is not None for past in story.journal.kept.pasts.values()))

    story.org.during = look
    done = story.hand.toggle([Toggle(uid(n), False) for n in range(1, 251)], "", Hold("toggled by you"))
    await story.until(lambda _: done.done())
    assert seen == [0, 200]
