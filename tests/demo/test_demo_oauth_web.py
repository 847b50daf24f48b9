"""The demo org's web login: the page, the code, PKCE, and where each refusal goes."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from tests.demo.oauth_client import TOKEN, Client, called_back, in_pieces, said
from tests.demo.served import served
from tui.demo.http.oauth.app import CALLBACK


@pytest.fixture
def client() -> Iterator[Client]:
    with served() as wire:
        yield Client(wire)


def test_the_page_names_the_app_the_scopes_and_the_person(client: Client) -> None:
    page = client.ask()
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    for word in ("de-presence", "api", "refresh_token", client.wire.world.caller_username, "Allow", "Deny"):
        assert word in page.text


def test_allow_sends_the_browser_back_with_a_code_and_the_state(client: Client) -> None:
    told = called_back(client.decide(client.ask(), "allow"))
    assert sorted(told) == ["code", "state"]
    assert told["state"] == "our own state"
    assert client.exchange(told["code"]).status_code == 200


def test_deny_sends_the_browser_back_with_access_denied(client: Client) -> None:
    told = called_back(client.decide(client.ask(), "deny"))
    assert (told["error"], told["error_description"]) == ("access_denied", "end-user denied authorization")
    assert told["state"] == "our own state"


def test_a_page_is_answered_once(client: Client) -> None:
    page = client.ask()
    client.decide(page, "allow")
    again = client.decide(page, "allow")
    assert (again.status_code, again.text.startswith("error=invalid_request")) == (400, True)


def test_who_approved_before_is_asked_again_only_where_the_prompt_says_so(client: Client) -> None:
    client.log_in()
    client.policy.approval = "ask"
    assert "code" in called_back(client.ask())
    assert client.ask(prompt="login consent").status_code == 200


def test_a_denial_can_be_given_without_the_page(client: Client) -> None:
    client.policy.approval = "deny"
    assert called_back(client.ask())["error"] == "access_denied"


def test_no_state_comes_back_where_none_was_sent(client: Client) -> None:
    client.policy.approval = "allow"
    assert sorted(called_back(client.ask(state=None))) == ["code"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"client_id": "3MVG9wrong"}, "error=invalid_client_id&error_description=client%20identifier%20invalid"),
        (
            {"redirect_uri": f"{CALLBACK}/"},
            "error=redirect_uri_mismatch&error_description=redirect_uri%20must%20match%20configuration",
        ),
        (
            {"redirect_uri": "https://elsewhere.example.com/"},
            "error=redirect_uri_mismatch&error_description=redirect_uri%20must%20match%20configuration",
        ),
    ],
)
def test_a_callback_that_cannot_be_trusted_is_told_nothing(client: Client, changes: dict[str, str], words: str) -> None:
    answer = client.ask(**changes)
    assert (answer.status_code, answer.text) == (400, words)
    assert "Location" not in answer.headers


@pytest.mark.parametrize(
    ("changes", "error", "description"),
    [
        ({"code_challenge": None}, "invalid_request", "missing required code challenge"),
        ({"code_challenge": "short"}, "invalid_request", "invalid code challenge"),
        ({"code_challenge_method": "plain"}, "invalid_request", "invalid code challenge"),
        ({"response_type": "token"}, "unsupported_response_type", "response type not supported"),
        ({"scope": "api moon"}, "invalid_scope", "the requested scope is invalid, unknown, or malformed"),
    ],
)
def test_a_wrong_request_is_told_to_the_callback(
    client: Client, changes: dict[str, str | None], error: str, description: str
) -> None:
    told = called_back(client.ask(**changes))
    assert told == {"error": error, "error_description": description, "state": "our own state"}


def test_an_app_that_is_not_installed_ends_on_the_orgs_own_error_page(client: Client) -> None:
    client.policy.installed = False
    answer = client.ask()
    assert answer.headers["Location"] == (
        "/setup/secur/RemoteAccessErrorPage.apexp?error=invalid_client&error_description=app+must+be+installed+into+org"
    )
    page = client.http.get(client.url + answer.headers["Location"], timeout=20)
    assert "OAUTH_APPROVAL_ERROR_GENERIC" in page.text


def test_an_app_that_is_not_installed_may_be_told_at_the_callback_too(client: Client) -> None:
    client.policy.installed = False
    client.policy.errors_call_back = True
    assert called_back(client.ask())["error_description"] == "app must be installed into org"


def test_another_callback_works_once_it_is_registered(client: Client) -> None:
    other = "http://127.0.0.1:8471/OauthRedirect"
    assert client.ask(redirect_uri=other).status_code == 400
    client.wire.server.app = replace(client.app, callbacks=client.app.callbacks | {other})
    client.policy.approval = "allow"
    assert client.ask(redirect_uri=other).headers["Location"].startswith(f"{other}?code=")


def test_the_token_endpoint_tells_all_that_a_client_needs(client: Client) -> None:
    told = client.log_in()
    assert sorted(told) == [
        "access_token",
        "id",
        "instance_url",
        "issued_at",
        "refresh_token",
        "scope",
        "signature",
        "token_type",
    ]
    world = client.wire.world
    assert (told["instance_url"], told["token_type"], told["scope"]) == (client.url, "Bearer", "api refresh_token")
    assert told["id"] == f"{client.url}/id/{world.org_id}/{world.caller_id}"
    assert int(told["issued_at"]) == int(client.wire.now.timestamp() * 1_000)


def test_the_signature_proves_who_logged_in_when(client: Client) -> None:
    told = client.log_in()
    digest = hmac.new(client.app.consumer_secret.encode(), (told["id"] + told["issued_at"]).encode(), "sha256").digest()
    assert told["signature"] == base64.b64encode(digest).decode()


def test_the_access_token_of_a_web_login_works_beside_the_given_one(client: Client) -> None:
    told = client.log_in()
    assert client.works(told["access_token"])
    assert client.works(client.wire.server.access_token)


def test_a_scope_without_refresh_token_brings_none(client: Client) -> None:
    told = client.exchange(client.code(scope="api")).json()
    assert "refresh_token" not in told
    assert told["scope"] == "api"


def test_a_code_is_good_once(client: Client) -> None:
    code = client.code()
    assert client.exchange(code).status_code == 200
    assert said(client.exchange(code)) == (400, "invalid_grant", "expired authorization code")


def test_a_code_is_good_for_ten_minutes(client: Client) -> None:
    early, late = client.code(), client.code()
    client.wire.later(minutes=9)
    assert client.exchange(early).status_code == 200
    client.wire.later(minutes=2)
    assert said(client.exchange(late)) == (400, "invalid_grant", "expired authorization code")


def test_a_code_that_was_never_given_is_invalid(client: Client) -> None:
    assert said(client.exchange("aPrxmade-up")) == (400, "invalid_grant", "invalid authorization code")


@pytest.mark.parametrize("verifier", ["x" * 43, "", None])
def test_a_wrong_verifier_is_refused_and_the_code_is_gone(client: Client, verifier: str | None) -> None:
    code = client.code()
    assert said(client.exchange(code, code_verifier=verifier)) == (400, "invalid_grant", "invalid code verifier")
    assert client.exchange(code).status_code == 400


def test_a_code_goes_only_where_it_was_asked_for(client: Client) -> None:
    answer = client.exchange(client.code(), redirect_uri="http://localhost:9/OauthRedirect")
    assert said(answer) == (400, "redirect_uri_mismatch", "redirect_uri must match configuration")


def test_a_wrong_key_and_a_wrong_secret_are_told_apart(client: Client) -> None:
    code = client.code()
    assert said(client.exchange(code, client_id="3MVG9no")) == (400, "invalid_client_id", "client identifier invalid")
    wrong = client.exchange(code, client_secret="wrong")
    assert said(wrong) == (400, "invalid_client", "invalid client credentials")
    assert client.exchange(code, client_secret=client.app.consumer_secret).status_code == 200


def test_the_secret_is_demanded_where_the_policy_says_so(client: Client) -> None:
    client.policy.secret_for_web = True
    code = client.code()
    assert said(client.exchange(code)) == (400, "invalid_client", "invalid client credentials")
    assert client.exchange(code, client_secret=client.app.consumer_secret).status_code == 200


@pytest.mark.parametrize("grant_type", ["password", "urn:ietf:params:oauth:grant-type:device_code", ""])
def test_other_grants_are_not_supported(client: Client, grant_type: str) -> None:
    assert said(client.token(grant_type, {})) == (400, "unsupported_grant_type", "grant type not supported")


def test_the_token_endpoint_wants_a_post(client: Client) -> None:
    answer = client.http.get(client.url + TOKEN, timeout=20)
    assert said(answer) == (400, "invalid_request", "must use HTTP POST")


def test_a_chunked_form_is_read(client: Client) -> None:
    fields = {
        "grant_type": "authorization_code",
        "code": client.code(),
        "client_id": client.app.consumer_key,
        "redirect_uri": CALLBACK,
        "code_verifier": client.verifier,
    }
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.http.post(client.url + TOKEN, data=in_pieces(urlencode(fields)), headers=form, timeout=20)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("off", "error", "description"),
    [
        ("installed", "app_not_found", "External client app is not installed in this org"),
        ("active_user", "invalid_grant", "inactive user"),
    ],
)
def test_what_changed_since_the_approval_is_told_at_the_token(
    client: Client, off: str, error: str, description: str
) -> None:
    code = client.code()
    setattr(client.policy, off, False)
    assert said(client.exchange(code)) == (400, error, description)


def test_too_many_logins_are_refused(client: Client) -> None:
    code = client.code()
    client.policy.logins_exhausted = True
    assert said(client.exchange(code)) == (400, "invalid_grant", "login rate exceeded")


def test_logging_in_costs_no_api_call(client: Client) -> None:
    used = client.wire.server.account.used
    told = client.log_in()
    client.refresh(told["refresh_token"])
    client.revoke(told["access_token"])
    assert client.wire.server.account.used == used


def test_nothing_secret_is_kept_of_the_requests_or_in_how_the_app_shows(client: Client) -> None:
    told = client.log_in()
    shown = repr((client.wire.server.requests, client.app))
    for secret in (told["access_token"], told["refresh_token"], client.verifier, client.app.consumer_secret):
        assert secret not in shown
