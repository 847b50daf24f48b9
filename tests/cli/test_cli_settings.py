"""``settings``: the page that is made from the settings' types, and is a settings file itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tui.cli import main
from tui.cli.settings_words import words_of
from tui.presence.settings import Settings
from tui.store.settings_file import read_settings


def test_every_setting_has_words_of_its_own_and_its_table_too() -> None:
    words = words_of(Settings())
    assert all(one.words and one.about for one in words)
    assert len({(one.table, one.words) for one in words}) == len(words)


@pytest.fixture
def settings_path(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text('[loop]\ninterval = 120\n[exclude]\nteams = ["Renewals", "A \\"b\\""]\n[keys]\nundo = "U"\n')
    return path


def test_the_page_is_a_settings_file_that_says_what_is_in_force(
    settings_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["settings", "--config", str(settings_path)]) == 0
    page = tmp_path / "page.toml"
    page.write_text(capsys.readouterr().out)
    assert read_settings(page) == read_settings(settings_path)


def test_a_value_of_ones_own_stands_beside_the_default(settings_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "--config", str(settings_path)]) == 0
    assert "# seconds between two cycles (10 or more, default 300)\ninterval = 120\n" in capsys.readouterr().out


def test_an_orgs_own_values_are_shown_for_that_org(settings_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings_path.write_text('[org."acme".loop]\nrefresh = 30\n')
    assert main(["--org", "acme", "settings", "--json", "--config", str(settings_path)]) == 0
    told = {one["key"]: one["value"] for one in json.loads(capsys.readouterr().out)["settings"]}
    assert told["refresh"] == 30
    assert told["interval"] == 300
