"""``orgs``: each way to log in against a served org's OAuth, and the list of what was saved."""

from __future__ import annotations

import json
from collections.abc import Callable

import keyring
import pytest
from keyring.core import load_keyring

from tests.cli.logins import WAYS, Logins
from tests.cli.stage import Serve
from tui.cli import main
from tui.demo.http.server import Fault
from tui.demo.http.wire import json_reply
from tui.presence.saved_org import SavedOrg
from tui.store.places import platform_places
from tui.store.saved_orgs import SavedOrgs

LogIn = Callable[..., Logins]


def saved() -> tuple[SavedOrg, ...]:
    """The orgs in the file."""
    return SavedOrgs(platform_places()).list()


@pytest.mark.parametrize("via", WAYS)
def test_an_org_is_added_and_then_read(via: str, logins: LogIn) -> None:
    login = logins()
    ran = login.add(via)
    assert (ran.code, ran.err.count("Traceback")) == (0, 0), ran.err
    status = login.stage.run("status", "--json", "--org", "acme")
    assert (status.code, status.json["org"]["id"]) == (0, login.stage.world.org_id)


@pytest.mark.parametrize("via", WAYS)
def test_what_is_saved_names_the_org_and_its_user_and_no_secret(via: str, logins: LogIn) -> None:
    login = logins()
    login.add(via)
    (org,) = saved()
    assert (org.name, org.via, org.instance_url) == ("acme", via, login.stage.server.url)
    assert (org.org_id, org.username) == (login.stage.world.org_id, login.username)
    text = platform_places().orgs.read_text()
    assert [one for one in login.secrets() if one in text] == []


def test_people_are_told_which_org_it_is_and_as_whom(logins: LogIn) -> None:
    login = logins()
    out = login.add("jwt").out
    assert 'Saved "acme"' in out
    assert f"SANDBOX ({login.stage.world.org_id})" in out
    assert login.username in out
    assert "JWT bearer" in out


def test_json_tells_the_same(logins: LogIn) -> None:
    login = logins()
    told = login.add("jwt", "--json").json
    assert (told["name"], told["via"], told["default"], told["writable"]) == ("acme", "jwt", True, True)
    assert told["org"]["username"] == login.username


def test_the_first_org_opens_where_none_is_named(logins: LogIn) -> None:
    login = logins()
    login.add("jwt")
    assert login.stage.run("status").code == 0


def test_a_production_org_is_read_only_and_both_ways_out_are_named(logins: LogIn) -> None:
    login = logins(production=True)
    assert "production is read-only" in login.add("jwt").out
    ran = login.stage.run("toggle", "off", login.stage.people()[0].username, "--yes")
    assert ran.code == 2
    assert "--writable" in ran.err
    assert "orgs add" in ran.err
    assert login.stage.toggles() == []


def test_a_production_org_that_was_saved_as_writable_is_written_to(logins: LogIn) -> None:
    login = logins(production=True)
    login.add("jwt", "--writable")
    one = login.stage.people()[0]
    assert login.stage.run("toggle", "off", one.username, "--yes").code == 0
    assert [user for user, _, _ in login.stage.toggles()] == [one.id]


def test_a_read_only_run_writes_nothing_to_an_org_that_was_saved_as_writable(logins: LogIn) -> None:
    login = logins(production=True)
    login.add("jwt", "--writable")
    ran = login.stage.run("--read-only", "toggle", "off", login.stage.people()[0].username, "--yes")
    assert (ran.code, login.stage.toggles()) == (2, [])


def test_a_name_that_is_taken_is_refused_before_anything_is_asked(logins: LogIn) -> None:
    login = logins()
    login.add("jwt")
    asked = len(login.stage.asked())
    ran = login.add("jwt")
    assert ran.code == 2
    assert "de-presence login acme" in ran.err
    assert len(login.stage.asked()) == asked


