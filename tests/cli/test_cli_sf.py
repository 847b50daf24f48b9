"""The Salesforce CLI's orgs: named, meant by default, or not to be had."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.cli.logins import Logins

LogIn = Callable[..., Logins]


@pytest.mark.parametrize("name", ["dev", "USERNAME"])
def test_an_org_is_read_by_the_alias_or_username_that_the_salesforce_cli_knows(name: str, logins: LogIn) -> None:
    login = logins()
    login.with_sf("dev")
    ran = login.stage.run("status", "--json", "--org", login.username if name == "USERNAME" else name)
    assert (ran.code, ran.json["org"]["id"]) == (0, login.stage.world.org_id)


def test_where_nothing_is_said_its_target_org_is_read(logins: LogIn) -> None:
    login = logins()
    login.with_sf("dev")
    assert login.stage.run("status").code == 0


def test_without_a_target_org_there_is_none_to_connect_to_and_it_says_how(logins: LogIn) -> None:
    login = logins()
    login.with_sf("dev").play(target="")
    ran = login.stage.run("status")
    assert ran.code == 3
    assert "no target org" in ran.err
    assert "--demo" in ran.err
    assert len(ran.err.splitlines()) == 3


def test_a_name_that_nobody_knows_is_answered_with_those_that_come_near(logins: LogIn) -> None:
    login = logins()
    login.with_sf("acme-dev")
    login.add("jwt", name="acme")
    login.with_sf("acme-dev")
    ran = login.stage.run("status", "--org", "acme-de")
    assert ran.code == 3
    assert "Near: acme" in ran.err
    assert "acme-dev" in ran.err
    assert len(ran.err.splitlines()) == 3


@pytest.mark.parametrize("mode", ["crash", "garbage"])
def test_a_salesforce_cli_that_cannot_be_used_is_told_with_the_other_ways(mode: str, logins: LogIn) -> None:
    login = logins()
    login.with_sf("dev").play(mode)
    ran = login.stage.run("status")
    assert ran.code == 3
    assert "Salesforce CLI" in ran.err
    assert "--demo" in ran.err


def test_a_session_of_its_own_that_has_expired_is_told_with_what_to_do(logins: LogIn) -> None:
    login = logins()
    sf = login.with_sf("dev")
    url = login.stage.server.url
    sf.log_in("dev", url, "gone", username=login.username, connected="Session expired or invalid")
    ran = login.stage.run("status")
    assert ran.code == 3
    assert "sf org login web" in ran.err


def test_it_is_not_asked_where_an_org_is_saved_or_given(logins: LogIn) -> None:
    login = logins()
    login.add("jwt")
    sf = login.with_sf("dev")
    assert login.stage.run("status").code == 0
    assert login.stage.run("status", "--org", "acme").code == 0
    login.stage.environment("SF_ACCESS_TOKEN", login.stage.server.access_token)
    login.stage.environment("SF_ORG_INSTANCE_URL", login.stage.server.url)
    assert login.stage.run("status").code == 0
    assert sf.calls() == []


@pytest.mark.parametrize("command", [["status"], ["history"], ["doctor"]])
def test_one_variable_alone_is_ignored_and_said_beside_what_was_asked(command: list[str], logins: LogIn) -> None:
    login = logins()
    login.add("jwt")
    login.stage.environment("SF_ORG_INSTANCE_URL", "https://elsewhere.example")
    ran = login.stage.run(*command)
    assert ran.code == 0
    assert ran.err.count("SF_ORG_INSTANCE_URL is ignored: SF_ACCESS_TOKEN is not set") == 1


def test_the_history_of_its_org_is_found_by_the_id_in_the_token(logins: LogIn) -> None:
    login = logins()
    login.with_sf("dev")
    asked = len(login.stage.asked())
    assert login.stage.run("history", "--org", "dev").code == 0
    assert len(login.stage.asked()) == asked


def test_a_production_org_of_its_own_is_read_only_unless_the_run_is_writable(logins: LogIn) -> None:
    login = logins(production=True)
    login.with_sf("dev")
    one = login.stage.people()[0].username
    assert login.stage.run("toggle", "off", one, "--yes").code == 2
    assert login.stage.run("toggle", "off", one, "--yes", "--writable").code == 0
