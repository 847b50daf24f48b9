"""Hours of people who come and go, with events that are late, lost, told twice or mean nothing, and bad readings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from random import Random

import pytest

from tests.loop.fakes import Story
from tests.made import uid
from tui.presence.ports import Outcome, Progress, Toggle
from tui.presence.problems import OrgFailure
from tui.presence.settings import BrakeSettings, Settings

PEOPLE = range(1, 7)
HOUR = 3600.0
FRESH = 60.0  # seconds; nothing is sent from an older reading (R3)
CALM = Settings(brake=BrakeSettings(share=1.0))
DOWN = OrgFailure("The org does not answer", "timed out after 10 s", "")


class Life:
    """One run of a few hours by dice. ``offs`` are seconds that whoever was turned off had been gone, by toggle."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.story = Story({1, 2, 3}, {1, 2, 3}, settings=CALM, applying=True)
        self.changed = dict.fromkeys(PEOPLE, -HOUR)
        self.wrongly_off: list[int] = []
        self._toggle = self.story.org.toggle
        self.story.org.toggle = self._watched  # type: ignore[method-assign]  # what leaves is looked at

    async def run(self, hours: float) -> None:
        """So many hours of life, then two of quiet."""
        began, at = self.story.clock.seconds, 90.0
        moments: list[tuple[float, Callable[[], None]]] = []
        while at < hours * HOUR:
            moments.append((began + at, partial(self._happen, self.dice.choice(PEOPLE))))
            at += self.dice.choice([0.2, 3, 30, 200, 900])
        self.story.clock.moments = moments
        await self.story.minutes(hours * 60 + 120)

    def _happen(self, number: int) -> None:
        """Something happens to somebody: mostly they come or go, sometimes the org has a bad moment."""
        story, dice = self.story, self.dice
        match dice.randrange(10):
            case 0:
                story.org.failures = [DOWN] * dice.randrange(1, 5)
            case 1:
                story.org.broken = not story.org.broken
            case 2:
                story.events.tell(story.happening(dice.choice(["login", "logout"]), number))
            case _:
                self._come_or_go(number)

    def _come_or_go(self, number: int) -> None:
        story, dice = self.story, self.dice
        there = number in story.org.present
        (story.org.present.discard if there else story.org.present.add)(number)
        self.changed[number] = story.clock.seconds
        told = story.happening("logout" if there else "login", number)
        late = dice.choice([0, 0, 0, 1, 40, 400, None])
        if late is not None:
            when = story.clock.seconds + late
            story.clock.moments.append((when, partial(story.events.tell, *[told] * dice.choice([1, 1, 2]))))
            story.clock.moments.sort(key=lambda one: one[0])

    async def _watched(self, toggles: Sequence[Toggle], progress: Progress) -> list[Outcome]:
        for one in toggles:
            number = int(one.user_id[3:15])
            long_there = self.story.clock.seconds - self.changed[number] > FRESH
            if not one.to and number in self.story.org.present and long_there:
                self.wrongly_off.append(number)
        return await self._toggle(toggles, progress)

    def most_in_an_hour(self) -> int:
        """How often the same value went to one user within an hour, at most."""
        most = 0
        for number in PEOPLE:
            for to in ("on", "off"):
                times = [
                    one.at.timestamp()
                    for one in self.story.journal.entries
                    if (one.kind, one.user, one.to, one.by) == ("toggle", uid(number), to, "loop")
                ]
                most = max([most, *(sum(0 <= other - one < HOUR for other in times) for one in times)])
        return most


@pytest.mark.parametrize("seed", range(20))
async def test_in_the_end_everybody_is_as_they_are_there_and_nobody_was_wrongly_off(seed: int) -> None:
    life = Life(seed)
    await life.run(3)
    life.story.org.broken = False
    await life.story.minutes(70)
    assert life.story.org.on == life.story.org.present
    assert life.wrongly_off == []
    assert life.most_in_an_hour() <= 3
    assert life.story.org.most_busy == 1


async def test_these_lives_do_have_cycles_that_events_woke() -> None:
    life = Life(1)
    await life.run(1)
    woken = [pulse.cycle for pulse in life.story.pulses if pulse.cycle is not None and pulse.cycle.woken]
    assert len(woken) > 3
    assert all(one.number < other.number for one, other in pairwise(woken))