@pytest.mark.parametrize("way", ["password", "soap"])
def test_a_login_with_a_password_is_refused_with_why_and_what_to_use(
    way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["orgs", "add", "acme", "--via", way]) == 2
    told = capsys.readouterr().err
    assert "Summer '27" in told
    assert "--via web" in told
    assert len(told.splitlines()) == 3


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--via", "web"], "--via web needs --consumer-key"),
        (["--via", "jwt", "--username", "u"], "--via jwt needs --instance-url and --consumer-key and --key-file"),
        (["--via", "client-credentials", "--key-file", "f"], "--via client-credentials takes no --key-file"),
        (["--via", "sf", "--consumer-key", "k"], "--via sf takes no --consumer-key"),
        (["--via", "magic"], "is not one of"),
        (["--via", "web", "--callback-port", "0"], "not in the range"),
    ],
)
def test_options_that_are_missing_or_make_no_sense_are_wrong_usage(
    args: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["orgs", "add", "acme", *args]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert len(told.splitlines()) <= 3


def test_a_name_that_cannot_be_one_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["orgs", "add", "a/b", "--via", "sf"]) == 2
    assert "cannot be the name" in capsys.readouterr().err


def test_what_is_missing_is_asked_for_at_a_terminal(logins: LogIn) -> None:
    login = logins()
    _, url, *_, user, _, key = login.options("jwt")
    login.stage.at_a_terminal(url, login.app.consumer_key, user, key)
    assert login.stage.run("orgs", "add", "acme", "--via", "jwt").code == 0


