"""The logins without a person: JWT bearer and client credentials."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace as replaced
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.demo.oauth_client import key
from tests.org.login.logins import Somebody, Stage, elsewhere, key_file, stage
from tui.demo.http.server import Fault
from tui.demo.http.wire import Reply, Request
from tui.org.login.refusals import LoginRefused, NotApproved
from tui.org.wire.connection import Connection
from tui.org.wire.errors import BadAddress, LimitReached, OrgFailure, Unreachable
from tui.presence.problems import NoKeychain


@pytest.fixture
def signed(tmp_path: Path) -> Iterator[Stage]:
    """JWT bearer."""
    with stage("jwt", key_file=str(key_file(tmp_path))) as one:
        one.saved = replace(one.saved, username=one.wire.world.caller_username)
        yield one


@pytest.fixture
def app() -> Iterator[Stage]:
    """Client credentials."""
    with stage("client-credentials") as one:
        one.person = Somebody()
        yield one


def renewed(connection: Connection) -> str:
    assert connection.renew is not None
    return connection.renew()


def once(turn: Fault) -> list[Fault]:
    return [turn]


def taking(org: Stage, faults: list[Fault]) -> None:
    """These go wrong, one request each."""
    org.wire.server.interceptor = lambda _: faults.pop(0) if faults else None


def test_a_signed_login_leads_to_a_connection_that_the_org_takes_and_that_signs_anew(signed: Stage) -> None:
    signed.log_in()
    connection = signed.connect()
    assert connection.login == "JWT bearer"
    first, second = connection.token, renewed(connection)
    assert first != second
    assert signed.works(second)


def test_a_signed_login_needs_no_keychain(signed: Stage) -> None:
    signed.secrets.refuses = lambda doing, what: True
    signed.log_in()
    assert signed.works(signed.connect().token)
    assert len(signed.log_out()) == 2


def test_the_key_files_path_is_saved_for_every_folder(
    signed: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    signed.saved = replace(signed.saved, key_file="server.key")
    assert signed.log_in().key_file == str(tmp_path / "server.key")


@pytest.mark.parametrize("missing", ["consumer_key", "username", "key_file"])
def test_what_a_signed_login_lacks_is_named_as_the_option(signed: Stage, missing: str) -> None:
    signed.saved = replace(signed.saved, **{missing: ""})
    with pytest.raises(LoginRefused) as failure:
        signed.log_in()
    assert failure.value.problem.next == f"Give --{missing.replace('_', '-')}"
    assert not signed.asked()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_key_that_others_may_read_is_refused_before_the_org_is_asked(signed: Stage) -> None:
    Path(signed.saved.key_file).chmod(0o644)
    with pytest.raises(LoginRefused) as failure:
        signed.connect()
    assert "chmod 600" in failure.value.problem.next
    assert not signed.asked()


def test_a_key_whose_certificate_the_app_does_not_hold_is_told_so(signed: Stage, tmp_path: Path) -> None:
    key_file(tmp_path, key("another"))
    with pytest.raises(LoginRefused) as failure:
        signed.connect()
    assert "certificate" in failure.value.problem.next


def test_a_user_who_is_not_approved_is_told_to_be_and_exits_with_5(signed: Stage) -> None:
    signed.wire.server.account.policy.preauthorised = False
    with pytest.raises(NotApproved) as failure:
        signed.log_in()
    assert failure.value.exit_code == 5


@pytest.mark.parametrize("hours", [-30, -1, 1, 30])
def test_a_clock_that_is_wrong_is_made_good_by_the_orgs(signed: Stage, hours: int) -> None:
    signed.means = replaced(signed.means, now=lambda: signed.wire.now.timestamp() + hours * 3600)
    connection = signed.connect()
    assert signed.works(connection.token)
    assert signed.asked() == [400, 200]
    assert signed.works(renewed(connection))
    assert signed.asked() == [400, 200, 200]


def test_a_refusal_under_right_clocks_is_not_asked_twice(signed: Stage) -> None:
    signed.wire.server.account.policy.active_user = False
    with pytest.raises(LoginRefused):
        signed.connect()
    assert signed.asked() == [400]


def test_a_login_by_credentials_leads_to_a_connection_that_the_org_takes(app: Stage) -> None:
    app.log_in(app.wire.server.app.consumer_secret)
    connection = app.connect()
    assert connection.login == "client credentials"
    first, second = connection.token, renewed(connection)
    assert first != second
    assert app.works(second)


def test_the_consumer_secret_is_kept_once_the_org_has_taken_it(app: Stage) -> None:
    with pytest.raises(LoginRefused):
        app.log_in("wrong secret")
    assert not app.secrets.kept
    app.log_in(f"  {app.wire.server.app.consumer_secret}\n")
    assert app.secrets.kept == {("acme", "client-secret"): app.wire.server.app.consumer_secret}


def test_a_secret_that_is_kept_already_need_not_be_given_again(app: Stage) -> None:
    app.log_in(app.wire.server.app.consumer_secret)
    app.log_in()
    assert not app.person.asked


def test_a_secret_that_nobody_gave_is_asked_for(app: Stage) -> None:
    app.person.pastes = [app.wire.server.app.consumer_secret]
    app.log_in()
    assert app.works(app.connect().token)


def test_without_a_secret_nothing_is_asked_of_the_org(app: Stage) -> None:
    with pytest.raises(LoginRefused):
        app.log_in()
    assert not app.asked()


def test_where_the_secret_cannot_be_kept_neither_org_nor_person_is_asked(app: Stage) -> None:
    app.secrets.refuses = lambda doing, what: doing == "put"
    with pytest.raises(NoKeychain):
        app.log_in()
    assert not app.asked()
    assert not app.person.asked


def test_a_keychain_that_is_locked_at_a_renewal_is_a_failure_that_the_loop_outlives(app: Stage) -> None:
    app.log_in(app.wire.server.app.consumer_secret)
    connection = app.connect()
    app.secrets.refuses = lambda doing, what: True
    with pytest.raises(OrgFailure) as failure:
        renewed(connection)
    assert failure.value.problem.title == "The keychain is locked"


def test_an_app_without_a_user_to_run_as_is_told_where_to_choose_one(app: Stage) -> None:
    app.wire.server.account.policy.run_as = False
    with pytest.raises(LoginRefused) as failure:
        app.log_in(app.wire.server.app.consumer_secret)
    assert "run as" in failure.value.problem.next


def test_logging_out_forgets_the_consumer_secret(app: Stage) -> None:
    app.log_in(app.wire.server.app.consumer_secret)
    told, *_ = app.log_out()
    assert "forgotten" in told
    assert not app.secrets.kept


def test_logging_out_a_second_time_says_that_nothing_was_kept(app: Stage) -> None:
    app.log_in(app.wire.server.app.consumer_secret)
    app.log_out()
    assert app.log_out() == ("Nothing of this login was kept here.",)


@pytest.mark.parametrize("address", ["", "https://login.salesforce.com"])
def test_credentials_go_to_the_orgs_own_address_alone(app: Stage, address: str) -> None:
    app.saved = replace(app.saved, instance_url=address)
    with pytest.raises(BadAddress):
        app.log_in("a secret")


@pytest.mark.parametrize("fault", [Fault(cut="before"), Fault(cut="after"), Fault(Reply(503, b"")), Fault(cut="body")])
def test_what_may_be_asked_twice_is_asked_twice_after_what_passes(app: Stage, fault: Fault) -> None:
    taking(app, once(fault))
    app.log_in(app.wire.server.app.consumer_secret)
    assert len(app.asked()) == 2


def test_too_many_logins_are_told_as_such(app: Stage) -> None:
    app.wire.server.account.policy.logins_exhausted = True
    with pytest.raises(LimitReached):
        app.log_in(app.wire.server.app.consumer_secret)


def test_a_web_page_in_the_orgs_place_is_not_taken_for_an_answer(app: Stage) -> None:
    page = Reply(200, b"<!doctype html><html>Wi-Fi login</html>", "text/html")
    app.wire.server.interceptor = lambda request: Fault(page) if is_token(request) else None
    with pytest.raises(Unreachable) as failure:
        app.log_in(app.wire.server.app.consumer_secret)
    assert failure.value.problem.title.startswith("Something else answers")


def test_a_token_for_another_address_is_not_used(app: Stage, signed: Stage) -> None:
    for org in (app, signed):
        org.wire.server.interceptor = elsewhere()
        with pytest.raises(LoginRefused) as failure:
            org.log_in(org.wire.server.app.consumer_secret)
        assert "evil.example" in failure.value.problem.cause
    assert not app.secrets.kept


def is_token(request: Request) -> bool:
    return request.path.endswith("/token")
