"""Long random lives: no wrong toggle, nothing lost, and in the end everybody is as they should be (I1 to I11)."""

from __future__ import annotations

import os

import pytest

from tests.faults.life import Life
from tests.made import uid
from tui.presence.plan import Withheld

LIVES = int(os.environ.get("DE_PRESENCE_LIVES", "12"))  # the long form sets this to hundreds


@pytest.mark.parametrize("availability", [True, False], ids=["answers availability", "answers the toggle"])
@pytest.mark.parametrize("seed", range(LIVES))
async def test_a_life_with_trouble_has_no_wrong_toggle_and_ends_in_step(seed: int, *, availability: bool) -> None:
    life = Life(seed, availability=availability, trouble=0.2)
    await life.run(8)
    life.restart()
    await life.run(4)
    life.org.away = set()
    life.restart()
    pulse = await life.run(3, quiet=True)
    assert life.complaints == []
    assert life.org.sent
    assert pulse.plan is not None
    for number in range(1, life.people + 1):
        stated = isinstance(pulse.plan.of(uid(number)), Withheld)
        if number in life.org.present:
            assert number in life.org.on or stated, f"I4: {number} is present, off and nobody is told why"
        else:
            assert number not in life.org.on or stated, f"I3: {number} is absent and on"


@pytest.mark.parametrize("seed", range(LIVES))
async def test_without_managers_and_holds_it_takes_about_one_toggle_a_change(seed: int) -> None:
    life = Life(seed, availability=False, trouble=0.0)
    life._event = lambda: None  # type: ignore[method-assign]  # this life's only event is the one below
    await life.run(0.5)
    before = len(life.org.sent)
    for turn in range(12):
        life.org.present ^= {turn % life.people + 1}
        await life.run(0.75)
    assert len(life.org.sent) - before <= 1.3 * 12
    assert life.org.on == life.org.present
