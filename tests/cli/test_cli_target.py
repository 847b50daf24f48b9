"""Which org a command line means, and how it says that there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tui.cli.connections.connecting import connection_to
from tui.cli.connections.target import (
    DemoTarget,
    SavedTarget,
    SfTarget,
    Target,
    TokenTarget,
    ignored_variable,
    target_of,
)
from tui.cli.failures import NotConnected, WrongUsage
from tui.cli.given import Given
from tui.presence.problems import BadSettings, Failure, NothingGiven
from tui.presence.saved_org import SavedOrg
from tui.store.places import platform_places
from tui.store.saved_orgs import SavedOrgs

BOTH = {"SF_ACCESS_TOKEN": "00Dsecret!canary", "SF_ORG_INSTANCE_URL": "https://acme.example"}
ACME = SavedOrg("acme", "jwt", "https://acme.example")
UAT = SavedOrg("acme-uat", "sf", username="ada@acme.example.uat")
Meant = Callable[..., Target]


@pytest.fixture
def meant(places: Path) -> Meant:
    """The org that is meant, with these variables."""

    def telling(given: Given | None = None, environment: Mapping[str, str] | None = None) -> Target:
        return target_of(given or Given(), environment or {}, SavedOrgs(platform_places()))

    return telling


@pytest.fixture
def with_sf(places: Path) -> Mapping[str, str]:
    """The variables of a machine that has the Salesforce CLI; whoever starts it fails."""
    file = places / "bin/sf"
    file.parent.mkdir()
    file.write_text("#!/bin/false\n")
    file.chmod(0o700)
    return {"PATH": str(file.parent)}


def save(*orgs: SavedOrg) -> None:
    """Save these; the first is the default."""
    for one in orgs:
        SavedOrgs(platform_places()).add(one)


def problem_of(action: Callable[[], object], kind: type[Failure] = NotConnected) -> str:
    """The words of the failure."""
    with pytest.raises(kind) as caught:
        action()
    problem = caught.value.problem
    return f"{problem.title}. {problem.cause}. {problem.next}"


def test_the_demo_counts_over_everything(meant: Meant, with_sf: Mapping[str, str]) -> None:
    save(ACME)
    assert meant(Given(demo="small"), {**BOTH, **with_sf}) == DemoTarget("small")


def test_a_named_org_counts_over_the_variables(meant: Meant) -> None:
    save(ACME)
    assert meant(Given(org="acme"), BOTH) == SavedTarget(ACME)


def test_a_saved_name_means_its_org_whatever_its_capitals(meant: Meant) -> None:
    save(ACME)
    assert meant(Given(org="ACME")) == SavedTarget(ACME)


def test_a_saved_name_counts_over_an_alias_of_the_salesforce_cli(meant: Meant, with_sf: Mapping[str, str]) -> None:
    save(ACME)
    assert meant(Given(org="acme"), with_sf) == SavedTarget(ACME)


def test_a_name_that_is_not_saved_is_an_alias_of_the_salesforce_cli(meant: Meant, with_sf: Mapping[str, str]) -> None:
    save(ACME)
    assert meant(Given(org="dev"), with_sf) == SfTarget("dev", ("acme",))


def test_the_two_variables_count_over_the_default_org(meant: Meant, with_sf: Mapping[str, str]) -> None:
    save(ACME)
    assert meant(None, {**BOTH, **with_sf}) == TokenTarget("https://acme.example", "00Dsecret!canary")


def test_the_default_org_counts_over_the_salesforce_clis(meant: Meant, with_sf: Mapping[str, str]) -> None:
    save(ACME, UAT)
    assert meant(None, with_sf) == SavedTarget(ACME)


def test_where_nothing_is_said_and_saved_the_salesforce_cli_tells_its_target_org(
    meant: Meant, with_sf: Mapping[str, str]
) -> None:
    assert meant(None, with_sf) == SfTarget("")


def test_saved_orgs_of_which_none_is_the_default_are_not_guessed_among(meant: Meant) -> None:
    save(ACME, UAT)
    SavedOrgs(platform_places()).remove(ACME)
    with pytest.raises(NothingGiven):
        meant()


def test_a_target_never_shows_its_token(meant: Meant) -> None:
    assert "canary" not in repr(meant(None, BOTH))


def test_an_unknown_name_is_answered_with_those_that_come_near(meant: Meant) -> None:
    save(ACME, UAT, SavedOrg("other", "sf"))
    told = problem_of(lambda: meant(Given(org="acne"), BOTH))
    assert "Near: acme" in told
    assert "other" not in told


@pytest.mark.parametrize("there", list(BOTH))
def test_one_variable_alone_is_no_connection_and_the_other_is_named(there: str, meant: Meant) -> None:
    (missing,) = set(BOTH) - {there}
    assert problem_of(lambda: meant(None, {there: BOTH[there], missing: ""})).endswith(f"Set {missing}")


@pytest.mark.parametrize("there", list(BOTH))
def test_one_variable_alone_does_not_count_and_it_is_said(there: str, meant: Meant, with_sf: Mapping[str, str]) -> None:
    (missing,) = set(BOTH) - {there}
    environment = {**with_sf, there: BOTH[there]}
    assert meant(None, environment) == SfTarget("")
    save(ACME)
    assert meant(None, environment) == SavedTarget(ACME)
    told = ignored_variable(Given(), environment) or ""
    assert told.startswith(f"{there} is ignored: {missing} is not set")
    assert "canary" not in told


@pytest.mark.parametrize(
    ("given", "environment"),
    [
        (Given(), BOTH),
        (Given(), {}),
        *((one, {"SF_ACCESS_TOKEN": "x"}) for one in (Given(org="a"), Given(demo="small"))),
    ],
)
def test_of_variables_that_count_or_that_nobody_could_expect_to_nothing_is_said(
    given: Given, environment: Mapping[str, str]
) -> None:
    assert ignored_variable(given, environment) is None


def test_nothing_at_all_is_no_connection_and_every_way_to_one_is_named(meant: Meant) -> None:
    told = problem_of(meant, NothingGiven)
    for way in ("--demo", "orgs add", "sf org login web", *BOTH):
        assert way in told


def test_the_demo_and_a_named_org_exclude_each_other(meant: Meant) -> None:
    with pytest.raises(WrongUsage):
        meant(Given(demo="small", org="acme"))


def test_saved_orgs_that_cannot_be_read_are_told_and_not_passed_over(meant: Meant) -> None:
    file = platform_places().orgs
    file.parent.mkdir(parents=True)
    file.write_text('{"orgs": [{"name": "acme", "via": "magic"}]}')
    assert f"{file}" in problem_of(meant, BadSettings)


@pytest.mark.parametrize("given", ["acme.my.salesforce.com", "https://acme.lightning.force.com/lightning/page/home"])
def test_the_variables_take_the_address_that_a_browser_shows(given: str, places: Path) -> None:
    connection = connection_to(TokenTarget(given, "00Dsecret!canary"), platform_places())
    assert connection.instance_url == "https://acme.my.salesforce.com"
