"""The file of saved orgs: written whole and for its owner alone, and read strictly."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from tui.presence.problems import BadSettings
from tui.presence.saved_org import SavedOrg
from tui.store.places import Places
from tui.store.saved_orgs import SavedOrgs, refuse_name

ACME = SavedOrg("acme", "web", "https://acme.my.salesforce.com", consumer_key="key", org_id="00D5e000002kMSjEAM")
UAT = SavedOrg("acme.uat-2", "sf", username="ada@acme.example.uat", writable=True)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    home = tmp_path / "config"
    return Places(home / "settings.toml", tmp_path / "j", tmp_path / "log", home / "orgs.json", tmp_path / "locks")


@pytest.fixture
def orgs(places: Places) -> SavedOrgs:
    return SavedOrgs(places)


def problem_of(orgs: SavedOrgs) -> str:
    with pytest.raises(BadSettings) as caught:
        orgs.read()
    return f"{caught.value.problem}. {caught.value.problem.next}"


def test_before_anything_is_saved_there_is_nothing(orgs: SavedOrgs, places: Places) -> None:
    assert (orgs.list(), orgs.default(), orgs.find("acme")) == ((), None, None)
    assert not places.orgs.exists()


def test_what_was_saved_is_there_in_another_run(orgs: SavedOrgs, places: Places) -> None:
    orgs.add(ACME)
    orgs.add(UAT)
    assert SavedOrgs(places).list() == (ACME, UAT)


def test_the_first_that_is_saved_becomes_the_default_and_the_next_does_not(orgs: SavedOrgs) -> None:
    orgs.add(ACME)
    orgs.add(UAT)
    assert orgs.default() == ACME


def test_another_can_be_made_the_default(orgs: SavedOrgs) -> None:
    orgs.add(ACME)
    orgs.add(UAT)
    orgs.use(UAT)
    assert orgs.default() == UAT


def test_a_name_is_found_whatever_its_capitals(orgs: SavedOrgs) -> None:
    orgs.add(ACME)
    assert orgs.find("ACME") == ACME


@pytest.mark.parametrize("name", ["acme", "Acme"])
def test_a_name_that_is_taken_is_refused_and_the_way_to_log_in_again_told(orgs: SavedOrgs, name: str) -> None:
    orgs.add(ACME)
    with pytest.raises(BadSettings) as caught:
        orgs.add(SavedOrg(name, "sf"))
    assert "de-presence login acme" in caught.value.problem.next
    assert orgs.list() == (ACME,)


@pytest.mark.parametrize("name", ["", " ", "-acme", ".acme", "a/b", "a b", "ä", "a" * 41, "a\n", "..", "a\x1b"])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    with pytest.raises(BadSettings):
        refuse_name(name)


@pytest.mark.parametrize("name", ["a", "A1._-", "9", "a" * 40, "small"])
def test_what_can_be_a_name_is_taken(name: str) -> None:
    refuse_name(name)


def test_a_removed_default_leaves_none_as_nobody_said_which_comes_next(orgs: SavedOrgs) -> None:
    orgs.add(ACME)
    orgs.add(UAT)
    orgs.remove(ACME)
    assert (orgs.list(), orgs.default()) == ((UAT,), None)


def test_what_became_known_of_an_org_is_kept_in_its_place(orgs: SavedOrgs) -> None:
    orgs.add(ACME)
    orgs.add(UAT)
    moved = SavedOrg("acme", "web", "https://moved.my.salesforce.com")
    orgs.keep(moved)
    assert orgs.list() == (moved, UAT)


def test_an_org_that_was_removed_meanwhile_does_not_come_back(orgs: SavedOrgs) -> None:
    orgs.keep(ACME)
    assert orgs.list() == ()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such bits")
def test_the_file_is_its_owners_alone_whatever_it_was_before(orgs: SavedOrgs, places: Places) -> None:
    orgs.add(ACME)
    places.orgs.chmod(0o644)
    orgs.add(UAT)
    assert stat.S_IMODE(places.orgs.stat().st_mode) == 0o600
    assert stat.S_IMODE(places.orgs.parent.stat().st_mode) == 0o700


def test_nothing_is_left_beside_the_file(orgs: SavedOrgs, places: Places) -> None:
    orgs.add(ACME)
    assert [one.name for one in places.orgs.parent.iterdir()] == ["orgs.json"]


def test_a_file_that_could_not_be_written_stays_what_it_was(
    orgs: SavedOrgs, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    orgs.add(ACME)
    before = places.orgs.read_bytes()

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BadSettings, match="No space left"):
        orgs.add(UAT)
    assert places.orgs.read_bytes() == before
    assert len(list(places.orgs.parent.iterdir())) == 1


def test_a_link_stays_a_link(orgs: SavedOrgs, places: Places, tmp_path: Path) -> None:
    elsewhere = tmp_path / "dotfiles" / "orgs.json"
    elsewhere.parent.mkdir()
    elsewhere.write_text("{}")
    places.orgs.parent.mkdir()
    try:
        places.orgs.symlink_to(elsewhere)
    except OSError:
        pytest.skip("no links here")
    orgs.add(ACME)
    assert places.orgs.is_symlink()
    assert json.loads(elsewhere.read_text())["default"] == "acme"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "truncated"),
        ("[]", "Expected `object`"),
        ('{"orgz": []}', "orgz"),
        ('{"orgs": [{"name": "acme", "via": "magic"}]}', "$.orgs[0].via"),
        ('{"orgs": [{"name": "acme", "via": "web", "token": "x"}]}', "token"),
        ('{"orgs": [{"name": "../acme", "via": "web"}]}', '"../acme" is no name'),
        ('{"orgs": [{"name": "acme", "via": "web"}, {"name": "Acme", "via": "sf"}]}', 'two orgs have the name "Acme"'),
    ],
)
def test_a_file_that_is_not_ours_is_told_with_its_place_and_what_is_wrong(
    orgs: SavedOrgs, places: Places, text: str, said: str
) -> None:
    places.orgs.parent.mkdir()
    places.orgs.write_text(text)
    told = problem_of(orgs)
    assert str(places.orgs) in told
    assert said in told


def test_a_file_that_is_not_ours_is_not_written_over(orgs: SavedOrgs, places: Places) -> None:
    places.orgs.parent.mkdir()
    places.orgs.write_text('{"orgz": []}')
    with pytest.raises(BadSettings):
        orgs.add(ACME)
    assert places.orgs.read_text() == '{"orgz": []}'


def test_a_file_that_may_not_be_read_is_told(orgs: SavedOrgs, places: Places) -> None:
    places.orgs.mkdir(parents=True)
    assert str(places.orgs) in problem_of(orgs)
