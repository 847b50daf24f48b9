"""The settings file: what it gives, and how it complains."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.presence.problems import BadSettings
from tui.presence.settings import Settings
from tui.store.settings_file import read_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def complaint(file: Path, text: str, key_ids: tuple[str, ...] | None = None) -> tuple[str, str, str]:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings) as caught:
        read_settings(file, key_ids=key_ids)
    problem = caught.value.problem
    return problem.title, problem.cause, problem.next


def test_a_missing_default_file_means_the_defaults(file: Path) -> None:
    assert read_settings(file).general == Settings()


def test_a_missing_file_that_was_asked_for_is_an_error(file: Path) -> None:
    with pytest.raises(BadSettings) as caught:
        read_settings(file, required=True)
    assert caught.value.problem.cause == str(file)


def test_an_empty_file_means_the_defaults(file: Path) -> None:
    file.touch()
    assert read_settings(file).general == Settings()


def test_the_file_of_the_contract_gives_the_defaults(file: Path) -> None:
    file.write_text(
        """
        [presence]
        preset = "default"              # or "article"
        session_types = []
        login_types = []
        idle_limit_minutes = 0
        [loop]
        interval = 300
        refresh = 60
        off_after = 20
        dry_run = false
        respect_outside_changes = true
        off_reason = "No active session"
        last_one_grace = 0
        [brake]
        share = 0.5
        at_least = 2
        release_after = 900
        [exclude]
        users = []
        teams = []
        profiles = []
        permission_sets = []
        [journal]
        presence = true
        keep_days = 90
        [keys]
        """
    )
    assert read_settings(file).general == Settings()


def test_a_whole_number_will_do_where_a_fraction_may_stand(file: Path) -> None:
    file.write_text("[brake]\nshare = 1\n")
    assert read_settings(file).general.brake.share == 1.0


def test_a_file_with_a_byte_order_mark_is_read(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf[loop]\ninterval = 60\n")
    assert read_settings(file).general.loop.interval == 60


def test_one_orgs_section_overrides_only_what_it_names(file: Path) -> None:
    file.write_text('[loop]\ninterval = 60\nrefresh = 20\n[org."Acme Sales".loop]\nrefresh = 30\n')
    read = read_settings(file)
    assert (read.of("Acme Sales").loop.interval, read.of("Acme Sales").loop.refresh) == (60, 30)
    assert read.of("Other").loop.refresh == 20


def test_an_org_is_found_by_its_id_in_either_length(file: Path) -> None:
    file.write_text('[org."00D5e000000abcD".loop]\nrefresh = 30\n')
    assert read_settings(file).of("00D5e000000abcDEAY", "Acme").loop.refresh == 30


def test_the_first_name_that_has_a_section_wins(file: Path) -> None:
    file.write_text('[org.Acme.loop]\nrefresh = 30\n[org."00D5e000000abcDEAY".loop]\nrefresh = 40\n')
    assert read_settings(file).of("00D5e000000abcDEAY", "Acme").loop.refresh == 40


@pytest.mark.parametrize(
    ("text", "where", "why", "todo"),
    [
        ("\n[loop]\nintervall = 60", "line 3", "loop.intervall: there is no such key", 'Write "interval"'),
        ("[lop]\n", "line 1", "lop: there is no such table", 'Write "loop"'),
        ('[presence]\npreset = "artikel"', "line 2", 'presence.preset: "artikel" is not one of', 'Write "article"'),
        ('[loop]\ninterval = "60"', "line 2", "loop.interval: expected a number, got text", "loop.interval"),
        ("[loop]\ninterval = 5", "line 2", "loop.interval: expected a number >= 10.0", "loop.interval"),
        ("[loop]\ninterval = nan", "line 2", "loop.interval: expected a number >= 10.0", "loop.interval"),
        ("[loop]\ninterval = inf", "line 2", "loop.interval: expected a number <= 1000000000", "loop.interval"),
        ("[journal]\nkeep_days = 10.5", "line 2", "journal.keep_days: expected a whole number, got a number", "keep"),
        ("[journal]\npresence = 1", "line 2", "journal.presence: expected true or false, got a whole number", "pres"),
        ('[exclude]\nusers = "Me"', "line 2", "exclude.users: expected a list, got text", "exclude.users"),
        ("[exclude]\nusers = [1]", "line 2", "exclude.users: expected text, got a whole number", "exclude.users"),
        ('[loop]\noff_reason = ""', "line 2", "loop.off_reason: expected text of length >= 1", "loop.off_reason"),
        ("loop = 5", "line 1", "loop: this is a table, not a single value", "Write [loop]"),
        ("loop.intervall = 5", "line 1", "loop.intervall: there is no such key", 'Write "interval"'),
        ("[org.Acme.lop]\n", "line 1", "org.Acme.lop: there is no such table", 'Write "loop"'),
        ('[org.Acme.keys]\nmark = "m"', "line 1", "org.Acme.keys: there is no such table", "Write "),
        ('[org."A B".loop]\n\nrefresh = 1', "line 3", 'org."A B".loop.refresh: expected a number >= 5.0', "refresh"),
        ("[keys]\nmark = 1", "line 2", "keys.mark: expected text, got a whole number", "keys.mark"),
        ("a = ]", "line 1", "Invalid value", "Mend"),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_what_to_write(
    file: Path, text: str, where: str, why: str, todo: str
) -> None:
    _, cause, following = complaint(file, text)
    assert str(file) in cause
    assert where in cause
    assert why in cause
    assert todo in following


def test_a_key_id_that_does_not_exist_is_answered_with_the_nearest(file: Path) -> None:
    _, cause, following = complaint(file, '[keys]\ntoggel-on = "o"', ("toggle-on", "mark"))
    assert "line 2: keys.toggel-on: there is no such key id" in cause
    assert following == 'Write "toggle-on"'


def test_a_file_that_is_not_utf8_is_an_error(file: Path) -> None:
    file.write_bytes(b'[loop]\noff_reason = "\xff"\n')
    with pytest.raises(BadSettings, match="not UTF-8"):
        read_settings(file)


def test_a_folder_in_place_of_the_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="cannot be read"):
        read_settings(tmp_path)


def test_a_file_nested_without_end_is_an_error(file: Path) -> None:
    file.write_text("a = " + "[" * 20_000 + "]" * 20_000)
    with pytest.raises(BadSettings, match="no TOML"):
        read_settings(file)


def test_a_wrong_org_section_is_an_error_though_another_org_is_used(file: Path) -> None:
    assert "org.Other.loop.interval" in complaint(file, "[org.Other.loop]\ninterval = 1\n")[1]
