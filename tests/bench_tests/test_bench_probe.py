"""The probe finds what it looks into, so that a renaming shows here and not in a benchmark that breaks."""

from __future__ import annotations

import inspect

import pytest
from textual.drivers.linux_driver import LinuxDriver

from tests.bench.probe import PARTS, Cycle, Seen
from tui.cli.monitor import Watched
from tui.loop import cycle
from tui.ui.table.roster_table import RosterTable


@pytest.mark.parametrize("part", PARTS)
def test_a_cycle_has_the_parts_that_the_probe_times(part: str) -> None:
    assert callable(getattr(cycle, part))


def test_pulses_table_and_driver_are_where_the_probe_lays_itself_around_them() -> None:
    assert inspect.isasyncgenfunction(Watched.pulses)
    assert callable(RosterTable.show)
    assert callable(LinuxDriver.write)


def test_the_longest_stall_of_a_cycle_is_not_that_of_another() -> None:
    seen = Seen(gaps=[(1.0, 0.5), (11.0, 0.02), (12.0, 0.03), (21.0, 0.9)])
    assert seen.longest_stall(Cycle(asked=10.0, painted=20.0)) == 0.03
