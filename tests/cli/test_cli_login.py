"""``login`` and ``logout`` of a saved org."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.cli.logins import WAYS, Logins, files_below
from tests.cli.stage import Serve
from tui.demo.options import Options
from tui.demo.world.world import World
from tui.store.places import platform_places
from tui.store.saved_orgs import SavedOrgs

LogIn = Callable[..., Logins]


def live_grants(login: Logins) -> list[str]:
    """How those that are let in came."""
    return [one.via for one in login.account.grants.all if one.live and one.via != "given"]


@pytest.mark.parametrize("via", WAYS)
def test_an_org_that_was_logged_out_of_is_not_read_until_somebody_logs_in_again(via: str, logins: LogIn) -> None:
    login = logins()
    login.add(via)
    assert login.stage.run("logout").code == 0
    if via in {"web", "client-credentials"}:  # the others keep nothing here that could be forgotten
        ran = login.stage.run("status")
        assert ran.code == 3
        assert "de-presence login acme" in ran.err
    login.stage.typed(login.app.consumer_secret)
    assert login.stage.run("login", *(["--secret-stdin"] if via == "client-credentials" else [])).code == 0
    assert login.stage.run("status").code == 0


def test_a_web_login_that_is_ended_is_revoked_in_the_org(logins: LogIn) -> None:
    login = logins()
    login.add("web")
    ran = login.stage.run("logout", "--json")
    assert ran.json["name"] == "acme"
    assert any("revoked" in line for line in ran.json["done"])
    assert live_grants(login) == []


def test_what_cannot_be_revoked_is_forgotten_here_all_the_same(logins: LogIn) -> None:
    login = logins()
    login.add("web")
    login.stage.server.stop()
    ran = login.stage.run("logout", "acme")
    assert "could not be told" in ran.out
    assert login.keyring.kept == {}


@pytest.mark.parametrize(
    "words", [("login", "acme"), ("--org", "acme", "login"), ("login", "--org", "ACME"), ("login",)]
)
def test_login_means_the_org_that_is_named_or_the_default_one(words: tuple[str, ...], logins: LogIn) -> None:
    login = logins()
    login.add("jwt")
    ran = login.stage.run(*words, "--json")
    assert (ran.code, ran.json["name"]) == (0, "acme")


@pytest.mark.parametrize("command", ["login", "logout"])
def test_where_nothing_is_saved_it_says_how_to_save_one(command: str, serve: Serve) -> None:
    ran = serve().run(command)
    assert ran.code == 2
    assert "orgs add" in ran.err


def test_at_a_terminal_enter_keeps_the_secret_that_is_there(logins: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    login = logins()
    login.add("client-credentials")
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _question: "")
    login.stage.at_a_terminal()
    assert login.stage.run("login").code == 0
    assert login.app.consumer_secret in login.keyring.kept.values()


def test_a_login_that_turns_out_to_be_of_another_org_is_left_again(logins: LogIn) -> None:
    login = logins()
    login.add("web")
    stranger = World(Options(size=8, seed=2), lambda: login.stage.world.now)
    assert stranger.org_id != login.stage.world.org_id
    login.stage.world.org_id = stranger.org_id
    ran = login.stage.run("login")
    assert ran.code == 3
    assert "Another org answers" in ran.err
    assert login.keyring.kept == {}


def test_another_org_behind_a_saved_name_is_refused_before_it_is_read(logins: LogIn) -> None:
    login = logins()
    login.add("jwt")
    login.stage.world.org_id = World(Options(size=8, seed=2), lambda: login.stage.world.now).org_id
    ran = login.stage.run("status")
    assert ran.code == 3
    assert 'saved as "acme"' in ran.err
    assert login.stage.run("toggle", "on", login.username, "--yes").code == 3


def test_a_session_that_ends_while_reading_is_renewed(logins: LogIn) -> None:
    login = logins()
    login.add("web")
    login.account.end_sessions_after(4)
    assert login.stage.run("status").code == 0
    assert 401 in login.stage.asked()


def test_the_history_of_a_saved_org_needs_no_org_to_be_asked(logins: LogIn) -> None:
    login = logins()
    login.add("jwt")
    asked = len(login.stage.asked())
    assert login.stage.run("history").code == 0
    assert len(login.stage.asked()) == asked


def test_settings_may_call_an_org_by_its_saved_name(logins: LogIn) -> None:
    login = logins()
    login.add("jwt")
    login.stage.settings('[org."acme".presence]\nsession_types = ["None at all"]\n')
    login.stage.world.log_in(login.stage.people()[0].id)
    users = login.stage.run("status", "--json").json["users"]
    assert {one["live_sessions"] for one in users} <= {0, None}


@pytest.mark.parametrize("via", WAYS)
def test_nothing_secret_lies_around_after_adding_reading_failing_and_leaving(via: str, logins: LogIn) -> None:
    login = logins()
    told = [login.add(via, "--json")]
    for words in (["status", "--log-level", "debug"], ["login", "--json"], ["orgs", "list"]):
        login.stage.typed(login.app.consumer_secret)
        told.append(login.stage.run(*words))
    login.account.policy.logins_exhausted = True
    login.account.end_sessions()
    told.append(login.stage.run("status", "--log-level", "debug"))
    login.account.policy.logins_exhausted = False
    told += [login.stage.run("logout"), login.stage.run("orgs", "remove", "acme")]
    ours = {place: text for place, text in files_below(login.stage.places).items() if not is_the_persons(place)}
    assert platform_places().log in ours
    secrets = login.secrets()
    assert len(secrets) > 3
    for secret in secrets:
        assert [place for place, text in ours.items() if secret.encode() in text] == []
        assert [one for one in told if secret in one.out + one.err] == []
        assert not any(secret in value for value in os.environ.values())
    assert login.keyring.kept == {}


def is_the_persons(place: object) -> bool:
    """Whether a file is none of ours: the private key, and what the stand-in for the Salesforce CLI plays."""
    return any(f"/{folder}/" in str(place) for folder in ("keys", "sf"))


def test_a_login_is_not_made_where_saving_it_will_fail_and_leaves_nothing(logins: LogIn) -> None:
    login = logins()
    options = login.options("web")
    file = platform_places().orgs
    file.write_text("{")
    ran = login.stage.run("orgs", "add", "acme", "--via", "web", *options)
    assert ran.code == 2
    assert (login.opened, login.keyring.kept, live_grants(login)) == ([], {}, [])


def test_a_file_that_breaks_while_somebody_logs_in_leaves_no_login_behind(
    logins: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = logins()
    add = SavedOrgs.add

    def breaking(self: SavedOrgs, org: object) -> None:
        platform_places().orgs.write_text("{")
        add(self, org)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(SavedOrgs, "add", breaking)
    assert login.add("web").code == 2
    assert (login.keyring.kept, live_grants(login)) == ({}, [])
