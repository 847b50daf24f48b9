"""Where the hearing of logouts goes on, over runs."""

from __future__ import annotations

import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui.presence.events import LastHeard
from tui.store.last_heard import LastHeardFile

LAST = LastHeard(4_812, datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
LATER = LastHeard(4_830, datetime(2026, 11, 23, 10, 0, tzinfo=UTC))


def test_nothing_is_known_at_first(tmp_path: Path) -> None:
    assert LastHeardFile(tmp_path / "a.json").last() is None


def test_it_outlives_the_run(tmp_path: Path) -> None:
    LastHeardFile(tmp_path / "deep/a.json").keep(LAST)
    assert LastHeardFile(tmp_path / "deep/a.json").last() == LAST


def test_the_newest_is_kept(tmp_path: Path) -> None:
    file = LastHeardFile(tmp_path / "a.json")
    file.keep(LAST)
    file.keep(LATER)
    assert file.last() == LATER
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_it_is_private(tmp_path: Path) -> None:
    LastHeardFile(tmp_path / "a.json").keep(LAST)
    assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"replay_id":"x","at":"2026-11-23T09:00:00Z"}',
        b'{"replay_id":1,"at":"2026-11-23T09:00:00"}',
    ],
)
def test_a_file_that_says_something_else_is_as_none(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "a.json").write_bytes(body)
    assert LastHeardFile(tmp_path / "a.json").last() is None


def test_where_nothing_can_be_written_this_run_remembers_and_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "no folder").touch()
    file = LastHeardFile(tmp_path / "no folder/a.json")
    file.keep(LAST)
    file.keep(LATER)
    assert file.last() == LATER
    assert len(caplog.records) == 1
