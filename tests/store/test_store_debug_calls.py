"""The count of debug calls in its file."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from tui.presence.debug_calls import DAY, MOST, counted, free_in
from tui.presence.model import Instant
from tui.store.debug_calls import DebugCallsFile


class Moving:
    """A Clock that a test sets."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def now(self) -> Instant:
        return Instant(self.seconds, 0.0)


@pytest.fixture
def clock() -> Moving:
    return Moving()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journals" / "00D.debug-calls.json"


def test_calls_count_for_a_day_and_over_all_runs(path: Path, clock: Moving) -> None:
    assert DebugCallsFile(path, clock).take() == 0.0
    DebugCallsFile(path, clock).note(2)
    clock.seconds += DAY - 1
    assert DebugCallsFile(path, clock).used() == 3
    clock.seconds += 1
    assert DebugCallsFile(path, clock).used() == 0


def test_beyond_our_share_nothing_is_counted_and_the_wait_is_told(path: Path, clock: Moving) -> None:
    calls = DebugCallsFile(path, clock)
    calls.note(1)
    clock.seconds += 100
    calls.note(MOST - 1)
    assert calls.take() == DAY - 100
    assert calls.used() == MOST
    clock.seconds += DAY - 100
    assert calls.take() == 0.0


def test_the_file_is_for_this_user_alone_and_holds_no_more_than_moments(path: Path, clock: Moving) -> None:
    DebugCallsFile(path, clock).take()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == "[1000000]"


def test_asking_how_many_makes_no_file(path: Path, clock: Moving) -> None:
    assert DebugCallsFile(path, clock).used() == 0
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "{", '["a"]', '{"a": 1}'])
def test_a_damaged_file_is_counted_anew_and_the_log_says_so(
    path: Path, clock: Moving, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(text)
    calls = DebugCallsFile(path, clock)
    assert calls.take() == 0.0
    assert calls.used() == 1
    assert "cannot be read" in caplog.text


def test_where_no_file_can_be_written_this_run_counts_for_itself(
    tmp_path: Path, clock: Moving, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    (tmp_path / "state").write_text("not a folder")
    calls = DebugCallsFile(tmp_path / "state" / "calls.json", clock)
    calls.note(MOST)
    assert calls.take() > 0
    assert "in this run alone" in caplog.text


def test_a_clock_that_was_set_back_frees_nothing_and_keeps_nothing_for_ever(path: Path, clock: Moving) -> None:
    calls = DebugCallsFile(path, clock)
    calls.note(MOST)
    clock.seconds -= 10 * DAY
    assert calls.take() == DAY
    calls.note(1)
    clock.seconds += DAY
    assert calls.take() == 0.0


def test_the_wait_is_until_the_oldest_that_stands_in_the_way_is_a_day_old() -> None:
    assert free_in([0.0] * (MOST - 1), 10.0) == 0.0
    assert free_in([0.0, *[5.0] * MOST], 10.0) == DAY - 5
    assert counted([3.0, 1.0, 99.0], 10.0) == [1.0, 3.0, 10.0]
