"""What the README tells of the product is what the product is."""

from __future__ import annotations

from screenshots.key_table import in_readme, key_table


def test_the_readmes_keys_are_those_of_the_commands() -> None:
    assert in_readme() == key_table(), "run python -m screenshots.key_table"
