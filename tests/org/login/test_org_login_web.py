from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as replaced

import pytest
from msgspec.structs import replace

from tests.org.login.logins import Somebody, Stage, elsewhere, landing, stage
from tui.demo.http.server import Fault
from tui.demo.http.wire import Reply
from tui.org.login.refusals import LoginRefused, NotApproved
from tui.org.wire.errors import LoginExpired, Unreachable
from tui.presence.problems import NoKeychain


@pytest.fixture
def web() -> Iterator[Stage]:
    with stage("web") as one:
        yield one


def refresh_token(web: Stage) -> str | None:
    return web.secrets.kept.get(("acme", "refresh-token"))


def test_a_web_login_leads_to_a_connection_that_the_org_takes(web: Stage) -> None:
    saved = web.log_in()
    connection = web.connect()
    assert saved.instance_url == connection.instance_url == web.wire.server.url
    assert connection.login == "web login (PKCE)"
    assert web.works(connection.token)


def test_nothing_but_the_refresh_token_is_kept(web: Stage) -> None:
    web.log_in()
    assert list(web.secrets.kept) == [("acme", "refresh-token")]


def test_an_address_of_lightning_is_saved_as_the_orgs_own(web: Stage) -> None:
    web.saved = replace(web.saved, instance_url=f"{web.wire.server.url}/lightning/page/home")
    assert web.log_in().instance_url == web.wire.server.url


def test_a_pasted_address_does_as_well_as_a_browser(web: Stage) -> None:
    person = web.person = Somebody()

    def remember(url: str) -> bool:
        person.pastes.append(landing(url))
        return False

    person.browser = remember
    web.log_in()
    assert web.works(web.connect().token)


def test_where_no_secret_can_be_kept_neither_org_nor_person_is_asked(web: Stage) -> None:
    web.secrets.refuses = lambda doing, what: doing == "put"
    with pytest.raises(NoKeychain):
        web.log_in()
    assert not web.wire.server.requests
    assert not web.person.told


def test_without_a_consumer_key_nobody_is_asked(web: Stage) -> None:
    web.saved = replace(web.saved, consumer_key="")
    with pytest.raises(LoginRefused):
        web.log_in()
    assert not web.person.told


def test_who_denies_is_told_that_the_login_was_denied(web: Stage) -> None:
    web.wire.server.account.policy.approval = "deny"
    with pytest.raises(LoginRefused) as failure:
        web.log_in()
    assert failure.value.problem.title == "The login was denied in the browser"
    assert refresh_token(web) is None


def test_an_app_that_is_not_installed_is_named_with_the_permission(web: Stage) -> None:
    web.wire.server.account.policy.installed = False
    web.wire.server.account.policy.errors_call_back = True
    with pytest.raises(NotApproved) as failure:
        web.log_in()
    assert "Approve Uninstalled Connected Apps" in failure.value.problem.next


def test_a_callback_that_is_not_registered_ends_on_the_orgs_page_and_the_remedy_names_it(web: Stage) -> None:
    web.wire.server.app = replaced(web.wire.server.app, callbacks=frozenset())
    web.means = replaced(web.means, wait=0)
    with pytest.raises(LoginRefused) as failure:
        web.log_in()
    assert f"http://localhost:{web.saved.callback_port}/OauthRedirect" in failure.value.problem.next


def test_an_app_that_wants_a_secret_gets_it_at_the_login_and_at_every_renewal(web: Stage) -> None:
    web.wire.server.account.policy.secret_for_web = True
    web.wire.server.account.policy.secret_for_refresh = True
    with pytest.raises(LoginRefused) as failure:
        web.log_in()
    assert "--secret-stdin" in failure.value.problem.next
    web.log_in(web.wire.server.app.consumer_secret)
    assert web.works(web.connect().token)


def test_an_org_that_gives_no_refresh_token_is_told_apart(web: Stage) -> None:
    token = web.wire.server.access_token

    def without(request: object) -> Fault | None:
        path = getattr(request, "path", "")
        body = b'{"access_token":"%b","instance_url":"%b"}' % (token.encode(), web.wire.server.url.encode())
        return Fault(Reply(200, body)) if path.endswith("/token") else None

    web.wire.server.interceptor = without
    with pytest.raises(LoginRefused) as failure:
        web.log_in()
    assert "refresh_token" in failure.value.problem.cause


def test_a_code_is_sent_once_even_where_its_answer_is_lost(web: Stage) -> None:
    web.wire.server.interceptor = lambda request: Fault(cut="after") if request.path.endswith("/token") else None
    with pytest.raises(Unreachable) as failure:
        web.log_in()
    assert failure.value.problem.title == "The answer to the login was lost"
    assert web.asked() == [0]


def test_a_login_that_the_keychain_loses_at_the_last_moment_is_taken_back_from_the_org(web: Stage) -> None:
    web.secrets.refuses = lambda doing, what: (doing, what) == ("put", "refresh-token")
    with pytest.raises(NoKeychain):
        web.log_in()
    assert not [one for one in web.wire.server.account.grants.all if one.live and one.via == "web"]


def test_a_second_login_takes_the_place_of_the_first(web: Stage) -> None:
    web.log_in()
    first = refresh_token(web)
    web.log_in()
    assert refresh_token(web) not in (None, first)
    assert web.works(web.connect().token)


def test_logging_out_revokes_and_forgets(web: Stage) -> None:
    web.log_in()
    token = web.connect().token
    assert web.log_out() == ("The org has revoked the login.", "The login is forgotten here.")
    assert not web.works(token)
    assert not web.secrets.kept


def test_a_consumer_secret_that_came_with_the_login_is_forgotten_with_it(web: Stage) -> None:
    web.log_in(web.wire.server.app.consumer_secret)
    web.log_out()
    assert not web.secrets.kept


def test_a_login_that_another_address_answers_is_not_kept(web: Stage) -> None:
    web.wire.server.interceptor = elsewhere()
    with pytest.raises(LoginRefused) as failure:
        web.log_in()
    assert "evil.example" in failure.value.problem.cause
    assert not web.secrets.kept


def test_what_the_org_had_ended_before_is_forgotten_all_the_same(web: Stage) -> None:
    web.log_in()
    web.wire.server.account.grants.revoke(refresh_token(web) or "")
    assert web.log_out()[0] == "The org had ended this login before."
    assert not web.secrets.kept


def test_an_org_out_of_reach_keeps_nobody_from_forgetting_and_it_is_said(web: Stage) -> None:
    web.log_in()
    web.wire.server.interceptor = lambda _: Fault(cut="before")
    told, *_ = web.log_out()
    assert told.startswith("The org could not be told")
    assert not web.secrets.kept


def test_logging_out_where_nothing_is_kept_says_so(web: Stage) -> None:
    assert web.log_out() == ("Nothing of this login was kept here.",)
    assert not web.asked("revoke")


def test_after_logging_out_a_connection_asks_for_a_login_and_not_the_org(web: Stage) -> None:
    web.log_in()
    web.log_out()
    before = len(web.asked())
    with pytest.raises(LoginExpired) as failure:
        web.connect()
    assert failure.value.problem.next == "Log in again: de-presence login acme"
    assert len(web.asked()) == before
