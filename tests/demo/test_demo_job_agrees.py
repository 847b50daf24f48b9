"""The twin of the kit's job and the monitor's own rules tell alike stories that nobody wrote."""

from __future__ import annotations

from random import Random

import pytest

from tests.demo.job_stage import Stage
from tests.demo.job_stories import Office
from tests.kit_apex.stories import table
from tests.kit_apex.test_kit_cases_core import Told

STORIES = 60  # a batch
BASE = table().base


@pytest.mark.parametrize("batch", range(6))
def test_the_twin_plans_what_the_monitor_plans(batch: int) -> None:
    planned = 0
    for number in range(STORIES):
        planned += told(batch * STORIES + number)
    assert planned > 10 * STORIES


def told(number: int) -> int:
    """One story by both; how many words were planned in it."""
    office = Office(Random(number))
    case = office.case()
    monitor, twin = Told(case), Stage(case, BASE)
    words = 0
    for _ in range(office.rng.randint(3, 25)):
        pasts = {one: monitor.past(one) for one in office.members}
        held = frozenset(one for one, past in pasts.items() if past.hold is not None and past.hold.by != "outside")
        reading = office.reading(held, {one: past.present for one, past in pasts.items()})
        plan = monitor.read(reading)
        assert twin.read(reading) == plan, f"story {number}, at {reading.at}"
        office.take(plan, reading.refused)
        words += len(plan)
    return words
