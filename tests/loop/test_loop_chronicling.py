"""What readings showed reaches the journal: once as it is, then as it changes."""

from __future__ import annotations

from tests.loop.events_story import cycling
from tests.loop.fakes import Story
from tests.made import tid, uid
from tui.presence.model import DE, Presence


async def test_the_first_complete_reading_is_written_whole() -> None:
    story = Story({1, 2}, on={1, 2, 3})
    await story.minutes(1)
    page = story.journal.pages[0]
    assert (page.whole, page.begins, len(page.states)) == (True, True, 6)
    state = page.states[uid(3)]
    assert state is not None
    assert (state.presence, state.de, state.teams_on, state.teams) == (Presence.ABSENT, DE.ON, 1, (tid(1),))
    assert page.teams == {tid(1): "Team 1"}


async def test_a_quiet_minute_adds_a_tally_and_no_states() -> None:
    story = Story({1, 2}, on={1, 2})
    await story.minutes(3)
    assert len(story.journal.pages) == 1
    assert len({one.at.minute for one in story.journal.told}) == len(story.journal.told) >= 3


async def test_who_changed_is_written_and_nobody_else() -> None:
    story = Story({1, 2}, on={1, 2})
    await story.minutes(2)
    story.org.present.discard(2)
    await story.minutes(2)
    states = [set(page.states) for page in story.journal.pages[1:]]
    assert states[0] == {uid(2)}
    assert story.journal.told[-1].active == 1


async def test_an_event_is_written_at_its_own_moment() -> None:
    story = await cycling({1, 2}, {1, 2})
    await story.left(2)
    await story.cycle()
    page = story.journal.pages[-1]
    assert story.org.log == ["read 1", "toggle 1"]
    assert set(page.states) == {uid(2)}
    assert page.at not in {one.at for one in story.journal.told}


async def test_an_incomplete_reading_is_no_page() -> None:
    story = Story({1, 2}, on={1, 2})
    await story.minutes(1)
    told = len(story.journal.told)
    story.org.broken = True
    story.org.present.clear()
    await story.minutes(3)
    assert (len(story.journal.pages), len(story.journal.told)) == (1, told)


async def test_what_could_not_be_written_is_in_the_next_page() -> None:
    story = Story({1, 2}, on={1, 2})
    await story.minutes(1)
    story.journal.broken = True
    story.org.present.discard(2)
    await story.minutes(2)
    story.journal.broken = False
    await story.minutes(2)
    assert [set(page.states) for page in story.journal.pages[1:]] == [{uid(2)}]


async def test_after_hours_without_a_reading_it_is_known_anew() -> None:
    story = Story({1, 2}, on={1, 2})
    await story.minutes(1)
    story.clock.seconds += 3 * 3600
    await story.minutes(1)
    assert [page.begins for page in story.journal.pages] == [True, True]


async def test_the_tally_counts_each_team_by_its_own_answer() -> None:
    story = Story({1, 2, 3}, on={1, 5})
    await story.minutes(1)
    tally, team = story.journal.told[0], story.journal.told[0].teams[tid(1)]
    assert (tally.users, tally.active, tally.absent, tally.on) == (6, 3, 3, 2)
    assert (team.users, team.present, team.on) == (6, 3, 2)
    assert tally.out_of_step == 3
