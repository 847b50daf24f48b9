"""What the README tells of the product is what the product is."""

from __future__ import annotations

import re
from pathlib import Path

from screenshots.key_table import README, in_readme, key_table
from screenshots.scenes import AFTER_A_DAY, NEW
from tui.store.settings_file import read_settings


def test_the_readmes_keys_are_those_of_the_commands() -> None:
    assert in_readme() == key_table(), "run python -m screenshots.key_table"


def test_whatever_the_readme_links_to_is_there_and_its_pictures_are_generated() -> None:
    linked = set(re.findall(r"\]\((?!https?:)([^)]+)\)", README.read_text(encoding="utf-8")))
    assert [one for one in sorted(linked) if not (README.parent / one).is_file()] == []
    made = {f"screenshots/{one.name}.png" for one in (*NEW, *AFTER_A_DAY)}
    assert {one for one in linked if one.startswith("screenshots/")} <= made


def test_the_settings_of_the_readme_are_settings(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(README.read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    assert read_settings(path).of("acme-uat").loop.dry_run
