"""Where things live, and that they are private."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from tui.store.places import platform_places, private_folder


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG variables are Linux's")
def test_the_xdg_variables_move_settings_journals_and_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    places = platform_places()
    assert places.settings == tmp_path / "config/de-presence/settings.toml"
    assert places.journal("00D5e000000abcDEAY") == tmp_path / "state/de-presence/journals/00D5e000000abcDEAY.db"
    assert tmp_path / "state/de-presence" in places.log.parents


def test_looking_for_the_places_makes_none_of_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    platform_places()
    assert not (tmp_path / "state").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_every_folder_that_is_made_is_private(tmp_path: Path) -> None:
    private_folder(tmp_path / "a/b")
    modes = [stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "a", tmp_path / "a/b")]
    assert modes == [0o700, 0o700]
