"""The shared table of cases, told by the simulated org's twin of the kit's job."""

from __future__ import annotations

import pytest

from tests.demo.job_stage import Stage
from tests.kit_apex.stories import Case, table

TABLE = table()


@pytest.mark.parametrize("case", TABLE.cases, ids=lambda case: f"{case.cites}: {case.name}")
def test_a_case_of_the_kit_is_told_alike_by_the_simulated_orgs_twin(case: Case) -> None:
    stage = Stage(case, TABLE.base)
    for reading in case.story:
        assert stage.read(reading) == reading.plan, f"at {reading.at}"
