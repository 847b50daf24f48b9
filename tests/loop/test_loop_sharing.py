"""A person's holds are told to the org's own job; where that fails they stand here all the same (R9)."""

from __future__ import annotations

from tests.loop.fakes import Story
from tests.made import uid
from tui.loop.hand import HoldOrder, ToggleOrder
from tui.presence.memory import Hold
from tui.presence.model import Id, Problem
from tui.presence.ports import Toggle

LEAVE = Hold("toggled by you", until_presence=True)
OUTSIDE = Hold("turned on elsewhere", until_presence=True, by="outside")


async def read() -> Story:
    """A loop that is off, after a reading: 1 is there, 2 is not."""
    story = Story({1}, {1, 2})
    await story.until(lambda pulse: pulse.roster)
    await story.minutes(2)
    return story


async def carried_out(story: Story, order: HoldOrder | ToggleOrder) -> None:
    done = story.hand.order(order)
    await story.until(lambda _: done.done())
    await story.minutes(1)


def shared(story: Story) -> list[dict[Id, Hold | None]]:
    return [holds for holds, _ in story.org.shared]


async def test_a_hold_and_its_release_are_shared() -> None:
    story = await read()
    await carried_out(story, HoldOrder((uid(1), uid(2)), LEAVE))
    await carried_out(story, HoldOrder((uid(1),), None))
    assert shared(story) == [{uid(1): LEAVE, uid(2): LEAVE}, {uid(1): None}]


async def test_the_presence_that_a_hold_was_given_in_goes_along() -> None:
    story = await read()
    await carried_out(story, HoldOrder((uid(1), uid(2)), LEAVE))
    assert story.org.shared[0][1] == {uid(1): True, uid(2): False}


async def test_a_toggle_shares_the_hold_of_those_who_were_not_refused() -> None:
    story = await read()
    story.org.refused, story.org.lost = {2}, {3}
    await carried_out(story, ToggleOrder(tuple(Toggle(uid(n), False) for n in (1, 2, 3)), "", LEAVE))
    assert shared(story) == [{uid(1): LEAVE, uid(3): LEAVE}]


async def test_undo_shares_the_hold_that_it_brings_back() -> None:
    story = await read()
    toggles = (Toggle(uid(1), True), Toggle(uid(2), True), Toggle(uid(3), True))
    await carried_out(story, ToggleOrder(toggles, "undone", None, ((uid(1), None), (uid(2), LEAVE), (uid(3), OUTSIDE))))
    assert shared(story) == [{uid(1): None, uid(2): LEAVE, uid(3): None}]


async def test_a_toggle_without_a_hold_shares_nothing() -> None:
    story = await read()
    await carried_out(story, ToggleOrder((Toggle(uid(1), False),), "", None))
    assert story.org.shared == []


async def test_readings_and_cycles_share_nothing() -> None:
    story = Story({1, 2}, {1, 3}, applying=True, first_ok=True)
    await story.minutes(20)
    assert story.org.shared == []


async def test_orders_that_wait_together_are_shared_together_and_the_last_word_counts() -> None:
    story = await read()
    story.hand.order(HoldOrder((uid(1), uid(2)), LEAVE))
    await carried_out(story, HoldOrder((uid(1),), None))
    assert shared(story) == [{uid(1): None, uid(2): LEAVE}]


async def test_the_hold_stands_here_before_the_org_is_told() -> None:
    story = await read()
    stood: list[Hold | None] = []
    story.org.at_share = lambda: stood.append(story.journal.kept.of(uid(1)).hold)
    done = story.hand.order(HoldOrder((uid(1),), LEAVE))
    await story.until(lambda _: stood)
    assert (stood, done.done()) == ([LEAVE], True)


async def test_where_it_cannot_be_shared_the_log_says_why_and_the_hold_stands() -> None:
    story = await read()
    story.org.unshared = Problem("the org refused it", "read-only", "")
    story.hand.order(HoldOrder((uid(1),), LEAVE))
    pulse = await story.until(lambda pulse: any(one.kind == "error" for one in pulse.entries))
    word = "the org's own job does not know of this hold: the org refused it: read-only"
    assert [one.why for one in pulse.entries] == [word]
    assert word in [one.why for one in story.journal.entries]
    assert pulse.memory.of(uid(1)).hold == LEAVE
    await story.minutes(10)
    assert len(story.org.shared) == 1


async def test_a_release_that_cannot_be_shared_is_said_in_its_own_words() -> None:
    story = await read()
    story.org.unshared = Problem("no", "", "")
    story.hand.order(HoldOrder((uid(1),), None))
    pulse = await story.until(lambda pulse: any(one.kind == "error" for one in pulse.entries))
    assert pulse.entries[0].why == "the org's own job does not know that this hold is over: no"


async def test_one_request_is_in_flight_at_a_time() -> None:
    story = await read()
    await carried_out(story, HoldOrder((uid(1),), LEAVE))
    assert story.org.most_busy == 1
