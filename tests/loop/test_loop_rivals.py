"""Who else toggles in an org, in sentences; and settings that change while the loop runs."""

from __future__ import annotations

import pytest

from tests.loop.fakes import FakeClock, FakeOrg, Story
from tests.made import NINE
from tui.loop.hand import Hand
from tui.loop.pulse import Cycle, Phase, Pulse
from tui.loop.rivals import ANOTHER_LOOP, CYCLES_BETWEEN, Lookout, Rivals, find_rivals
from tui.presence.plan import Plan
from tui.presence.ports import Job
from tui.presence.problems import OrgFailure
from tui.presence.settings import LoopSettings, Settings

LINK = Job("7075e0000000001AAA", "ToggleDEUserBasedOnSession", "Queued", NINE, "Ada")


class JobOrg(FakeOrg):
    """An org that answers for its jobs as a test says."""

    def __init__(self, said: tuple[Job, ...] | OrgFailure | None) -> None:
        super().__init__(FakeClock(), set(), set())
        self.said = said

    async def own_jobs(self) -> tuple[Job, ...] | None:
        if isinstance(self.said, OrgFailure):
            raise self.said
        return self.said


async def test_nobody_else_is_no_rival() -> None:
    assert await find_rivals(JobOrg(()), locked=False) == Rivals()


async def test_a_loop_of_this_machine_and_the_orgs_own_job_are_named_each_once() -> None:
    found = await find_rivals(JobOrg((LINK, LINK)), locked=True)
    assert found == Rivals((ANOTHER_LOOP, "The org's own job ToggleDEUserBasedOnSession is on, as Ada"))


@pytest.mark.parametrize(
    ("said", "why"), [(None, "View Setup"), (OrgFailure("The org does not answer", "timed out"), "timed out")]
)
async def test_what_cannot_be_asked_is_unknown_and_says_why(said: OrgFailure | None, why: str) -> None:
    found = await find_rivals(JobOrg(said), locked=False)
    assert found.found == ()
    assert found.unknown.startswith("It is not known whether the org's own polling job runs")
    assert why in found.unknown


async def test_only_an_org_that_hides_its_jobs_will_never_tell() -> None:
    assert (await find_rivals(JobOrg(None), locked=False)).hidden
    assert not (await find_rivals(JobOrg(OrgFailure("The org does not answer")), locked=False)).hidden


def after_cycle(number: int = CYCLES_BETWEEN, *, dry_run: bool = False) -> Pulse:
    cycle = Cycle(number, NINE, NINE, 6, 6, 3, True, Plan(at=NINE))
    return Pulse(Phase.ON, applying=True, cycle=cycle, settings=Settings(loop=LoopSettings(dry_run=dry_run)))


async def test_a_job_that_somebody_starts_meanwhile_stops_the_loop_and_is_named() -> None:
    hand = Hand(applying=True)
    assert await Lookout(JobOrg((LINK,)), hand).after(after_cycle()) == (
        "The org's own job ToggleDEUserBasedOnSession is on, as Ada"
    )
    assert not hand.applying


@pytest.mark.parametrize(
    ("pulse", "hand"),
    [
        (Pulse(Phase.ON, applying=True), Hand(applying=True)),
        (after_cycle(CYCLES_BETWEEN + 1), Hand(applying=True)),
        (after_cycle(dry_run=True), Hand(applying=True)),
        (after_cycle(), Hand(applying=True, sends=False)),
        (after_cycle(), Hand()),
    ],
)
async def test_it_looks_every_few_cycles_and_only_for_a_loop_that_sends(pulse: Pulse, hand: Hand) -> None:
    asked: list[int] = []

    class Asked(JobOrg):
        async def own_jobs(self) -> tuple[Job, ...] | None:
            asked.append(1)
            return (LINK,)

    assert await Lookout(Asked(None), hand).after(pulse) == ""
    assert asked == []


async def test_a_loop_that_a_person_wants_beside_the_job_goes_on() -> None:
    hand = Hand()
    hand.start(beside=True)
    assert await Lookout(JobOrg((LINK,)), hand).after(after_cycle()) == ""
    assert hand.applying


@pytest.mark.parametrize("said", [None, (), OrgFailure("The org does not answer", "timed out")])
async def test_a_loop_goes_on_where_nobody_is_found_or_nobody_can_tell(
    said: tuple[Job, ...] | OrgFailure | None,
) -> None:
    hand = Hand(applying=True)
    assert await Lookout(JobOrg(said), hand).after(after_cycle()) == ""
    assert hand.applying


async def test_new_settings_count_from_the_next_step_on() -> None:
    story = Story({1}, {1, 2}, applying=True)
    await story.cycle()
    dry = Settings(loop=LoopSettings(dry_run=True, refresh=7))
    story.hand.adopt(dry)
    pulse = await story.until(lambda pulse: pulse.settings is dry)
    before = len(story.org.log)
    story.org.present.discard(1)
    await story.minutes(20)
    assert pulse.settings.loop.refresh == 7
    assert 7 in [round(one) for one in story.clock.slept]
    assert not [one for one in story.org.log[before:] if one.startswith("toggle")]
