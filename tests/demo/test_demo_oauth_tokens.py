"""How the demo org's tokens live and die: refresh with rotation, revoke, ends of sessions, and their rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.demo.oauth_client import REVOKE, Client, said
from tests.demo.served import V, served

APEX = "http://soap.sforce.com/2006/08/apex"
DEAD = (400, "invalid_grant", "expired access/refresh token")


@pytest.fixture
def client() -> Iterator[Client]:
    with served() as wire:
        yield Client(wire)


def test_a_refresh_token_brings_a_new_access_token_and_a_new_refresh_token(client: Client) -> None:
    first = client.log_in()
    second = client.refresh(first["refresh_token"]).json()
    assert second["access_token"] != first["access_token"]
    assert second["refresh_token"] != first["refresh_token"]
    assert client.works(second["access_token"])
    assert second["scope"] == first["scope"]


def test_a_used_refresh_token_kills_the_whole_grant(client: Client) -> None:
    first = client.log_in()
    second = client.refresh(first["refresh_token"]).json()
    assert said(client.refresh(first["refresh_token"])) == DEAD
    assert said(client.refresh(second["refresh_token"])) == DEAD
    assert not client.works(first["access_token"])
    assert not client.works(second["access_token"])


def test_the_death_of_one_grant_leaves_the_others_alone(client: Client) -> None:
    one, other = client.log_in(), client.log_in()
    client.refresh(one["refresh_token"])
    client.refresh(one["refresh_token"])
    assert client.works(other["access_token"])
    assert client.works(client.wire.server.access_token)


def test_without_rotation_a_refresh_token_is_good_again_and_again(client: Client) -> None:
    client.policy.rotation = False
    told = client.log_in()
    for _ in range(3):
        answer = client.refresh(told["refresh_token"]).json()
        assert "refresh_token" not in answer
        assert client.works(answer["access_token"])


def test_a_refresh_token_that_was_never_given_is_dead(client: Client) -> None:
    assert said(client.refresh("5Aep861made.up")) == DEAD


def test_the_secret_of_a_refresh_is_demanded_where_the_policy_says_so(client: Client) -> None:
    token = client.log_in()["refresh_token"]
    client.policy.secret_for_refresh = True
    assert said(client.refresh(token)) == (400, "invalid_client", "invalid client credentials")
    assert client.refresh(token, client_secret=client.app.consumer_secret).status_code == 200


def test_an_app_that_was_removed_refreshes_nothing_and_its_token_is_not_spent(client: Client) -> None:
    token = client.log_in()["refresh_token"]
    client.policy.installed = False
    expected = (400, "app_not_found", "External client app is not installed in this org")
    assert said(client.refresh(token)) == expected
    client.policy.installed = True
    assert client.refresh(token).status_code == 200


def test_a_sixth_approval_revokes_the_oldest(client: Client) -> None:
    logins = [client.log_in() for _ in range(6)]
    assert said(client.refresh(logins[0]["refresh_token"])) == DEAD
    assert client.refresh(logins[1]["refresh_token"]).status_code == 200


def test_the_end_of_the_sessions_leaves_the_grants(client: Client) -> None:
    told = client.log_in()
    client.wire.server.account.end_sessions()
    assert not client.works(told["access_token"])
    assert client.wire.server.access_token == ""
    assert client.works(client.refresh(told["refresh_token"]).json()["access_token"])


def test_sessions_end_after_as_many_calls_as_was_said(client: Client) -> None:
    told = client.log_in()
    client.wire.server.account.end_sessions_after(2)
    assert [client.works(told["access_token"]) for _ in range(3)] == [True, True, False]
    fresh = client.refresh(told["refresh_token"]).json()["access_token"]
    assert [client.works(fresh) for _ in range(3)] == [True, True, True]


def test_access_tokens_end_after_their_lifetime_on_the_orgs_clock(client: Client) -> None:
    client.wire.server.account.lifetime = timedelta(hours=2)
    told = client.log_in()
    client.wire.later(minutes=119)
    assert client.works(told["access_token"])
    client.wire.later(minutes=2)
    assert not client.works(told["access_token"])
    assert client.works(client.refresh(told["refresh_token"]).json()["access_token"])


def test_a_revoked_access_token_dies_alone(client: Client) -> None:
    told = client.log_in()
    answer = client.revoke(told["access_token"])
    assert (answer.status_code, answer.content) == (200, b"")
    assert not client.works(told["access_token"])
    assert client.refresh(told["refresh_token"]).status_code == 200


def test_a_revoked_refresh_token_takes_its_access_tokens_along(client: Client) -> None:
    first = client.log_in()
    second = client.refresh(first["refresh_token"]).json()
    assert client.revoke(second["refresh_token"]).status_code == 200
    assert not client.works(first["access_token"])
    assert not client.works(second["access_token"])
    assert said(client.refresh(second["refresh_token"])) == DEAD


@pytest.mark.parametrize("token", ["made.up", ""])
def test_what_is_no_token_cannot_be_revoked(client: Client, token: str) -> None:
    assert said(client.revoke(token)) == (400, "invalid_token", "invalid token")


def test_a_token_is_revoked_once(client: Client) -> None:
    token = client.log_in()["refresh_token"]
    assert client.revoke(token).status_code == 200
    assert said(client.revoke(token)) == (400, "invalid_token", "invalid token")


def test_a_token_can_be_revoked_by_get(client: Client) -> None:
    token = client.log_in()["access_token"]
    assert client.http.get(client.url + REVOKE, params={"token": token}, timeout=20).status_code == 200
    assert not client.works(token)


def test_access_tokens_have_the_shape_that_the_salesforce_cli_takes(client: Client) -> None:
    stem = re.escape(client.wire.world.org_id[:15])
    assert re.fullmatch(rf"{stem}![.\w]+", client.log_in()["access_token"])


def test_a_login_makes_a_row_that_goes_with_its_token(client: Client) -> None:
    rows = "SELECT Id FROM AuthSession WHERE LoginType = 'Remote Access 2.0' AND SessionType = 'Oauth2'"
    before = client.wire.query(rows).json()["totalSize"]
    told = client.log_in()
    assert client.wire.query(rows).json()["totalSize"] == before + 1
    client.revoke(told["access_token"])
    assert client.wire.query(rows).json()["totalSize"] == before


def test_whoever_asks_sees_their_own_session_as_the_current_one(client: Client) -> None:
    told = client.log_in()
    current = "SELECT Id, UsersId FROM AuthSession WHERE IsCurrent = true"
    by_given = client.wire.query(current).json()["records"]
    by_login = client.wire.query(current, Authorization=f"Bearer {told['access_token']}").json()["records"]
    assert (len(by_given), len(by_login)) == (1, 1)
    assert by_given[0]["Id"] != by_login[0]["Id"]
    assert {by_given[0]["UsersId"], by_login[0]["UsersId"]} == {client.wire.world.caller_id}


def test_a_block_sent_by_soap_runs_in_the_session_of_its_own_token(client: Client) -> None:
    token = client.log_in()["access_token"]
    current = "SELECT Id FROM AuthSession WHERE IsCurrent = true"
    own = client.wire.query(current, Authorization=f"Bearer {token}").json()["records"][0]["Id"]
    client.wire.query(current)
    body = (
        f'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:a="{APEX}"><e:Header><a:SessionHeader>'
        f"<a:sessionId>{token}</a:sessionId></a:SessionHeader></e:Header><e:Body><a:executeAnonymous><a:apexcode>"
        "class OutException extends Exception {}"
        f"AuthSession one = [{current}]; throw new OutException(one.Id);"
        "</a:apexcode></a:executeAnonymous></e:Body></e:Envelope>"
    )
    answer = client.http.post(f"{client.url}/services/Soap/s/67.0", data=body, timeout=20)
    assert f"<exceptionMessage>OutException: {own}</exceptionMessage>" in answer.text


@pytest.mark.parametrize(
    ("header", "word"), [("Bearer 00D000000000000!dead", "Bad_OAuth_Token"), ("", "Missing_OAuth_Token")]
)
def test_the_identity_service_refuses_in_one_bare_word(client: Client, header: str, word: str) -> None:
    given = {"Authorization": header} if header else {}
    answer = client.http.get(f"{client.url}/services/oauth2/userinfo", headers=given, timeout=20)
    assert (answer.status_code, answer.text) == (403, word)


def test_a_dead_login_is_refused_as_any_other_token(client: Client) -> None:
    told = client.log_in()
    client.revoke(told["refresh_token"])
    answer = client.wire.get(V, Authorization=f"Bearer {told['access_token']}")
    assert (answer.status_code, answer.json()[0]["errorCode"]) == (401, "INVALID_SESSION_ID")
