"""How a desk was left, over runs."""

from __future__ import annotations

import logging
import stat
import sys
from pathlib import Path

import pytest

from tui.presence.remembered import Remembered
from tui.store.desk_memory import DeskMemory

LEFT = Remembered(
    "seen", True, "team:smb !léo", ("name", "de"), {"name": 20}, {"mine": "de:off"}, frozenset({"005000000000001AAA"}),
    ("@mine",), "nord",
)  # fmt: skip


def test_nothing_is_known_at_first(tmp_path: Path) -> None:
    assert DeskMemory(tmp_path / "a.json").recall() == Remembered()


def test_everything_outlives_the_run_in_a_private_file(tmp_path: Path) -> None:
    DeskMemory(tmp_path / "deep/a.json").remember(LEFT)
    assert DeskMemory(tmp_path / "deep/a.json").recall() == LEFT
    assert [one.name for one in (tmp_path / "deep").iterdir()] == ["a.json"]
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "deep/a.json").stat().st_mode) == 0o600


def test_what_another_run_kept_meanwhile_is_seen(tmp_path: Path) -> None:
    mine, other = DeskMemory(tmp_path / "a.json"), DeskMemory(tmp_path / "a.json")
    mine.remember(Remembered(sort="de"))
    other.remember(LEFT)
    assert mine.recall() == LEFT


@pytest.mark.parametrize("content", [b"", b"{", b'{"sort": 7}', b"[]", b"\xff\xfe"])
def test_a_broken_file_is_logged_once_and_replaced_by_the_next_change(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a.json").write_bytes(content)
    desk = DeskMemory(tmp_path / "a.json")
    with caplog.at_level(logging.WARNING):
        assert desk.recall() == desk.recall() == Remembered()
    assert len(caplog.records) == 1
    desk.remember(LEFT)
    assert DeskMemory(tmp_path / "a.json").recall() == LEFT


def test_what_a_later_version_added_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'{"sort": "de", "shape": "round"}')
    assert DeskMemory(tmp_path / "a.json").recall() == Remembered(sort="de")


def test_where_it_cannot_be_kept_this_run_remembers(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    desk = DeskMemory(tmp_path / "file/a.json")
    desk.remember(LEFT)
    assert desk.recall() == LEFT


def test_without_a_file_nothing_is_kept_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    desk = DeskMemory(None)
    desk.remember(LEFT)
    assert desk.recall() == LEFT
    assert not list(tmp_path.iterdir())


def test_a_forgotten_user_is_watched_no_more_and_stands_in_no_filter(tmp_path: Path) -> None:
    desk = DeskMemory(tmp_path / "a.json")
    desk.remember(
        Remembered(
            filter='"anna berg"',
            filters={"mine": "de:off", "hers": "!ANNA BERG", "anna berg": "de:on"},
            watched=frozenset({"005000000000001AAA", "005000000000002AAA"}),
            watched_filters=("005000000000001aaa", "de:on"),
        )
    )
    desk.forget("005000000000001AAA", "Anna Berg")
    kept = Remembered(filters={"mine": "de:off"}, watched=frozenset({"005000000000002AAA"}), watched_filters=("de:on",))
    assert desk.recall() == kept