def test_a_consumer_secret_is_asked_for_without_echo(logins: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    login = logins()
    asked: list[str] = []

    def hidden(question: str) -> str:
        asked.append(question)
        return login.app.consumer_secret

    monkeypatch.setattr("click.termui.hidden_prompt_func", hidden)
    options = [one for one in login.options("client-credentials") if one != "--secret-stdin"]
    login.stage.at_a_terminal()
    ran = login.stage.run("orgs", "add", "acme", "--via", "client-credentials", *options)
    assert (ran.code, len(asked)) == (0, 1)
    assert "Consumer secret" in asked[0]
    assert login.app.consumer_secret not in ran.out + ran.err


def test_without_a_terminal_a_secret_has_to_come_on_standard_input(logins: LogIn) -> None:
    login = logins()
    options = [one for one in login.options("client-credentials") if one != "--secret-stdin"]
    ran = login.stage.run("orgs", "add", "acme", "--via", "client-credentials", *options)
    assert ran.code == 2
    assert "--secret-stdin" in ran.err


@pytest.mark.parametrize("via", ["web", "client-credentials"])
def test_without_a_keychain_nothing_is_asked_and_the_ways_that_need_none_are_named(via: str, logins: LogIn) -> None:
    login = logins()
    keyring.set_keyring(load_keyring("keyring.backends.fail.Keyring"))
    ran = login.add(via)
    assert ran.code == 3
    assert "--via sf" in ran.err
    assert (login.opened, login.stage.asked(), saved()) == ([], [], ())


@pytest.mark.parametrize("via", ["sf", "jwt"])
def test_ways_that_keep_no_secret_need_no_keychain(via: str, logins: LogIn) -> None:
    login = logins()
    keyring.set_keyring(load_keyring("keyring.backends.fail.Keyring"))
    assert login.add(via).code == 0
    assert login.stage.run("status").code == 0


def test_a_person_who_denies_the_app_has_saved_nothing(logins: LogIn) -> None:
    login = logins()
    login.account.policy.approval = "deny"
    ran = login.add("web")
    assert ran.code != 0
    assert len(ran.err.splitlines()) >= 2
    assert (saved(), login.keyring.kept) == ((), {})


@pytest.mark.parametrize("via", ["web", "client-credentials"])
def test_a_login_that_succeeds_into_an_org_that_cannot_be_read_leaves_no_secret_and_no_grant(
    via: str, logins: LogIn
) -> None:
    login = logins()
    refusal = json_reply([{"errorCode": "API_DISABLED_FOR_ORG", "message": "The REST API is not enabled"}], 403)
    server = login.stage.server
    server.interceptor = lambda request: Fault(answer=refusal) if "/services/data" in request.path else None
    assert login.add(via).code != 0
    assert (saved(), login.keyring.kept) == ((), {})
    assert [one for one in login.account.grants.all if one.via == "web" and one.live] == []


def test_without_the_salesforce_cli_its_way_is_refused_in_words(logins: LogIn) -> None:
    login = logins()
    ran = login.stage.run("orgs", "add", "acme", "--via", "sf")
    assert ran.code == 3
    assert "sf" in ran.err
    assert len(ran.err.splitlines()) <= 3


def test_the_list_has_the_saved_orgs_and_those_of_the_salesforce_cli_marked_so(logins: LogIn) -> None:
    login = logins()
    login.add("jwt", "--writable")
    login.with_sf("dev")
    told = {one["name"]: one for one in login.stage.run("orgs", "list", "--json").json["orgs"]}
    assert (told["acme"]["source"], told["dev"]["source"]) == ("saved", "sf")
    assert (told["acme"]["default"], told["dev"]["default"]) == (True, False)
    assert (told["acme"]["writable"], told["acme"]["via"], told["acme"]["username"]) == (True, "jwt", login.username)
    table = login.stage.run("orgs", "list").out
    assert "Salesforce CLI, not saved" in table
    assert "default, writable" in table


def test_an_org_of_the_salesforce_cli_that_is_saved_is_listed_once(logins: LogIn) -> None:
    login = logins()
    login.add("sf")
    assert [one["name"] for one in login.stage.run("orgs", "list", "--json").json["orgs"]] == ["acme"]


def test_a_session_that_has_expired_is_told_in_the_list(logins: LogIn) -> None:
    login = logins()
    sf = login.with_sf("dev")
    sf.log_in("old", login.stage.server.url, "gone", connected="Session expired or invalid")
    told = {one["name"]: one["problem"] for one in login.stage.run("orgs", "list", "--json").json["orgs"]}
    assert told == {"dev": None, "old": "Session expired or invalid"}


def test_a_salesforce_cli_that_crashes_costs_its_own_part_of_the_list_and_is_told(logins: LogIn) -> None:
    login = logins()
    login.add("jwt")
    login.with_sf().play("crash")
    ran = login.stage.run("orgs", "list", "--json")
    assert ran.code == 0
    assert [one["name"] for one in ran.json["orgs"]] == ["acme"]
    assert ran.json["problems"][0]["title"] in ran.err


def test_an_empty_list_says_how_to_add_one(serve: Serve) -> None:
    assert "orgs add" in serve().run("orgs", "list").out


def test_another_org_can_be_made_the_default(logins: LogIn) -> None:
    login = logins()
    login.add("jwt")
    login.add("sf", name="second")
    assert login.stage.run("orgs", "use", "second").code == 0
    listed = login.stage.run("orgs", "list", "--json").json["orgs"]
    assert [one["name"] for one in listed if one["default"]] == ["second"]


def test_what_becomes_of_a_saved_org_is_told_as_json_too(logins: LogIn) -> None:
    login = logins()
    login.add("sf", name="second")
    assert login.stage.run("orgs", "use", "second", "--json").json == {"name": "second", "default": True}
    removed = login.stage.run("orgs", "remove", "second", "--json").json
    assert (removed["name"], removed["removed"], type(removed["done"])) == ("second", True, list)


@pytest.mark.parametrize("words", [["orgs", "use"], ["orgs", "remove"], ["login"], ["logout"]])
def test_an_unknown_name_is_answered_with_those_that_there_are(words: list[str], logins: LogIn) -> None:
    login = logins()
    login.add("jwt")
    ran = login.stage.run(*words, "acne")
    assert ran.code == 2
    assert "Near: acme" in ran.err
    assert len(ran.err.splitlines()) <= 3


def test_a_removed_org_is_logged_out_of_and_forgotten(logins: LogIn) -> None:
    login = logins()
    login.add("web")
    ran = login.stage.run("orgs", "remove", "acme")
    assert ran.code == 0
    assert (saved(), login.keyring.kept) == ((), {})
    assert [one for one in login.account.grants.all if one.via == "web" and one.live] == []


def test_an_org_can_be_removed_where_the_keychain_is_gone_and_what_stays_is_told(logins: LogIn) -> None:
    login = logins()
    login.add("web")
    keyring.set_keyring(load_keyring("keyring.backends.fail.Keyring"))
    ran = login.stage.run("orgs", "remove", "acme")
    assert (ran.code, saved()) == (1, ())
    assert "keychain" in ran.err


def test_a_broken_file_of_orgs_is_told_and_left_as_it_is(serve: Serve) -> None:
    stage = serve()
    file = platform_places().orgs
    file.write_text("{")
    ran = stage.run("orgs", "list")
    assert ran.code == 2
    assert str(file) in ran.err
    assert file.read_text() == "{"


def test_json_of_the_list_holds_no_secret(logins: LogIn) -> None:
    login = logins()
    login.add("web")
    login.with_sf("dev")
    told = json.dumps(login.stage.run("orgs", "list", "--json").json)
    assert [one for one in login.secrets() if one in told] == []
